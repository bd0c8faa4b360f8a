"""What the Dialogue screens, Home and the overview know of meetings, actions and gaps: read once for each version of
the data. A meeting also passes while nothing is written, which `moment` tells."""

from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from coordination import clock
from coordination.attention import Dialogue
from coordination.dialogue import actions, cadence, organisations, reading
from coordination.dialogue.reading import NO_RECORD
from data_model.words import ActionState, Attendance, MeetingState, Role
from page_parts import html, parameters
from page_parts.kept import kept
from page_parts.visit import Visit

MOST_RELATED, MOST_ACTIONS = 5, 10
STATES = (MeetingState.PLANNED.value, NO_RECORD, MeetingState.HELD.value, MeetingState.CANCELLED.value)


@dataclass(frozen=True)
class Known:
    """`meetings` has the columns of reading.listing, the earliest first, `actions` those of actions.listing, the
    earliest due first, and `standing` those of cadence.standing. `turns` are the moments at which a planned meeting
    begins or ends, in order. All are shared between reruns, so nobody changes them."""

    meetings: pd.DataFrame
    actions: pd.DataFrame
    standing: pd.DataFrame
    turns: tuple[datetime, ...]


@dataclass(frozen=True)
class Few:
    """How many there are, and the first of them."""

    count: int
    rows: list[dict[Hashable, Any]]


@dataclass(frozen=True)
class Related:
    """Meetings, the newest first, and actions, the earliest due first, that belong to something: the first of each, and
    how many more there are."""

    meetings: list[dict[Hashable, Any]]
    more: int
    actions: list[dict[Hashable, Any]]
    more_actions: int


def known(here: Visit) -> Known:
    """What the viewer may see of the letter in view."""
    return _known(here.key, here)


def moment(here: Visit) -> int:
    """How many planned meetings have begun or ended by the moment in view, counting both. Whatever is kept of where
    meetings stand has it in its key."""
    return bisect_right(known(here).turns, here.as_at)


def stated(here: Visit) -> pd.DataFrame:
    """The meetings with the column `shown`: their state in words (one of STATES), which says of a planned one that is
    over that it has no record yet. Nobody changes the frame."""
    return _stated((*here.key, moment(here)), here)


def needed(here: Visit) -> Dialogue:
    """What the overview counts from."""
    meetings = stated(here)
    return Dialogue(meetings[meetings["shown"] == NO_RECORD], known(here).actions, known(here).standing)


def to_confirm(here: Visit) -> pd.DataFrame:
    """The meetings to come on which the viewer's company has not said whether it comes; none for anybody else."""
    meetings = stated(here)
    if here.viewer.role is not Role.PLATFORM:
        return meetings.head(0)
    answered = meetings["own_answer"].isin(list(Attendance))
    return meetings[(meetings["shown"] == MeetingState.PLANNED) & (meetings["starts_at"] > here.as_at) & ~answered]


def own_actions(here: Visit) -> pd.DataFrame:
    """The actions that the viewer's own company has still to do, the earliest due first."""
    found = known(here).actions
    return found[(found["state"] == ActionState.OPEN) & (found["organisation_id"] == here.viewer.organisation_id)]


@kept(200)
def of_home(_key: Hashable, here: Visit) -> str:
    """What Home says: the actions that the viewer's company has to do, and the meetings to confirm."""
    return html.rendered("home_dialogue.html", {
        "actions": few(own_actions(here), MOST_ACTIONS), "meetings": few(to_confirm(here)),
        "role": here.viewer.role, "today": clock.day(here.as_at), "query": parameters.kept(here)})


def few(rows: pd.DataFrame, most: int = MOST_RELATED) -> Few:
    """How many rows there are, and the first of them."""
    return Few(len(rows), rows.head(most).to_dict("records"))


def related(here: Visit, *, slug: str | None = None, commitment: int | None = None) -> Related:
    """What belongs to a platform (meetings that its company is asked to, and its actions), to a commitment (meetings
    that bear on it, and their actions), or to both."""
    meetings, actions_ = stated(here), known(here).actions
    if slug is not None:
        asked = organisations.known(here.session, here.viewer, here.letter.id)
        mine = set(asked.loc[asked["slug"] == slug, "id"])
        meetings = meetings[meetings["organisation_ids"].map(lambda ids: bool(mine & set(ids))).astype(bool)]
        actions_ = actions_[actions_["slug"] == slug]
    if commitment is not None:
        meetings = meetings[meetings["commitments"].map(lambda numbers: commitment in numbers).astype(bool)]
        actions_ = actions_[actions_["meeting_id"].isin(meetings["id"])]
    first, open_first = few(meetings.iloc[::-1]), few(actions_.sort_values("state", key=_open_first, kind="stable"))
    return Related(first.rows, first.count - len(first.rows), open_first.rows, open_first.count - len(open_first.rows))


def _open_first(states: "pd.Series[Any]") -> "pd.Series[Any]":
    return states != ActionState.OPEN


@kept(100)
def _known(_key: Hashable, here: Visit) -> Known:
    letter, as_at = here.letter, here.as_at
    meetings = reading.listing(here.session, here.viewer, letter.id, as_at=as_at)
    meetings = meetings.sort_values(["starts_at", "id"], kind="stable", ignore_index=True)
    planned = meetings[meetings["state"] == MeetingState.PLANNED]
    turns = sorted({*planned["starts_at"].tolist(), *planned["ends_at"].tolist()})
    return Known(meetings, actions.listing(here.session, here.viewer, letter.id, as_at=as_at),
                 cadence.standing(here.session, here.viewer, letter, as_at=as_at), tuple(turns))


@kept(100)
def _stated(_key: Hashable, here: Visit) -> pd.DataFrame:
    meetings = known(here).meetings
    over = (meetings["state"] == MeetingState.PLANNED) & (meetings["ends_at"] <= here.as_at)
    return meetings.assign(shown=meetings["state"].astype(str).mask(over, NO_RECORD))
