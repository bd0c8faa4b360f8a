"""Reading all that a briefing shows, at one moment, as its reader may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlmodel import Session

from coordination import clock, figures, letters, standing
from coordination.advice import markdown
from coordination.briefings import figures as drawn
from coordination.briefings import markings, templates
from coordination.briefings.assembled import (
    CRITERIA_COLUMNS,
    OVERVIEW_COLUMNS,
    Assembled,
    Figured,
    Headed,
    Overviewed,
    Piece,
    Quoted,
    Said,
    Scored,
)
from coordination.briefings.inputs import (
    FigurePart,
    HeadingPart,
    OverviewPart,
    Part,
    Parts,
    QuotationPart,
    ScorecardPart,
    Shown,
    WordsPart,
)
from coordination.exploring import catalogue, data, reading
from coordination.exploring.catalogue import Catalogue
from coordination.letters import LetterInView
from coordination.problems import Fault, Invalid, NotFound
from coordination.updates import record
from coordination.viewers import Viewer
from data_model.words import BriefingTemplate, Marking


@dataclass(frozen=True)
class Wanted:
    """A briefing to be made: its name, what it began as, its marking and its parts. `address` is its own page, and
    `public_url` what all addresses in it begin with."""

    name: str
    template: BriefingTemplate
    marking: Marking
    parts: Parts
    address: str
    public_url: str


@dataclass(frozen=True)
class _Asking:
    session: Session
    viewer: Viewer
    letter: LetterInView
    catalogue: Catalogue
    as_at: datetime
    public_url: str


def assembled(session: Session, viewer: Viewer, letter: LetterInView, wanted: Wanted, *, as_at: datetime) -> Assembled:
    """A briefing with all that it shows. Parts in which nothing is written are left out.

    Raises Invalid where a part cannot be shown (its sentence says which) or where its marking is lower than that of
    what is in it, NotAllowed for whoever does not explore.
    """
    known = catalogue.read(session, viewer, letter, as_at=as_at)
    asking = _Asking(session, viewer, letter, known, as_at, wanted.public_url)
    markings.check(wanted.marking, wanted.parts, known, letter)
    return Assembled(
        name=wanted.name, subject=templates.SUBJECTS[wanted.template], marking=wanted.marking, as_at=as_at,
        reference=letter.reference, title=letter.title, signed_on=letter.signed_on, source=letter.source,
        dates=data.marks(letter), address=wanted.address,
        pieces=tuple(piece for number, part in enumerate(wanted.parts, start=1)
                     for piece in _pieces(asking, part, number)))


def _pieces(asking: _Asking, part: Part, number: int) -> Iterator[Piece]:
    try:
        if isinstance(part, HeadingPart | WordsPart):
            yield from _written(part)
        elif isinstance(part, FigurePart):
            yield _figured(asking, part)
        elif isinstance(part, OverviewPart):
            yield Overviewed(_cells(asking)[OVERVIEW_COLUMNS])
        elif isinstance(part, QuotationPart):
            yield from _quoted(asking, part)
        else:
            yield _scored(asking, part)
    except NotFound as missing:
        raise Invalid(Fault("parts", f"Part {number} of the briefing cannot be shown. {missing}")) from missing


def _written(part: HeadingPart | WordsPart) -> Iterator[Piece]:
    if isinstance(part, HeadingPart):
        if part.text:
            yield Headed(part.text)
    elif markdown.plain(part.text):
        yield Said(markdown.blocks(part.text))


def _figured(asking: _Asking, part: FigurePart) -> Figured:
    view = drawn.view_of(part, asking.catalogue, asking.letter)
    explored = reading.explore(asking.session, asking.viewer, asking.letter, view, as_at=asking.as_at,
                               known=asking.catalogue)
    address = drawn.address(explored.view, asking.letter.reference, clock.day(asking.as_at))
    return Figured(explored, f"{asking.public_url}{address}", part.shown is not Shown.TABLE,
                   part.shown is not Shown.FIGURE)


def _cells(asking: _Asking) -> pd.DataFrame:
    return standing.matrix(asking.session, asking.viewer, asking.letter, as_at=asking.as_at)


def _quoted(asking: _Asking, part: QuotationPart) -> Iterator[Quoted]:
    known = letters.commitments(asking.session, asking.letter.id)
    if not set(part.commitments) <= set(known["number"]):
        raise NotFound("The letter has no such commitment.")
    for row in known.to_dict("records"):
        if not part.commitments or row["number"] in part.commitments:
            yield Quoted(row["number"], row["title"], row["quotation"])


def _scored(asking: _Asking, part: ScorecardPart) -> Scored:
    recipients = letters.recipients(asking.session, asking.viewer, asking.letter.id).set_index("slug")
    if part.platform not in recipients.index:
        raise NotFound("The letter is not addressed to such a platform.")
    cells = _cells(asking)
    cells = cells[cells["slug"] == part.platform]
    criteria = letters.criteria(asking.session, asking.letter.id)
    said = record.criteria(asking.session, asking.viewer, asking.letter.id, as_at=asking.as_at)
    said = said[said["version_id"].isin(set(cells["finding_version_id"].dropna()))]
    found = dict(zip(said["code"], said["finding"], strict=True))
    computed = figures.computed(asking.session, asking.viewer, asking.letter, part.platform, criteria,
                                as_at=asking.as_at)
    rows = [(row.code, row.text, found.get(row.code),
             computed[str(row.code)].sentence if row.code in computed else None) for row in criteria.itertuples()]
    place = recipients.loc[part.platform]
    return Scored(str(place["name"]), str(place["company"]), cells[OVERVIEW_COLUMNS].reset_index(drop=True),
                  pd.DataFrame(rows, columns=CRITERIA_COLUMNS, dtype=object))
