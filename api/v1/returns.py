"""Returns: sending them, and reading them back.

The same functions read, check and store them as on screen; what a screen asks in between, a program says beforehand.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import pandas as pd
from fastapi import Header, Query
from pydantic import AfterValidator, TypeAdapter, ValidationError
from starlette.responses import Response

from api.v1.calling import Call, reads, submits
from api.v1.fields import Answer, Id
from api.v1.jobs import job_of
from api.v1.operations import JSON, subject
from api.v1.paging import Page, Paged
from api.v1.problems import ProblemError, Refused, pointer
from api.v1.reading import AsAt, answered, snapshot
from api.v1.return_models import A_ROW, CountAnswer, JobAnswer, RestatedAnswer, ReturnAnswer, RowBody
from api.v1.writing import carried_out
from coordination.incidents import files, jobs, outcomes, paging, returns, sending, vocabulary
from coordination.incidents.cells import MOST_FAULTS
from coordination.incidents.outcomes import ReturnOutcome
from coordination.incidents.paging import PlaceInReturn
from coordination.incidents.sending import Sent
from coordination.problems import Invalid, fault
from coordination.texts import storable
from coordination.wording import counted
from data_model.database import reading
from data_model.words import ReturnForm, Role

router = subject("Returns")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
Writer = Annotated[Call, submits(Role.PLATFORM, most=files.LARGEST_SENT_MB * 1024 * 1024)]
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANY_FILE = "application/octet-stream"
NAMES = {CSV: "return.csv", XLSX: "return.xlsx", ANY_FILE: "return.csv"}
AT_ONCE = 2 * 1024 * 1024  # bytes that are read and stored while their sender waits
LARGEST_JSON = 10 * 1024 * 1024  # as rows it takes ten times that in memory, which a file of CSV does not
Row = TypeVar("Row", bound=Answer)
NO_LIST = "Send a list of rows, each with day, nation, category, measure and value."
NO_VALUE = "Write a number, or “not reported” or “not applicable”."
ROWS = TypeAdapter(list[RowBody])
A_FILE = ("day,nation,category,measure,value\r\n"
          "2019-11-18,england,STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_CYBER_HARASSMENT,content-actioned,12\r\n")
BINARY = {"schema": {"type": "string", "format": "binary"}}
FILES: dict[str, Any] = {CSV: {"schema": {"type": "string"}, "example": A_FILE}, XLSX: BINARY}
BODY: dict[str, Any] = {"requestBody": {"required": True, "description": "The counts", "content": {
    JSON: {"schema": {"type": "array", "items": RowBody.model_json_schema()}, "example": [A_ROW]}, **FILES}}}
FILE: dict[str, Any] = {"requestBody": {"required": True, "description": "The file", "content": {
    **FILES, ANY_FILE: BINARY}}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": ReturnOutcome, "description": "A dry run, which stored nothing; or all of it was on record already"},
    202: {"model": JobAnswer, "description": "It is read and stored in the background: follow the job"}}
PlatformToSend = Annotated[str, AfterValidator(storable), Query(
    max_length=100, description="The slug of a platform of yours", examples=["facebook"])]
DryRun = Annotated[bool, Query(description="Only say what storing it would change")]
Reason = Annotated[str, AfterValidator(storable), Query(
    max_length=returns.LONGEST_REASON, description="Why it restates earlier counts, if it does. Officials read it")]
Confirmed = Annotated[bool, Query(description="Whether what is asked about was checked, and is right")]
FileName = Annotated[str, Query(max_length=200, description="What the file is called, for people to know it by")]
Prefer = Annotated[str, Header(description="`respond-async` asks for a job, however small the return is",
                               examples=["respond-async"])]


@router.post("/returns", operation_id="send_return", summary="Send a return", status_code=201,
             response_model=ReturnOutcome, responses=ANSWERS, openapi_extra=BODY)
def send_return(call: Writer, platform: PlatformToSend, dry_run: DryRun = False, reason: Reason = "",
                confirmed: Confirmed = False, file_name: FileName = "", prefer: Prefer = "") -> Response:
    """Send counts: rows of JSON (10 MB at most), or a file (50 MB at most) in Parley's template (CSV or XLSX), in the
    European harmonised template, or in a table of your own that was mapped once on the page “Send a return”.

    All of it is stored, or nothing: 422 names every row that must be put right or is asked about. Counts that restate
    earlier ones need a `reason`; questions, such as a figure far above its usual level, need `confirmed=true`. What is
    on record already is left, so that the same return may be sent twice: the second time changes nothing, with 200.

    What is larger than 2 MB becomes a job: 202, and `Location` says where to follow it.
    """
    sent = _sent(call, file_name, dry_run=dry_run, reason=reason, confirmed=confirmed)
    if len(call.body) > AT_ONCE or _asks_for_a_job(prefer):
        return carried_out(call, lambda: _left(call, platform, sent))
    with reading(call.engine) as session:
        platform_id = sending.own(session, call.viewer, platform)
    if dry_run:  # nothing is written, and so nothing is kept under an Idempotency-Key
        return _tried(call, platform_id, sent)
    return carried_out(call, lambda: _tried(call, platform_id, sent))


@router.post("/returns/files", operation_id="send_return_file", summary="Send a return as a file", status_code=201,
             response_model=ReturnOutcome, responses=ANSWERS, openapi_extra=FILE)
def send_return_file(call: Writer, platform: PlatformToSend, dry_run: DryRun = False, reason: Reason = "",
                     confirmed: Confirmed = False, file_name: FileName = "", prefer: Prefer = "") -> Response:
    """As “Send a return”, of a file alone. What comes as `application/octet-stream` is CSV, unless `file_name` ends
    with .xlsx."""
    return send_return(call, platform, dry_run, reason, confirmed, file_name, prefer)


@router.get("/returns", operation_id="list_returns", summary="Returns, the newest first",
            response_model=Page[ReturnAnswer])
def list_returns(
    call: Reader, wanted: AsAt, page: Paged,
    platform: Annotated[str, AfterValidator(storable), Query(
        max_length=100, description="Only of the platform with this slug")] = "",
) -> Response:
    """The returns that you may see: a platform its own, an analyst all."""
    with snapshot(call, wanted) as asked:
        found = returns.listing(asked.session, asked.viewer, as_at=asked.as_at, slug=platform or None)
    return page.answer(call, [_return(row) for row in found.to_dict("records")], newest_first=True,
                       key=lambda each: (each.submitted_at, each.id))


@router.get("/returns/{return_id}", operation_id="read_return", summary="One return", response_model=ReturnAnswer)
def read_return(call: Reader, return_id: Id, wanted: AsAt) -> Response:
    """One return as it was stored."""
    with snapshot(call, wanted) as asked:
        return answered(_return(returns.in_view(asked.session, asked.viewer, return_id, as_at=asked.as_at)))


@router.get("/returns/{return_id}/counts", operation_id="list_counts_of_return",
            summary="What a return added or changed", response_model=Page[CountAnswer])
def list_counts_of_return(call: Reader, return_id: Id, wanted: AsAt, page: Paged) -> Response:
    """The counts that one return added or changed, in the words of the template: they can be sent back as they are."""
    with snapshot(call, wanted) as asked:
        found = paging.of_return(asked.session, asked.viewer, vocabulary.read(asked.session), return_id,
                                 as_at=asked.as_at, most=page.limit, after=page.after(PlaceInReturn))
    return page.part(call, _rows(CountAnswer, found.counts), found.next)


@router.get("/returns/{return_id}/restated", operation_id="list_restated_counts", summary="What a return restated",
            response_model=Page[RestatedAnswer])
def list_restated_counts(call: Reader, return_id: Id, wanted: AsAt, page: Paged) -> Response:
    """The counts with which one return restated earlier ones, each beside what stood before."""
    with snapshot(call, wanted) as asked:
        found = paging.of_return(asked.session, asked.viewer, vocabulary.read(asked.session), return_id,
                                 as_at=asked.as_at, most=page.limit, after=page.after(PlaceInReturn),
                                 only_restated=True)
    return page.part(call, _rows(RestatedAnswer, found.counts), found.next)


def _rows(kind: type[Row], found: pd.DataFrame) -> list[Row]:
    """The rows of a frame as answers, by the columns that they have."""
    return [kind.model_validate(row) for row in found[list(kind.model_fields)].to_dict("records")]


def _return(row: Mapping[Any, Any]) -> ReturnAnswer:
    said = {name: row[name] for name in ReturnAnswer.model_fields if name not in {"platform", "platform_name"}}
    return ReturnAnswer(**said, platform=row["slug"], platform_name=row["platform"])


def _sent(call: Call, file_name: str, **said: Any) -> Sent:
    """What was sent, with rows of JSON as the template's CSV. Raises Refused."""
    kind = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        return Sent(call.body, file_name or NAMES.get(kind, ""), **said)
    if len(call.body) > LARGEST_JSON:
        raise Refused(413, f"Rows of JSON may be {LARGEST_JSON // 1024 // 1024} MB at most. Send more of them as CSV.")
    try:
        rows = ROWS.validate_json(call.body)
    except ValidationError as error:
        raise _not_rows(error) from error
    # As objects, because among numbers a whole one would become a decimal.
    columns = [name for name in RowBody.model_fields if name != "platform" or any(row.platform for row in rows)]
    frame = pd.DataFrame([[getattr(row, name) for name in columns] for row in rows], columns=columns, dtype=object)
    return Sent(files.typed(frame), file_name, ReturnForm.TYPED, **said)


