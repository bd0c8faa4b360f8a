"""Returns that the server works on in the background: each stored once, or not at all, whatever happens to workers."""

from dataclasses import replace
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination import api_keys
from coordination.incidents import files, jobs, mappings, sending, verifying, vocabulary
from coordination.incidents.checking import DryRun
from coordination.incidents.files import Unmapped
from coordination.incidents.jobs import JobInView
from coordination.incidents.sending import Sent
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.audit import AuditEntry
from data_model.database import reading, together
from data_model.incidents import Return, SeriesCounts
from data_model.jobs import ReturnJob
from data_model.words import JobState, ReturnForm, Scope
from tests.cast import Cast, platform_id
from tests.conftest import StoppedClock
from tests.returning import TODAY, Row, a_template, sent

WEEK: list[Row] = [("2019-11-18", 120), ("2019-11-19", 0), ("2019-11-20", "not reported")]
MANY: list[Row] = [(f"20{year:02}-{month:02}-{day:02}", 7, nation)
                   for year in range(10, 19) for month in range(1, 13) for day in range(1, 29)
                   for nation in ("england", "scotland", "wales", "northern ireland")]


def program(engine: Engine, cast: Cast, person: Viewer) -> Viewer:
    """A program that has a key of this person's."""
    key_id, _ = api_keys.make(engine, cast.administrator, {
        "name": "A key", "scopes": [Scope.READ, Scope.SUBMIT], "account_id": person.account_id})
    return replace(person, key_id=key_id)


@pytest.fixture
def facebook(recorded: Engine, cast: Cast) -> Viewer:
    return program(recorded, cast, cast.facebook)


def asked(engine: Engine, by: Viewer, rows: list[Row] = WEEK, slug: str = "facebook", **said: Any) -> int:
    return jobs.ask(engine, by, slug, Sent(a_template(rows), "week.csv", **said))


def seen(engine: Engine, by: Viewer, job_id: int) -> JobInView:
    with reading(engine) as session:
        return jobs.in_view(session, by, job_id)


def worked(engine: Engine, by: Viewer, job_id: int) -> JobInView:
    jobs.work(engine, Event())
    return seen(engine, by, job_id)


def number_of(engine: Engine, table: type) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def file_of(engine: Engine, job_id: int) -> bytes | None:
    with reading(engine) as session:
        return session.scalars(select(col(ReturnJob.content)).where(col(ReturnJob.id) == job_id)).one()


def test_a_return_waits_until_a_worker_stores_it_and_its_file_is_then_deleted(
        recorded: Engine, facebook: Viewer) -> None:
    job_id = asked(recorded, facebook)
    waiting = seen(recorded, facebook, job_id)
    assert (waiting.state, waiting.platform, waiting.rows_done, waiting.rows_total) == ("waiting", "facebook", 0, 3)
    assert file_of(recorded, job_id) == a_template(WEEK)

    job = worked(recorded, facebook, job_id)
    assert job.outcome is not None
    assert (job.state, job.rows_done, job.rows_total, job.refusal) == ("stored", 3, 3, None)
    assert (job.outcome.added, job.outcome.return_id, job.outcome.return_number) == (3, job.return_id, 1)
    assert file_of(recorded, job_id) is None
    with reading(recorded) as session:
        (row,) = session.scalars(select(Return)).all()
    assert (row.id, row.file_name, row.submitted_by) == (job.return_id, "week.csv", facebook.account_id)


def test_the_audit_names_who_sent_it_and_by_which_key(recorded: Engine, facebook: Viewer) -> None:
    asked(recorded, facebook)
    jobs.work(recorded, Event())
    with reading(recorded) as session:
        newest = select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc()).limit(2)
        said = session.scalars(newest).all()
    by = f"Facebook representative, by API key {facebook.key_id},"
    assert said == [
        f"{by} sent return 1 of Facebook for 18 to 20 November 2019: 3 counts added, 0 left as they were.",
        f"{by} sent a return of Facebook to be stored, as job 1."]


def test_a_dry_run_stores_nothing_and_says_what_would_change(recorded: Engine, facebook: Viewer) -> None:
    job = worked(recorded, facebook, asked(recorded, facebook, dry_run=True))
    assert job.outcome is not None
    assert (job.state, job.return_id, job.outcome.added, job.outcome.storable) == ("checked", None, 3, True)
    assert number_of(recorded, SeriesCounts) == 0


