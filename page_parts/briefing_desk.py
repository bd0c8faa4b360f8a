"""What one window has on screen of one briefing, and how it saves itself.

As in write_advice_desk: what is saved is the truth, and the desk remembers from which revision this window writes, so
that a save from another window is noticed and what was put together here stays on screen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from coordination.briefings import writing
from coordination.briefings.inputs import Part
from coordination.briefings.reading import BriefingInView
from coordination.problems import Invalid, Problem
from data_model.words import Marking
from page_parts import desks
from page_parts.visit import Visit

Content = dict[str, object]
# What of each kind of part a person can change, each in a widget of its own.
FIELDS = {"heading": ("text",), "words": ("text",), "figure": ("shown", "follows"), "overview": (),
          "quotation": ("commitments",), "scorecard": ("platform",)}


@dataclass
class Row:
    """One part on screen. `number` is its own in this window, whatever moves."""

    number: int
    content: Content


@dataclass
class Desk(desks.Desk):
    """`unsaved` says why what is on screen is not stored (empty when it is), `faults` what is to blame. `tried` and
    `tried_shared` are what was last stored or refused; `removed` is the row that was taken out last, with its place."""

    name: str
    id: int
    revision: int
    title: str
    marking: Marking
    rows: list[Row]
    shared: bool
    tried_shared: bool
    tried: object = None
    unsaved: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    removed: tuple[int, Row] | None = None
    numbered: int = 0

    def key(self, name: str) -> str:
        """The key of this briefing's widget `name`."""
        return f"briefings.{name}.{self.id}"

    def field(self, row: Row, name: str) -> str:
        """The key of the widget that changes one thing of a part."""
        return self.key(f"{row.number}.{name}")

    def next_number(self) -> int:
        """A number that no row of this window had before."""
        self.numbered += 1
        return self.numbered

    def take(self) -> None:
        """Take what the fields hold. One that is not shown at the moment holds what it last did."""
        self.title = str(st.session_state.get(self.key("title"), self.title))
        self.marking = Marking(st.session_state.get(self.key("marking"), self.marking))
        self.shared = bool(st.session_state.get(self.key("shared"), self.shared))
        for row in self.rows:
            said = {each: st.session_state[self.field(row, each)] for each in FIELDS[str(row.content["kind"])]
                    if self.field(row, each) in st.session_state}
            row.content = row.content | {name: tuple(value) if isinstance(value, list) else value
                                         for name, value in said.items()}

    def keep(self, here: Visit) -> None:
        """Store what was taken, if it has changed since; what refuses it is kept to be shown."""
        said = _said(self)
        if said != self.tried:
            content = {"name": self.title, "marking": self.marking, "parts": [row.content for row in self.rows]}
            self._try(lambda: writing.save(here.engine, here.viewer, self.id, self.revision, content))
            self.tried = said
        if self.shared != self.tried_shared and not self.unsaved:
            self._try(lambda: writing.share(here.engine, here.viewer, self.id, self.revision, shared=self.shared))
            self.tried_shared = self.shared

    def _try(self, store: Callable[[], int]) -> None:
        """Store; what refuses it is kept to be shown."""
        try:
            self.revision = store()
            self.unsaved, self.faults = "", []
        except Invalid as invalid:
            self.unsaved, self.faults = str(invalid), [(fault.where, fault.sentence) for fault in invalid.faults]
        except Problem as refused:
            self.unsaved, self.faults = str(refused), []


def current(name: str) -> Desk | None:
    """The desk of that name in this window, if there is one."""
    found = st.session_state.get(name)
    return found if isinstance(found, Desk) else None


def load(name: str, saved: BriefingInView) -> Desk:
    """Lay out what is saved: a new desk, with its own words in every field."""
    desk = Desk(name, saved.id, saved.revision, saved.name, saved.marking, [], saved.shared, saved.shared)
    desk.rows = [Row(desk.next_number(), part.model_dump()) for part in saved.parts]
    desk.tried = _said(desk)
    st.session_state[name] = desk
    st.session_state.update(_fields(desk))
    return desk


def settle(desk: Desk) -> None:
    """Put what is on the desk into fields that were off screen for a while."""
    for key, value in _fields(desk).items():
        st.session_state.setdefault(key, value)


def move(name: str, number: int, by: int) -> None:
    """Move a part up (-1) or down (1). A callback."""
    def moved(desk: Desk) -> None:
        at = _place(desk, number)
        to = min(max(at + by, 0), len(desk.rows) - 1)
        desk.rows.insert(to, desk.rows.pop(at))

    _change(name, moved)


def remove(name: str, number: int) -> None:
    """Take a part out; it can be put back until the next one is. A callback."""
    def removed(desk: Desk) -> None:
        at = _place(desk, number)
        desk.removed = at, desk.rows.pop(at)

    _change(name, removed)


def put_back(name: str) -> None:
    """Put the part back that was taken out last. A callback."""
    def back(desk: Desk) -> None:
        if desk.removed:
            desk.rows.insert(*desk.removed)
            desk.removed = None

    _change(name, back)


def add(desk: Desk, part: Part, before: int | None) -> None:
    """Put a new part before the row of that number, or at the end. The next run saves it."""
    row = Row(desk.next_number(), part.model_dump())
    desk.rows.insert(len(desk.rows) if before is None else _place(desk, before), row)


def _change(name: str, change: Callable[[Desk], None]) -> None:
    """Take in what is typed and change the desk; the run that follows saves it."""
    desk = current(name)
    if desk:
        desk.take()
        change(desk)


def _fields(desk: Desk) -> dict[str, object]:
    """What each widget shows, by its key."""
    return {desk.key("title"): desk.title, desk.key("marking"): desk.marking, desk.key("shared"): desk.shared} | {
        desk.field(row, name): _on_screen(row.content[name])
        for row in desk.rows for name in FIELDS[str(row.content["kind"])]}


def _said(desk: Desk) -> object:
    return desk.title, desk.marking, [(row.number, row.content) for row in desk.rows]


def _on_screen(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _place(desk: Desk, number: int) -> int:
    return next(at for at, row in enumerate(desk.rows) if row.number == number)
