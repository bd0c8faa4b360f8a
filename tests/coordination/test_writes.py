"""How a write happens: one writer at a time, the permission read again, all of it or nothing; and how a read sees."""

import threading
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import col, select
from structlog.testing import capture_logs

from coordination import audit, clock
from coordination.problems import NotAllowed
from coordination.viewers import Viewer
from coordination.writes import write
from data_model.accounts import Account
from data_model.audit import AuditEntry
from data_model.database import make_engine, reading, writing
from data_model.organisations import Organisation
from data_model.words import OrganisationKind, Role
from tests.cast import OPENING, Cast


def names(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.exec(select(Organisation.name).where(col(Organisation.name).startswith("New"))).all())


def add(session: Any, name: str) -> None:
    session.add(Organisation(name=name, kind=OrganisationKind.COMPANY))


def test_rows_and_audit_entry_are_committed_together(recorded: Engine, cast: Cast) -> None:
    with write(recorded, cast.administrator, {Role.ADMINISTRATOR}, "add companies") as w:
        add(w.session, "New company")
        w.record("test.add", "added New company.")
    assert names(recorded) == ["New company"]
    with reading(recorded) as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.position).desc())).first()
    assert entry is not None
    assert (entry.sentence, entry.actor, entry.actor_id, entry.action, entry.at) == (
        "Administrator added New company.", "Administrator", cast.administrator.account_id, "test.add", OPENING)


def test_what_fails_leaves_neither(recorded: Engine, cast: Cast) -> None:
    with reading(recorded) as session:
        before = audit.head(session)

    def fail() -> None:
        with write(recorded, cast.administrator, {Role.ADMINISTRATOR}, "add companies") as w:
            add(w.session, "New company")
            w.session.flush()
            w.record("test.add", "added New company.")
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        fail()
    with reading(recorded) as session:
        assert audit.head(session) == before
    assert names(recorded) == []


def attempt(engine: Engine, by: Viewer, *roles: Role) -> None:
    with write(engine, by, roles, "do that"):
        pass


def test_a_write_that_names_no_role_is_nobodys(recorded: Engine, cast: Cast) -> None:
    for viewer in cast.everyone():
        with pytest.raises(NotAllowed, match=r"s cannot do that\.$"):
            attempt(recorded, viewer)


def test_a_made_up_viewer_is_nobody(recorded: Engine, cast: Cast) -> None:
    forged = Viewer(10_000, "A", "a@example.com", Role.ADMINISTRATOR, 1, "Cabinet Office")
    with pytest.raises(NotAllowed, match=r"^Your account is no longer active\. Ask an administrator\.$"):
        attempt(recorded, forged, Role.ADMINISTRATOR)
    raised = Viewer(cast.analyst.account_id, "A", "a@example.com", Role.ADMINISTRATOR, 1, "Cabinet Office")
    with pytest.raises(NotAllowed, match=r"^Analysts cannot do that\.$"):
        attempt(recorded, raised, Role.ADMINISTRATOR)


def test_the_audit_names_a_person_as_they_are_called_now(recorded: Engine, cast: Cast) -> None:
    with writing(recorded) as session:
        session.get_one(Account, cast.official.account_id).name = "Renamed official"
    with write(recorded, cast.official, {Role.OFFICIAL}) as w:
        w.record("test.act", "acted.")
        assert w.viewer == w.person
        assert w.person.name == "Renamed official"


def test_a_command_is_nobody_in_particular(recorded: Engine) -> None:
    with write(recorded, "a command") as w:
        assert w.viewer is None
        with pytest.raises(NotAllowed, match=r"^A person must do this, signed in\.$"):
            assert w.account_id
        w.record("test.act", "acted.")
    with reading(recorded) as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.position).desc())).first()
    assert entry is not None
    assert (entry.actor, entry.actor_id, entry.sentence) == ("a command", None, "a command acted.")


def test_every_head_goes_to_the_log_once_it_is_committed_and_never_a_sentence(recorded: Engine, cast: Cast) -> None:
    with capture_logs() as logs:
        with write(recorded, cast.official, {Role.OFFICIAL}) as w:
            w.record("test.act", "acted.")
            w.record("test.act", "acted again.")
            assert logs == []
        with reading(recorded) as session:
            head = audit.head(session)
    assert [(each["event"], each["position"]) for each in logs] == [
        ("audit.appended", head.position - 1), ("audit.appended", head.position)]
    assert logs[1]["hash"] == head.hash
    assert all(each.keys() == {"event", "position", "hash", "log_level"} for each in logs)


def test_a_read_sees_one_moment_however_long_it_lasts(recorded: Engine, cast: Cast) -> None:
    with reading(recorded) as session:
        before = audit.head(session)
        with write(recorded, cast.official, {Role.OFFICIAL}) as w:
            w.record("test.act", "acted.")
        assert audit.head(session) == before
        session.expire_all()
        assert audit.head(session) == before
    with reading(recorded) as session:
        assert audit.head(session).position == before.position + 1


def test_a_reader_does_not_wait_for_a_writer(recorded: Engine, cast: Cast) -> None:
    with write(recorded, cast.official, {Role.OFFICIAL}) as w:
        w.record("test.act", "acted.")
        w.session.flush()
        read: list[int] = []

        def look() -> None:
            with reading(recorded) as session:
                read.append(audit.head(session).position)

        other = threading.Thread(target=look)
        other.start()
        other.join(timeout=20)
        assert read == [w._head.position - 1]


def test_a_second_writer_waits_for_the_first_and_then_sees_what_it_wrote(recorded: Engine, cast: Cast) -> None:
    seen: list[int] = []
    begun = threading.Event()

    def second() -> None:
        begun.set()
        with write(recorded, cast.second_official, {Role.OFFICIAL}) as w:
            seen.append(w._head.position)
            w.record("test.act", "acted.")

    other = threading.Thread(target=second)
    with write(recorded, cast.official, {Role.OFFICIAL}) as w:
        first = w._head.position
        other.start()
        begun.wait()
        other.join(timeout=0.3)
        assert seen == []
        w.record("test.act", "acted.")
    other.join(timeout=20)
    assert seen == [first + 1]


def test_time_is_told_after_the_wait_so_that_entries_are_in_order(recorded: Engine, cast: Cast,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    lock, now = audit.lock_head, clock.now
    monkeypatch.setattr(audit, "lock_head", lambda session: (order.append("lock"), lock(session))[1])
    monkeypatch.setattr(clock, "now", lambda session: (order.append("now"), now(session))[1])
    attempt(recorded, cast.official, Role.OFFICIAL)
    assert order == ["lock", "now"]


def test_sqlite_is_set_up_to_keep_what_it_acknowledged(recorded: Engine) -> None:
    if recorded.dialect.name == "sqlite":
        with recorded.connect() as connection:
            assert [connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in (
                "journal_mode", "synchronous", "foreign_keys", "busy_timeout")] == ["wal", 2, 1, 30_000]


@pytest.mark.parametrize("url", ["postgres://somebody@host/name", "postgresql://somebody@host/name"])
def test_a_plain_postgresql_address_means_psycopg(url: str) -> None:
    assert make_engine(url).url.drivername == "postgresql+psycopg"
