"""Two people, or fifty, at the same moment: one wins, the others are told, and nothing is lost or doubled."""

from collections import Counter
from datetime import date
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import SQLModel, col

from coordination import audit, reviews, sign_ins
from coordination.accounts import hasher
from coordination.guessing import LONGEST_WAIT, TooManyGuesses
from coordination.problems import Changed, Invalid, Problem
from coordination.updates import drafts, evidence, submitting
from data_model.accounts import Account
from data_model.audit import AuditEntry
from data_model.database import reading, writing
from data_model.updates import Draft, Evidence, Finding, Review, Statement, Update, UpdateVersion, VersionEvidence
from data_model.words import Outcome
from tests import cast as casting
from tests.cast import Cast, a_draft, a_link, a_version, content, findings
from tests.conftest import StoppedClock
from tests.faults.crowd import at_once

WRITERS = 50
DUE_DAYS = (date(2019, 11, 15), date(2019, 11, 22), date(2019, 11, 29), date(2019, 12, 6))


def count(engine: Engine, table: type[SQLModel]) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def sentences(engine: Engine, action: str) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(col(AuditEntry.sentence)).where(col(AuditEntry.action) == action)))


def sound(engine: Engine) -> bool:
    with reading(engine) as session:
        return audit.verify(session).sound


def told(answers: list[int | Problem]) -> tuple[list[int], list[str]]:
    """The answers of those who won, and what the others were told. All of those must have met Changed."""
    assert [answer for answer in answers if isinstance(answer, Problem) and not isinstance(answer, Changed)] == []
    return ([answer for answer in answers if isinstance(answer, int)],
            [str(answer) for answer in answers if isinstance(answer, Changed)])


def test_fifty_writers_with_several_writes_each_lose_nothing_and_double_nothing(
        recorded: Engine, cast: Cast) -> None:
    google = casting.viewer(recorded, name="Google representative", role=cast.facebook.role, organisation="Google")
    places = [(who, number, due) for who in (cast.facebook, cast.twitter, google)
              for number in range(1, 6) for due in DUE_DAYS][:WRITERS]
    entries_before = count(recorded, AuditEntry)

    def writes(place: tuple[object, int, date], engine: Engine) -> int:
        who, number, due = place
        statements = dict.fromkeys(casting.codes(engine, number), "Done.")
        update, revision = a_draft(engine, who, commitment=number, due_on=due, statements=statements)  # type: ignore[arg-type]
        revision = evidence.add_link(engine, who, update, revision, a_link())  # type: ignore[arg-type]
        return submitting.submit(engine, who, update, revision)  # type: ignore[arg-type]

    answers = at_once(recorded, [partial(writes, place) for place in places])

    won, refused = told(answers)
    assert (len(set(won)), refused) == (WRITERS, [])
    assert count(recorded, UpdateVersion) == count(recorded, Update) == WRITERS
    assert count(recorded, Evidence) == count(recorded, VersionEvidence) == WRITERS
    assert count(recorded, Statement) == sum(len(casting.codes(recorded, number)) for _, number, _ in places)
    assert count(recorded, Draft) == 0
    assert count(recorded, AuditEntry) == entries_before + 3 * WRITERS
    assert len(set(sentences(recorded, "update.submit"))) == WRITERS
    with reading(recorded) as session:
        assert str(audit.verify(session).sentence) == f"The audit is sound: {entries_before + 3 * WRITERS} entries."
        assert audit.head(session).position == entries_before + 3 * WRITERS


def test_of_fifty_officials_deciding_on_one_version_one_wins_and_forty_nine_are_told(
        recorded: Engine, cast: Cast) -> None:
    version = a_version(recorded, cast.facebook)
    given = findings(recorded)
    officials = [cast.official, cast.second_official]

    def decide(place: int, engine: Engine) -> int:
        who = officials[place % 2]
        if place % 3:
            return reviews.accept(engine, who, version, given)
        return reviews.give_back(engine, who, version, "Say where it is published.")

    won, refused = told(at_once(recorded, [partial(decide, place) for place in range(WRITERS)]))

    assert len(won) == 1
    with reading(recorded) as session:
        review, decider = session.execute(
            select(Review, col(Account.name)).join(Account, col(Account.id) == Review.decided_by)).one()
    assert Counter(refused) == {
        f"{decider} already {review.outcome} this version on 2 December 2019 at 09:00. "
        "Your decision was not stored; your text is still on your screen.": 49}
    assert won == [review.id]
    assert count(recorded, Finding) == (5 if review.outcome is Outcome.ACCEPTED else 0)
    assert len(sentences(recorded, "review.accept") + sentences(recorded, "review.return")) == 1
    assert sound(recorded)


