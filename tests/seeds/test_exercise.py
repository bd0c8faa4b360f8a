"""The exercise: the same from the same seed, by the rules that people's own submissions meet, and plain to see."""

import csv
import hashlib
import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination import audit, clock, figures, letters, reviews, standing
from coordination import requests as requesting
from coordination.dialogue import actions, cadence
from coordination.dialogue import reading as meetings
from coordination.problems import Invalid
from coordination.schedule import is_working_day
from coordination.updates import evidence as evidences
from coordination.updates.inputs import DraftContent, faults
from coordination.viewers import Viewer
from data_model.accounts import Account, Exercise
from data_model.audit import AuditEntry
from data_model.base import tables
from data_model.database import reading
from data_model.dialogue import (
    Action,
    ActionVersion,
    MeetingAnswer,
    MeetingOrganisation,
    MeetingVersion,
    PrivateNote,
)
from data_model.letters import Commitment, Criterion, Election
from data_model.organisations import Organisation
from data_model.requests import UpdateRequest
from data_model.updates import (
    Draft,
    Evidence,
    EvidenceContent,
    Finding,
    Review,
    Statement,
    Update,
    UpdateVersion,
    VersionEvidence,
)
from data_model.words import Claim, EvidenceKind, FindingWord, MeetingState, Outcome, Role
from seeds import exercise, first_run
from seeds.exhibits import NOTICE
from tests import cast

