"""What an addressed platform does with a signal: acknowledges it, says whether it breaches its own rules, acts."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from sqlalchemy import Engine, exists, select
from sqlmodel import Session, col

from coordination.problems import Changed, Fault, Invalid, NotAllowed, from_validation
from coordination.signals import rules, sharing
from coordination.texts import ShortText
from coordination.viewers import Viewer
from coordination.wording import listed, moment_in_words
from coordination.writes import write
from data_model.accounts import Account
from data_model.organisations import Platform
from data_model.signals import Signal, SignalAddressee, SignalAnswer
from data_model.words import AnswerStep, Opinion

LONGEST_BEFORE = timedelta(days=366)  # that an act can be older than the signal; more is a slip in the year
TOLD = {
    AnswerStep.ACKNOWLEDGED: "acknowledged signal {id} for {platforms}.",
    AnswerStep.OPINION: "gave an opinion on signal {id} for {platforms}.",
    AnswerStep.ACTED: "recorded what was done about signal {id} for {platforms}.",
}


class AnswerInput(BaseModel):
    """One answer: an acknowledgement, an opinion, or an act with its time."""

    model_config = ConfigDict(extra="forbid")

    step: AnswerStep
    opinion: Opinion | None = None
    acted_at: AwareDatetime | None = None
    words: Annotated[ShortText, "what was done, or why"] = ""


def acknowledge(engine: Engine, viewer: Viewer, signal_id: int) -> None:
    """Say that the viewer's platform has taken note. Raises NotFound, NotAllowed; Changed where it has already."""
    _answer(engine, viewer, signal_id, {"step": AnswerStep.ACKNOWLEDGED})


def give_opinion(engine: Engine, viewer: Viewer, signal_id: int, opinion: str, words: str = "") -> None:
    """Say what the viewer's platform thinks of it; the newest opinion counts. It acknowledges too, if that was not
    done. Raises NotFound, NotAllowed, Changed or Invalid."""
    _answer(engine, viewer, signal_id, {"step": AnswerStep.OPINION, "opinion": opinion or None, "words": words})


def act(engine: Engine, viewer: Viewer, signal_id: int, acted_at: datetime | None, words: str = "") -> None:
    """Say what the viewer's platform did, and when (an aware moment); the newest counts. It acknowledges too, if that
    was not done. Raises NotFound, NotAllowed, Changed or Invalid."""
    _answer(engine, viewer, signal_id, {"step": AnswerStep.ACTED, "acted_at": acted_at, "words": words})


def checked(given: dict[str, object]) -> AnswerInput:
    """What was sent, as far as it can be checked by itself. Raises Invalid."""
    try:
        asked = AnswerInput.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error
    if asked.step is AnswerStep.OPINION and asked.opinion is None:
        raise Invalid(Fault("opinion", "Choose whether it breaches your rules."))
    if asked.step is AnswerStep.ACTED and asked.acted_at is None:
        raise Invalid(Fault("acted_at", "Enter the day and time at which you acted."))
    return asked


def put(session: Session, viewer: Viewer, signal_id: int, asked: AnswerInput, at: datetime) -> list[tuple[str, str]]:
    """Store an answer given at `at`, within the caller's write. Returns what the audit is to say: action and sentence,
    in order. Raises NotFound, NotAllowed, Changed or Invalid."""
    signal = sharing.known(session, viewer, signal_id)
    platforms = _addressed(session, viewer, signal)
    sharing.must_be_open(signal)
    earlier = _acknowledged(session, signal_id, platforms)
    if earlier and asked.step is AnswerStep.ACKNOWLEDGED:
        raise Changed(f"{earlier[0]} acknowledged this signal already, on {moment_in_words(earlier[1])}.")
    if asked.step is AnswerStep.ACTED:
        _check_time(asked.acted_at, signal, at)
    steps = [asked.step] if earlier or asked.step is AnswerStep.ACKNOWLEDGED else [AnswerStep.ACKNOWLEDGED, asked.step]
    for step in steps:
        for platform_id in platforms:
            session.add(_row(signal_id, platform_id, step, asked, viewer, at))
        session.flush()
    names = listed(platforms.values())
    return [(f"signal.{step}", TOLD[step].format(id=signal_id, platforms=names)) for step in steps]


def _answer(engine: Engine, viewer: Viewer, signal_id: int, given: dict[str, object]) -> None:
    asked = checked(given)
    with write(engine, viewer, sharing.REPRESENTATIVES, "answer signals") as w:
        for action, sentence in put(w.session, w.person, signal_id, asked, w.now):
            w.record(action, sentence)


def _row(signal_id: int, platform_id: int, step: AnswerStep, asked: AnswerInput, viewer: Viewer,
         at: datetime) -> SignalAnswer:
    own = step is asked.step  # the acknowledgement that goes with another answer has no words
    return SignalAnswer(signal_id=signal_id, platform_id=platform_id, step=step, words=asked.words if own else "",
                        opinion=asked.opinion if step is AnswerStep.OPINION else None,
                        happened_at=asked.acted_at if step is AnswerStep.ACTED and asked.acted_at else at,
                        recorded_by=viewer.account_id, recorded_at=at)


def _addressed(session: Session, viewer: Viewer, signal: Signal) -> dict[int, str]:
    """The viewer's platforms that the signal is addressed to, by id. Raises NotAllowed where it is none: it is theirs.
    """
    named = exists().where(col(SignalAddressee.platform_id) == Platform.id, col(SignalAddressee.signal_id) == Signal.id,
                           rules.names(viewer, SignalAddressee))
    query = select(col(Platform.id), col(Platform.name)).select_from(Platform).join(Signal, named).where(
        col(Signal.id) == signal.id)
    found = dict(session.execute(query.order_by(col(Platform.name))).all())
    if not found:
        raise NotAllowed("Only those whom a signal is addressed to answer it.")
    return found


def _acknowledged(session: Session, signal_id: int, platforms: dict[int, str]) -> tuple[str, datetime] | None:
    """By whom and when the signal was acknowledged for these platforms first, if it was."""
    query = (select(col(Account.name), col(SignalAnswer.happened_at))
             .join(Account, col(Account.id) == SignalAnswer.recorded_by)
             .where(col(SignalAnswer.signal_id) == signal_id, col(SignalAnswer.platform_id).in_(platforms),
                    col(SignalAnswer.step) == AnswerStep.ACKNOWLEDGED)
             .order_by(col(SignalAnswer.id)))
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def _check_time(acted_at: datetime | None, signal: Signal, at: datetime) -> None:
    assert acted_at is not None  # checked() saw to it
    if acted_at > at:
        raise Invalid(Fault("acted_at", "What is done cannot be in the future. Enter London time."))
    if signal.shared_at - acted_at > LONGEST_BEFORE:
        raise Invalid(Fault("acted_at", "Enter a time within a year before the signal was shared."))
