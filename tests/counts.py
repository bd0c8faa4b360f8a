"""Factories of incident returns: cells as a file would say them, and returns that are stored like a person's."""

import hashlib
from datetime import date

import pandas as pd
from sqlalchemy import Engine

from coordination.incidents import returns, vocabulary
from coordination.incidents.cells import (
    DTYPES,
    NOT_APPLICABLE,
    NOT_REPORTED,
    REPORTED,
    ZERO,
    Cells,
    Faults,
    empty,
    number,
)
from coordination.incidents.returns import Stored
from coordination.incidents.vocabulary import NATIONS, Vocabulary
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import Nation, ReturnForm
from tests.cast import own_platform_id

HARM = "STATEMENT_CATEGORY_VIOLENCE/KEYWORD_COORDINATED_HARM"
TRAFFICKING = "STATEMENT_CATEGORY_VIOLENCE/KEYWORD_HUMAN_TRAFFICKING"
VIOLENCE = "STATEMENT_CATEGORY_VIOLENCE"
HATE = "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH/KEYWORD_HATE_SPEECH"
SPEECH = "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"
ALL = "TOTAL"
REPORTS, ACTIONED, MENTIONS = "reports-from-candidates", "content-actioned", "mentions-of-candidates"
MEDIAN = "median-hours-to-action"
MONDAY = date(2019, 11, 18)
NOT_GIVEN, DOES_NOT_APPLY = "not reported", "not applicable"


def a_count(value: float | str, day: date | tuple[date, date] = MONDAY, category: str = HARM,
            nation: Nation = Nation.ENGLAND, measure: str = REPORTS) -> dict[str, object]:
    """One row of a file."""
    first, last = day if isinstance(day, tuple) else (day, day)
    return {"first": first, "last": last, "category": category, "nation": nation, "measure": measure, "value": value}


def words(engine: Engine) -> Vocabulary:
    """The vocabulary on record."""
    with reading(engine) as session:
        return vocabulary.read(session)


def cells(engine: Engine, *counts: dict[str, object], name: str = "return.csv") -> Cells:
    """What a faultless file with these rows says."""
    return cells_of(words(engine), *counts, name=name)


def cells_of(known: Vocabulary, *counts: dict[str, object], name: str = "return.csv") -> Cells:
    """The same, in the words of a vocabulary that was read."""
    rows = []
    for row, count in enumerate(counts, 2):
        value = count["value"]
        state = {NOT_GIVEN: NOT_REPORTED, DOES_NOT_APPLY: NOT_APPLICABLE, 0: ZERO}.get(value, REPORTED)  # type: ignore[call-overload]
        rows.append((row, known.measure_by_key[str(count["measure"])].id,
                     known.category_by_code[str(count["category"])].id, NATIONS.index(Nation(str(count["nation"]))),
                     number(count["first"]), number(count["last"]), state,  # type: ignore[arg-type]
                     value if state in {REPORTED, ZERO} else float("nan")))
    frame = pd.DataFrame(rows, columns=list(DTYPES)).astype(DTYPES) if rows else empty()
    sha256 = hashlib.sha256(repr(counts).encode()).hexdigest()
    return Cells(ReturnForm.TEMPLATE, name, sha256, ("day", "nation", "category", "measure", "value"), frame,
                 len(rows), Faults())


def a_sent_return(engine: Engine, by: Viewer, *counts: dict[str, object], reason: str = "") -> Stored:
    """A return of the viewer's own platform, stored with everything that is asked about confirmed."""
    return returns.store(engine, by, own_platform_id(engine, by), cells(engine, *counts), reason=reason,
                         confirmed=True)
