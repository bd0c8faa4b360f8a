"""What the address of a page asks for, and what its links carry on. People and machines can type any address, so
what makes no sense is “not found”, never an error."""

from datetime import date, datetime

import streamlit as st

from coordination.problems import NotFound
from page_parts.visit import Visit

LARGEST_NUMBER = 2**31 - 1  # what a PostgreSQL integer holds
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
NOT_OURS = "The address is not one of ours. Check that it is complete."


def whole_number(name: str) -> int | None:
    """The number under `name` in the address, or None where it is not given. Raises NotFound for anything else."""
    given = st.query_params.get(name, "")
    return _number(given) if given else None


def whole_numbers(name: str) -> list[int]:
    """The numbers under `name`, separated by commas; none where it is not given. Raises NotFound."""
    given = st.query_params.get(name, "")
    return [_number(part) for part in given.split(",")] if given else []


def word(name: str) -> str | None:
    """The text under `name` in the address, or None. Whoever uses it looks it up, and never shows it."""
    return st.query_params.get(name) or None


def day(name: str) -> date | None:
    """The day under `name` in the address, like 2019-12-02, or None where it is not given. Raises NotFound for
    anything else."""
    given = st.query_params.get(name, "")
    if not given:
        return None
    try:
        found = datetime.strptime(given, "%Y-%m-%d").date()  # noqa: DTZ007 (a day, not a moment)
    except ValueError:
        raise NotFound(NOT_OURS) from None
    if not EARLIEST <= found <= LATEST:
        raise NotFound(NOT_OURS)
    return found


def kept(here: Visit) -> dict[str, str | date | None]:
    """The letter and the day in view, which every link to another page carries on."""
    return {"letter": here.reference, "as_at": None if here.live else here.as_at_day}


def _number(given: str) -> int:
    number = int(given) if given.isascii() and given.isdecimal() and len(given) <= len(str(LARGEST_NUMBER)) else -1
    if not 0 <= number <= LARGEST_NUMBER:
        raise NotFound(NOT_OURS)
    return number
