"""Lists as CSV: the rows that JSON has, for who asks for `text/csv`.

Columns are named as in JSON. A field of an object within a row is `object_field`; of a list of words, the words stand
with commas between them; anything deeper is JSON. Text that a spreadsheet would run begins with an apostrophe.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel

from coordination.wording import runs_in_a_spreadsheet
from exports.cells import holdable

MEDIA_TYPE = "text/csv; charset=utf-8"


def wants_csv(accept: str) -> bool:
    """Whether an Accept header asks for CSV before JSON."""
    wanted = dict(_asked_for(each) for each in accept.split(","))
    as_json = wanted.get("application/json", 0.0)
    others = max(wanted.get("application/*", 0.0), wanted.get("*/*", 0.0)) if "application/json" not in wanted else 0.0
    as_csv = wanted.get("text/csv", 0.0)
    return as_csv > as_json and as_csv >= others


def as_csv(kind: type[BaseModel], rows: Iterable[BaseModel]) -> bytes:
    """Rows under a header, as RFC 4180 has it: UTF-8, CRLF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    columns = list(_columns(kind))
    writer.writerow(["_".join(path) for path in columns])
    for row in rows:
        said = row.model_dump(mode="json")
        writer.writerow([_cell(_at(said, path)) for path in columns])
    return text.getvalue().encode()


def _asked_for(given: str) -> tuple[str, float]:
    """One media type of an Accept header, and how much it is wanted."""
    name, *parameters = (part.strip().lower() for part in given.split(";"))
    quality = next((part.removeprefix("q=") for part in parameters if part.startswith("q=")), "1")
    try:
        return name, float(quality)
    except ValueError:
        return name, 0.0


def _columns(kind: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    """The columns of a row: the names that lead to each field."""
    for name, field in kind.model_fields.items():
        kinds = (field.annotation, *get_args(field.annotation))
        inner = next((each for each in kinds if isinstance(each, type) and issubclass(each, BaseModel)), None)
        is_list = getattr(field.annotation, "__origin__", None) is list
        if inner is None or is_list:
            yield (name,)
        else:
            yield from ((name, *rest) for rest in _columns(inner))


def _at(row: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        row = None if row is None else row[name]
    return row


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        value = ", ".join(map(str, value))
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return holdable(f"'{value}" if runs_in_a_spreadsheet(value) else value)
