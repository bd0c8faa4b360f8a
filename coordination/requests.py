"""Update requests: asking platforms for an update by a day, seeing who answered, withdrawing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Engine, Select, exists, or_, select
from sqlmodel import Session, col

from coordination import clock
from coordination.problems import Changed, Fault, Invalid, NotFound, from_validation
from coordination.schedule import is_working_day, working_days_after
from coordination.texts import LONGEST_TEXT, Text, storable
from coordination.updates import reading
from coordination.viewers import Viewer, may_see
from coordination.webhooks import events
from coordination.wording import listed, moment_in_words, weekday_in_words
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.letters import Commitment, Recipient
from data_model.organisations import Organisation, Platform
from data_model.requests import RequestCommitment, RequestPlatform, UpdateRequest
from data_model.words import Role

OFFICIALS = frozenset({Role.OFFICIAL})
USUAL_WORKING_DAYS = 5
MOST_DAYS_AHEAD = 365
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
PAIR_COLUMNS = ["request_id", "platform_id", "slug", "platform", "commitment_id", "commitment", "title", "asked_at",
                "due_on", "answered_at", "version_id"]


Answer = tuple[datetime, int]  # when, and with which version


class RequestInput(BaseModel):
    """What an official asks: of which platforms, on which commitments, by when."""

    model_config = ConfigDict(extra="forbid")

    letter_id: Id
    platform_ids: list[Id] = Field(default_factory=list)
    commitment_ids: list[Id] = Field(default_factory=list)
    due_on: date
    message: Text = ""


@dataclass(frozen=True)
class RequestInView:
    """One request as its asker and its addressees see it."""

    id: int
    letter_id: int
    message: str
    due_on: date
    asked_by: str
    asker_organisation: str
    asked_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str


def usual_due_day(today: date) -> date:
    """The day that is offered first: five working days on."""
    return working_days_after(today, USUAL_WORKING_DAYS)


def ask(engine: Engine, viewer: Viewer, given: dict[str, object]) -> int:
    """Ask for updates (`RequestInput`). Returns the request's id. Raises Invalid with every fault, or NotAllowed."""
    asked = checked(given)
    with write(engine, viewer, OFFICIALS, "ask for updates") as w:
        return put(w, asked)


def checked(given: dict[str, object]) -> RequestInput:
    """What an official asks, as far as it can be checked by itself. Raises Invalid."""
    try:
        return RequestInput.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error


def put(w: Write, asked: RequestInput) -> int:
    """Ask within an open write of an official's. Returns the request's id. Raises Invalid with every fault."""
    platforms = _names(w.session, select(col(Platform.id), col(Platform.name)).join(
        Recipient, col(Recipient.platform_id) == Platform.id).where(
        col(Recipient.letter_id) == asked.letter_id, col(Platform.id).in_(asked.platform_ids)))
    commitments = _names(w.session, select(col(Commitment.id), col(Commitment.number)).where(
        col(Commitment.letter_id) == asked.letter_id, col(Commitment.id).in_(asked.commitment_ids)))
    found = _faults(asked, platforms, commitments, clock.day(w.now))
    if found:
        raise Invalid(*found)
    request = UpdateRequest(letter_id=asked.letter_id, message=asked.message, due_on=asked.due_on,
                            asked_by=w.account_id, asked_at=w.now)
    w.session.add(request)
    w.session.flush()
    assert request.id is not None
    w.session.add_all(RequestPlatform(request_id=request.id, platform_id=id_) for id_ in platforms)
    w.session.add_all(RequestCommitment(request_id=request.id, commitment_id=id_) for id_ in commitments)
    events.request_made(w.session, request, platforms, map(int, commitments.values()))
    w.record("request.ask", f"asked {listed(platforms.values())} for an update on commitment "
                            f"{listed(commitments.values())} by {asked.due_on:%Y-%m-%d}.")
    return request.id


def withdraw(engine: Engine, viewer: Viewer, request_id: int, reason: str) -> None:
    """Withdraw a request: it is no longer owed, and stays on record. Raises NotFound, Changed, Invalid."""
    reason = storable(reason)
    if len(reason) > LONGEST_TEXT:
        raise Invalid(Fault("reason", f"Shorten the reason to {LONGEST_TEXT:,} characters."))
    if not reason:
        raise Invalid(Fault("reason", "Say why you withdraw the request; the platforms will read it."))
    with write(engine, viewer, OFFICIALS, "withdraw requests") as w:
        request = w.session.get(UpdateRequest, request_id)
        if request is None:
            raise NotFound("There is no such request.")
        if request.withdrawn_at:
            raise Changed(f"This request was already withdrawn on {moment_in_words(request.withdrawn_at)}.")
        request.withdrawn_at, request.withdrawn_reason = w.now, reason
        w.record("request.withdraw", f"withdrew the request of {clock.day(request.asked_at):%Y-%m-%d}.")