def _not_rows(error: ValidationError) -> Refused:
    """What is no row at all, each in its place. What its words say wrong is found with that of files."""
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return Refused(400, f"The body is not JSON: {found[0]['ctx']['error']}.")
    if not found[0]["loc"]:
        return Refused(422, NO_LIST, [ProblemError(pointer="#", detail=NO_LIST)])
    places = {item["loc"][:2]: item for item in reversed(found)}  # of several findings in one place the first
    errors = [ProblemError(pointer=pointer(place), row=int(place[0]) + 1,
                           detail=NO_VALUE if place[1:] == ("value",) else fault(item, skip=1).sentence)
              for place, item in sorted(places.items())]
    return Refused(422, f"{counted(len(errors), 'problem')} must be put right first. Nothing was stored.",
                   errors[:MOST_FAULTS])


def _asks_for_a_job(prefer: str) -> bool:
    return "respond-async" in {each.partition(";")[0].strip().lower() for each in prefer.split(",")}


def _left(call: Call, platform: str, sent: Sent) -> Response:
    """The answer to a return that is left to the worker."""
    try:
        job_id = jobs.ask(call.engine, call.viewer, platform, sent)
    except Invalid as invalid:
        return _refused(call, invalid)
    return answered(job_of(call, job_id), 202, location=f"/jobs/{job_id}")


def _tried(call: Call, platform_id: int, sent: Sent) -> Response:
    """The answer to a return that is read at once. The same one again is no fault of a program that did not hear the
    first answer, with or without an Idempotency-Key: it changes nothing, and is told so with 200."""
    try:
        run = sending.check(call.engine, call.viewer, platform_id, sent)
        stored = None if sent.dry_run else sending.store(call.engine, call.viewer, platform_id, sent, run)
    except Invalid as invalid:
        return _refused(call, invalid)
    said = outcomes.outcome(run, stored)
    return answered(said, 201, location=f"/returns/{stored.id}") if stored else answered(said)


def _refused(call: Call, invalid: Invalid) -> Response:
    """The answer to a return that cannot be stored, every row at fault in its place. Nothing was written."""
    said = outcomes.refusal(invalid.faults, invalid.run if isinstance(invalid, sending.Refused) else None)
    errors = [ProblemError(**each.model_dump()) for each in said.errors]
    return Refused(422, said.detail, errors).answer(call.request.scope)