def test_the_same_return_again_ends_without_a_second_one(recorded: Engine, facebook: Viewer) -> None:
    worked(recorded, facebook, asked(recorded, facebook))
    job = worked(recorded, facebook, asked(recorded, facebook))
    assert job.outcome is not None
    assert (job.state, job.outcome.changes_nothing, job.outcome.same_as) == ("checked", True, 1)
    assert number_of(recorded, Return) == 1


def test_what_is_wrong_is_said_with_row_column_value_and_remedy(recorded: Engine, facebook: Viewer) -> None:
    job = worked(recorded, facebook, asked(recorded, facebook, [("2019-11-18", 1), ("18/11/2019", "1E5")]))
    assert job.refusal is not None
    assert (job.state, job.refusal.detail) == ("refused", "2 problems must be put right first. Nothing was stored.")
    assert [each.model_dump(exclude_none=True) for each in job.refusal.errors] == [
        {"detail": "The day is not written year first.", "remedy": "Write 2019-11-18.", "row": 3, "column": "day",
         "value": "18/11/2019"},
        {"detail": "The number has an exponent.", "remedy": "Write all its digits: 100000, not 1E5.", "row": 3,
         "column": "value", "value": "1E5"}]
    assert number_of(recorded, SeriesCounts) == 0


def test_rows_that_were_json_are_pointed_at(recorded: Engine, facebook: Viewer) -> None:
    job_id = jobs.ask(recorded, facebook, "facebook", Sent(a_template([("2019-11-18", 1), ("2019-11-19", -1)]), "",
                                                           ReturnForm.TYPED))
    job = worked(recorded, facebook, job_id)
    assert job.refusal is not None
    assert [(each.row, each.pointer) for each in job.refusal.errors] == [(2, "#/1/value")]


def test_a_restatement_is_refused_without_a_reason_and_stored_with_one(recorded: Engine, facebook: Viewer) -> None:
    worked(recorded, facebook, asked(recorded, facebook))
    restated: list[Row] = [("2019-11-18", 121)]
    job = worked(recorded, facebook, asked(recorded, facebook, restated))
    assert job.refusal is not None
    assert [each.model_dump(exclude_none=True) for each in job.refusal.errors] == [
        {"detail": "Say why earlier counts are restated.", "parameter": "reason"}]
    job = worked(recorded, facebook, asked(recorded, facebook, restated, reason="Counted again."))
    assert job.outcome is not None
    assert job.state == "stored"
    assert [each.model_dump() for each in job.outcome.changes] == [
        {"row": 2, "day": "2019-11-18", "nation": "uk", "category": "TOTAL", "measure": "reports-from-candidates",
         "before": 120, "value": 121}]


def test_a_file_that_is_no_table_is_refused(recorded: Engine, facebook: Viewer) -> None:
    job_id = jobs.ask(recorded, facebook, "facebook", Sent(b"%PDF-1.7", "x.csv"))
    job = worked(recorded, facebook, job_id)
    assert job.refusal is not None
    assert job.refusal.detail.startswith("This is not a table that we can read.")


def test_a_table_of_ones_own_is_read_as_was_remembered_and_else_the_refusal_says_how(
        recorded: Engine, facebook: Viewer) -> None:
    content = b"when,how many\r\n2019-11-18,4\r\n"
    first = worked(recorded, facebook, jobs.ask(recorded, facebook, "facebook", Sent(content, "own.csv")))
    assert first.refusal is not None
    assert "Send a return" in first.refusal.detail
    platform = platform_id(recorded, "facebook")
    with pytest.raises(Invalid):
        sending.check(recorded, facebook, platform, Sent(content, "own.csv"))
    mappings.remember(recorded, facebook, platform, unmapped(recorded, content).header_hash, {
        "day": {"column": "when"}, "day_format": "2019-11-05", "value": {"column": "how many"},
        "nation": {"constant": "uk"}, "category": {"constant": "TOTAL"},
        "measure": {"constant": "reports-from-candidates"}})
    second = worked(recorded, facebook, jobs.ask(recorded, facebook, "facebook", Sent(content, "own.csv")))
    assert second.state == "stored"


def unmapped(engine: Engine, content: bytes) -> Unmapped:
    with reading(engine) as session:
        found = files.read(content, "own.csv", vocabulary.read(session), platform="Facebook", slug="facebook",
                           today=TODAY)
    assert isinstance(found, Unmapped)
    return found