def test_of_two_tabs_saving_one_draft_one_wins_and_the_other_is_told_who_and_when(recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)

    def save(text: str, engine: Engine) -> int:
        return drafts.save(engine, cast.facebook, update, revision, content(narrative=text))

    answers = at_once(recorded, [partial(save, "From the first tab."), partial(save, "From the second tab.")])

    won, refused = told(answers)
    assert won == [revision + 1]
    assert refused == [
        "Facebook representative saved this draft from another window on 2 December 2019 at 09:00. "
        "Your text is still on your screen. Copy what you need, then load the saved draft."]
    with reading(recorded) as session:
        kept = drafts.in_view(session, cast.facebook, update).content.narrative
    assert kept == ("From the first tab." if answers[0] == revision + 1 else "From the second tab.")


def test_fifty_tabs_opening_one_draft_begin_it_once(recorded: Engine, cast: Cast) -> None:
    platform, commitment = casting.platform_id(recorded, "facebook"), casting.commitment_id(recorded, 1)

    def begin(engine: Engine) -> int:
        return drafts.open_draft(engine, cast.facebook, platform, commitment)

    won, refused = told(at_once(recorded, [begin] * WRITERS))

    assert (len(won), len(set(won)), refused) == (WRITERS, 1, [])
    assert (count(recorded, Update), count(recorded, Draft)) == (1, 1)
    assert len(sentences(recorded, "draft.begin")) == 1


def test_a_submit_clicked_fifty_times_submits_once(recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)

    def click(engine: Engine) -> int:
        return submitting.submit(engine, cast.facebook, update, revision)

    won, refused = told(at_once(recorded, [click] * WRITERS))

    assert len(won) == count(recorded, UpdateVersion) == 1
    assert Counter(refused) == {
        "This update was already submitted as version 1 on 2 December 2019 at 09:00. "
        "Nothing was submitted twice.": 49}
    assert len(sentences(recorded, "update.submit")) == 1


def test_an_update_is_either_decided_or_replaced_when_both_happen_at_once(recorded: Engine, cast: Cast) -> None:
    version = a_version(recorded, cast.facebook)
    update, revision = a_draft(recorded, cast.facebook, narrative="We have moved on.")
    given = findings(recorded)

    answers = at_once(recorded, [lambda engine: reviews.accept(engine, cast.official, version, given),
                                 lambda engine: submitting.submit(engine, cast.facebook, update, revision)])

    assert isinstance(answers[1], int)  # nothing stands in a platform's way
    if isinstance(answers[0], Problem):
        assert str(answers[0]) == (
            "The platform submitted version 2 on 2 December 2019 at 09:00, after the version 1 that you "
            "were reading. Your decision was not stored; your text is still on your screen. Open version 2 to decide "
            "on it.")
    assert count(recorded, Review) == (0 if isinstance(answers[0], Problem) else 1)
    assert count(recorded, UpdateVersion) == 2


def test_guesses_sent_all_at_once_are_counted_before_any_is_checked(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with writing(recorded) as session:
        session.get_one(Account, cast.analyst.account_id).password_hash = hasher.hash("three random words")

    def guess(place: int, engine: Engine) -> sign_ins.SignedIn:
        return sign_ins.sign_in(engine, cast.analyst.email, f"a wrong guess {place}", LONGEST_WAIT)

    answers = at_once(recorded, [partial(guess, place) for place in range(20)])

    assert Counter(type(answer) for answer in answers) == {Invalid: 5, TooManyGuesses: 15}
    with pytest.raises(TooManyGuesses, match=r"^Too many wrong attempts\. Try again in 5 seconds\.$"):
        sign_ins.sign_in(recorded, cast.analyst.email, "three random words", LONGEST_WAIT)
