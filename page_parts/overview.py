"""The overview's body: the matrix, what needs attention, and the days that are left. Drawn once for each version of
the data, then sent as it is."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import pandas as pd
import streamlit as st

from coordination import attention, clock, letters, requests, reviews, standing
from coordination.incidents import counting, due
from coordination.updates import reading
from page_parts import advice_known, dialogue_known, html, parameters, signals_elsewhere
from page_parts.kept import kept
from page_parts.reach_elsewhere import commitments_with_figures
from page_parts.signals_words import slot
from page_parts.visit import Visit

MOST_SHOWN = 5


@dataclass(frozen=True)
class Behind:
    """Commitments of one platform that are late alike: since the same day, for the same reason (a Timeliness, or the
    id of the request that is not answered)."""

    since: date
    reason: object
    commitments: tuple[int, ...]


def show(here: Visit) -> None:
    """Draw the overview of the letter in view."""
    st.html(_drawn((*here.key, slot(here), dialogue_known.moment(here)), here))


@kept(100)
def _drawn(_key: Hashable, here: Visit) -> str:
    letter, as_at = here.letter, here.as_at
    history = reading.history(here.session, here.viewer, letter.id, as_at=as_at)
    asked = requests.pairs(here.session, here.viewer, letter.id, as_at=as_at, history=history)
    matrix = standing.matrix(here.session, here.viewer, letter, as_at=as_at, history=history, asked=asked)
    today = clock.day(as_at)
    returns = due.listing(here.session, here.viewer, letter, as_at=as_at)
    needed = attention.needed(matrix, reviews.waiting(history), asked, returns, dialogue_known.needed(here),
                              advice_known.sections(here), today)
    return html.rendered("overview.html", {
        "letter": letter, "platforms": _by_platform(matrix),
        "commitments": _commitments(matrix), "needed": needed,
        "reach": commitments_with_figures(letters.criteria(here.session, letter.id)),
        "late": by_platform(needed.late, "timeliness"), "unanswered": by_platform(needed.unanswered, "request_id"),
        "returns": returns_by_platform(needed.returns),
        "signals": signals_elsewhere.unacknowledged(here), "lag": signals_elsewhere.lag_of_week(here),
        "week": _week(here), "most": MOST_SHOWN,
        "days_left": (letter.polling_day - today).days,
        "role": here.viewer.role, "live": here.live, "query": parameters.kept(here), "today": today})


def _week(here: Visit) -> list[dict[Hashable, object]]:
    """The last week's counts of the platforms that the letter is addressed to."""
    recipients = tuple(letters.recipients(here.session, here.viewer, here.letter.id)["id"].tolist())
    return counting.last_week(here.session, here.viewer, recipients, as_at=here.as_at).to_dict("records")


def by_platform(rows: pd.DataFrame, reason: str) -> list[tuple[str, str, list[Behind]]]:
    """What is late, a line for each platform: its name, its slug, and its commitments that are late alike, the
    longest late first. `rows` has platform, slug, commitment, due_on and the column that `reason` names."""
    ordered = rows.sort_values(["platform", "due_on", reason, "commitment"]).to_dict("records")
    lines = []
    for (name, slug), mine in groupby(ordered, key=lambda row: (row["platform"], row["slug"])):
        alike = groupby(mine, key=lambda row: (row["due_on"], row[reason]))
        lines.append((str(name), str(slug), [Behind(since, why, _numbers(group)) for (since, why), group in alike]))
    return sorted(lines, key=lambda line: line[2][0].since)


def returns_by_platform(rows: pd.DataFrame) -> list[tuple[str, str, list[dict[Hashable, object]]]]:
    """Returns that are late, a line for each platform: its name, its slug, and the returns with columns of due.COLUMNS,
    the longest late first."""
    return [(str(group["platform"].iloc[0]), str(slug), group.to_dict("records"))
            for slug, group in rows.groupby("slug", sort=False)]


def _numbers(rows: Iterable[dict[object, object]]) -> tuple[int, ...]:
    return tuple(int(str(row["commitment"])) for row in rows)


def _by_platform(matrix: pd.DataFrame) -> Sequence[tuple[str, str, list[dict[object, object]]]]:
    """(name, slug, its cells in the commitments' order) for each platform."""
    return [(str(group["platform"].iloc[0]), str(slug), group.to_dict("records"))
            for slug, group in matrix.groupby("slug", sort=False)]


def _commitments(matrix: pd.DataFrame) -> list[tuple[int, str]]:
    return list(matrix[["commitment", "title"]].drop_duplicates().itertuples(index=False, name=None))
