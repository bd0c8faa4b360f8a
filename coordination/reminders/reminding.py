"""Reminding everybody: composing what is to be told, putting it into the outbox, and sending what waits there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import clock, exercise
from coordination.problems import Problem
from coordination.reminders import choices, composing, concerning, outbox
from coordination.reminders.choices import REMINDED
from coordination.reminders.composing import Composed, Place
from coordination.reminders.items import Item, Times
from coordination.reminders.outbox import Outgoing
from coordination.reminders.sending import Notify, NotNow, Refused, Sender, Unreachable, smtp
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.database import reading, writing
from data_model.organisations import Organisation
from data_model.words import Role

log = structlog.get_logger()


@dataclass(frozen=True)
class Post:
    """How this installation reminds people."""

    sender: Sender
    public_url: str
    """What all links begin with, without a slash at its end."""
    digest_hour: int
    """The hour, London time, from which the day's messages are composed."""


@dataclass
class Sent:
    """What became of the messages that were to be sent."""

    sent: int = 0
    later: int = 0
    failed: list[str] = field(default_factory=list)
    """A sentence for each message that is given up."""


def post(how: str, smtp_url: str, reminders_from: str, notify_api_key: str, notify_template_id: str, public_url: str,
         digest_hour: int) -> Post | None:
    """How the settings of these names say that people are reminded; None where `how` (REMINDERS) is off."""
    if how == "off":
        return None
    sender: Sender = (Notify(notify_api_key, notify_template_id) if how == "notify"
                      else smtp(smtp_url, reminders_from, public_url))
    return Post(sender, public_url, digest_hour)


def compose(engine: Engine, post: Post) -> int:
    """Put into the outbox what everybody is to be told now and was not told yet. Returns how many messages."""
    with reading(engine) as session:
        now = clock.now(session)
        place = Place(post.public_url, exercise.is_exercise(session))
        daily = clock.hour(now) >= post.digest_hour
        shared: dict[tuple[Role, int | None], list[Item]] = {}
        found = []
        for viewer in _people(session):
            everybody = concerning.everybody_alike(viewer)
            if everybody not in shared:
                shared[everybody] = concerning.alike(session, viewer, as_at=now)
            items = [*shared[everybody], *concerning.person(session, viewer, as_at=now)]
            times = choices.mine(session, viewer)
            messages = _messages(items, times, now, place, daily=daily)
            if {each.about for each in messages} - outbox.known(session, viewer.account_id):
                found.append((viewer, times, messages))
    return sum(_put(engine, viewer, times, messages, now) for viewer, times, messages in found)


def send(engine: Engine, sender: Sender, stop: Callable[[], bool] = lambda: False) -> Sent:
    """Send what waits, one message after another, until nothing is due, nothing can be sent, or `stop` says so."""
    done = Sent()
    while not stop() and (message := outbox.claim(engine)) is not None:
        try:
            sender.send(message)
        except Refused as refusal:
            outbox.refused(engine, message, str(refusal))
            _give_up(done, message, refusal)
        except NotNow as hitch:
            _later(engine, done, message, hitch)
            if isinstance(hitch, Unreachable):
                break
        else:
            outbox.sent(engine, message)
            done.sent += 1
    return done


def _people(session: Session) -> list[Viewer]:
    """Everybody whom something can concern."""
    query = (
        select(Account, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == Account.organisation_id)
        .where(col(Account.active), col(Account.role).in_(REMINDED)).order_by(col(Account.id))
    )
    return [Viewer(account.id or 0, account.name, account.email, account.role, account.organisation_id, organisation)
            for account, organisation in session.execute(query)]


def _messages(items: list[Item], times: Times, now: datetime, place: Place, *, daily: bool) -> list[Composed]:
    """All that one person is to be told at this moment, whether they were told or not."""
    urgent = [composing.urgent(kind, item, place) for item in items if (kind := item.urgent(times, now))]
    digest = composing.digest(items, times, clock.day(now), place) if daily else None
    return [*urgent, digest] if digest else urgent


def _put(engine: Engine, viewer: Viewer, times: Times, messages: list[Composed], now: datetime) -> int:
    """Put messages in, unless the person was deactivated or chose other times since they were composed: the next time
    composes them anew."""
    with writing(engine) as session:
        if outbox.lock(session, viewer.account_id) is None or choices.mine(session, viewer) != times:
            return 0
        return outbox.put(session, viewer.account_id, messages, now)


def _later(engine: Engine, done: Sent, message: Outgoing, hitch: NotNow) -> None:
    if outbox.try_later(engine, message, str(hitch)):
        done.later += 1
        log.warning("reminder.later", message=message.id, attempts=message.attempts, why=type(hitch).__name__)
    else:
        _give_up(done, message, hitch)


def _give_up(done: Sent, message: Outgoing, problem: Problem) -> None:
    """The log names the message by its number: what servers say may hold people's addresses, which stay out of it."""
    log.error("reminder.failed", message=message.id, attempts=message.attempts, why=type(problem).__name__)
    done.failed.append(f"Message {message.id} to {message.to} ({message.about}): {problem}")