OPENING = datetime(2019, 12, 2, 9, 0, tzinfo=UTC)
STANDING = {  # finding, claim and timeliness when the exercise opens
    ("facebook", 1): ("substantially met", "delivered", "up to date"),
    ("facebook", 2): ("partly met", "in progress", "up to date"),
    ("facebook", 3): ("substantially met", "in progress", "up to date"),
    ("facebook", 4): ("met", "delivered", "up to date"),
    ("facebook", 5): ("met", "delivered", "up to date"),
    ("google", 1): ("substantially met", "delivered", "up to date"),
    ("google", 2): ("partly met", "in progress", "overdue"),
    ("google", 3): (None, None, "silent"),
    ("google", 4): ("met", "delivered", "up to date"),
    ("google", 5): ("partly met", "in progress", "up to date"),
    ("twitter", 1): ("partly met", "delivered", "overdue"),
    ("twitter", 2): ("partly met", "in progress", "up to date"),
    ("twitter", 3): ("substantially met", "in progress", "up to date"),
    ("twitter", 4): ("partly met", "in progress", "up to date"),
    ("twitter", 5): ("met", "delivered", "up to date"),
}


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for when the real clock says that the exercise began."""
    with reading(engine) as session:
        return {table.name: sorted((tuple(row) for row in session.execute(
            select(*(column for column in table.columns if column.name != "began_at")))), key=repr)
            for table in tables.metadata.sorted_tables}


def member(session: Session, name: str) -> Viewer:
    """One of the cast as a viewer."""
    account, organisation = session.execute(select(Account, col(Organisation.name)).join(
        Organisation, col(Organisation.id) == Account.organisation_id).where(col(Account.name) == name)).one()
    return Viewer(account.id, account.name, account.email, account.role, account.organisation_id, organisation)


def test_the_same_seed_writes_the_same_history(exercised: Engine, engine: Engine) -> None:
    first_run.prepare(engine, exercise=True)
    assert contents(engine) == contents(exercised)


def test_another_seed_chooses_other_wordings_of_the_same_events(exercised: Engine, engine: Engine) -> None:
    first_run.seed(engine, begin=True)
    exercise.begin(engine, seed=7)
    one, other = contents(exercised), contents(engine)
    assert one["update_versions"] != other["update_versions"]
    drawn = {"signal_addressees", "signal_answers", "audit_entries"}  # who is told, and who answers, the seed draws too
    differ = {name for name, found in one.items() if len(found) != len(other[name])}
    assert differ == drawn
    assert one["findings"] == other["findings"]


def test_the_cast_is_eight_functions_with_no_passwords(exercised: Engine) -> None:
    with reading(exercised) as session:
        found = session.execute(select(col(Account.name), col(Account.email), col(Account.role), col(Organisation.name))
                                .join(Organisation, col(Organisation.id) == Account.organisation_id)
                                .where(col(Account.exercise_id) == 1, col(Account.password_hash).is_(None))
                                .order_by(col(Account.id))).all()
    culture = "Department for Digital, Culture, Media and Sport"
    assert found == [
        ("Cabinet Office official", "cabinet.office.official@exercise.parley.example", Role.OFFICIAL, "Cabinet Office"),
        ("Home Office official", "home.office.official@exercise.parley.example", Role.OFFICIAL, "Home Office"),
        ("DCMS official", "dcms.official@exercise.parley.example", Role.OFFICIAL, culture),
        ("Facebook representative", "facebook.representative@exercise.parley.example", Role.PLATFORM, "Facebook"),
        ("Twitter representative", "twitter.representative@exercise.parley.example", Role.PLATFORM, "Twitter"),
        ("Google representative", "google.representative@exercise.parley.example", Role.PLATFORM, "Google"),
        ("Analyst", "analyst@exercise.parley.example", Role.ANALYST, "Cabinet Office"),
        ("Administrator", "administrator@exercise.parley.example", Role.ADMINISTRATOR, "Cabinet Office"),
    ]


def test_its_clock_opens_ten_days_before_polling_day(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = datetime(2027, 5, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "real_now", lambda: moment)
    first_run.prepare(engine, exercise=True)
    monkeypatch.setattr(clock, "real_now", lambda: datetime(2027, 5, 1, 12, 30, tzinfo=UTC))
    with reading(engine) as session:
        assert clock.now(session) == datetime(2019, 12, 2, 9, 30, tzinfo=UTC)
        polling_day = session.scalars(select(col(Election.polling_day))).one()
    assert (polling_day - OPENING.date()).days == 10


def test_every_version_meets_the_rules_of_a_submission(exercised: Engine) -> None:
    with reading(exercised) as session:
        pieces = dict(session.execute(
            select(col(VersionEvidence.version_id), func.count()).group_by(col(VersionEvidence.version_id))).all())
        found = session.execute(select(UpdateVersion, Update).join(Update, col(Update.id) == UpdateVersion.update_id))
        checked = 0
        for version, update in found:
            content = DraftContent(claim=version.claim, narrative=version.narrative, remaining=version.remaining,
                                   delay_reason=version.delay_reason)
            assert faults(content, evidence=pieces.get(version.id, 0), due_on=update.due_on,
                          today=clock.day(version.submitted_at)) == []
            assert (content.narrative, content.remaining) == (version.narrative, version.remaining)
            checked += 1
        assert checked == 41


def test_every_accepted_version_has_a_finding_for_the_commitment_and_for_each_criterion(exercised: Engine) -> None:
    with reading(exercised) as session:
        query = select(Review, col(Update.commitment_id)).join(
            UpdateVersion, col(UpdateVersion.id) == Review.version_id)
        for review, commitment in session.execute(query.join(Update, col(Update.id) == UpdateVersion.update_id)).all():
            given = session.scalars(select(col(Finding.criterion_id)).where(col(Finding.review_id) == review.id)).all()
            asked = session.scalars(select(col(Criterion.id)).where(col(Criterion.commitment_id) == commitment)).all()
            accepted = review.outcome is Outcome.ACCEPTED
            assert sorted(given, key=str) == (sorted([None, *asked], key=str) if accepted else [])
            assert len(review.reason) > 20
        assert set(session.scalars(select(col(Finding.finding)))) == set(FindingWord)


def test_everybody_stands_where_the_plan_says_when_it_opens(exercised: Engine) -> None:
    with reading(exercised) as session:
        viewer = member(session, "Cabinet Office official")
        letter = letters.in_view(session, viewer)
        matrix = standing.matrix(session, viewer, letter, as_at=OPENING)
        queue = reviews.queue(session, viewer, letter.id, as_at=OPENING)
        asked = requesting.listing(session, viewer, letter.id, as_at=OPENING)
    found = {(row.slug, row.commitment): (row.finding, row.claim, row.timeliness) for row in matrix.itertuples()}
    assert found == STANDING
    assert [(row.slug, row.commitment) for row in queue.itertuples()] == [
        ("facebook", 2), ("twitter", 4), ("facebook", 3)]
    assert [(row.platforms, row.answered, row.owed) for row in asked.itertuples()] == [
        ("Google", 0, 1), ("Google and Twitter", 2, 2)]


def test_it_holds_one_of_everything_that_can_happen(exercised: Engine) -> None:
    with reading(exercised) as session:
        versions = session.scalars(select(UpdateVersion)).all()
        due = dict(session.execute(select(col(Update.id), col(Update.due_on))).all())
        decided = {row.version_id: row.outcome for row in session.scalars(select(Review))}
        late = [each for each in versions if clock.day(each.submitted_at) > due[each.update_id]]
        assert [bool(each.delay_reason) for each in late] == [True, True]
        assert {each.claim for each in versions} == {Claim.PLANNED, Claim.IN_PROGRESS, Claim.DELIVERED}
        assert max(each.number for each in versions) == 2
        newest = {each.update_id: each for each in sorted(versions, key=lambda each: each.number)}
        assert [decided.get(each.id) for each in newest.values()].count(Outcome.RETURNED) == 1
        assert list(decided.values()).count(Outcome.RETURNED) == 2
        assert session.scalars(select(func.count()).select_from(Draft)).one() == 3


def test_evidence_is_what_its_name_says_and_files_say_exercise(exercised: Engine) -> None:
    with reading(exercised) as session:
        pieces = session.execute(select(Evidence, col(EvidenceContent.content)).join(
            EvidenceContent, col(EvidenceContent.evidence_id) == Evidence.id, isouter=True)).all()
    files = [(row, content) for row, content in pieces if row.kind is EvidenceKind.FILE]
    assert {row.media_type for row, _ in files} == {"application/pdf", "text/csv"}
    for row, content in files:
        assert evidences.recognise(row.file_name, content) == row.media_type
        assert (row.sha256, row.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
        is_text = row.media_type == "text/csv"
        assert NOTICE in (content.decode() if is_text else PdfReader(io.BytesIO(content)).pages[0].extract_text())
    links = {row.url.split("/")[2] for row, _ in pieces if row.kind is EvidenceKind.LINK}
    assert links == {"uk.internetassociation.org", "www.gov.uk", "www.college.police.uk"}
    assert all(row.dated_on <= clock.day(row.added_at) for row, _ in pieces)


def test_figures_in_the_evidence_bear_out_what_officials_say_of_them(exercised: Engine) -> None:
    """“Fewer than half of those standing” and “most candidates” are counted against the candidates on record."""
    with reading(exercised) as session:
        standing_for_election = session.scalars(select(col(Election.candidates))).one()
        assert standing_for_election
        tables_ = session.execute(select(col(Evidence.file_name), col(EvidenceContent.content)).join(
            EvidenceContent, col(EvidenceContent.evidence_id) == Evidence.id)).all()
    sums = [(name, sum(int(row[2]) for row in list(csv.reader(io.StringIO(content.decode())))[1:]))
            for name, content in tables_ if name.startswith("reach_")]
    lags = [[int(row[2]) for row in list(csv.reader(io.StringIO(content.decode())))[1:]]
            for name, content in tables_ if name.startswith("lag_")]
    assert len(sums) == 5
    assert all((total < standing_for_election / 2) == name.startswith("reach_to_21") for name, total in sums)
    assert all(total <= standing_for_election for _, total in sums)
    assert len(lags) == 2
    assert all(first >= second for first, second in lags)


def test_no_text_is_left_unfilled(exercised: Engine) -> None:
    with reading(exercised) as session:
        texts = [str(text) for column in (
            UpdateVersion.narrative, UpdateVersion.remaining, UpdateVersion.delay_reason, Statement.text, Review.reason,
            UpdateRequest.message, AuditEntry.sentence) for text in session.scalars(select(col(column)))]
    assert [each for each in texts if "{" in each or "}" in each or "  " in each] == []


def test_every_act_has_its_audit_entry_in_the_order_of_time(exercised: Engine) -> None:
    with reading(exercised) as session:
        entries = session.scalars(select(AuditEntry).order_by(col(AuditEntry.position))).all()
        assert [each.at for each in entries] == sorted(each.at for each in entries)
        assert entries[-1].at < OPENING
        assert all(each.sentence.startswith(each.actor) for each in entries)

        def told(action: str) -> list[datetime]:
            return sorted(each.at for each in entries if each.action == action)

        assert told("update.submit") == sorted(session.scalars(select(col(UpdateVersion.submitted_at))))
        assert told("review.accept") + told("review.return") == [
            *sorted(session.scalars(select(col(Review.decided_at)).where(col(Review.outcome) == Outcome.ACCEPTED))),
            *sorted(session.scalars(select(col(Review.decided_at)).where(col(Review.outcome) == Outcome.RETURNED)))]
        assert told("request.ask") == sorted(session.scalars(select(col(UpdateRequest.asked_at))))
        assert sum(told(f"meeting.{act}") != [] for act in ("plan", "amend", "hold", "cancel", "note")) == 5
        assert told("meeting.answer") == sorted(session.scalars(select(col(MeetingAnswer.answered_at))))
        assert told("action.close") == sorted(session.scalars(
            select(col(ActionVersion.recorded_at)).where(col(ActionVersion.number) == 2)))
        assert told("evidence.add") == sorted(session.scalars(select(col(Evidence.added_at))))
        assert audit.verify(session).sound


def test_meetings_stand_where_the_plan_says_when_it_opens(exercised: Engine) -> None:
    with reading(exercised) as session:
        viewer = member(session, "Cabinet Office official")
        letter = letters.in_view(session, viewer)
        found = meetings.listing(session, viewer, letter.id, as_at=OPENING)
        standing_ = cadence.standing(session, viewer, letter, as_at=OPENING)
        criteria = letters.criteria(session, letter.id)
        computed = {slug: figures.computed(session, viewer, letter, slug, criteria, as_at=OPENING)
                    for slug in ("facebook", "google", "twitter")}
    states = found["state"].astype(str).value_counts().to_dict()
    assert states == {"held": 19, "planned": 10, "cancelled": 2}
    assert list(found[found["needs_record"].astype(bool)]["title"]) == ["Who is on call on polling day"]
    assert list(found[found["starts_at"] < OPENING]["state"]).count(MeetingState.PLANNED) == 1
    assert [(row.kind, row.kept, row.expected, row.held, row.gap) for row in standing_.itertuples()] == [
        ("between platforms", 3, 3, 3, False), ("with officials", 2, 3, 3, False), ("with parties", 2, 2, 2, False),
        ("security", 3, 3, 4, False), ("policing", 2, 3, 3, True), ("electoral", 2, 2, 4, False)]
    assert list(standing_[standing_["gap"].astype(bool)]["sentence"]) == [
        "No policing dialogue for 9 days; weekly expected."]
    shares = {slug: {code: (figure.value, figure.out_of) for code, figure in each.items()}
              for slug, each in computed.items()}
    assert {slug: [each[code] for code in ("3a", "4a", "4b", "4c")] for slug, each in shares.items()} == {
        "facebook": [(3, 3), (1, 3), (2, 3), (2, 2)], "google": [(2, 3), (1, 3), (2, 3), (2, 2)],
        "twitter": [(3, 3), (2, 3), (1, 3), (1, 2)]}


def test_actions_are_open_done_dropped_and_overdue(exercised: Engine) -> None:
    with reading(exercised) as session:
        viewer = member(session, "Cabinet Office official")
        found = actions.listing(session, viewer, letters.in_view(session, viewer).id, as_at=OPENING)
        own = actions.listing(session, member(session, "Twitter representative"),
                              letters.in_view(session, viewer).id, as_at=OPENING)
    assert found["state"].astype(str).value_counts().to_dict() == {"open": 7, "done": 5, "dropped": 1}
    late = found[found["overdue"].astype(bool)]
    assert [(row.organisation, row.due_on) for row in late.itertuples()] == [
        ("Google", date(2019, 11, 22)), ("Twitter", date(2019, 11, 28))]
    assert all(is_working_day(day) for day in found["due_on"])
    assert set(own["meeting_id"]) <= set(found["meeting_id"])
    assert "First meeting on the letter" not in set(own["meeting"])


def test_what_is_said_of_meetings_keeps_to_the_rules(exercised: Engine) -> None:
    """Whoever has an action to do was at the meeting; an answer is its own organisation's, of those who are asked."""
    with reading(exercised) as session:
        owners = session.execute(
            select(col(Action.meeting_id), col(ActionVersion.organisation_id)).join(
                ActionVersion, col(ActionVersion.action_id) == Action.id)).all()
        present = set(session.execute(
            select(col(MeetingVersion.meeting_id), col(MeetingOrganisation.organisation_id))
            .join(MeetingOrganisation, col(MeetingOrganisation.version_id) == MeetingVersion.id)
            .where(col(MeetingVersion.state) == MeetingState.HELD)).all())
        asked = set(session.execute(select(col(MeetingOrganisation.version_id),
                                           col(MeetingOrganisation.organisation_id))).all())
        answers = session.scalars(select(MeetingAnswer)).all()
        versions = session.scalars(select(MeetingVersion)).all()
        texts = [*(each.note for each in versions), *(each.reason for each in versions),
                 *session.scalars(select(col(PrivateNote.text))), *session.scalars(select(col(ActionVersion.outcome)))]
    assert set(owners) <= present
    assert {(each.version_id, each.organisation_id) for each in answers} <= asked
    assert all(each.recorded_at >= each.starts_at for each in versions if each.state is MeetingState.HELD)
    assert [each for each in texts if "  " in each or "\n" in each] == []


