"""Reading what a view shows: each subject's own functions are asked, and their answers put together."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import pandas as pd
from sqlmodel import Session

from coordination.exploring import (
    catalogue,
    choices,
    data,
    dialogue,
    incidents,
    reach,
    signals,
    standing,
    suppressing,
    updates,
)
from coordination.exploring.asking import Asking, Found, in_order
from coordination.exploring.explored import COLUMNS, SUPPRESSED, Explored
from coordination.exploring.measured import Catalogue, Measured, Subject
from coordination.exploring.views import By, View
from coordination.incidents.viewing import GRAINS
from coordination.letters import LetterInView
from coordination.viewers import Viewer
from coordination.wording import listed
from data_model.words import Marking, Nation

READ: Mapping[Subject, Callable[[Asking, Measured], Found]] = {
    Subject.COUNTS: incidents.figures, Subject.RATES: incidents.figures, Subject.TIMES: incidents.figures,
    Subject.STANDING: standing.figures, Subject.UPDATES: updates.figures, Subject.DIALOGUE: dialogue.figures,
    Subject.SIGNALS: signals.figures, Subject.REACH: reach.figures,
}
DECIMALS = 6  # of values: a spreadsheet holds not quite as many digits as a computer reckons with
DTYPES = {"definition": str, "measure": str, "group": str, "within": str, "state": str, "value": float, "low": float,
          "high": float, "parts_missing": int, "days_missing": int, "restated": bool}


def explore(session: Session, viewer: Viewer, letter: LetterInView, view: View, *, as_at: datetime,
            known: Catalogue | None = None) -> Explored:
    """What a view of a letter shows, as known at `as_at`. What the view asks for that is impossible or not there is
    left out, and the figure says so. `known` is the viewer's catalogue of that moment, for whoever has read it. Raises
    NotAllowed for whoever does not explore."""
    known = known or catalogue.read(session, viewer, letter, as_at=as_at)
    view, left_out = choices.fitted(known, view)
    asking = Asking(session, viewer, letter, known, view, as_at)
    measures = [known.measures[key] for key in view.measures]
    found = {each.key: READ[each.subject](asking, each) for each in measures}
    frame = _together(measures, found, view.by)
    said = [*left_out, *_of_definitions(known, measures), *(each for one in found.values() for each in one.statements),
            *_of_parts(frame), *_of_small_numbers(measures, frame)]
    explored = Explored(view, title(known, view), frame, tuple(each.meaning for each in measures),
                        tuple(dict.fromkeys(said)), _marking(measures), as_at, "")
    return replace(explored, sha256=data.sha256(explored))


def title(known: Catalogue, view: View) -> str:
    """Reports from candidates, by platform, week by week, Violence (category 14), Wales"""
    measures = [known.measures[key] for key in view.measures]
    splits = " and ".join(_called(each, measures[0]) for each in view.by)
    return ", ".join([listed(each.name for each in measures), *([f"by {splits}"] if splits else []),
                      GRAINS[view.grain], *_narrowed(known, view)])


def _called(by: By, measured: Measured) -> str:
    """What a split is called in the title of a measure."""
    if by is By.PLATFORM and By.ADDRESSED in measured.by:
        return "sharing platform"
    return measured.kind_name if by is By.KIND else by.value


def _narrowed(known: Catalogue, view: View) -> Iterator[str]:
    """What figures are narrowed down to, in words."""
    if view.platforms:
        to = "addressed to " if By.ADDRESSED in known.measures[view.measures[0]].by else ""
        yield f"{to}{listed(known.platforms[slug] for slug in view.platforms)}"
    if view.category:
        yield known.categories[view.category]
    if view.commitments:
        yield f"commitment{'s'[:len(view.commitments) - 1]} {listed(map(str, view.commitments))}"
    if view.nation is not Nation.UK:
        yield known.nations[view.nation]
    if view.kinds:
        yield listed(view.kinds)


def _together(measures: list[Measured], found: Mapping[str, Found], by: tuple[By, ...]) -> pd.DataFrame:
    """The figures of all measures, one after the other, in order. Columns: explored.COLUMNS."""
    parts = [in_order(found[each.key], by).assign(definition=each.meaning.key, measure=each.name) for each in measures]
    parts = [each for each in parts if not each.empty]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    return frame[COLUMNS].astype(DTYPES).round(DECIMALS)


def _of_definitions(known: Catalogue, measures: list[Measured]) -> Iterator[str]:
    if len(measures) > 1:
        yield (f"The {len(measures)} measures have different definitions: do not add them up, and compare them with "
               "care.")
    versions = Counter(each.slug for each in known.words.measures)
    for each in measures:
        if each.key in known.counted and versions[known.counted[each.key].slug] > 1:
            yield f"“{each.name}” has another definition too. What was returned under that is not in this figure."


def _of_parts(frame: pd.DataFrame) -> Iterator[str]:
    if (frame["value"].notna() & (frame["parts_missing"] > 0)).any():
        yield "Figures with ≥ are at least so high: some of their parts were not reported."


def _of_small_numbers(measures: list[Measured], frame: pd.DataFrame) -> Iterator[str]:
    hidden = set(frame.loc[frame["state"] == SUPPRESSED, "definition"])
    for under in sorted({each.suppressed_under or 0 for each in measures if each.meaning.key in hidden}):
        yield suppressing.statement(under)


def _marking(measures: list[Measured]) -> Marking:
    """The highest of the measures'."""
    return max((each.marking for each in measures), key=list(Marking).index)