def test_a_job_of_another_company_is_not_found(recorded: Engine, cast: Cast, facebook: Viewer) -> None:
    job_id = asked(recorded, facebook)
    for other in (program(recorded, cast, cast.twitter), cast.official, cast.analyst):
        with pytest.raises(NotFound):
            seen(recorded, other, job_id)
    with pytest.raises(NotFound):
        jobs.cancel(recorded, program(recorded, cast, cast.twitter), job_id)
    with pytest.raises(NotFound):
        asked(recorded, facebook, slug="twitter")
    for other in (cast.official, cast.analyst, cast.administrator):
        with pytest.raises(NotAllowed):
            asked(recorded, other)


def test_cancelled_it_leaves_nothing_and_is_not_cancelled_twice(recorded: Engine, facebook: Viewer) -> None:
    job_id = asked(recorded, facebook)
    jobs.cancel(recorded, facebook, job_id)
    job = worked(recorded, facebook, job_id)
    assert (job.state, job.outcome, job.refusal, file_of(recorded, job_id)) == ("cancelled", None, None, None)
    assert number_of(recorded, SeriesCounts) == 0
    with pytest.raises(Changed, match="has ended already"):
        jobs.cancel(recorded, facebook, job_id)


def test_cancelled_while_it_is_read_it_leaves_nothing(
        recorded: Engine, facebook: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = asked(recorded, facebook)
    note = jobs._note

    def cancelled(*given: Any, **values: Any) -> None:
        if "rows_total" not in values:
            jobs.cancel(recorded, facebook, job_id)
        note(*given, **values)

    monkeypatch.setattr(jobs, "_note", cancelled)
    assert worked(recorded, facebook, job_id).state == "cancelled"
    assert number_of(recorded, SeriesCounts) == 0


def test_progress_is_seen_to_move_while_it_is_worked_on(
        recorded: Engine, facebook: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id, heard = asked(recorded, facebook, MANY), []
    note = jobs._note

    def noted(*given: Any, **values: Any) -> None:
        note(*given, **values)
        job = seen(recorded, facebook, job_id)
        heard.append((job.state, job.rows_done, job.rows_total))

    monkeypatch.setattr(jobs, "_note", noted)
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN", 0)
    worked(recorded, facebook, job_id)
    assert heard[0][0] == "checking"
    assert heard[-1] == ("storing", len(MANY), len(MANY))
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)


def test_two_workers_at_once_do_each_job_once(recorded: Engine, cast: Cast, facebook: Viewer) -> None:
    twitter = program(recorded, cast, cast.twitter)
    ids = [asked(recorded, by, [(f"2019-11-{day}", day)], slug, confirmed=True)
           for day in range(10, 15) for by, slug in ((facebook, "facebook"), (twitter, "twitter"))]
    workers = [Thread(target=jobs.work, args=(recorded, Event())) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    jobs.work(recorded, Event())  # what one left to the other at the very end
    with reading(recorded) as session:
        assert session.scalars(select(col(ReturnJob.state)).where(col(ReturnJob.id).in_(ids))).all() == ["stored"] * 10
        assert set(session.scalars(select(col(ReturnJob.attempts)))) == {1}
    assert number_of(recorded, Return) == 10
    assert verifying.verify(recorded).sentence.startswith("The roll-ups are exact: ")


def test_returns_of_one_platform_are_stored_in_the_order_in_which_they_were_sent(
        recorded: Engine, facebook: Viewer) -> None:
    first, second = asked(recorded, facebook), asked(recorded, facebook, [("2019-11-18", 9)], reason="Counted again.")
    hand = jobs._claim(recorded)
    assert hand is not None
    assert hand.id == first
    assert jobs._claim(recorded) is None  # the second waits for the first
    jobs._work(recorded, hand, Event())
    assert worked(recorded, facebook, second).state == "stored"


def test_a_job_whose_worker_was_killed_is_taken_up_once_its_claim_has_run_out(
        recorded: Engine, facebook: Viewer, stopped_clock: StoppedClock) -> None:
    job_id = asked(recorded, facebook)
    assert jobs._claim(recorded) is not None
    assert worked(recorded, facebook, job_id).state == "checking"
    stopped_clock.advance(seconds=jobs.CLAIM.total_seconds())
    assert worked(recorded, facebook, job_id).state == "stored"


def test_a_step_that_takes_longer_than_a_claim_keeps_it(
        recorded: Engine, facebook: Viewer, stopped_clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id, check, renewed = asked(recorded, facebook), sending.check, Event()
    note = jobs._note

    def noted(*given: Any, **values: Any) -> None:
        note(*given, **values)
        renewed.set()

    def checked(*given: Any) -> DryRun:
        stopped_clock.advance(seconds=jobs.CLAIM.total_seconds())
        for _ in range(2):  # the first may have begun before the clock moved on
            renewed.clear()
            assert renewed.wait(30)
        assert jobs._claim(recorded) is None
        return check(*given)

    monkeypatch.setattr(jobs, "RENEWED_EVERY", 0.01)
    monkeypatch.setattr(jobs, "_note", noted)
    monkeypatch.setattr(sending, "check", checked)
    assert worked(recorded, facebook, job_id).state == "stored"


def test_a_worker_that_was_too_slow_stores_nothing_beside_the_one_that_took_over(
        recorded: Engine, facebook: Viewer, stopped_clock: StoppedClock) -> None:
    job_id = asked(recorded, facebook)
    slow = jobs._claim(recorded)
    assert slow is not None
    stopped_clock.advance(seconds=jobs.CLAIM.total_seconds())
    quick = jobs._claim(recorded)
    assert quick is not None
    with pytest.raises(jobs.LeftOff):
        jobs._work(recorded, slow, Event())
    with pytest.raises(jobs.LeftOff), together(recorded) as session:
        jobs._hold(session, slow)
    jobs._work(recorded, quick, Event())
    assert seen(recorded, facebook, job_id).state == "stored"
    assert number_of(recorded, Return) == 1


def test_a_job_that_kills_its_worker_every_time_is_given_up(
        recorded: Engine, facebook: Viewer, stopped_clock: StoppedClock) -> None:
    job_id = asked(recorded, facebook)
    for _ in range(jobs.MOST_ATTEMPTS):
        assert jobs._claim(recorded) is not None
        stopped_clock.advance(seconds=jobs.CLAIM.total_seconds())
    job = worked(recorded, facebook, job_id)
    assert job.refusal is not None
    assert (job.state, job.refusal.detail, file_of(recorded, job_id)) == ("failed", jobs.GIVEN_UP, None)


def test_a_server_that_stops_gives_its_job_back(
        recorded: Engine, facebook: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id, stopping = asked(recorded, facebook), Event()
    check = sending.check

    def checked(*given: Any) -> DryRun:
        stopping.set()
        return check(*given)

    monkeypatch.setattr(sending, "check", checked)
    jobs.work(recorded, stopping)
    assert seen(recorded, facebook, job_id).state == "waiting"


def test_a_key_that_was_revoked_meanwhile_stores_nothing(recorded: Engine, cast: Cast, facebook: Viewer) -> None:
    job_id = asked(recorded, facebook)
    api_keys.revoke(recorded, cast.administrator, facebook.key_id or 0)
    job = worked(recorded, facebook, job_id)
    assert job.refusal is not None
    assert (job.state, job.refusal.detail) == (
        "refused", "This API key has been revoked or has expired. Ask for a new one.")


def test_what_changed_on_record_between_check_and_storing_is_checked_again(
        recorded: Engine, cast: Cast, facebook: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = asked(recorded, facebook)
    hold, first = jobs._note, [True]

    def faster(*given: Any, **values: Any) -> None:
        hold(*given, **values)
        if values.get("state") is JobState.STORING and first:
            first.clear()
            sent(recorded, cast.facebook, [("2019-11-18", 120)])

    monkeypatch.setattr(jobs, "_note", faster)
    job = worked(recorded, facebook, job_id)
    assert job.outcome is not None
    assert (job.state, job.outcome.added, job.outcome.kept) == ("stored", 2, 1)


def test_only_so_many_are_under_way_at_once(recorded: Engine, facebook: Viewer) -> None:
    for _ in range(jobs.MOST_UNDER_WAY):
        job_id = asked(recorded, facebook)
    with pytest.raises(Invalid, match="10 returns of your company are under way"):
        asked(recorded, facebook)
    jobs.cancel(recorded, facebook, job_id)
    asked(recorded, facebook)
