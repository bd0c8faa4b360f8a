"""The audit: a chain in which every meddling is found, and its first broken entry named."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, text, update
from sqlmodel import Session, col

from coordination import audit
from coordination.audit import BEGINNING, Head, Sought, Verdict
from coordination.problems import Invalid, NotAllowed
from coordination.writes import write
from data_model.audit import AuditEntry, AuditHead
from data_model.database import reading, writing
from tests.cast import Cast
from tests.conftest import StoppedClock

ENTRIES = 6


@pytest.fixture
def chain(engine: Engine, stopped_clock: StoppedClock) -> Engine:
    """Six entries, a minute apart."""
    for number in range(1, ENTRIES + 1):
        with write(engine, "A command") as w:
            w.record("test.act", f"did thing {number}.")
        stopped_clock.advance(minutes=1)
    return engine


def verify(engine: Engine, kept: Head | None = None) -> Verdict:
    with reading(engine) as session:
        return audit.verify(session, kept)


def head(engine: Engine) -> Head:
    with reading(engine) as session:
        return audit.head(session)


def entry(session: Session, position: int) -> AuditEntry:
    return session.get_one(AuditEntry, position)


def rechain(session: Session, start: int) -> None:
    """What a careful forger does: give every entry from `start` on a hash that fits, and the head too."""
    previous = entry(session, start - 1).hash if start > 1 else BEGINNING
    for row in session.scalars(select(AuditEntry).where(col(AuditEntry.position) >= start).order_by(
            col(AuditEntry.position))).all():
        row.previous_hash = previous
        row.hash = previous = audit.digest(row)
        newest = row.position
    only = session.scalars(select(AuditHead)).one()
    only.position, only.hash = newest, previous


def test_each_entry_is_bound_to_the_one_before_it(chain: Engine) -> None:
    with reading(chain) as session:
        rows = session.scalars(select(AuditEntry).order_by(col(AuditEntry.position))).all()
    assert [row.position for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.previous_hash for row in rows] == [BEGINNING] + [row.hash for row in rows[:-1]]
    assert rows[0].sentence == "A command did thing 1."
    assert rows[0].at == datetime(2019, 12, 2, 9, tzinfo=UTC)


def test_the_hash_covers_all_that_an_entry_says_in_a_form_that_never_changes() -> None:
    row = AuditEntry(position=1, at=datetime(2019, 12, 2, 9, tzinfo=UTC), actor_id=None, actor="A command",
                     action="test.act", sentence="A command did thing 1.", previous_hash=BEGINNING, hash="")
    assert audit.digest(row) == "054f526326874ddf14cca11713bfd1675894e264c82beede63d00518f8421bb1"


def test_a_sound_chain_is_sound_with_and_without_a_head_kept_elsewhere(chain: Engine) -> None:
    assert verify(chain) == verify(chain, head(chain)) == Verdict(
        6, head(chain), None, "The audit is sound: 6 entries.")
    assert verify(chain).sound


def test_an_empty_audit_is_sound(engine: Engine) -> None:
    assert verify(engine) == Verdict(0, Head(0, BEGINNING), None, "The audit is sound: 0 entries.")
    assert verify(engine, Head(0, BEGINNING)).sound


@pytest.mark.parametrize("change", [
    {"sentence": "A command did nothing."}, {"actor": "Somebody else"}, {"action": "test.rest"},
    {"at": datetime(2019, 12, 2, 9, 0, 0, 1, tzinfo=UTC)}, {"hash": "f" * 64},
])
def test_a_changed_entry_is_named(chain: Engine, change: dict[str, object]) -> None:
    with writing(chain) as session:
        session.execute(update(AuditEntry).where(col(AuditEntry.position) == 3).values(change))
    verdict = verify(chain)
    assert (verdict.broken_at, verdict.sentence) == (3, "Entry 3 was changed after it was written.")
    assert not verdict.sound


def test_an_entry_given_to_another_person_is_named(chain: Engine) -> None:
    with writing(chain) as session:
        session.execute(update(AuditEntry).where(col(AuditEntry.position) == 6).values(
            previous_hash="0" * 63 + "1"))
    verdict = verify(chain)
    assert (verdict.broken_at, verdict.sentence) == (
        6, "Entry 6 does not follow the one before it: an entry was put in, removed or changed.")


def test_an_entry_changed_together_with_its_hash_breaks_the_next_one(chain: Engine) -> None:
    with writing(chain) as session:
        row = entry(session, 3)
        row.sentence = "A command did nothing."
        row.hash = audit.digest(row)
    assert verify(chain).broken_at == 4


def test_a_removed_entry_is_named(chain: Engine) -> None:
    with writing(chain) as session:
        session.execute(delete(AuditEntry).where(col(AuditEntry.position) == 3))
    verdict = verify(chain)
    assert (verdict.broken_at, verdict.sentence) == (3, "Entry 3 is missing: the next entry found is 4.")


def test_an_entry_removed_and_the_others_moved_up_is_named(chain: Engine) -> None:
    with writing(chain) as session:
        session.execute(delete(AuditEntry).where(col(AuditEntry.position) == 3))
        for position in (4, 5, 6):
            session.execute(update(AuditEntry).where(col(AuditEntry.position) == position).values(
                position=position - 1))
        session.execute(update(AuditHead).values(position=5))
    assert verify(chain).broken_at == 3


def test_two_entries_swapped_are_named(chain: Engine) -> None:
    with writing(chain) as session:
        for old, new in ((3, 100), (4, 3), (100, 4)):
            session.execute(update(AuditEntry).where(col(AuditEntry.position) == old).values(position=new))
    assert verify(chain).broken_at == 3


def test_an_inserted_entry_is_named(chain: Engine) -> None:
    with writing(chain) as session:
        for position in (6, 5, 4):
            session.execute(update(AuditEntry).where(col(AuditEntry.position) == position).values(
                position=position + 1))
        before = entry(session, 3)
        put_in = AuditEntry(position=4, at=before.at, actor="A command", action="test.act", sentence="Something else.",
                            previous_hash=before.hash, hash="")
        put_in.hash = audit.digest(put_in)
        session.add(put_in)
        session.execute(update(AuditHead).values(position=7))
    assert verify(chain).broken_at == 5


@pytest.mark.parametrize("position", [0, -4])
def test_an_entry_put_in_before_the_first_is_named(chain: Engine, position: int) -> None:
    with writing(chain) as session:
        put_in = AuditEntry(position=position, at=datetime(2019, 12, 1, tzinfo=UTC), actor="A", action="test.act",
                            sentence="A began.", previous_hash=BEGINNING, hash="")
        put_in.hash = audit.digest(put_in)
        session.add(put_in)
    verdict = verify(chain)
    assert (verdict.broken_at, verdict.sentence) == (1, f"Entry {position} was put in before the first one.")


def test_an_entry_added_at_the_end_behind_our_back_is_named(chain: Engine) -> None:
    with writing(chain) as session:
        last = entry(session, 6)
        added = AuditEntry(position=7, at=last.at, actor="A", action="test.act", sentence="A came.",
                           previous_hash=last.hash, hash="")
        added.hash = audit.digest(added)
        session.add(added)
    verdict = verify(chain)
    assert (verdict.broken_at, verdict.sentence) == (
        7, "The chain ends at entry 7, but the recorded head is entry 6: entries were cut off or added at the end.")


def cut_tail(session: Session) -> None:
    session.execute(delete(AuditEntry).where(col(AuditEntry.position) > 4))


def cut_tail_with_the_head(session: Session) -> None:
    cut_tail(session)
    session.execute(update(AuditHead).values(position=4, hash=entry(session, 4).hash))


def rewritten(session: Session) -> None:
    entry(session, 2).sentence = "A command did nothing."
    session.flush()
    rechain(session, 2)


def all_cut(session: Session) -> None:
    session.execute(delete(AuditEntry))
    session.execute(update(AuditHead).values(position=0, hash=BEGINNING))


@pytest.mark.parametrize(("meddle", "without_kept", "with_kept", "sentence"), [
    (cut_tail, 5, 5,
     "The chain ends at entry 4, but the recorded head is entry 6: entries were cut off or added at the end."),
    (cut_tail_with_the_head, None, 5,
     "The chain ends at entry 4, but the head kept elsewhere is entry 6: the end was cut off."),
    (rewritten, None, 6,
     "Entry 6 is not the one that the head kept elsewhere names: the chain was rewritten."),
    (all_cut, None, 1, "The chain ends at entry 0, but the head kept elsewhere is entry 6: the end was cut off."),
])
def test_a_head_kept_elsewhere_finds_what_the_chain_alone_cannot(
        chain: Engine, meddle: Callable[[Session], None], without_kept: int | None, with_kept: int,
        sentence: str) -> None:
    kept = head(chain)
    with writing(chain) as session:
        meddle(session)
    assert verify(chain).broken_at == without_kept
    verdict = verify(chain, kept)
    assert (verdict.broken_at, verdict.sentence) == (with_kept, sentence)


def test_an_old_head_still_fits_a_chain_that_has_gone_on(chain: Engine) -> None:
    kept = head(chain)
    with write(chain, "A command") as w:
        w.record("test.act", "did thing 7.")
    assert verify(chain, kept).sentence == "The audit is sound: 7 entries."


def test_a_missing_record_of_the_newest_entry_is_said(chain: Engine) -> None:
    with writing(chain) as session:
        session.execute(delete(AuditHead))
    verdict = verify(chain)
    assert (verdict.broken_at, verdict.sentence) == (7, "The record of the newest entry is missing.")


def test_the_chain_holds_whatever_time_zone_the_database_thinks_in(chain: Engine) -> None:
    with reading(chain) as session:
        if chain.dialect.name == "postgresql":
            session.execute(text("SET TIME ZONE 'Asia/Kolkata'"))
        assert audit.verify(session).sound


def test_a_head_is_written_and_read_as_position_and_hash() -> None:
    kept = Head(123, "ab" * 32)
    assert str(kept) == f"123:{'ab' * 32}"
    assert Head.parse(f" {kept}\n") == kept


@pytest.mark.parametrize("wrong", ["", "123", "x:" + "ab" * 32, "1:abc", "1:" + "AB" * 32, "1:" + "ab" * 33])
def test_anything_else_is_not_a_head(wrong: str) -> None:
    with pytest.raises(Invalid, match=r"is not an audit head\. It looks like 123:9f86d0… \(64 characters\)\.$"):
        Head.parse(wrong)


def test_what_is_undone_leaves_no_entry(chain: Engine) -> None:
    before = head(chain)

    def fail() -> None:
        with write(chain, "A command") as w:
            w.record("test.act", "did thing 7.")
            raise RuntimeError("something went wrong before the end")

    with pytest.raises(RuntimeError, match="something went wrong"):
        fail()
    assert head(chain) == before
    assert verify(chain).sentence == "The audit is sound: 6 entries."


def read(engine: Engine, cast: Cast, sought: Sought, at: datetime, newest: int | None = None,
         skip: int = 0) -> list[str]:
    """The sentences that are found, newest first."""
    with reading(engine) as session:
        found = audit.entries(session, cast.administrator, sought, as_at=at, newest=newest, skip=skip)
        assert audit.count(session, cast.administrator, sought, as_at=at) == len(found) or newest
    assert list(found.columns) == ["position", "at", "actor", "action", "sentence", "hash"]
    return list(found["sentence"])


def test_an_administrator_reads_the_audit_newest_first_and_finds_in_it(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 12, 3, 22, 30)
    moments = []
    for number, word in enumerate(("apples", "100% pears", "Apple_sauce")):
        with write(recorded, f"Cook {number}") as w:
            w.record("kitchen.cook", f"cooked {word}.")
        moments.append(stopped_clock.now)
        stopped_clock.advance(hours=1)
    now = stopped_clock.now

    def found(at: datetime = now, **sought: Any) -> list[str]:
        return read(recorded, cast, Sought(action="kitchen.cook", **sought), at)

    everything = ["Cook 2 cooked Apple_sauce.", "Cook 1 cooked 100% pears.", "Cook 0 cooked apples."]
    assert found() == everything
    assert found(search="apple") == ["Cook 2 cooked Apple_sauce.", "Cook 0 cooked apples."]
    assert found(search="%") == ["Cook 1 cooked 100% pears."]  # not a wildcard
    assert found(search="e_s") == ["Cook 2 cooked Apple_sauce."]
    assert found(search="cook 1") == ["Cook 1 cooked 100% pears."]
    assert found(actor="Cook 0") == ["Cook 0 cooked apples."]
    assert found(actor="cook 0") == []
    assert found(last_day=date(2019, 12, 3)) == everything[1:]  # two before midnight, one after
    assert found(first_day=date(2019, 12, 4)) == everything[:1]
    assert found(moments[1]) == everything[1:]
    assert found(moments[0] - timedelta(seconds=1)) == []
    cooked = Sought(action="kitchen.cook")
    assert read(recorded, cast, cooked, now, newest=2) == everything[:2]
    assert read(recorded, cast, cooked, now, newest=2, skip=2) == everything[2:]


def test_it_offers_the_actions_and_actors_that_there_are(recorded: Engine, cast: Cast, session: Session) -> None:
    actions, actors = audit.known(session, cast.administrator)
    assert "account.add" in actions
    assert actions == sorted(actions)
    assert "a test" in actors


def test_nobody_else_reads_it(cast: Cast, session: Session, stopped_clock: StoppedClock) -> None:
    for viewer in cast.everyone():
        if viewer != cast.administrator:
            with pytest.raises(NotAllowed, match=r"^Only an administrator can read the audit\.$"):
                audit.entries(session, viewer, as_at=stopped_clock.now)
            with pytest.raises(NotAllowed):
                audit.count(session, viewer, as_at=stopped_clock.now)
            with pytest.raises(NotAllowed):
                audit.known(session, viewer)
