"""What the forms of Dialogue have in common: their fields, which version they were opened on, and what came of sending
them. What was typed stays until it is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

import pandas as pd
import streamlit as st

from coordination import letters
from coordination.dialogue import organisations
from coordination.dialogue.inputs import LONGEST_PLACE
from coordination.problems import Changed, Invalid
from coordination.texts import LONGEST_LINE, LONGEST_TEXT
from data_model.words import MeetingKind
from page_parts.frame import faults, problem, tell_next
from page_parts.once import again
from page_parts.visit import Visit

KINDS = tuple(kind.value for kind in MeetingKind)


@dataclass(frozen=True)
class Choices:
    """Whom a meeting about a letter can be with, names by ids, and on which of its commitments, titles by ids."""

    organisations: dict[int, str]
    commitments: dict[int, str]


@dataclass(frozen=True)
class Filled:
    """What the fields of a meeting hold before anybody types. Times are London's."""

    kind: str | None
    title: str
    day: date
    starts: time
    ends: time
    place: str
    agenda: str
    organisation_ids: tuple[int, ...]
    commitment_ids: tuple[int, ...]


def choices(here: Visit, letter_id: int) -> Choices:
    """What can be chosen for a meeting about this letter."""
    known = organisations.known(here.session, here.viewer, letter_id)
    asked = letters.commitments(here.session, letter_id)
    titles = [f"{number}. {title}" for number, title in zip(asked["number"], asked["title"], strict=True)]
    return Choices(by_id(known), dict(zip(asked["id"].tolist(), titles, strict=True)))


def by_id(rows: pd.DataFrame) -> dict[int, str]:
    """Names by ids, of rows with id and name."""
    return dict(zip(rows["id"].tolist(), rows["name"].tolist(), strict=True))


def prefix(name: str) -> str:
    """What the keys of a form begin with; after it was sent they are others, so that its fields are as at first."""
    return f"dialogue.{name}.{st.session_state.get(f'dialogue.{name}', 0)}"


def opened_on(name: str, field: str, number: int) -> int:
    """The version that was in view when the form was first drawn, of which `field` is a field: what is typed is about
    that one, whatever was put on record since."""
    key = prefix(name)
    if f"{key}.{field}" not in st.session_state or f"{key}.number" not in st.session_state:
        st.session_state[f"{key}.number"] = number
    return int(st.session_state[f"{key}.number"])


def attempt(name: str, write: Callable[[], object], done: str, *, newest: int | None = None,
            forget: str = "") -> None:
    """Store what was typed, say so and begin anew; or say why not, where the person is looking. `newest` is the
    version in view: whoever sends again after somebody was faster means that one. What the address says under
    `forget` has done its work once it is stored."""
    try:
        write()
    except Invalid as invalid:
        again(f"dialogue.{name}")
        faults(invalid)
    except Changed as changed:
        again(f"dialogue.{name}")
        if newest is not None:
            st.session_state[f"{prefix(name)}.number"] = newest
        problem(f"{changed} Look at it above. If yours is still right, send it again.")
    else:
        _look_again()
        st.session_state[f"dialogue.{name}"] = st.session_state.get(f"dialogue.{name}", 0) + 1
        if forget:
            st.query_params.pop(forget, None)
        tell_next(done)
        st.rerun()


def refuse(name: str, sentence: str) -> None:
    """Say what is missing. The form can be sent again."""
    again(f"dialogue.{name}")
    problem(sentence)


def _look_again() -> None:
    """Who has changed a meeting or action sees what it is now: the page's other forms are about that from here on."""
    for key in [key for key in st.session_state if str(key).startswith("dialogue.") and str(key).endswith(".number")]:
        del st.session_state[key]


def meeting_fields(key: str, filled: Filled, known: Choices, *, was_held: bool = False) -> dict[str, object]:
    """The fields of a meeting, as MeetingInput takes them, but for the letter."""
    left, right = st.columns(2)
    kind = left.selectbox("Kind", KINDS, KINDS.index(filled.kind) if filled.kind else None, key=f"{key}.kind",
                          placeholder="Choose a kind", format_func=str.capitalize)
    title = right.text_input("Title", filled.title, max_chars=LONGEST_LINE, key=f"{key}.title", autocomplete="off")
    days, starts, ends = st.columns(3)
    given = {
        "kind": kind, "title": title,
        "day": days.date_input("Day", filled.day, format="DD/MM/YYYY", key=f"{key}.day"),
        "starts": starts.time_input("Starts, London time", filled.starts, key=f"{key}.starts"),
        "ends": ends.time_input("Ends, London time", filled.ends, key=f"{key}.ends"),
        "place": st.text_input("Place: a room, or the address of a call (optional)", filled.place, key=f"{key}.place",
                               max_chars=LONGEST_PLACE, autocomplete="off"),
        "organisation_ids": several("Organisations that were there" if was_held else "Organisations to ask",
                                    known.organisations, filled.organisation_ids, f"{key}.organisations"),
        "commitment_ids": several("Commitments it bears on (optional)", known.commitments, filled.commitment_ids,
                                  f"{key}.commitments"),
        "agenda": st.text_area("Agenda, one item a line (optional)", filled.agenda, key=f"{key}.agenda",
                               max_chars=LONGEST_TEXT),
    }
    return {name: value for name, value in given.items() if value is not None}


def several(label: str, options: dict[int, str], chosen: tuple[int, ...], key: str) -> list[int]:
    """Some of the options, names by ids."""
    return st.multiselect(label, list(options), [each for each in options if each in chosen], key=key,
                          format_func=options.__getitem__, placeholder="Choose")
