"""What one window has on screen of one section of advice, and how it saves itself.

As in submit_desk: the draft in the database is the truth, and the desk remembers from which revision this window
writes, so that a save from another window is noticed and what was typed here stays on screen.
"""

from dataclasses import dataclass, field

import streamlit as st

from coordination.advice import writing
from coordination.advice.writing import Saved
from coordination.problems import Invalid, Problem
from data_model.words import AdviceTopic
from page_parts import desks
from page_parts.visit import Visit

FIELDS = ("english", "welsh", "report_address", "responds_in_hours")


@dataclass
class Desk(desks.Desk):
    """`screen` is what was last seen in the fields, `tried` what of it was last stored or refused.

    `unsaved` says why it is not stored (empty when it is), `faults` which fields are to blame, or stand in the way of
    sending; `sent` that this window has sent it.
    """

    name: str
    place: tuple[int, int, AdviceTopic]
    revision: int
    screen: dict[str, object]
    tried: dict[str, object]
    unsaved: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    sent: bool = False

    def key(self, name: str) -> str:
        """The key of this section's widget `name`."""
        return f"write-advice.{name}.{'.'.join(map(str, self.place))}"

    def take(self) -> None:
        """Take what the fields hold. One that is not shown at the moment holds what it last did."""
        self.screen = {each: st.session_state.get(self.key(each), self.screen[each]) for each in FIELDS}

    def keep(self, here: Visit) -> None:
        """Store what was taken, if it has changed since; what refuses it is kept to be shown."""
        if self.screen == self.tried:
            return
        try:
            self.revision = writing.save(here.engine, here.viewer, *self.place, self.revision, self.screen)
            self.unsaved, self.faults = "", []
        except Invalid as invalid:
            self.unsaved, self.faults = str(invalid), [(fault.where, fault.sentence) for fault in invalid.faults]
        except Problem as refused:
            self.unsaved, self.faults = str(refused), []
        self.tried = self.screen


def current(name: str) -> Desk | None:
    """The desk of that name in this window, if there is one."""
    found = st.session_state.get(name)
    return found if isinstance(found, Desk) else None


def sent() -> Desk | None:
    """The desk whose section this window has just sent."""
    desks = (value for value in st.session_state.values() if isinstance(value, Desk))
    return next((desk for desk in desks if desk.sent), None)


def left(desk: Desk) -> bool:
    """Whether the fields went off screen since: the person was on another page meanwhile."""
    return desk.key("english") not in st.session_state


def load(name: str, place: tuple[int, int, AdviceTopic], saved: Saved) -> Desk:
    """Lay out the saved draft: a new desk, and its words in every field."""
    words = saved.content.model_dump()
    desk = Desk(name, place, saved.revision, words, words)
    st.session_state[name] = desk
    for each in FIELDS:
        st.session_state[desk.key(each)] = desk.screen[each]
    return desk


def settle(desk: Desk) -> None:
    """Put the words back into fields that were off screen for a while."""
    for each in FIELDS:
        st.session_state.setdefault(desk.key(each), desk.screen[each])


def send(here: Visit, desk: Desk) -> None:
    """Send what is on screen to officials; what stands in the way is kept to be shown."""
    try:
        writing.send(here.engine, here.viewer, *desk.place, desk.revision, desk.screen)
        desk.sent = True
    except Invalid as invalid:
        desk.faults = [(fault.where, fault.sentence) for fault in invalid.faults]
    except Problem as refused:
        desk.unsaved = str(refused)
