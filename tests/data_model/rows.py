"""A row in every table, so that each of its constraints can be broken."""

import struct
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Engine,
)
from sqlmodel import Session

from coordination import requests
from coordination.dialogue import actions, attending, meetings, notes
from coordination.signals import answering
from coordination.updates import evidence
from data_model.accounts import (
    Account,
    DomainRule,
    Exercise,
    FailedSignIn,
    Identity,
    PasswordLink,
    PendingSignIn,
    RecoveryCode,
    SecondFactor,
    SignIn,
)
from data_model.advice import (
    AdviceCheck,
    AdviceDecision,
    AdviceDraft,
    AdviceEdition,
    AdviceEditionSection,
    AdviceVersion,
)
from data_model.api_keys import ApiKey, StoredAnswer
from data_model.database import writing
from data_model.dialogue import CalendarFeed
from data_model.exploring import Board, BoardFigure, Briefing, SavedView
from data_model.incidents import ColumnMapping, DailyRollUp, Period, Return, Series, SeriesCounts
from data_model.jobs import ReturnJob
from data_model.reach import AudienceSize, Distribution, DistributionVersion
from data_model.reminders import Message, ReminderChoice
from data_model.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent
from data_model.words import (
    AdviceTopic,
    Agreement,
    Attendance,
    Audience,
    BriefingTemplate,
    Channel,
    CountState,
    EventKind,
    JobState,
    Marking,
    Nation,
    Opinion,
    ReminderKind,
    ReminderTime,
    ReturnForm,
    Role,
    SenderKind,
    SendingState,
)
from tests.cast import (
    Cast,
    a_draft,
    a_meeting,
    a_request,
    a_version,
    an_acceptance,
    an_action,
    commitment_id,
    letter_id,
    meeting,
    platform_id,
)
from tests.signals import a_signal

Values = dict[str, Any]


def fill(recorded: Engine, cast: Cast) -> None:
    """Write a row into every table, and two where one alone could break nothing."""
    version = a_version(recorded, cast.facebook, link="One", statements={"1a": "x"})
    an_acceptance(recorded, cast.official, version)
    a_version(recorded, cast.facebook)
    update_id, revision = a_draft(recorded, cast.facebook)
    evidence.add_file(recorded, cast.facebook, update_id, revision, {"title": "x", "dated_on": "2019-11-14"}, "x.csv",
                      b"a,b\n")
    a_draft(recorded, cast.twitter)
    requests.withdraw(recorded, cast.official, a_request(recorded, cast.official), "x")
    a_request(recorded, cast.official, platforms=("facebook", "twitter"), commitments=(1, 2))
    _meet(recorded, cast)
    _share(recorded, cast)
    now = datetime(2019, 12, 2, tzinfo=UTC)
    with writing(recorded) as session:
        session.add(Exercise(seed=1, opens_at=now, began_at=now))
        session.flush()
        session.get_one(Account, cast.analyst.account_id).exercise_id = 1
        for token in ("a", "b"):
            session.add(SignIn(account_id=1, token_hash=token, signed_in_at=now, expires_at=now, proof_hash=token))
            session.add(PasswordLink(account_id=1, token_hash=token, expires_at=now))
            session.add(FailedSignIn(guessed=token, failed_at=now))
            session.add(CalendarFeed(account_id=1, token_hash=token, made_at=now))
        _count(session, cast)
        _advise(session, cast)
        _explore(session, cast)
        _sign_in(session)
        _call(session, cast)
        _tell(session, cast)


def _meet(engine: Engine, cast: Cast) -> None:
    """Meetings with all that hangs on them: one of a series, one that was held, an action that was closed."""
    meetings.plan_series(engine, cast.official, meeting(engine), {"until": date(2019, 12, 12)})
    id_ = a_meeting(engine, cast.official, commitments=(3, 4))
    attending.answer(engine, cast.facebook, id_, 1, Attendance.CONFIRMED)
    attending.add(engine, cast.facebook, id_, cast.facebook.organisation_id, "x")
    notes.write(engine, cast.official, id_, "x")
    for _ in range(2):
        action = an_action(engine, cast.official, id_)
        actions.ask_for_update(engine, cast.official, action, {
            "letter_id": letter_id(engine), "platform_ids": [platform_id(engine, "facebook")],
            "commitment_ids": [commitment_id(engine, 4)], "due_on": date(2019, 12, 9)})


def _share(engine: Engine, cast: Cast) -> None:
    """A signal whose indicator was shared before by another platform, with an opinion of it."""
    id_ = a_signal(engine, cast.facebook, everyone=True)
    a_signal(engine, cast.twitter, everyone=True)
    answering.give_opinion(engine, cast.twitter, id_, Opinion.BREACHES)


def _count(session: Session, cast: Cast) -> None:
    """A return with a count and what they roll up to, of one day and of another."""
    now, first = datetime(2019, 12, 2, tzinfo=UTC), date(2019, 11, 18)
    session.add_all(Return(platform_id=1, number=number, first_day=first, last_day=first, form=ReturnForm.TYPED,
                           sha256="0" * 64, added=1, changed=0, kept=0, submitted_by=cast.facebook.account_id,
                           submitted_at=now) for number in (1, 2))
    session.add_all(Series(platform_id=1, measure_id=id_, category_id=id_, nation=Nation.UK) for id_ in (1, 2))
    session.add_all(Period(first_day=day, last_day=day) for day in (first, date(2019, 11, 19)))
    session.flush()
    session.add(SeriesCounts(return_id=1, series_id=1, size=1, period_ids=b"\1\0\0\0", states=b"\0",
                             numbers=struct.pack("<d", 3)))
    session.add(DailyRollUp(series_id=1, period_id=1, from_return_id=1, state=CountState.REPORTED, value=3.0, parts=1,
                            parts_missing=0))
    session.add(ColumnMapping(platform_id=1, header_hash="0" * 64, mapping={}, saved_by=cast.facebook.account_id,
                              saved_at=now))


