"""An edition as a page: plain HTML that needs no script, nothing fetched, and works on a small screen and on paper."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.advice.words import GUIDANCE, LANGUAGES, Words
from coordination.advice import addresses, markdown
from coordination.advice.editions import Edition, Newest, PlatformAdvice, Section
from data_model.words import AdviceTopic

TEMPLATES = Path(__file__).parents[1] / "templates"
STYLE = Markup(" ".join((TEMPLATES / "advice.css").read_text(encoding="utf-8").split()))  # noqa: S704 -- our own file
# Nothing is fetched or run, whatever the text says. Only the page's own style, to the byte.
POLICY = ("default-src 'none'; script-src 'none'; style-src 'sha256-"
          f"{b64encode(sha256(STYLE.encode()).digest()).decode()}'; base-uri 'none'; form-action 'none'; "
          "frame-ancestors 'none'")


@dataclass(frozen=True)
class Around:
    """What a page says besides its edition: the letter's editions (number to moment, the newest first), other letters
    whose elections are still to come, whether this is an exercise, and whether it is not published but only shown."""

    editions: Mapping[int, datetime]
    elections: tuple[Newest, ...] = ()
    exercise: bool = False
    preview: bool = False


def address(language: str, number: int | str | None = None, kind: str = "") -> str:
    """/advice, /advice/2, /advice/cy, /advice/cy/2.pdf: the newest edition where `number` is None."""
    parts = ["/advice", *(["cy"] if language == "cy" else []), *([str(number)] if number else [])]
    return "/".join(parts) + (f".{kind}" if kind else "")


def page(edition: Edition, language: str, around: Around) -> bytes:
    """An edition in a language (“en” or “cy”)."""
    newest = next(iter(around.editions), edition.number)
    return _render("advice.html", language, around, edition=edition, newest=newest, number=edition.number,
                   older=edition.number < newest and not around.preview, topics=list(AdviceTopic))


def without(language: str, around: Around, number: int | None = None) -> bytes:
    """The page where there is no edition yet, or none with this number."""
    return _render("no_advice.html", language, around, missing=number)


def own_text(section: Section, language: str) -> tuple[str, bool]:
    """A section's text for readers of a language, and whether it is in it: where there is no Welsh, the English."""
    return (section.welsh, True) if language == "cy" and section.welsh else (section.english, language == "en")


def own_note(edition: Edition, language: str) -> tuple[str, bool]:
    """The same for an edition's note."""
    return (edition.note_welsh, True) if language == "cy" and edition.note_welsh else (edition.note, language == "en")


def report_address(platform: PlatformAdvice) -> str:
    """Where this platform is reported to; empty where it gives no address that a link may lead to."""
    section = platform.on(AdviceTopic.REPORTING)
    given = section.report_address if section else ""
    return given if addresses.leads_somewhere(given) else ""


def _html(text: str) -> Markup:
    return Markup(markdown.html(text))  # noqa: S704 -- safe by coordination.advice.markdown, whatever was typed


def _render(template: str, language: str, around: Around, **values: object) -> bytes:
    words: Words = LANGUAGES[language]
    return _environment.get_template(template).render(
        words=words, language=language, other="en" if language == "cy" else "cy", around=around, style=STYLE,
        guidance=GUIDANCE, **values).encode()


_environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                           trim_blocks=True, lstrip_blocks=True)
_environment.globals |= {"address": address, "html": _html, "own_note": own_note, "own_text": own_text,
                         "report_address": report_address}
