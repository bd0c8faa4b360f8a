"""One transaction around several that would each have opened their own."""

from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.writes import write
from data_model.audit import AuditEntry
from data_model.database import after_commit, alone, reading, together, writing
from data_model.organisations import Organisation
from data_model.words import OrganisationKind


def add(session: Session, name: str) -> None:
    session.add(Organisation(name=name, kind=OrganisationKind.PARTY))


def there(engine: Engine) -> set[str]:
    """What anybody else sees: by a connection of its own."""
    with alone(engine) as connection:
        return set(connection.execute(select(col(Organisation.name))).scalars())


def test_writes_and_reads_within_are_one_transaction(engine: Engine) -> None:
    with together(engine):
        with writing(engine) as session:
            add(session, "One")
        with reading(engine) as session:
            assert session.scalars(select(col(Organisation.name))).all() == ["One"]
        assert there(engine) == set()
        with writing(engine) as session:
            add(session, "Two")
    assert there(engine) == {"One", "Two"}


def test_nothing_is_kept_where_the_whole_fails(engine: Engine) -> None:
    with suppress(RuntimeError), together(engine):
        with writing(engine) as session:
            add(session, "One")
        raise RuntimeError
    assert there(engine) == set()


def test_a_part_that_fails_takes_only_itself_back(engine: Engine) -> None:
    with together(engine):
        with writing(engine) as session:
            add(session, "One")
        with suppress(RuntimeError), writing(engine) as session:
            add(session, "Two")
            session.flush()
            raise RuntimeError
        with writing(engine) as session:
            add(session, "Three")
    assert there(engine) == {"One", "Three"}


def test_what_waits_for_the_commit_is_done_after_it_and_not_where_its_part_failed(engine: Engine) -> None:
    done: list[str] = []

    def noting(what: str) -> Callable[[], None]:
        return lambda: done.append(f"{what}: {sorted(there(engine))}")

    with together(engine):
        with writing(engine) as session:
            add(session, "One")
            after_commit(session, noting("first"))
        with suppress(RuntimeError), writing(engine) as session:
            after_commit(session, noting("failed"))
            raise RuntimeError
        assert done == []
    assert done == ["first: ['One']"]


def test_writes_within_chain_their_audit_entries(engine: Engine) -> None:
    with together(engine):
        for name in ("first", "second"):
            with write(engine, name) as w:
                w.record("test", "acted.")
    with reading(engine) as session:
        entries = session.scalars(select(AuditEntry).order_by(col(AuditEntry.position))).all()
        assert [entry.sentence for entry in entries] == ["first acted.", "second acted."]
        assert entries[1].previous_hash == entries[0].hash


def test_a_transaction_after_it_is_its_own_again(engine: Engine) -> None:
    with suppress(RuntimeError), together(engine):
        raise RuntimeError
    with writing(engine) as session:
        add(session, "One")
    assert there(engine) == {"One"}
