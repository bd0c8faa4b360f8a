"""When people are told of what: the usual times, and what they choose instead."""

import pytest
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination.problems import Invalid, NotAllowed
from coordination.reminders import choices
from coordination.viewers import Viewer
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.reminders import ReminderChoice
from data_model.words import ReminderKind, ReminderTime, Role
from tests.cast import Cast

AT_ONCE, DAILY, NEVER = ReminderTime


def mine(engine: Engine, viewer: Viewer) -> dict[ReminderKind, ReminderTime]:
    with reading(engine) as session:
        return choices.mine(session, viewer)


def test_who_chose_nothing_is_told_at_the_usual_times(recorded: Engine, cast: Cast) -> None:
    assert mine(recorded, cast.facebook) == {
        ReminderKind.RETURNED: AT_ONCE, ReminderKind.SIGNAL_UNACKNOWLEDGED: AT_ONCE, ReminderKind.OVERDUE: DAILY,
        ReminderKind.DUE_TODAY: DAILY, ReminderKind.DUE_SOON: DAILY, ReminderKind.ACTION_OVERDUE: DAILY,
        ReminderKind.ADVICE_STALE: DAILY}
    assert mine(recorded, cast.official) == {
        ReminderKind.OVERDUE: DAILY, ReminderKind.SIGNAL_UNACKNOWLEDGED: DAILY, ReminderKind.ACTION_OVERDUE: DAILY,
        ReminderKind.ADVICE_STALE: DAILY}
    assert mine(recorded, cast.analyst) == mine(recorded, cast.administrator) == {}


def test_every_kind_concerns_a_platform() -> None:
    assert set(choices.USUAL[Role.PLATFORM]) == set(ReminderKind)


def test_a_choice_is_kept_for_the_person_alone_and_is_on_the_audit(recorded: Engine, cast: Cast) -> None:
    usual = mine(recorded, cast.twitter)
    choices.choose(recorded, cast.facebook, {ReminderKind.RETURNED: NEVER, ReminderKind.OVERDUE: AT_ONCE})
    choices.choose(recorded, cast.facebook, {ReminderKind.OVERDUE: DAILY})
    assert mine(recorded, cast.facebook) == usual | {ReminderKind.RETURNED: NEVER}
    assert mine(recorded, cast.twitter) == usual
    with reading(recorded) as session:
        assert session.execute(select(col(ReminderChoice.kind), col(ReminderChoice.time))).all() == [
            (ReminderKind.RETURNED, NEVER)]
        sentence = session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc())).first()
    assert sentence == "Facebook representative chose when to be reminded."


def test_nobody_chooses_what_does_not_concern_them(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Invalid, match="Choose times for what concerns you alone"):
        choices.choose(recorded, cast.official, {ReminderKind.RETURNED: NEVER})
    for viewer in (cast.analyst, cast.administrator):
        with pytest.raises(NotAllowed):
            choices.choose(recorded, viewer, {ReminderKind.OVERDUE: NEVER})
