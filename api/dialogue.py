"""Dialogue to take away: the meetings and actions that a visitor may see, and what the figure is drawn from."""

from collections.abc import Callable, Iterator

import pandas as pd
from starlette.responses import Response

from api.asked import Asked, answering
from api.attachments import attachment
from api.doors import Door
from api.files import CSV, XLSX, file_name
from coordination.dialogue import actions, cadence, reading
from coordination.dialogue.reading import NO_RECORD
from coordination.viewers import SEES_ALL_PLATFORMS
from data_model.words import Marking, Role
from exports.provenance import Provenance
from exports.tables import csv_file, xlsx_file

SOURCE = "Parley, from meetings on record"
MEETINGS = ["meeting_id", "kind", "state", "meeting", "starts_at", "ends_at", "place", "organisations", "confirmed",
            "cannot_attend", "commitments", "agenda", "note", "open_actions"]
ACTIONS = ["action_id", "meeting_id", "meeting", "text", "owner", "person", "due_on", "overdue", "state",
           "outcome", "request_id"]
BY_WEEK = ["kind", "week_first_day", "week_last_day", "expected", "held", "organisations"]
READERS = SEES_ALL_PLATFORMS | {Role.PLATFORM}


def meetings_table(asked: Asked) -> pd.DataFrame:
    """The meetings that the visitor may see, the earliest first. Columns: MEETINGS."""
    found = reading.listing(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    answers = list(found["answers"])
    return found.assign(
        state=found["state"].mask(found["needs_record"].astype(bool), NO_RECORD),
        meeting_id=found["id"], meeting=found["title"], organisations=found["organisations"].map(", ".join),
        commitments=[", ".join(map(str, numbers)) for numbers in found["commitments"]],
        confirmed=[confirmed for confirmed, _ in answers], cannot_attend=[cannot for _, cannot in answers])[MEETINGS]


def actions_table(asked: Asked) -> pd.DataFrame:
    """The actions of those meetings, the earliest due first. Columns: ACTIONS."""
    found = actions.listing(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    return found.assign(action_id=found["id"], owner=found["organisation"])[ACTIONS]


def by_week(asked: Asked) -> pd.DataFrame:
    """Held against expected by kind and week, and who met. Columns: BY_WEEK."""
    found = cadence.by_week(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return found.assign(organisations=found["organisations"].map(", ".join))[BY_WEEK]


TABLES: dict[str, tuple[str, str, Callable[[Asked], pd.DataFrame]]] = {
    "meetings": ("Meetings", "Meetings", meetings_table),
    "actions": ("Actions", "Actions of meetings", actions_table),
    "dialogue": ("By week", "Who met whom, by week", by_week),
}


def file_of(asked: Asked, name: str, kind: str) -> Response:
    """One of TABLES as a file: csv or xlsx."""
    sheet, title, read = TABLES[name]
    if kind == "csv":
        return attachment(csv_file(read(asked), _provenance(asked, title)), CSV, file_name(asked, name, "csv"))
    content = xlsx_file({sheet: read(asked)}, _provenance(asked, title))
    return attachment(content, XLSX, file_name(asked, name, "xlsx"))


def _doors_to(name: str) -> Iterator[Door]:
    def as_csv(asked: Asked) -> Response:
        return file_of(asked, name, "csv")

    def as_xlsx(asked: Asked) -> Response:
        return file_of(asked, name, "xlsx")

    for ending, make in (("csv", as_csv), ("xlsx", as_xlsx)):
        yield Door(f"/downloads/{name}.{ending}", answering(make), roles=READERS)


def _provenance(asked: Asked, title: str) -> Provenance:
    return asked.provenance(title, SOURCE, letter=asked.letter.reference, marking=Marking.OFFICIAL_SENSITIVE,
                            address=asked.address("/dialogue", "as_at", letter=asked.letter.reference))


ROUTES = [door for name in TABLES for door in _doors_to(name)]
