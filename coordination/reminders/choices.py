"""When a person wants to be told of what: the usual times, and what they chose instead."""

from collections.abc import Mapping

from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from coordination.problems import Fault, Invalid
from coordination.reminders import outbox
from coordination.reminders.items import Times
from coordination.viewers import Viewer
from coordination.writes import write
from data_model.reminders import ReminderChoice
from data_model.words import ReminderKind, ReminderTime, Role

AT_ONCE, DAILY = ReminderTime.AT_ONCE, ReminderTime.DAILY
# What each role can be told of, in the order in which messages and the page list it. What only others must act on
# (an update that is due of a platform, a signal that it has not acknowledged) is told officials once a day.
USUAL: Mapping[Role, Times] = {
    Role.PLATFORM: {
        ReminderKind.RETURNED: AT_ONCE,
        ReminderKind.SIGNAL_UNACKNOWLEDGED: AT_ONCE,
        ReminderKind.OVERDUE: DAILY,
        ReminderKind.DUE_TODAY: DAILY,
        ReminderKind.DUE_SOON: DAILY,
        ReminderKind.ACTION_OVERDUE: DAILY,
        ReminderKind.ADVICE_STALE: DAILY,
    },
    Role.OFFICIAL: {
        ReminderKind.OVERDUE: DAILY,
        ReminderKind.SIGNAL_UNACKNOWLEDGED: DAILY,
        ReminderKind.ACTION_OVERDUE: DAILY,
        ReminderKind.ADVICE_STALE: DAILY,
    },
}
REMINDED = frozenset(USUAL)


def mine(session: Session, viewer: Viewer) -> dict[ReminderKind, ReminderTime]:
    """When the viewer is told of each kind of thing that concerns their role; empty where none does."""
    query = select(col(ReminderChoice.kind), col(ReminderChoice.time)).where(
        col(ReminderChoice.account_id) == viewer.account_id)
    chosen = dict(session.execute(query).tuples().all())
    return {kind: chosen.get(kind, usual) for kind, usual in USUAL.get(viewer.role, {}).items()}


def choose(engine: Engine, viewer: Viewer, times: Times) -> None:
    """Set when the viewer is told of each kind of thing. Raises Invalid for a kind that does not concern their role,
    or NotAllowed."""
    with write(engine, viewer, REMINDED, "choose reminders") as w:
        usual = USUAL[w.person.role]
        if not times.keys() <= usual.keys():
            raise Invalid(Fault("kind", "Choose times for what concerns you alone."))
        outbox.lock(w.session, w.account_id)
        before = mine(w.session, w.person)
        w.session.execute(delete(ReminderChoice).where(col(ReminderChoice.account_id) == w.account_id))
        after = {**before, **times}
        w.session.add_all(ReminderChoice(account_id=w.account_id, kind=kind, time=time)
                          for kind, time in after.items() if time is not usual[kind])
        outbox.drop_unwanted(w.session, w.account_id, [
            kind for kind, time in after.items() if time is ReminderTime.NEVER])
        w.record("reminders.choose", "chose when to be reminded.")
