"""Parley's own template: `day, nation, category, measure, value`, in any order and case, one cell a row.

A column `platform` may be there and must name the sender. Other columns are passed over, and a warning says so.
"""

from coordination.incidents.blocks import Table
from coordination.incidents.cells import RowFault
from coordination.incidents.rows import COLUMNS, PLATFORM
from coordination.incidents.values import same
from coordination.problems import Fault, Invalid
from coordination.wording import listed


def recognised(header: tuple[str, ...]) -> bool:
    """Whether all of the template's columns are there."""
    return not missing(header)


def missing(header: tuple[str, ...]) -> tuple[str, ...]:
    """The template's columns that are not there."""
    names = {same(name) for name in header}
    return tuple(name for name in COLUMNS if name not in names)


def places(header: tuple[str, ...]) -> dict[str, int]:
    """Where the template's columns are. Raises Invalid where one is there twice."""
    names = [same(name) for name in header]
    twice = [name for name in (*COLUMNS, PLATFORM) if names.count(name) > 1]
    if twice:
        raise Invalid(Fault("file", f"The header has {listed(f'“{name}”' for name in twice)} more than once. Delete or "
                                    "rename the columns that are not meant."))
    return {name: names.index(name) for name in (*COLUMNS, PLATFORM) if name in names}


def passed_over(table: Table) -> list[RowFault]:
    """Warnings about columns that the template does not have."""
    known = {*COLUMNS, PLATFORM, ""}
    return [RowFault(table.header_row, name, name, "The template has no such column, and it is passed over.",
                     "Delete it, or check its name.", fatal=False)
            for name in table.header if same(name) not in known]
