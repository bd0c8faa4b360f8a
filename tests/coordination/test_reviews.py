"""Reviews: the queue, and a decision bound to the version that was judged."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session, SQLModel, col

from coordination import accounts, reviews
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.letters import Criterion
from data_model.updates import Finding, Review
from data_model.words import FindingWord, Outcome
from tests import cast as casting
from tests.cast import OPENING, Cast, a_return, a_version, an_acceptance, findings
from tests.conftest import StoppedClock

MET, NOT_MET, NO_EVIDENCE = FindingWord.MET, FindingWord.NOT_MET, FindingWord.NO_EVIDENCE


def queue(engine: Engine, cast: Cast, at: object) -> list[int]:
    with reading(engine) as session:
        return list(reviews.queue(session, cast.official, casting.letter_id(engine), as_at=at)["version_id"])  # type: ignore[arg-type]


def count(engine: Engine, table: type[SQLModel]) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def last_sentence(engine: Engine) -> str:
    with reading(engine) as session:
        return session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc())).first() or ""


def test_the_queue_has_what_waits_the_longest_waiting_first(recorded: Engine, cast: Cast,
                                                            stopped_clock: StoppedClock) -> None:
    made = []
    for who, number in ((cast.facebook, 1), (cast.twitter, 1), (cast.facebook, 2), (cast.twitter, 2)):
        made.append(a_version(recorded, who, commitment=number))
        stopped_clock.advance(minutes=1)
    an_acceptance(recorded, cast.official, made[1])
    stopped_clock.advance(minutes=1)
    newer = a_version(recorded, cast.facebook)  # replaces the first
    assert queue(recorded, cast, stopped_clock.now) == [made[2], made[3], newer]
    assert queue(recorded, cast, OPENING + timedelta(minutes=3)) == made
    assert queue(recorded, cast, OPENING - timedelta(seconds=1)) == []


def test_a_returned_version_leaves_the_queue_and_its_next_version_joins_it(recorded: Engine, cast: Cast,
                                                                           stopped_clock: StoppedClock) -> None:
    first = a_version(recorded, cast.facebook)
    a_return(recorded, cast.official, first)
    assert queue(recorded, cast, stopped_clock.now) == []
    second = a_version(recorded, cast.facebook)
    assert queue(recorded, cast, stopped_clock.now) == [second]


def test_nobody_but_officials_has_a_queue_or_decides(recorded: Engine, cast: Cast, session: Session) -> None:
    version = a_version(recorded, cast.facebook)
    given = findings(recorded)
    for viewer in (cast.facebook, cast.twitter, cast.analyst, cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed, match=r"^Only officials review updates\.$"):
            reviews.queue(session, viewer, casting.letter_id(recorded), as_at=OPENING)
        with pytest.raises(NotAllowed, match="cannot review updates"):
            reviews.accept(recorded, viewer, version, given)
        with pytest.raises(NotAllowed, match="cannot review updates"):
            reviews.give_back(recorded, viewer, version, "No.")
    assert count(recorded, Review) == 0


def test_accepting_keeps_a_finding_for_the_commitment_and_for_each_criterion(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    version = a_version(recorded, cast.facebook)
    at = stopped_clock.advance(hours=1)
    given = {"commitment": "partly met", "reason": " It says what,\nnot where. ",
             "criteria": {"1a": "met", "1b": "not met", "1c": "no evidence", "1d": "met"}}
    id_ = reviews.accept(recorded, cast.official, version, given)
    with reading(recorded) as session:
        review = session.get_one(Review, id_)
        query = select(col(Criterion.code), col(Finding.finding)).join(
            Criterion, col(Criterion.id) == Finding.criterion_id, isouter=True).where(col(Finding.review_id) == id_)
        found = dict(session.execute(query).all())
    assert (review.version_id, review.outcome, review.reason, review.decided_by, review.decided_at) == (
        version, Outcome.ACCEPTED, "It says what,\nnot where.", cast.official.account_id, at)
    assert found == {None: FindingWord.PARTLY_MET, "1a": MET, "1b": NOT_MET, "1c": NO_EVIDENCE, "1d": MET}
    assert last_sentence(recorded) == (
        "Cabinet Office official accepted version 1 of Facebook's update on commitment 1, due 2019-12-06: partly met.")


def test_returning_needs_and_keeps_a_reason_and_finds_nothing(recorded: Engine, cast: Cast) -> None:
    version = a_version(recorded, cast.facebook)
    for nothing in ("", "  \n", "\x00"):
        with pytest.raises(Invalid, match=r"^Say why you return it and what the platform should do\.$"):
            reviews.give_back(recorded, cast.official, version, nothing)
    with pytest.raises(Invalid, match=r"^Shorten the reason to 10,000 characters\.$"):
        reviews.give_back(recorded, cast.official, version, "x" * 10_001)
    id_ = reviews.give_back(recorded, cast.official, version, " Say where. ")
    with reading(recorded) as session:
        review = session.get_one(Review, id_)
        assert (review.outcome, review.reason) == (Outcome.RETURNED, "Say where.")
    assert count(recorded, Finding) == 0
    assert last_sentence(recorded) == (
        "Cabinet Office official returned version 1 of Facebook's update on commitment 1, due 2019-12-06.")


@pytest.mark.parametrize(("changed", "sentences"), [
    ({"commitment": None}, ["Choose a finding for the commitment as a whole."]),
    ({"reason": " "}, ["Give the reason for your findings."]),
    ({"criteria": {"1a": "met", "1c": "met", "1d": None}},
     ["Choose a finding for criterion 1b.", "Choose a finding for criterion 1d."]),
    ({"criteria": {"1a": "met", "1b": "met", "1c": "met", "1d": "met", "2a": "met"}},
     ["There is no criterion 2a in this commitment."]),
    ({"criteria": {}, "commitment": None, "reason": ""},
     [*(f"Choose a finding for criterion 1{letter}." for letter in "abcd"),
      "Choose a finding for the commitment as a whole.", "Give the reason for your findings."]),
    ({"commitment": "perfect"}, ["Commitment: choose one of these: 'no evidence', 'not met', 'partly met', "
                                 "'substantially met' or 'met'."]),
    ({"outcome": "accepted"}, ["Outcome: this cannot be set here."]),
])
def test_an_acceptance_that_is_not_complete_is_refused_with_every_fault(
        recorded: Engine, cast: Cast, changed: dict[str, object], sentences: list[str]) -> None:
    version = a_version(recorded, cast.facebook)
    with pytest.raises(Invalid) as refused:
        reviews.accept(recorded, cast.official, version, findings(recorded, word=MET) | changed)
    assert [fault.sentence for fault in refused.value.faults] == sentences
    assert count(recorded, Review) == count(recorded, Finding) == 0


def test_the_second_official_is_told_who_decided_and_when(recorded: Engine, cast: Cast,
                                                          stopped_clock: StoppedClock) -> None:
    version = a_version(recorded, cast.facebook)
    an_acceptance(recorded, cast.official, version)
    stopped_clock.advance(minutes=5)
    sentence = ("Cabinet Office official already accepted this version on 2 December 2019 at 09:00. Your decision was "
                "not stored; your text is still on your screen.")
    with pytest.raises(Changed) as told:
        reviews.give_back(recorded, cast.second_official, version, "No.")
    assert str(told.value) == sentence
    with pytest.raises(Changed) as told:
        an_acceptance(recorded, cast.second_official, version)
    assert str(told.value) == sentence
    assert count(recorded, Review) == 1


def test_a_decision_on_a_version_that_was_replaced_meanwhile_is_told_and_not_stored(
        recorded: Engine, cast: Cast) -> None:
    first = a_version(recorded, cast.facebook)
    second = a_version(recorded, cast.facebook)
    with pytest.raises(Changed) as told:
        an_acceptance(recorded, cast.official, first)
    assert str(told.value) == (
        "The platform submitted version 2 on 2 December 2019 at 09:00, after the version 1 that you were reading. Your "
        "decision was not stored; your text is still on your screen. Open version 2 to decide on it.")
    assert count(recorded, Review) == 0
    an_acceptance(recorded, cast.official, second)


def test_a_version_that_is_not_there_is_not_found(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(NotFound, match=r"^There is no such update\.$"):
        reviews.accept(recorded, cast.official, 10_000, findings(recorded))
    with pytest.raises(NotFound, match=r"^There is no such update\.$"):
        reviews.give_back(recorded, cast.official, 10_000, "No.")


def test_whoever_stopped_being_an_official_decides_nothing_more(recorded: Engine, cast: Cast) -> None:
    version = a_version(recorded, cast.facebook)
    accounts.change(recorded, cast.administrator, cast.official.account_id, accounts.AccountInput(
        name=cast.official.name, email=cast.official.email, role=cast.analyst.role, organisation="Cabinet Office"))
    with pytest.raises(NotAllowed, match=r"^Analysts cannot review updates\.$"):
        an_acceptance(recorded, cast.official, version)
