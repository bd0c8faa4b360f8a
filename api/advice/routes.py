"""The addresses of the published advice: /advice is the newest edition, /advice/2 the second, /advice/cy and
/advice/cy/2 the same in Welsh; and each as a file, with .pdf, .docx or .json after it."""

import re
from collections.abc import Callable, Iterator

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.advice import files, pages
from api.advice.pages import Around, address
from api.advice.shelf import PATH, Made, Shelf, State
from api.advice.words import LANGUAGES
from api.asked import Asked, answering
from api.attachments import disposition
from api.doors import Door, Installation, not_found
from coordination import clock
from coordination.advice import editions, publishing
from coordination.advice.editions import Edition
from coordination.viewers import SEES_ALL_PLATFORMS

NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
HTML = "text/html; charset=utf-8"
Make = Callable[[Edition, str, Around, str], bytes]
TYPES: dict[str, tuple[str, Make]] = {
    "": (HTML, lambda edition, language, around, _: pages.page(edition, language, around)),
    "pdf": ("application/pdf", files.pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", files.docx),
    "json": ("application/json", files.json),
}


def _doors() -> Iterator[Door]:
    for language in reversed(LANGUAGES):  # Welsh first: “cy” is no number
        for kind in reversed(TYPES):  # and nor is “2.pdf”
            endpoint = _reading(language, kind)
            yield Door(address(language, kind=kind), endpoint, roles=None)
            yield Door(address(language, "{number}", kind), endpoint, roles=None)


def _reading(language: str, kind: str) -> Callable[[Request], Response]:
    def advice(request: Request) -> Response:
        given = request.path_params.get("number")
        if given is not None and not NUMBER.fullmatch(given):
            return not_found()
        number = int(given) if given else None
        shelf: Shelf = request.state.shelf
        installation: Installation = request.state.installation

        def make(session: Session, state: State) -> Made:
            return _made(session, state, number, language, kind, installation.public_url)

        return shelf.fetch(address(language, number, kind), make).to(request.scope)

    return advice


def _made(session: Session, state: State, number: int | None, language: str, kind: str, public_url: str) -> Made:
    now = clock.now(session)
    edition = editions.published(session, number, as_at=now)
    if edition is None:
        return _without(session, state, number, language, kind)
    around = _around(session, edition, state.exercise)
    media_type, make = TYPES[kind]
    body = make(edition, language, around, f"{public_url}{address(language, edition.number)}")
    headers = {"Content-Type": media_type, "Content-Language": LANGUAGES[language].lang}
    if kind in {"pdf", "docx"}:
        headers["Content-Disposition"] = disposition(_name(edition, language, kind, exercise=state.exercise))
    return Made(body, headers | {"Content-Security-Policy": pages.POLICY if not kind else "sandbox"})


def _without(session: Session, state: State, number: int | None, language: str, kind: str) -> Made:
    newest = editions.published(session, as_at=clock.now(session))
    around = _around(session, newest, state.exercise) if newest else Around({}, exercise=state.exercise)
    there_is_none = number is None and not kind  # the page that says so is what was asked for
    return Made(pages.without(language, around, number), status=200 if there_is_none else 404, lasting=number is None,
                headers={"Content-Type": HTML, "Content-Language": LANGUAGES[language].lang,
                         "Content-Security-Policy": pages.POLICY})


def _around(session: Session, edition: Edition, exercise: bool) -> Around:
    now = clock.now(session)
    others = tuple(each for each in editions.still_to_come(session, as_at=now) if each.letter_id != edition.letter_id)
    return Around(editions.numbers(session, edition.letter_id, as_at=now), others, exercise)


def _name(edition: Edition, language: str, kind: str, *, exercise: bool) -> str:
    """parley-advice-2-cy-exercise.pdf"""
    parts = ["parley-advice", str(edition.number), *(["cy"] if language == "cy" else []),
             *(["exercise"] if exercise else [])]
    return f"{'-'.join(parts)}.{kind}"


def preview(asked: Asked) -> Response:
    """The page as it would be published now, or as at the moment asked for. In Welsh with `language=cy`."""
    found = publishing.would_publish(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    around = Around(editions.numbers(asked.session, asked.letter.id, as_at=asked.as_at),
                    exercise=asked.visitor.exercise, preview=True)
    edition = publishing.as_edition(found, asked.letter, asked.as_at, previous=next(iter(around.editions), None))
    language = "cy" if asked.text("language") == "cy" else "en"
    return HTMLResponse(pages.page(edition, language, around), headers={"Content-Security-Policy": pages.POLICY})


def without_slash(request: Request) -> Response:
    """The address as it should be, for who typed a slash after it."""
    return RedirectResponse(request.url.path.rstrip("/"), 308)


ROUTES = [
    Door(f"{PATH}/preview", answering(preview), roles=SEES_ALL_PLATFORMS),
    *_doors(),
    *(Door(f"{address(language)}/", without_slash, roles=None) for language in LANGUAGES),
]
