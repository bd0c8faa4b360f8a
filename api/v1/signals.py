"""Signals: reading, sharing and answering them. Who knows of which, and reads what, is as on screen: it differs from
person to person, so every answer is for the person of the key."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.v1 import signals_words as words
from api.v1.calling import Call, reads_signals, writes_signals
from api.v1.fields import Id
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import AsAt, OfALetter, Wanted, answered, snapshot
from api.v1.rows import rows
from api.v1.signals_models import (
    ActBody,
    OpinionBody,
    SignalAnswer,
    SignalBody,
    SignalChoices,
    SignalInList,
    SignalLag,
    SignalTiming,
    WithdrawalBody,
)
from api.v1.writing import carried_out
from coordination.signals import answering, exporting, reading, sharing
from coordination.signals.reading import Only
from coordination.signals.states import State
from data_model.words import Role, SignalKind, Tlp

router = subject("Signals")
Reader = Annotated[Call, reads_signals(Role.PLATFORM, Role.ANALYST)]
Sharer = Annotated[Call, reads_signals(Role.PLATFORM)]
Writer = Annotated[Call, writes_signals(Role.PLATFORM)]
# What frames call the columns of pairs of platforms, to what answers do.
PAIRS = {"from_platform": "from_platform_name", "from_slug": "from_platform", "to_platform": "to_platform_name",
         "to_slug": "to_platform", "ended_at": "withdrawn_at"}


@router.get("/signals", operation_id="list_signals", summary="Signals", response_model=Page[SignalInList])
def list_signals(
    call: Reader, wanted: OfALetter, paging: Paged,
    kind: Annotated[SignalKind | None, Query(description="What they are about")] = None,
    category: Annotated[str | None, Query(max_length=200, description="Code of a category; those in it count too")]
    = None,
    tlp: Annotated[Tlp | None, Query(description="How they are marked")] = None,
    state: Annotated[State | None, Query(description="Where they stand with those addressed that you are told of")]
    = None,
    mine: Annotated[bool, Query(description="In that state at your own platform, which they are addressed to")] = False,
    platform: Annotated[str | None, Query(max_length=100, description="Slug of the platform that shared them")] = None,
) -> Response:
    """The signals about a letter that you may know of, the newest first. Without the content of those that you may not
    read."""
    only = Only(slug=platform, kind=kind, tlp=tlp, category_code=category, state=state, mine=mine)
    with snapshot(call, wanted) as asked:
        found = reading.listing(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at, only=only)
    return paging.answer(call, rows(SignalInList, found), key=lambda each: (each.shared_at, each.id),
                         newest_first=True)


@router.get("/signals/choices", operation_id="list_signal_choices", summary="Whom a signal may be shared with",
            response_model=SignalChoices)
def list_signal_choices(call: Sharer, wanted: OfALetter) -> Response:
    """For which of your platforms you may share signals about a letter, with whom, and of which categories."""
    with snapshot(call, wanted) as asked:
        return answered(words.choices(asked))


@router.get("/signals/answers", operation_id="list_signal_answers", summary="When signals were answered",
            response_model=Page[SignalTiming])
def list_signal_answers(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """When each addressed platform answered each signal, of the pairs that you see, the newest first."""
    with snapshot(call, wanted) as asked:
        found = reading.pairs(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    return paging.answer(call, rows(SignalTiming, found.rename(columns=PAIRS)), newest_first=True,
                         key=lambda each: (each.signal_id, each.to_platform))


@router.get("/signals/lag", operation_id="list_lag", summary="The lag in acting", response_model=Page[SignalLag])
def list_lag(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """How long it took from sharing until others acknowledged and acted: in all, by week, pair and category."""
    with snapshot(call, wanted) as asked:
        found = exporting.lags(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    return paging.answer(call, rows(SignalLag, found.rename(columns=PAIRS)), key=lambda each: (
        each.step, each.by, each.from_platform_name or "", each.to_platform_name or "", each.category or "",
        each.week or ""))


@router.get("/signals/{signal_id}", operation_id="read_signal", summary="One signal", response_model=SignalAnswer)
def read_signal(call: Reader, signal_id: Id, wanted: AsAt) -> Response:
    """One signal in full, as far as you may read it, with what those addressed did."""
    with snapshot(call, wanted) as asked:
        found = reading.in_view(asked.session, asked.viewer, signal_id, as_at=asked.as_at)
        return answered(words.signal(asked, found))


@router.post("/signals", operation_id="share_signal", summary="Share a signal", status_code=201,
             response_model=SignalAnswer)
def share_signal(call: Writer, given: SignalBody) -> Response:
    """Share what may migrate to others: an indicator, what it is about, how far it may go, and to whom. It is on their
    screens within seconds."""
    def do() -> Response:
        with snapshot(call, Wanted(None, given.letter)) as asked:
            said = words.input_of(asked, given)
        with words.in_fields_of_bodies():
            signal_id = sharing.share(call.engine, call.viewer, said)
        return _after(call, signal_id, 201)

    return carried_out(call, do)


@router.post("/signals/{signal_id}/acknowledgement", operation_id="acknowledge_signal",
             summary="Acknowledge a signal", response_model=SignalAnswer)
def acknowledge_signal(call: Writer, signal_id: Id) -> Response:
    """Say that your platform has taken note. 409 where it had already."""
    def do() -> Response:
        answering.acknowledge(call.engine, call.viewer, signal_id)
        return _after(call, signal_id)

    return carried_out(call, do)


@router.post("/signals/{signal_id}/opinion", operation_id="give_opinion", summary="Give an opinion on a signal",
             response_model=SignalAnswer)
def give_opinion(call: Writer, signal_id: Id, given: OpinionBody) -> Response:
    """Say whether it breaches your own rules; the newest opinion counts. It acknowledges too, if that was not done."""
    def do() -> Response:
        answering.give_opinion(call.engine, call.viewer, signal_id, given.opinion, given.words)
        return _after(call, signal_id)

    return carried_out(call, do)


@router.post("/signals/{signal_id}/action", operation_id="act_on_signal", summary="Say what was done about a signal",
             response_model=SignalAnswer)
def act_on_signal(call: Writer, signal_id: Id, given: ActBody) -> Response:
    """Say what your platform did, and when; the newest counts. It acknowledges too, if that was not done."""
    def do() -> Response:
        answering.act(call.engine, call.viewer, signal_id, given.acted_at, given.words)
        return _after(call, signal_id)

    return carried_out(call, do)


@router.post("/signals/{signal_id}/withdrawal", operation_id="withdraw_signal", summary="Withdraw a signal",
             response_model=SignalAnswer)
def withdraw_signal(call: Writer, signal_id: Id, given: WithdrawalBody) -> Response:
    """Withdraw a signal of your own platform: nobody is asked to act on it any more, and whoever read it reads why."""
    def do() -> Response:
        sharing.withdraw(call.engine, call.viewer, signal_id, given.reason)
        return _after(call, signal_id)

    return carried_out(call, do)


def _after(call: Call, signal_id: int, status: int = 200) -> Response:
    """The signal as it is after a write."""
    with snapshot(call) as asked:
        found = reading.in_view(asked.session, asked.viewer, signal_id, as_at=asked.as_at)
        return answered(words.signal(asked, found), status, location=f"/signals/{signal_id}" if status == 201 else "")
