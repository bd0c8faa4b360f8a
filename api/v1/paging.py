"""Lists, a page at a time: `{"items": […], "next": cursor or null}`, with `Link` to the next page; or the same as CSV.

A cursor is the key of the last row that was given, so that pages stay right while rows are added. Lists that were read
whole are cut by `paging.answer(call, items, key=…)`: `key` gives a unique tuple of each, by which they are sorted
(`newest_first=True` turns that round). A read that pages in its query uses `paging.after(tuple[int, int])`, which is
None on the first page, asks for `paging.limit + 1` rows, and answers `paging.page(call, items, key=…)`; one that says
itself where the next page begins answers `paging.part(call, items, last)`.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, TypeVar, get_args
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.responses import Response

from api.v1 import tables
from api.v1.calling import Call
from coordination.problems import Fault, Invalid

MOST, USUAL = 500, 100
LONGEST_CURSOR = 1000
WRONG = "This cursor is not one that this list gave. Leave it out, to begin with the first page."
Item = TypeVar("Item", bound=BaseModel)
Key = Callable[[Any], tuple[object, ...]]
After = TypeVar("After", bound=tuple[Any, ...])


class Page(BaseModel, Generic[Item]):
    """Some of the rows of a list."""

    model_config = ConfigDict(extra="forbid")

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null on the last one")


@dataclass(frozen=True)
class Paging:
    """Which page is asked for."""

    limit: int
    cursor: str | None

    def answer(self, call: Call, items: Sequence[BaseModel], *, key: Key, newest_first: bool = False) -> Response:
        """The page of a list that was read whole."""
        rows = sorted(((_plain(key(item)), item) for item in items), key=lambda row: row[0], reverse=newest_first)
        found = _decoded(self.cursor) if self.cursor else None
        if found is not None and rows:
            last = _like(found, rows[0][0])
            rows = [row for row in rows if (row[0] < last if newest_first else row[0] > last)]
        return self.page(call, [item for _, item in rows[: self.limit + 1]], key=key)

    def page(self, call: Call, items: Sequence[BaseModel], *, key: Key) -> Response:
        """The page that has these rows; one more than the limit says that there is a next one."""
        given = items[: self.limit]
        return self.part(call, given, key(given[-1]) if len(items) > self.limit else None)

    def part(self, call: Call, given: Sequence[BaseModel], last: tuple[object, ...] | None) -> Response:
        """The page that has these rows; `last` is the key after which the next one begins, None where there is none."""
        model: type[Page[Any]] = call.request.scope["route"].response_model
        following = _cursor(last) if last else None
        headers = {"Link": f'<{_address(call, following)}>; rel="next"'} if following else {}
        if tables.wants_csv(call.request.headers.get("accept", "")):
            kind = get_args(model.model_fields["items"].annotation)[0]
            return Response(tables.as_csv(kind, given), 200, headers, tables.MEDIA_TYPE)
        return Response(model(items=list(given), next=following).model_dump_json(), 200, headers, "application/json")

    def after(self, kind: type[After]) -> After | None:
        """The key after which the page begins, None for the first page. Raises Invalid."""
        if not self.cursor:
            return None
        try:
            return TypeAdapter(kind).validate_python(tuple(_decoded(self.cursor)))
        except ValidationError as error:
            raise _wrong() from error


async def _paging(
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many rows at most")] = USUAL,
    cursor: Annotated[str | None, Query(max_length=LONGEST_CURSOR, description="`next` of the page before")] = None,
) -> Paging:
    return Paging(limit, cursor)


Paged = Annotated[Paging, Depends(_paging)]


def _plain(key: tuple[object, ...]) -> tuple[str | int, ...]:
    """A key as JSON holds it, in the same order."""
    return tuple(each if isinstance(each, int) else each.isoformat() if isinstance(each, date) else str(each)
                 for each in key)


def _cursor(key: tuple[object, ...]) -> str:
    return urlsafe_b64encode(json.dumps(_plain(key), ensure_ascii=False).encode()).decode().rstrip("=")


def _decoded(cursor: str) -> list[Any]:
    """What a cursor holds. Raises Invalid for one that we did not make."""
    try:
        found = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise _wrong() from error
    if not isinstance(found, list):
        raise _wrong()
    return found


def _like(found: list[Any], key: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """What a cursor holds, if it is a key like this one. Raises Invalid."""
    if [type(each) for each in found] != [type(each) for each in key]:
        raise _wrong()
    return tuple(found)


def _wrong() -> Invalid:
    return Invalid(Fault("cursor", WRONG))


def _address(call: Call, cursor: str) -> str:
    """The whole address of the page after this one."""
    kept = [(name, value) for name, value in call.request.query_params.multi_items() if name != "cursor"]
    return f"{call.installation.public_url}{call.request.scope['path']}?{urlencode([*kept, ('cursor', cursor)])}"
