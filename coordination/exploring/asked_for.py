"""What an address asks for, read as its page, its files and the command line all read it."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from sqlmodel import Session

from coordination import clock, letters
from coordination.exploring import catalogue, choices, data, reading, views
from coordination.exploring.explored import Explored
from coordination.exploring.views import View
from coordination.letters import LetterInView
from coordination.problems import Fault, Invalid, NotFound
from coordination.viewers import Viewer

PAGE, ROW, LETTER = "/explore", "row", "letter"


def explored(session: Session, viewer: Viewer, letter: LetterInView, said: Callable[[str], list[str]], *,
             as_at: datetime) -> Explored:
    """The figure that an address says, or the rows of it that it names. Raises NotAllowed and NotFound."""
    known = catalogue.read(session, viewer, letter, as_at=as_at)
    usual = choices.usual(known, letter, clock.day(as_at))
    found = reading.explore(session, viewer, letter, views.view_of(said, usual), as_at=as_at, known=known)
    return data.only(found, said(ROW))


def view(session: Session, viewer: Viewer, letter: LetterInView, query: str, *, as_at: datetime) -> View:
    """The view that the query of an address says, to be kept. Raises Invalid for what is impossible or not there:
    nothing is left out that somebody asked to keep. Raises NotAllowed and NotFound as `explored`."""
    known = catalogue.read(session, viewer, letter, as_at=as_at)
    said = parse_qs(query)
    if not said.get("measure"):
        raise Invalid(Fault("query", "Say what is measured: measure=…, as an address of Explore does."))
    if said.get(LETTER, [letter.reference])[-1] != letter.reference:
        raise Invalid(Fault("query", f"This address is of another letter than {letter.reference}."))
    try:
        asked = views.view_of(lambda name: said.get(name, []), choices.usual(known, letter, clock.day(as_at)))
    except NotFound as wrong:
        raise Invalid(Fault("query", str(wrong))) from wrong
    found, left_out = choices.fitted(known, asked)
    if left_out:
        raise Invalid(*(Fault("query", sentence) for sentence in left_out))
    return found


def again(session: Session, viewer: Viewer, address: str, *, as_at: datetime) -> Explored:
    """The figure of an address as it is written in a file. Raises NotFound, also where it is none of a figure."""
    query = parse_qs(urlsplit(address).query)
    letter = letters.in_view(session, viewer, next(iter(query.get(LETTER, [])), None))
    return explored(session, viewer, letter, lambda name: query.get(name, []), as_at=as_at)


def address(letter: LetterInView, found: Explored, rows: list[str]) -> str:
    """Where a figure is found again, below our own address: it shows the same tomorrow, for its day is always said."""
    return f"{PAGE}?" + urlencode([(LETTER, letter.reference), *views.query(found.view),
                                   ("as_at", clock.day(found.as_at).isoformat()), *((ROW, each) for each in rows)])
