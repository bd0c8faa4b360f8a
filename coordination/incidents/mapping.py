"""How any other table is read: for each part of a count, a column of the file or one constant for all rows."""

import hashlib

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from coordination.incidents.lexicon import Lexicon
from coordination.incidents.rows import COLUMNS, PLATFORM
from coordination.incidents.values import DayFormat, Wrong, same
from coordination.problems import Fault, Invalid, from_validation

# Words in the names of columns, for suggestions.
HINTS = {"day": ("day", "date", "period", "week", "month"), "nation": ("nation", "country", "region"),
         "category": ("category", "keyword", "type", "reason"), "measure": ("measure", "metric", "indicator"),
         "value": ("value", "count", "number", "total", "figure")}


class Source(BaseModel):
    """Where one part of a count is: in the column of this name, or the same text for all rows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str | None = None
    constant: str | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Source":
        if (self.column is None) == (self.constant is None):
            raise ValueError("Choose a column, or write what holds for all rows.")
        return self


class Mapping(BaseModel):
    """How a table is read. What is None is not chosen yet. `day_format` says how its days are written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: Source | None = None
    day_format: DayFormat | None = None
    nation: Source | None = None
    category: Source | None = None
    measure: Source | None = None
    value: Source | None = None

    def source(self, name: str) -> Source | None:
        """Of one of COLUMNS."""
        found: Source | None = getattr(self, name)
        return found


def chosen(given: dict[str, object]) -> Mapping:
    """A mapping as it was sent or remembered. Raises Invalid."""
    try:
        return Mapping.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error


def suggested(header: tuple[str, ...]) -> Mapping:
    """Columns whose names say what they are. The format of days is left to a person."""
    left = [name for name in header if name and _position(header, name) is not None]
    found: dict[str, Source] = {}
    for part, hints in HINTS.items():
        name = next((name for name in left if same(name) == part), None) or next(
            (name for hint in hints for name in left if hint in same(name)), None)
        if name:
            left.remove(name)
            found[part] = Source(column=name)
    return Mapping.model_validate(found)


def header_hash(header: tuple[str, ...]) -> str:
    """The same for every table with these names of columns in this order, whatever their case and spaces."""
    return hashlib.sha256("\x1f".join(same(name) for name in header).encode()).hexdigest()


def places(mapping: Mapping, header: tuple[str, ...]) -> dict[str, int]:
    """Where the columns that it names are, and the table's own column of platforms. Raises Invalid, naming all that is
    not chosen, not there, or there twice."""
    faults = [fault for name in COLUMNS if (fault := _fault(mapping, name, header))]
    if mapping.day and mapping.day.column and mapping.day_format is None:
        faults.append(Fault("day_format", "Choose how the table writes days."))
    if faults:
        raise Invalid(*faults)
    columns = {name: source.column for name in COLUMNS if (source := mapping.source(name)) and source.column}
    own = _position(header, PLATFORM)
    found = {name: _position(header, column) for name, column in columns.items()}
    return {name: at for name, at in {**found, PLATFORM: own}.items() if at is not None}


def constants(mapping: Mapping, reads: dict[str, Lexicon]) -> dict[str, str]:
    """What holds for all rows. Raises Invalid where it means nothing."""
    found = {name: source.constant for name in COLUMNS
             if (source := mapping.source(name)) and source.constant is not None}
    wrong = {name: meant for name, text in found.items() if isinstance(meant := reads[name].read(text), Wrong)}
    if wrong:
        raise Invalid(*(Fault(name, f"“{found[name]}”: {each.wrong} {each.remedy}") for name, each in wrong.items()))
    return found


def _fault(mapping: Mapping, name: str, header: tuple[str, ...]) -> Fault | None:
    source = mapping.source(name)
    if source is None:
        return Fault(name, f"Choose the column of the {name}, or write what holds for all rows.")
    if name == "value" and source.column is None:
        return Fault(name, "Choose the column of the value: it cannot be the same for all rows.")
    if source.column is None or _position(header, source.column) is not None:
        return None
    times = [same(each) for each in header].count(same(source.column))
    return Fault(name, f"The file has {times or 'no'} columns called “{source.column}”. Choose another, or rename "
                       "them in the file.")


def _position(header: tuple[str, ...], name: str) -> int | None:
    """Where the one column of this name is; None where there is none, or more."""
    names = [same(each) for each in header]
    return names.index(same(name)) if names.count(same(name)) == 1 else None
