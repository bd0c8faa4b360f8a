"""Drafts and submitting: what is kept, who is told, and what a submission must say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlmodel import SQLModel, col

from coordination import accounts
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.updates import drafts, evidence, reading, submitting
from coordination.updates.inputs import DraftContent, faults, needs_delay_reason
from coordination.viewers import Viewer
from data_model.audit import AuditEntry
from data_model.database import reading as reading_from
from data_model.updates import Draft, Statement, Update, UpdateVersion
from data_model.words import Claim
from tests import cast as casting
from tests.cast import Cast, a_draft, a_link, a_return, a_version, content
from tests.conftest import StoppedClock

DUE = date(2019, 12, 6)
NOT_YET = {Claim.NOT_STARTED, Claim.PLANNED, Claim.DECLINED}
CHOOSE = "Choose a claim: what do you say of this commitment?"
NARRATIVE = "Say what you have done."
REMAINING = "Say what remains to be done."
LATE = "Give the reason for the delay: this update is late."


def open_draft(engine: Engine, viewer: Viewer, slug: str = "facebook", number: int = 1,
               due_on: date | None = None) -> int:
    return drafts.open_draft(engine, viewer, casting.platform_id(engine, slug), casting.commitment_id(engine, number),
                             due_on)


def seen(engine: Engine, viewer: Viewer, update: int) -> drafts.DraftInView:
    with reading_from(engine) as session:
        return drafts.in_view(session, viewer, update)


def count(engine: Engine, table: type[SQLModel]) -> int:
    with reading_from(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def last_sentence(engine: Engine) -> str:
    with reading_from(engine) as session:
        return session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc())).first() or ""


def test_a_draft_opens_for_the_period_that_today_lies_in(recorded: Engine, cast: Cast,
                                                         stopped_clock: StoppedClock) -> None:
    update = open_draft(recorded, cast.facebook)
    draft = seen(recorded, cast.facebook, update)
    assert (draft.platform, draft.letter, draft.number, draft.period_start, draft.due_on) == (
        "Facebook", "MCO/00433", 1, date(2019, 11, 30), DUE)
    assert (draft.content, draft.saved_by, draft.saved_at) == (
        DraftContent(), "Facebook representative", stopped_clock.now)
    assert last_sentence(recorded) == (
        "Facebook representative began a draft for Facebook on commitment 1, due 2019-12-06.")


def test_opening_it_again_goes_on_with_the_same_draft(recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook, narrative="Begun.")
    assert open_draft(recorded, cast.facebook) == open_draft(recorded, cast.facebook, due_on=DUE) == update
    again = seen(recorded, cast.facebook, update)
    assert (again.revision, again.content.narrative) == (revision, "Begun.")
    assert (count(recorded, Update), count(recorded, Draft)) == (1, 1)


def test_an_earlier_period_can_still_be_written_for(recorded: Engine, cast: Cast) -> None:
    draft = seen(recorded, cast.facebook, open_draft(recorded, cast.facebook, due_on=date(2019, 11, 15)))
    assert (draft.period_start, draft.due_on) == (date(2019, 11, 5), date(2019, 11, 15))


def test_a_period_that_has_not_begun_cannot(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with pytest.raises(NotFound, match=r"^The period that is due on 13 December 2019 has not begun yet\.$"):
        open_draft(recorded, cast.facebook, due_on=date(2019, 12, 13))
    stopped_clock.set_to(2019, 12, 6, 23, 59)
    with pytest.raises(NotFound):
        open_draft(recorded, cast.facebook, due_on=date(2019, 12, 13))
    stopped_clock.set_to(2019, 12, 7, 0, 0)
    assert seen(recorded, cast.facebook, open_draft(recorded, cast.facebook)).due_on == date(2019, 12, 13)


def test_after_the_last_period_it_is_still_the_last_one(recorded: Engine, cast: Cast,
                                                        stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2020, 3, 1)
    assert seen(recorded, cast.facebook, open_draft(recorded, cast.facebook)).due_on == date(2019, 12, 13)


@pytest.mark.parametrize("due_on", [date(2019, 12, 5), date(2019, 11, 8), date(2019, 12, 20)])
def test_nothing_can_be_written_for_a_day_on_which_nothing_is_due(recorded: Engine, cast: Cast, due_on: date) -> None:
    with pytest.raises(NotFound, match=r"^No update is due on that day\.$"):
        open_draft(recorded, cast.facebook, due_on=due_on)


def test_only_a_platforms_own_people_write_for_it(recorded: Engine, cast: Cast) -> None:
    for viewer in (cast.twitter, cast.stranger):
        with pytest.raises(NotFound, match=r"^There is no such commitment for your platform\.$"):
            open_draft(recorded, viewer)
    for viewer in (cast.official, cast.analyst, cast.administrator):
        with pytest.raises(NotAllowed, match="cannot write updates"):
            open_draft(recorded, viewer)
    with pytest.raises(NotFound):
        open_draft(recorded, cast.stranger, slug="elsewhere")  # its own, but the letter is not addressed to it
    with pytest.raises(NotFound):
        drafts.open_draft(recorded, cast.facebook, casting.platform_id(recorded, "facebook"), 10_000)
    assert count(recorded, Update) == 0


def test_a_draft_is_seen_and_written_by_its_own_platform_alone(recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    for viewer in cast.everyone():
        if viewer == cast.facebook:
            continue
        with pytest.raises(NotFound, match=r"^There is no such draft\."):
            seen(recorded, viewer, update)
        for act in (lambda v=viewer: drafts.save(recorded, v, update, revision, content()),
                    lambda v=viewer: drafts.discard(recorded, v, update, revision),
                    lambda v=viewer: submitting.submit(recorded, v, update, revision)):
            with pytest.raises((NotFound, NotAllowed)):
                act()
    assert seen(recorded, cast.facebook, update).revision == revision
    assert count(recorded, UpdateVersion) == 0


def test_a_colleague_goes_on_with_the_draft(recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    colleague = casting.viewer(recorded, name="Second representative", role=cast.facebook.role, organisation="Facebook")
    assert drafts.save(recorded, colleague, update, revision, content(narrative="Mine.")) == revision + 1
    assert seen(recorded, cast.facebook, update).saved_by == "Second representative"
    with pytest.raises(Changed, match=r"^Second representative saved this draft from another window "):
        drafts.save(recorded, cast.facebook, update, revision, content())


def test_an_unfinished_draft_is_kept_as_it_is_and_saving_is_not_worth_an_audit_entry(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    update = open_draft(recorded, cast.facebook)
    before, began = count(recorded, AuditEntry), seen(recorded, cast.facebook, update).revision
    later = stopped_clock.advance(minutes=5)
    assert drafts.save(recorded, cast.facebook, update, began, {"narrative": "  Half a sen"}) == began + 1
    kept = seen(recorded, cast.facebook, update)
    assert kept.content == DraftContent(narrative="Half a sen")
    assert kept.saved_at == later
    assert count(recorded, AuditEntry) == before


def test_statements_are_kept_by_criterion(recorded: Engine, cast: Cast) -> None:
    update, _ = a_draft(recorded, cast.facebook, statements={"1a": "It does.", "1b": ""})
    assert seen(recorded, cast.facebook, update).content.statements == {"1a": "It does."}


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"narrative": "x" * 10_001}, "Narrative: use at most 10,000 characters."),
    ({"statements": {"1a": "x" * 2_001}}, "Statements.1a: use at most 2,000 characters."),
    ({"statements": {"x" * 11: "x"}}, None),
    ({"statements": {str(number): "x" for number in range(101)}}, None),
    ({"claim": "done"}, "Claim: choose one of these: 'not started', 'planned', 'in progress', 'delivered' or "
     "'declined'."),
    ({"narrative": 3}, "Narrative: this must be text."),
    ({"revision": 3}, "Revision: this cannot be set here."),
])
def test_what_cannot_be_kept_is_refused_with_a_sentence(recorded: Engine, cast: Cast, changed: dict[str, object],
                                                        sentence: str | None) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    with pytest.raises(Invalid) as refused:
        drafts.save(recorded, cast.facebook, update, revision, content(**changed))
    assert sentence is None or str(refused.value) == sentence
    assert seen(recorded, cast.facebook, update).revision == revision


@pytest.mark.parametrize("hostile", ["a\x00b", "a\ud800b", "a\x1b[2Jb", "<script>alert(1)</script>", "'; DROP TABLE x",
                                     "=1+1", "\u202eabc", "a\r\nb", "😀 ẃ", "%s %(x)s {x}"])
def test_whatever_is_typed_is_kept_or_cleaned_and_comes_back(recorded: Engine, cast: Cast, hostile: str) -> None:
    update, _ = a_draft(recorded, cast.facebook, narrative=hostile, statements={"1a": hostile})
    kept = seen(recorded, cast.facebook, update).content
    wanted = hostile.replace("\x00", "").replace("\ud800", "").replace("\x1b", "").replace("\r", "")
    assert (kept.narrative, kept.statements["1a"]) == (wanted, wanted)


def test_a_discarded_draft_is_gone_and_the_other_tab_is_told(recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    drafts.discard(recorded, cast.facebook, update, revision)
    assert last_sentence(recorded) == (
        "Facebook representative discarded the draft of Facebook on commitment 1, due 2019-12-06.")
    with pytest.raises(NotFound, match=r"^There is no such draft\. It may have been discarded\.$"):
        drafts.save(recorded, cast.facebook, update, revision, content())


def test_a_tab_left_open_on_an_earlier_draft_never_writes_over_the_next_one(recorded: Engine, cast: Cast) -> None:
    update = open_draft(recorded, cast.facebook)
    stale = seen(recorded, cast.facebook, update).revision
    drafts.discard(recorded, cast.facebook, update, stale)
    assert open_draft(recorded, cast.facebook) == update
    with pytest.raises(Changed):
        drafts.save(recorded, cast.facebook, update, stale, content(narrative="From the stale tab."))
    assert seen(recorded, cast.facebook, update).content.narrative == ""


def test_a_submitted_draft_becomes_version_one_with_all_that_it_said(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    update, revision = a_draft(recorded, cast.facebook, claim=Claim.DELIVERED, narrative="Published.", remaining="",
                               delay_reason="", statements={"1a": "It says so.", "1b": "", "1d": "One piece."})
    revision = evidence.add_link(recorded, cast.facebook, update, revision, a_link())
    version = submitting.submit(recorded, cast.facebook, update, revision)
    with reading_from(recorded) as session:
        kept = reading.in_view(session, cast.official, version, as_at=stopped_clock.now)
    assert (kept.number, kept.claim, kept.narrative, kept.remaining, kept.delay_reason, kept.submitted_by) == (
        1, Claim.DELIVERED, "Published.", "", "", "Facebook representative")
    assert [(each.code, each.statement) for each in kept.criteria] == [
        ("1a", "It says so."), ("1b", ""), ("1c", ""), ("1d", "One piece.")]
    assert list(kept.evidence["title"]) == ["Our announcement"]
    assert count(recorded, Draft) == 0
    assert count(recorded, Statement) == 2
    assert last_sentence(recorded) == (
        "Facebook representative submitted version 1 of Facebook's update on commitment 1, due 2019-12-06: claim "
        "“delivered”, 1 piece of evidence.")


def test_a_second_submission_of_the_same_draft_is_told_that_nothing_was_submitted_twice(
        recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    submitting.submit(recorded, cast.facebook, update, revision)
    for act in (lambda: submitting.submit(recorded, cast.facebook, update, revision),
                lambda: drafts.save(recorded, cast.facebook, update, revision, content())):
        with pytest.raises(Changed) as told:
            act()
        assert str(told.value) == ("This update was already submitted as version 1 on 2 December 2019 at 09:00. "
                                   "Nothing was submitted twice.")
    assert count(recorded, UpdateVersion) == 1


def test_a_draft_saved_elsewhere_meanwhile_is_not_submitted_unseen(recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    drafts.save(recorded, cast.facebook, update, revision, content(narrative="Something else."))
    with pytest.raises(Changed, match="saved this draft from another window"):
        submitting.submit(recorded, cast.facebook, update, revision)
    assert count(recorded, UpdateVersion) == 0


def test_the_next_version_starts_from_the_last_one(recorded: Engine, cast: Cast) -> None:
    first = a_version(recorded, cast.facebook, link="Our announcement", narrative="First words.",
                      statements={"1a": "It does."})
    a_return(recorded, cast.official, first)
    update = open_draft(recorded, cast.facebook)
    draft = seen(recorded, cast.facebook, update)
    assert (draft.content.narrative, draft.content.statements) == ("First words.", {"1a": "It does."})
    second = submitting.submit(recorded, cast.facebook, update, draft.revision)
    with reading_from(recorded) as session:
        versions = session.scalars(select(UpdateVersion).order_by(col(UpdateVersion.number))).all()
        assert [(each.id, each.number) for each in versions] == [(first, 1), (second, 2)]
        assert list(evidence.of_version(session, cast.facebook, second)["title"]) == ["Our announcement"]
        assert list(evidence.of_version(session, cast.facebook, first)["title"]) == ["Our announcement"]


def test_a_version_never_changes_when_the_next_one_is_written(recorded: Engine, cast: Cast,
                                                              stopped_clock: StoppedClock) -> None:
    first = a_version(recorded, cast.facebook, narrative="First words.")
    a_version(recorded, cast.facebook, narrative="Second words.")
    with reading_from(recorded) as session:
        kept = reading.in_view(session, cast.facebook, first, as_at=stopped_clock.now)
    assert (kept.number, kept.newest, kept.narrative) == (1, 2, "First words.")


@pytest.mark.parametrize(("changed", "attached", "today", "sentences"), [
    ({}, 0, DUE, [CHOOSE, NARRATIVE]),
    ({"claim": Claim.DELIVERED, "narrative": "x"}, 1, DUE, []),
    ({"claim": Claim.DELIVERED, "narrative": "x"}, 0, DUE,
     ["A claim of “delivered” needs at least one file or link as evidence."]),
    ({"claim": Claim.IN_PROGRESS, "narrative": "x"}, 0, DUE, [REMAINING]),
    ({"claim": Claim.IN_PROGRESS, "narrative": "x", "remaining": "y"}, 0, DUE, []),
    ({"claim": Claim.PLANNED, "narrative": "x"}, 0, DUE,
     [REMAINING, "Give the reason for the delay: the claim is “planned”."]),
    ({"claim": Claim.NOT_STARTED, "narrative": "x", "remaining": "y"}, 0, DUE,
     ["Give the reason for the delay: the claim is “not started”."]),
    ({"claim": Claim.DECLINED, "narrative": "x"}, 0, DUE,
     ["Give the reason for the delay: the claim is “declined”."]),
    ({"claim": Claim.DECLINED, "narrative": "x", "delay_reason": "z"}, 0, DUE, []),
    ({"claim": Claim.DELIVERED, "narrative": "x"}, 1, DUE + timedelta(1), [LATE]),
    ({"claim": Claim.DECLINED, "narrative": "x"}, 0, DUE + timedelta(1), [LATE]),
    ({}, 0, DUE + timedelta(1), [CHOOSE, NARRATIVE, LATE]),
    ({"claim": Claim.DELIVERED, "narrative": " \n "}, 1, DUE, [NARRATIVE]),
])
def test_what_stands_in_the_way_of_submitting(changed: dict[str, object], attached: int, today: date,
                                              sentences: list[str]) -> None:
    written = DraftContent.model_validate(changed)
    assert [each.sentence for each in faults(written, evidence=attached, due_on=DUE, today=today)] == sentences


@given(st.sampled_from([None, *Claim]), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 3),
       st.integers(-20, 20))
def test_the_rules_hold_for_every_claim_and_day(claim: Claim | None, said: bool, remains: bool, reasoned: bool,
                                                attached: int, days_late: int) -> None:
    written = DraftContent(claim=claim, narrative="x" * said, remaining="x" * remains, delay_reason="x" * reasoned)
    today = DUE + timedelta(days_late)
    found = {each.where for each in faults(written, evidence=attached, due_on=DUE, today=today)}
    assert ("claim" in found) == (claim is None)
    assert ("narrative" in found) == (not said)
    assert ("evidence" in found) == (claim is Claim.DELIVERED and attached == 0)
    assert ("remaining" in found) == (claim in {Claim.NOT_STARTED, Claim.PLANNED, Claim.IN_PROGRESS} and not remains)
    assert ("delay_reason" in found) == ((days_late > 0 or claim in NOT_YET) and not reasoned)
    assert needs_delay_reason(claim, due_on=DUE, today=today) == (days_late > 0 or claim in NOT_YET)


def test_a_submission_with_faults_is_refused_with_all_of_them_and_the_draft_stays(
        recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook, claim="delivered", narrative="", statements={"1z": "x"})
    with pytest.raises(Invalid) as refused:
        submitting.submit(recorded, cast.facebook, update, revision)
    assert [(each.where, each.sentence) for each in refused.value.faults] == [
        ("narrative", NARRATIVE), ("evidence", "A claim of “delivered” needs at least one file or link as evidence."),
        ("statements", "There is no criterion 1z in this commitment.")]
    assert seen(recorded, cast.facebook, update).revision == revision
    assert count(recorded, UpdateVersion) == 0


def test_an_update_is_late_from_the_london_midnight_after_its_due_day(recorded: Engine, cast: Cast,
                                                                      stopped_clock: StoppedClock) -> None:
    update, revision = a_draft(recorded, cast.facebook, delay_reason="")
    stopped_clock.set_to(2019, 12, 7, 0, 0)
    with pytest.raises(Invalid, match=r"^Give the reason for the delay: this update is late\.$"):
        submitting.submit(recorded, cast.facebook, update, revision)
    stopped_clock.set_to(2019, 12, 6, 23, 59)
    assert submitting.submit(recorded, cast.facebook, update, revision)


def test_a_person_moved_to_another_company_takes_nothing_along(recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    accounts.change(recorded, cast.administrator, cast.facebook.account_id, accounts.AccountInput(
        name="Moved", email=cast.facebook.email, role=cast.facebook.role, organisation="Twitter"))
    with pytest.raises(NotFound):
        submitting.submit(recorded, cast.facebook, update, revision)  # the tab still shows Facebook's draft
    assert count(recorded, UpdateVersion) == 0