def test_nobody_decides_before_it_is_submitted(exercised: Engine) -> None:
    with reading(exercised) as session:
        rows = session.execute(select(col(UpdateVersion.submitted_at), col(Review.decided_at)).join(
            Review, col(Review.version_id) == UpdateVersion.id)).all()
    assert [row for row in rows if row.decided_at <= row.submitted_at] == []


def test_it_writes_of_every_commitment_in_periods_of_its_cadence(exercised: Engine) -> None:
    with reading(exercised) as session:
        periods = set(session.execute(select(col(Update.period_start), col(Update.due_on))).all())
        written = set(session.scalars(select(col(Commitment.number)).join(
            Update, col(Update.commitment_id) == Commitment.id)))
    assert periods == {(date(2019, 11, 5), date(2019, 11, 15)), (date(2019, 11, 16), date(2019, 11, 22)),
                       (date(2019, 11, 23), date(2019, 11, 29)), (date(2019, 11, 30), date(2019, 12, 6))}
    assert written == {1, 2, 3, 4, 5}


def test_it_begins_once(exercised: Engine) -> None:
    with pytest.raises(Invalid, match="has begun already"):
        exercise.begin(exercised)


def test_it_does_not_begin_beside_real_accounts(recorded: Engine) -> None:
    cast.viewer(recorded, name="Someone", role=Role.ANALYST, organisation="Cabinet Office")
    with pytest.raises(Invalid, match="has real accounts"):
        exercise.begin(recorded)
    with reading(recorded) as session:
        assert session.scalars(select(func.count()).select_from(Exercise)).one() == 0


def test_it_does_not_begin_without_its_letter(engine: Engine) -> None:
    with pytest.raises(Invalid, match="letter is not on record"):
        exercise.begin(engine)
    with reading(engine) as session:
        assert session.scalars(select(func.count()).select_from(Account)).one() == 0