def in_view(session: Session, viewer: Viewer, request_id: int, *, as_at: datetime) -> RequestInView:
    """One request. Raises NotFound where it is not for the viewer's eyes, or was not made by `as_at`."""
    query = (
        select(UpdateRequest, col(Account.name), col(Organisation.name))
        .join(Account, col(Account.id) == UpdateRequest.asked_by)
        .join(Organisation, col(Organisation.id) == Account.organisation_id)
        .where(col(UpdateRequest.id) == request_id, col(UpdateRequest.asked_at) <= as_at,
               exists().where(col(RequestPlatform.request_id) == UpdateRequest.id,
                              may_see(viewer, col(RequestPlatform.platform_id))))
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFound("There is no such request.")
    request, asked_by, organisation = row
    withdrawn_at = request.withdrawn_at if request.withdrawn_at and request.withdrawn_at <= as_at else None
    return RequestInView(request.id, request.letter_id, request.message, request.due_on, asked_by, organisation,
                         request.asked_at, withdrawn_at, request.withdrawn_reason if withdrawn_at else "")


def listing(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime) -> pd.DataFrame:
    """Requests about a letter that the viewer may see, newest first. Columns: id, asked_at, asked_by, due_on,
    platforms, commitments (both in words), answered, owed (pairs of platform and commitment), withdrawn."""
    owed = pairs(session, viewer, letter_id, as_at=as_at, withdrawn=True)
    rows = []
    for id_, group in owed.groupby("request_id", sort=False):
        request = in_view(session, viewer, int(str(id_)), as_at=as_at)
        rows.append((request.id, request.asked_at, request.asked_by, request.due_on,
                     listed(group["platform"].unique()), listed(map(str, sorted(group["commitment"].unique()))),
                     int(group["answered_at"].notna().sum()), len(group), request.withdrawn_at is not None))
    columns = ["id", "asked_at", "asked_by", "due_on", "platforms", "commitments", "answered", "owed", "withdrawn"]
    return pd.DataFrame(rows, columns=columns)


def pairs(session: Session, viewer: Viewer, letter_id: int, *, as_at: datetime, withdrawn: bool = False,
          history: pd.DataFrame | None = None) -> pd.DataFrame:
    """What requests ask, a row for each platform and commitment, newest request first; `answered_at` and
    `version_id` are of the first version submitted since that counts (reading.counting). Columns: PAIR_COLUMNS.

    `withdrawn` keeps withdrawn requests in. `history` (reading.COLUMNS) saves reading it again.
    """
    query: Select[*tuple[Any, ...]] = (
        select(col(UpdateRequest.id), col(Platform.id).label("platform_id"), col(Platform.slug), col(Platform.name),
               col(Commitment.id).label("commitment_id"), col(Commitment.number), col(Commitment.title),
               col(UpdateRequest.asked_at), col(UpdateRequest.due_on))
        .join(RequestPlatform, col(RequestPlatform.request_id) == UpdateRequest.id)
        .join(Platform, col(Platform.id) == RequestPlatform.platform_id)
        .join(RequestCommitment, col(RequestCommitment.request_id) == UpdateRequest.id)
        .join(Commitment, col(Commitment.id) == RequestCommitment.commitment_id)
        .where(col(UpdateRequest.letter_id) == letter_id, col(UpdateRequest.asked_at) <= as_at,
               may_see(viewer, col(Platform.id)))
        .order_by(col(UpdateRequest.asked_at).desc(), col(UpdateRequest.id).desc(), col(Platform.name),
                  col(Commitment.number))
    )
    if not withdrawn:
        query = query.where(or_(col(UpdateRequest.withdrawn_at).is_(None), col(UpdateRequest.withdrawn_at) > as_at))
    rows = session.execute(query).all()
    if history is None:
        history = reading.history(session, viewer, letter_id, as_at=as_at)
    answers = _answers(history)
    return pd.DataFrame([(*row, *_first_since(answers[row.platform_id, row.commitment_id], row.asked_at))
                         for row in rows], columns=PAIR_COLUMNS, dtype=object)


def _answers(history: pd.DataFrame) -> dict[tuple[int, int], list[Answer]]:
    """By platform and commitment, when and with which versions something was answered, oldest first."""
    found: dict[tuple[int, int], list[Answer]] = defaultdict(list)
    oldest_first = reading.counting(history).iloc[::-1]
    columns = [oldest_first[name] for name in ("platform_id", "commitment_id", "submitted_at", "version_id")]
    for platform_id, commitment_id, submitted_at, version_id in zip(*columns, strict=True):
        found[platform_id, commitment_id].append((submitted_at, version_id))
    return found


def _first_since(answers: list[Answer], asked_at: datetime) -> Answer | tuple[None, None]:
    return next((answer for answer in answers if answer[0] >= asked_at), (None, None))


def _names(session: Session, query: Select[*tuple[Any, ...]]) -> dict[int, str]:
    """Names by id, in the order of the names' column."""
    return {id_: str(name) for id_, name in session.execute(query.order_by(query.selected_columns[1]))}


def _faults(asked: RequestInput, platforms: dict[int, str], commitments: dict[int, str], today: date) -> list[Fault]:
    found = []
    if not asked.platform_ids:
        found.append(Fault("platform_ids", "Choose at least one platform to ask."))
    if not asked.commitment_ids:
        found.append(Fault("commitment_ids", "Choose at least one commitment to ask about."))
    if set(asked.platform_ids) != set(platforms) or set(asked.commitment_ids) != set(commitments):
        found.append(Fault("letter_id", "Choose platforms and commitments of this letter."))
    return [*found, *faults_of_due_day(asked.due_on, today, "the answer")]


def faults_of_due_day(due_on: date, today: date, what: str) -> list[Fault]:
    """What is wrong with a day by which `what` is due, if anything: it is a working day after today, within a year."""
    if due_on <= today:
        return [Fault("due_on", f"Choose a day after today for {what}.")]
    if due_on > today + timedelta(days=MOST_DAYS_AHEAD):
        return [Fault("due_on", f"Choose a day within a year from today for {what}.")]
    if not is_working_day(due_on):
        return [Fault("due_on", f"{weekday_in_words(due_on)} is not a working day. The next one is "
                                f"{weekday_in_words(working_days_after(due_on, 1))}.")]
    return []
