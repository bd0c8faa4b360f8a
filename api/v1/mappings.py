"""How a platform's own tables are read: said once, for all that have the same header."""

from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field
from starlette.responses import Response

from api.v1.calling import Call, reads, submits
from api.v1.fields import Answer, Body, Moment
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import answered, snapshot
from api.v1.returns import PlatformToSend
from api.v1.rows import rows
from api.v1.writing import carried_out
from coordination.incidents import mappings
from coordination.incidents.dialects import MOST_COLUMNS
from coordination.incidents.mapping import Mapping
from coordination.incidents.values import DayFormat
from coordination.texts import storable
from data_model.words import Role

LONGEST = 500  # characters of a column's name, or of what holds for all rows
router = subject("Returns")
Reader = Annotated[Call, reads(Role.PLATFORM)]
Writer = Annotated[Call, submits(Role.PLATFORM)]
Name = Annotated[str, AfterValidator(storable), Field(max_length=LONGEST)]
A_TABLE: dict[str, Any] = {
    "header": ["Date", "Country", "How many reports"], "day": {"column": "Date"},
    "day_format": DayFormat.DAY_FIRST.value, "nation": {"column": "Country"}, "category": {"constant": "TOTAL"},
    "measure": {"constant": "reports-from-candidates"}, "value": {"column": "How many reports"}}


class SourceBody(Body):
    """Where one part of a count is: in a column, or the same for all rows. One of the two."""

    column: Name | None = Field(default=None, description="Name of the column, as the header has it")
    constant: Name | None = Field(default=None, description="What holds for all rows, as the template would say it")


class MappingBody(Body):
    """How tables with one header are read."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_TABLE]})

    header: list[Name] = Field(min_length=1, max_length=MOST_COLUMNS, description="Names of the columns, in order")
    day: SourceBody
    day_format: DayFormat | None = Field(default=None, description="How the table writes days; needed where they are "
                                                                   "in a column")
    nation: SourceBody
    category: SourceBody
    measure: SourceBody
    value: SourceBody = Field(description="In a column")


class MappingAnswer(Answer):
    """How tables with one header are read."""

    platform: str = Field(description="The platform's slug")
    platform_name: str
    header_hash: str = Field(description="SHA-256 of the names of columns, without regard to case and spaces")
    mapping: Mapping
    saved_by: str
    saved_at: Moment


@router.get("/returns/mappings", operation_id="list_mappings", summary="How your own tables are read",
            response_model=Page[MappingAnswer])
def list_mappings(call: Reader, paging: Paged) -> Response:
    """What was said, here or on screen, of how tables of your own are read: one for each header."""
    with snapshot(call) as asked:
        found = mappings.listing(asked.session, asked.viewer)
    return paging.answer(call, rows(MappingAnswer, found), key=lambda each: (each.platform, each.header_hash))


@router.put("/returns/mappings", operation_id="save_mapping", summary="Say how a table of your own is read",
            response_model=MappingAnswer)
def save_mapping(call: Writer, platform: PlatformToSend, given: MappingBody) -> Response:
    """Say which column is which, once for all tables of yours with this header; it takes the place of what was said
    before. Such a table is then read by “Send a return”, as a file of CSV or XLSX."""
    said = given.model_dump(mode="json", exclude={"header"}, exclude_none=True)

    def do() -> Response:
        hashed = mappings.say(call.engine, call.viewer, platform, tuple(given.header), said)
        with snapshot(call) as asked:
            found = mappings.listing(asked.session, asked.viewer)
        mine = found[(found["slug"] == platform) & (found["header_hash"] == hashed)]
        return answered(rows(MappingAnswer, mine)[0])

    return carried_out(call, do)
