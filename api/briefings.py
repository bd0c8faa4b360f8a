"""Briefings to take away: made at the moment they are asked for, as whoever asks may see what is in them."""

from collections.abc import Callable

from starlette.responses import Response

from api.asked import LARGEST_NUMBER, Asked, answering, number
from api.attachments import attachment
from api.doors import Door
from api.files import DOCX, file_name
from coordination import letters
from coordination.briefings import assembling, reading
from coordination.briefings.assembled import Assembled
from coordination.briefings.assembling import Wanted
from coordination.problems import NotFound
from coordination.viewers import SEES_ALL_PLATFORMS
from exports import briefing as exported
from exports.provenance import BriefingProvenance

PAGE = "/briefings"
PDF = "application/pdf"


def pdf(asked: Asked) -> Response:
    """The briefing that the address names, as tagged PDF."""
    return pdf_of(asked, _number(asked.text("briefing")))


def docx(asked: Asked) -> Response:
    """The same as DOCX."""
    return docx_of(asked, _number(asked.text("briefing")))


def pdf_of(asked: Asked, briefing_id: int) -> Response:
    """A briefing by its number, as tagged PDF."""
    return _answer(asked, briefing_id, exported.pdf, PDF, "pdf")


def docx_of(asked: Asked, briefing_id: int) -> Response:
    """A briefing by its number, as DOCX."""
    return _answer(asked, briefing_id, exported.docx, DOCX, "docx")


def _answer(asked: Asked, briefing_id: int, make: Callable[[Assembled, BriefingProvenance], bytes], media_type: str,
            ending: str) -> Response:
    found = reading.opened(asked.session, asked.viewer, briefing_id)
    letter = asked.letter if asked.text("letter") else letters.in_view(asked.session, asked.viewer, found.reference)
    if letter.id != found.letter_id:
        raise NotFound("There is no such briefing of this letter.")
    address = asked.address(PAGE, "as_at", letter=letter.reference, briefing=found.id)
    made = assembling.assembled(
        asked.session, asked.viewer, letter,
        Wanted(found.name, found.template, found.marking, found.parts, address, asked.installation.public_url),
        as_at=asked.as_at)
    about = asked.provenance(made.name, made.source, letter=letter.reference, marking=made.marking, address=address)
    content = make(made, BriefingProvenance(**vars(about), figures=made.named))
    return attachment(content, media_type, file_name(asked, f"briefing-{found.id}", ending))


def _number(given: str) -> int:
    """A briefing's number from an address. Raises NotFound for one that no database holds."""
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(LARGEST_NUMBER))):
        raise NotFound("There is no such briefing.")
    return number(int(given))


ROUTES = [
    Door("/downloads/briefing.pdf", answering(pdf), roles=SEES_ALL_PLATFORMS),
    Door("/downloads/briefing.docx", answering(docx), roles=SEES_ALL_PLATFORMS),
]
