"""What programs send and are answered about returns."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue, StrictFloat, StrictInt, StrictStr

from api.v1.fields import Answer, Body, Moment
from coordination.incidents.outcomes import ReturnOutcome, ReturnRefusal
from data_model.words import JobState, ReturnForm

DAY = "A day, or a period as two days with a slash: 2019-11-18/2019-11-24"
VALUE = "A number, or the words “not reported” or “not applicable”"
A_ROW: dict[str, JsonValue] = {"day": "2019-11-18", "nation": "england",
         "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_CYBER_HARASSMENT", "measure": "content-actioned",
         "value": 12}


class RowBody(Body):
    """One count, as the template has it."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_ROW]})

    day: StrictStr = Field(description=DAY)
    nation: StrictStr
    category: StrictStr = Field(description="A code of the vocabulary")
    measure: StrictStr = Field(description="A key of the vocabulary")
    value: StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)] | StrictStr = Field(description=VALUE)
    platform: StrictStr = Field(default="", description="If said, it must be the sender's own")


class CountAnswer(Answer):
    """One count, which can be sent back as it is."""

    day: str = Field(description=DAY)
    nation: str
    category: str
    measure: str
    value: int | float | str = Field(description=VALUE)
    platform: str


class RestatedAnswer(Answer):
    """One count that restated an earlier one."""

    day: str = Field(description=DAY)
    nation: str
    category: str
    measure: str
    before: int | float | str = Field(description="What stood before")
    value: int | float | str


class ReturnAnswer(Answer):
    """A return as it was stored."""

    id: int
    number: int = Field(description="1, 2, 3 … of its platform")
    platform: str = Field(description="The platform's slug")
    platform_name: str
    first_day: date
    last_day: date
    form: ReturnForm = Field(description="What it was sent as; “typed” where it was rows of JSON")
    file_name: str
    added: int
    changed: int
    kept: int
    reason: str = Field(description="Why it restated earlier counts")
    confirmed: list[str] = Field(description="What was asked about, and confirmed")
    submitted_by: str
    submitted_at: Moment


class JobAnswer(Answer):
    """A return on its way. It has ended in the states checked (a dry run, or nothing was to be changed), stored,
    refused, cancelled and failed."""

    id: int
    platform: str = Field(description="The platform's slug")
    file_name: str
    dry_run: bool
    state: JobState
    rows_done: int = Field(description="Rows that were read")
    rows_total: int | None = Field(description="An estimate until all were read; null where nobody can tell before")
    asked_at: Moment
    ended_at: Moment | None
    return_id: int | None = Field(description="The return, once it is stored")
    outcome: ReturnOutcome | None = Field(description="What came of it, as a small return is answered")
    refusal: ReturnRefusal | None = Field(description="Why nothing was stored, as a small return is answered")
