"""Explorations made up for figures to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from coordination.exploring.explored import COLUMNS, NOT_KNOWN_YET, SUPPRESSED, Explored
from coordination.exploring.views import By, Form, Note, View
from coordination.incidents.asking import Grain
from coordination.incidents.viewing import Meaning
from data_model.words import CountState, Marking

FIRST = date(2019, 11, 4)  # a Monday
STATES: dict[str, str] = {"n": CountState.NOT_REPORTED, "-": CountState.NOT_APPLICABLE, "s": SUPPRESSED,
                          "?": NOT_KNOWN_YET}
NOTICES = Meaning("notices", "Notices received", "definition 1", "Notices of content that somebody holds to be against "
                  "the law or the terms.", "European Commission, Implementing Regulation (EU) 2024/2835", "")
REMOVED = Meaning("removed", "Items removed", "definition 2", "Items taken down or hidden.", "The letter", "")
LAG = Meaning("lag", "Lag until another platform acted", "", "The median time from a signal to another platform's "
              "acting on it, with its 95% interval.", "Parley, Kaplan–Meier estimate", " hours")
MARKS = {"The letter": date(2019, 11, 5), "Close of nominations": date(2019, 11, 14),
         "Polling day": date(2019, 12, 12)}
LENGTHS = {Grain.DAY: 1, Grain.WEEK: 7, Grain.CAMPAIGN: 28}
Figures = Mapping[tuple[str, str] | str, Sequence[float | str | tuple[float, float, float]]]


def explored(figures: Figures, *, form: Form = Form.LINE, grain: Grain = Grain.WEEK,
             meanings: Sequence[Meaning] = (NOTICES,), statements: Sequence[str] = (), notes: Sequence[Note] = (),
             missing: int = 0, title: str = "Notices received, by platform, week by week",
             dates: bool = True) -> Explored:
    """`figures` are those of each group, or group and `within`, one bucket after the other, in every measure: a number,
    value with low and high, “n” not reported, “-” not applicable, “s” suppressed, “?” not known yet. `missing` parts
    lack of each."""
    days = LENGTHS[grain]
    rows = []
    for meaning in meanings:
        for names, values in figures.items():
            group, within = (names, "") if isinstance(names, str) else names
            for position, given in enumerate(values):
                first = FIRST + timedelta(days=position * days)
                value, low, high = given if isinstance(given, tuple) else (given, None, None)
                state = STATES.get(str(value)) or (CountState.REPORTED if value else CountState.ZERO).value
                rows.append((meaning.key, meaning.name, group, within, first, first + timedelta(days=days - 1), state,
                             None if str(value) in STATES else value, low, high,
                             missing if str(value) not in STATES else 0, 0, False))
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"value": float, "low": float, "high": float})
    by = (By.PLATFORM, By.CATEGORY) if any(not isinstance(each, str) for each in figures) else (By.PLATFORM,)
    view = View(tuple(each.key for each in meanings), FIRST, max(frame["last_day"], default=FIRST), by, grain, form,
                notes=tuple(notes), dates=dates)
    return Explored(view, title, frame, tuple(meanings), tuple(statements), Marking.OFFICIAL,
                    datetime(2019, 12, 2, 9, 14, tzinfo=UTC), "5f" * 32)


def drawn_as(form: Form, given: Explored) -> Explored:
    """The same in another form."""
    return replace(given, view=replace(given.view, form=form))
