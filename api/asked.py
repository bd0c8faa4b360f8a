"""What a download is asked for by its address: as at when, of which letter, of whom, and what is wrong with that."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

import pandas as pd
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.doors import Installation, not_found
from coordination import audit, clock, downloads, letters
from coordination.letters import LetterInView
from coordination.problems import Changed, Fault, Invalid, NotAllowed, NotFound
from coordination.sign_ins import Visitor
from coordination.texts import storable
from coordination.version import VERSION
from coordination.viewers import Viewer
from coordination.wording import listed
from data_model.database import reading
from data_model.words import Marking
from exports.provenance import Provenance

DOWNLOADS = "/downloads/"
LARGEST_NUMBER = 2**31 - 1  # what a PostgreSQL integer holds


@dataclass(frozen=True)
class Asked:
    """One download: the visitor, the snapshot it reads, and what its address says. A wrong address raises Invalid or
    NotFound when it is read."""

    request: Request
    visitor: Visitor
    session: Session

    @property
    def viewer(self) -> Viewer:
        return self.visitor.viewer

    @property
    def installation(self) -> Installation:
        installation: Installation = self.request.state.installation
        return installation

    @cached_property
    def as_at(self) -> datetime:
        """The moment whose knowledge is asked for, as on screen: the end of the day `as_at`, or now."""
        return clock.as_at(self.day("as_at"), self.visitor.now)

    @property
    def past(self) -> bool:
        """Whether another moment than now is asked for."""
        return self.as_at != self.visitor.now

    @cached_property
    def letter(self) -> LetterInView:
        """The letter whose reference is `letter`, or the newest that the viewer sees."""
        return letters.in_view(self.session, self.viewer, self.text("letter") or None)

    @cached_property
    def platforms(self) -> dict[str, str]:
        """Slug to name of the platforms asked for by `platform`, a slug and as often as there are platforms, or of all
        that the viewer sees."""
        known = letters.recipients(self.session, self.viewer, self.letter.id)
        names = dict(zip(known["slug"], known["name"], strict=True))
        wanted = self.texts("platform") or list(names)
        if not set(wanted) <= set(names):
            raise NotFound("There is no such platform.")
        return {slug: names[slug] for slug in wanted}

    @cached_property
    def commitments(self) -> list[int]:
        """The numbers of the commitments asked for by `commitment`, as often as there are, or of all."""
        known = {str(number): int(number) for number in letters.commitments(self.session, self.letter.id)["number"]}
        wanted = self.texts("commitment") or list(known)
        if not set(wanted) <= set(known):
            raise NotFound("There is no such commitment.")
        return [known[number] for number in wanted]

    def text(self, name: str) -> str:
        """What the address says under `name`, without what no database stores; empty where it says nothing."""
        return storable(self.request.query_params.get(name, ""))

    def texts(self, name: str) -> list[str]:
        """Everything that the address says under `name`."""
        return [said for each in self.request.query_params.getlist(name) if (said := storable(each))]

    def day(self, name: str) -> date | None:
        """The day that the address says under `name`. Raises Invalid for anything that is not a day."""
        given = self.text(name)
        if not given:
            return None
        wrong = Invalid(Fault(name, f"“{name}” must be a real day, like 2019-12-02."))
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
            raise wrong
        try:
            return date.fromisoformat(given)
        except ValueError as error:
            raise wrong from error

    def only_asked_for(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows (with columns slug and commitment) of the platforms and commitments asked for."""
        return frame[frame["slug"].isin(list(self.platforms)) & frame["commitment"].isin(self.commitments)]

    def of_whom(self) -> str:
        """What a title adds where not all platforms or commitments are asked for: “: Facebook; commitment 1”."""
        parts = [listed(self.platforms.values())] if self.texts("platform") else []
        if self.texts("commitment"):
            parts.append(f"{'commitment' if len(self.commitments) == 1 else 'commitments'} "
                         f"{listed(map(str, self.commitments))}")
        return f": {'; '.join(parts)}" if parts else ""

    def address(self, page: str, *kept: str, **given: str | int) -> str:
        """The whole address of one of our pages, with what is `given` and what this address says under the names in
        `kept`."""
        query = [*given.items(), *((name, value) for name in kept for value in self.texts(name))]
        return f"{self.installation.public_url}{page}" + (f"?{urlencode(query)}" if query else "")

    def provenance(self, title: str, source: str, *, letter: str, marking: Marking, address: str) -> Provenance:
        """Where a file comes from. `letter` is its reference; `address` the page that shows the same."""
        return Provenance(
            title=title, letter=letter, source=source, as_at=self.as_at, made_at=self.visitor.now,
            made_by=self.viewer.name, marking=marking, exercise=self.visitor.exercise, address=address,
            audit_head=str(audit.head(self.session)), application_version=VERSION)


def number(given: int) -> int:
    """A record's number from an address. Raises NotFound for one that no database holds."""
    if given > LARGEST_NUMBER:
        raise NotFound("There is no such record.")
    return given


def answering(make: Callable[[Asked], Response]) -> Callable[[Request, Visitor], Response]:
    """The endpoint of a door: `make` reads one snapshot, and what it refuses becomes an answer in a sentence. A
    download is on the audit before it goes out."""

    def answer(request: Request, visitor: Visitor) -> Response:
        try:
            with reading(request.state.installation.engine) as session:
                asked = Asked(request, visitor, session)
                made = make(asked)
            if request.url.path.startswith(DOWNLOADS) and request.method == "GET" and made.status_code == 200:
                record(asked, made, request.url.path.removeprefix(DOWNLOADS))
            return made
        except (NotFound, NotAllowed):
            return not_found()
        except Invalid as invalid:
            return PlainTextResponse(str(invalid), 400)
        except Changed as changed:
            return PlainTextResponse(str(changed), 409)

    answer.__name__ = make.__name__
    return answer


def record(asked: Asked, made: Response, what: str) -> None:
    """Note a file on the audit: `what` names it by its address, the entry also the letter and the moment where it was
    made of them. What is a page lets the visitor's browser make the file."""
    read = vars(asked)  # of what an address says, that alone which was read
    letter: LetterInView | None = read.get("letter")
    downloads.record(asked.installation.engine, asked.viewer,
                     what if "content-disposition" in made.headers else f"what a browser needs to make {what}",
                     bytes(made.body), letter=letter.reference if letter else "", as_at=read.get("as_at"))