def _advise(session: Session, cast: Cast) -> None:
    """Two editions of a section of advice, and a distribution of each."""
    by, now, topic = cast.official.account_id, datetime(2019, 12, 2, tzinfo=UTC), AdviceTopic.BREACHES
    session.add(AdviceDraft(letter_id=1, platform_id=1, topic=topic, revision=1, saved_by=by, saved_at=now))
    session.add_all(AudienceSize(letter_id=1, audience=Audience.AGENTS, people=1, source="x", recorded_by=by,
                                 recorded_at=now) for _ in range(2))
    for number in (1, 2):
        session.add(AdviceVersion(letter_id=1, platform_id=1, topic=topic, number=number, english="x", submitted_by=by,
                                  submitted_at=now))
        session.add(AdviceEdition(letter_id=1, number=number, published_by=by, published_at=now))
        session.flush()
        session.add(AdviceDecision(version_id=number, decision=Agreement.AGREED, decided_by=by, decided_at=now))
        session.add(AdviceCheck(version_id=number, checked_by=by, checked_at=now))
        session.add(AdviceEditionSection(edition_id=number, version_id=number))
        session.add(Distribution(edition_id=number, sender_kind=SenderKind.POLICE, sender="x", channel=Channel.EMAIL,
                                 audience=Audience.CANDIDATES, sent_on=date(2019, 12, 2)))
        session.flush()
        session.add_all(DistributionVersion(distribution_id=number, number=each, people=1, reason="x", recorded_by=by,
                                            recorded_at=now) for each in (1, 2))


def _explore(session: Session, cast: Cast) -> None:
    """A view, a board with it, and a briefing of each of two people."""
    now = datetime(2019, 12, 2, tzinfo=UTC)
    for number, by in enumerate((cast.official, cast.analyst), start=1):
        kept: Values = {"letter_id": 1, "owner_id": by.account_id, "organisation_id": by.organisation_id, "name": "x",
                        "revision": 1, "saved_at": now}
        session.add_all([SavedView(query="x", **kept), Board(**kept),
                         Briefing(template=BriefingTemplate.BLANK, marking=Marking.OFFICIAL, parts=[], **kept)])
        session.flush()
        session.add(BoardFigure(board_id=number, position=number, view_id=number))


def _sign_in(session: Session) -> None:
    """How two people sign in, by an identity provider and with a second factor."""
    now = datetime(2019, 12, 2, tzinfo=UTC)
    for number in (1, 2):
        session.add_all([
            Identity(account_id=number, issuer="x", subject=str(number), linked_at=now),
            DomainRule(domain=f"{number}.example", role=Role.ANALYST, organisation_id=1, made_by=1, made_at=now),
            SecondFactor(account_id=number, secret="x", offered_at=now),
            RecoveryCode(account_id=1, code_hash=str(number)),
            PendingSignIn(account_id=1, token_hash=str(number), expires_at=now)])


def _call(session: Session, cast: Cast) -> None:
    """Two keys with an answer each, and a job."""
    by, now = cast.facebook, datetime(2019, 12, 2, tzinfo=UTC)
    for number in (1, 2):
        session.add(ApiKey(organisation_id=by.organisation_id, account_id=by.account_id, name="x", start="x",
                           secret_hash=str(number), may_read=True, may_submit=False, may_signal=False,
                           made_by=by.account_id, made_at=now, expires_at=datetime(2019, 12, 3, tzinfo=UTC)))
        session.flush()
        session.add(StoredAnswer(key_id=number, idempotency_key="x", request_hash="x", status=201, headers={}, body=b"",
                                 answered_at=now))
    session.add_all(ReturnJob(platform_id=1, account_id=by.account_id, key_id=1, dry_run=False, file_name="x",
                              form=ReturnForm.TEMPLATE, state=JobState.STORED, return_id=return_id, asked_at=now)
                    for return_id in (1, 2))


def _tell(session: Session, cast: Cast) -> None:
    """Two events on their way to two endpoints, and messages to a person."""
    by, now = cast.facebook, datetime(2019, 12, 2, tzinfo=UTC)
    for number in (1, 2):
        session.add(WebhookEndpoint(organisation_id=by.organisation_id, url="x", secret="x", on_request=True,
                                    on_return=False, on_signal=False, made_by=by.account_id, made_at=now))
        session.add(WebhookEvent(uuid=str(number), organisation_id=by.organisation_id, kind=EventKind.REQUEST_MADE,
                                 data={}, raised_at=now))
        session.flush()
        session.add(WebhookDelivery(endpoint_id=number, event_id=number, state=SendingState.SENT, next_attempt_at=now,
                                    sent_at=now))
        session.flush()
        session.add(WebhookAttempt(delivery_id=number, attempted_at=now, problem="x", milliseconds=1))
        session.add(ReminderChoice(account_id=number, kind=ReminderKind.OVERDUE, time=ReminderTime.NEVER))
        session.add(Message(account_id=number, about="x", uuid=str(number), subject="x", text="x", html="x",
                            state=SendingState.SENT, made_at=now, next_attempt_at=now, sent_at=now))
