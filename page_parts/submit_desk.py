"""What one window has on screen of one draft, and how it saves itself.

The draft in the database is the truth; the desk remembers from which revision this window writes, so that a save
from another window is noticed and what was typed here stays on screen.
"""

from dataclasses import dataclass, field

import streamlit as st

from coordination.problems import Invalid, Problem
from coordination.updates import drafts
from coordination.updates.drafts import DraftInView
from page_parts import desks
from page_parts.visit import Visit

FIELDS = ("claim", "narrative", "remaining", "delay_reason")


@dataclass
class Desk(desks.Desk):
    """`screen` is what was last seen in the fields: FIELDS, and for “statements” a text for each criterion's code;
    `tried` what of it was last stored or refused.

    `unsaved` says why it is not stored (empty when it is), `faults` which fields are to blame; `touched` is the
    field last changed; `submitted` the version that this window made of the draft.
    """

    name: str
    update_id: int
    revision: int
    screen: dict[str, object]
    tried: dict[str, object]
    unsaved: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    touched: str = ""
    checked: bool = False
    attached: int = 0
    note: str = ""
    submitted: int = 0

    def key(self, name: str) -> str:
        """The key of this draft's widget `name`; a statement's name is “statements.1a”."""
        return f"submit.{name}.{self.update_id}"

    def take(self) -> None:
        """Take what the fields hold. One that is not shown at the moment holds what it last did."""
        held = {key: st.session_state.get(key, value) for key, value in _values(self).items()}
        statements = {code: held[self.key(f"statements.{code}")] for code in self.codes}
        self.screen = {name: held[self.key(name)] for name in FIELDS} | {"statements": statements}

    def keep(self, here: Visit) -> None:
        """Store what was taken, if it has changed since; what refuses it is kept to be shown."""
        if self.screen == self.tried:
            return
        self.touched = next(name for name in reversed(self.screen) if self.screen[name] != self.tried[name])
        try:
            self.revision = drafts.save(here.engine, here.viewer, self.update_id, self.revision, self.screen)
            self.unsaved, self.faults = "", {}
        except Invalid as invalid:
            self.unsaved, self.faults = str(invalid), {fault.where: fault.sentence for fault in invalid.faults}
        except Problem as refused:
            self.unsaved, self.faults = str(refused), {}
        self.tried = self.screen

    @property
    def codes(self) -> list[str]:
        """The criteria that statements are made of, in order."""
        statements = self.screen["statements"]
        return list(statements) if isinstance(statements, dict) else []


def current(name: str) -> Desk | None:
    """The desk of that name in this window, if there is one."""
    found = st.session_state.get(name)
    return found if isinstance(found, Desk) else None


def sent() -> Desk | None:
    """The desk whose draft this window has just submitted. By then the address may stand for the next period, so it
    is not looked up by name."""
    desks = (value for value in st.session_state.values() if isinstance(value, Desk))
    return next((desk for desk in desks if desk.submitted), None)


def left(desk: Desk) -> bool:
    """Whether the fields went off screen since: the person was on another page meanwhile."""
    return desk.key("narrative") not in st.session_state


def load(name: str, draft: DraftInView, codes: list[str]) -> Desk:
    """Lay out the saved draft: a new desk, and its words in every field."""
    content = draft.content
    statements = {code: content.statements.get(code, "") for code in codes}
    screen = {"claim": content.claim.value if content.claim else None, "narrative": content.narrative,
              "remaining": content.remaining, "delay_reason": content.delay_reason, "statements": statements}
    desk = Desk(name, draft.update_id, draft.revision, screen, screen)
    st.session_state[name] = desk
    for key, value in _values(desk).items():
        st.session_state[key] = value
    return desk


def settle(desk: Desk) -> None:
    """Put the words back into fields that were off screen for a while."""
    for key, value in _values(desk).items():
        st.session_state.setdefault(key, value)


def check(name: str) -> None:
    """From now on say what stands in the way of submitting. A callback of the button."""
    desk = current(name)
    if desk:
        desk.checked = True


def _values(desk: Desk) -> dict[str, object]:
    """Each widget's key with what belongs in it."""
    statements = desk.screen["statements"]
    said = statements if isinstance(statements, dict) else {}
    values = {desk.key(name): desk.screen[name] for name in FIELDS}
    return values | {desk.key(f"statements.{code}"): text for code, text in said.items()}
