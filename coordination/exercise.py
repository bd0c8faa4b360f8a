"""The exercise: whether this installation is one, and taking it away so that only the real record is left."""

from sqlalchemy import Engine, delete, func, select
from sqlmodel import Session, col

from coordination import audit, clock
from coordination.problems import NotFound
from coordination.wording import counted
from coordination.writes import write
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
from data_model.audit import AuditEntry
from data_model.base import Table
from data_model.dialogue import (
    Action,
    ActionVersion,
    Attendee,
    CalendarFeed,
    Meeting,
    MeetingAnswer,
    MeetingCommitment,
    MeetingOrganisation,
    MeetingSeries,
    MeetingVersion,
    PrivateNote,
)
from data_model.exploring import Board, BoardFigure, Briefing, SavedView
from data_model.incidents import ColumnMapping, DailyRollUp, Period, Return, Series, SeriesCounts
from data_model.jobs import ReturnJob
from data_model.reach import AudienceSize, Distribution, DistributionVersion
from data_model.reminders import Message, ReminderChoice
from data_model.requests import RequestCommitment, RequestPlatform, UpdateRequest
from data_model.signals import Signal, SignalAddressee, SignalAnswer, SignalIndicator, SignalMatch
from data_model.updates import (
    Draft,
    DraftEvidence,
    Evidence,
    EvidenceContent,
    Finding,
    Review,
    Statement,
    Update,
    UpdateVersion,
    VersionEvidence,
)
from data_model.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent

# Everything that an exercise fills, each before what it refers to. The real record is in none of them.
FILLED: tuple[type[Table], ...] = (
    Finding, Review, Statement, VersionEvidence, DraftEvidence, EvidenceContent, Evidence, Draft, UpdateVersion, Update,
    ReturnJob, StoredAnswer, ApiKey, WebhookAttempt, WebhookDelivery, WebhookEvent, WebhookEndpoint, Message,
    DailyRollUp, SeriesCounts, Series, Period, Return, ColumnMapping, MeetingAnswer, MeetingOrganisation,
    MeetingCommitment, MeetingVersion, Attendee, PrivateNote, ActionVersion, Action, Meeting, MeetingSeries,
    RequestPlatform, RequestCommitment, UpdateRequest, SignalMatch, SignalAnswer, SignalAddressee, SignalIndicator,
    Signal, FailedSignIn,
    DistributionVersion, Distribution, AudienceSize, AdviceEditionSection, AdviceEdition, AdviceCheck, AdviceDecision,
    AdviceVersion, AdviceDraft, BoardFigure, Board, SavedView, Briefing, AuditEntry,
)
# What hangs on accounts of the cast; that of other accounts stays.
HANGING = (SignIn, PasswordLink, CalendarFeed, Identity, SecondFactor, RecoveryCode, PendingSignIn, ReminderChoice)


def is_exercise(session: Session) -> bool:
    """Whether this installation is an exercise."""
    return session.scalars(select(func.count(col(Exercise.id)))).one() > 0


def remove(engine: Engine, by: str) -> audit.Head:
    """Remove the exercise: its cast with their sign-ins, and everything that was written in it. What stays is the
    real record (elections, letters, platforms, the public record, categories and measures) and accounts that are not
    of the cast.

    The audit begins anew, with an entry that names the head of the one removed, which is returned. `by` is the
    command that acts. Raises NotFound where there is no exercise.
    """
    with write(engine, by) as w:
        if not is_exercise(w.session):
            raise NotFound("There is no exercise to remove.")
        ended = audit.head(w.session)
        cast = select(col(Account.id)).where(col(Account.exercise_id).is_not(None))
        for table in FILLED:
            w.session.execute(delete(table))
        for hanging in HANGING:
            w.session.execute(delete(hanging).where(col(hanging.account_id).in_(cast)))
        w.session.execute(delete(DomainRule).where(col(DomainRule.made_by).in_(cast)))
        members = w.session.scalars(select(func.count()).select_from(cast.subquery())).one()
        w.session.execute(delete(Account).where(col(Account.exercise_id).is_not(None)))
        w.session.execute(delete(Exercise))
        w.now = clock.real_now()
        head = audit.lock_head(w.session)
        head.position, head.hash = 0, audit.BEGINNING
        w.record("exercise.remove", f"removed the exercise with {counted(members, 'account')}. Its audit ended at "
                                    f"entry {ended.position} with the hash {ended.hash}; this one begins anew.")
        return ended
