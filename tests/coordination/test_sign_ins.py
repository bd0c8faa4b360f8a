"""Signing in and out, who is visiting, and guessing slowed down."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination import accounts, audit, sign_ins
from coordination.accounts import AccountInput, hasher, token_hash
from coordination.guessing import LONGEST_WAIT, TooManyGuesses, wait_before_guessing
from coordination.problems import Invalid, NotFound
from coordination.viewers import Viewer
from data_model.accounts import Account, Exercise, FailedSignIn, SignIn
from data_model.audit import AuditEntry
from data_model.database import reading, writing
from data_model.words import Role
from tests.cast import Cast
from tests.conftest import StoppedClock

PASSWORD = "three random words"
HOURS = timedelta(hours=8)
NOW = datetime(2019, 12, 2, 9, tzinfo=UTC)
HASHED = hasher.hash(PASSWORD)
WRONG = r"^The email address or the password is not right\.$"


def with_password(engine: Engine, viewer: Viewer) -> None:
    with writing(engine) as session:
        session.get_one(Account, viewer.account_id).password_hash = HASHED


def sign_in(engine: Engine, email: str, password: str = PASSWORD) -> str:
    done = sign_ins.sign_in(engine, email, password, HOURS)
    assert done.complete
    return done.token


def failures(engine: Engine) -> int:
    with reading(engine) as session:
        return len(session.scalars(select(FailedSignIn)).all())


def sentences(engine: Engine) -> list[str]:
    with reading(engine) as session:
        query = select(col(AuditEntry.sentence)).where(col(AuditEntry.action).startswith("sign-in."))
        return list(session.scalars(query.order_by(col(AuditEntry.position))))


def test_whoever_signs_in_is_the_visitor_until_they_sign_out(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.facebook)
    token = sign_in(recorded, " Facebook.REPRESENTATIVE@example.com ")
    visiting = sign_ins.visitor(recorded, token)
    assert visiting is not None
    assert (visiting.viewer, visiting.now, visiting.exercise) == (cast.facebook, NOW, False)
    sign_ins.sign_out(recorded, token)
    assert sign_ins.visitor(recorded, token) is None
    assert sentences(recorded) == ["Facebook representative signed in.", "Facebook representative signed out."]


def test_a_second_sign_out_changes_nothing_and_says_nothing(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.facebook)
    token = sign_in(recorded, cast.facebook.email)
    for _ in range(3):
        sign_ins.sign_out(recorded, token)
    sign_ins.sign_out(recorded, "never issued")
    assert sentences(recorded) == ["Facebook representative signed in.", "Facebook representative signed out."]


def test_signing_out_leaves_other_sign_ins_alone(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.facebook)
    first, second = sign_in(recorded, cast.facebook.email), sign_in(recorded, cast.facebook.email)
    sign_ins.sign_out(recorded, first)
    assert sign_ins.visitor(recorded, second) is not None


def test_the_token_is_long_and_only_its_hash_is_stored(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.facebook)
    token = sign_in(recorded, cast.facebook.email)
    assert len(token) == 43
    with reading(recorded) as session:
        assert session.scalars(select(col(SignIn.token_hash))).all() == [token_hash(token)]
    assert sign_ins.visitor(recorded, token_hash(token)) is None


def test_a_sign_in_ends_when_its_time_is_over(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with_password(recorded, cast.facebook)
    token = sign_in(recorded, cast.facebook.email)
    stopped_clock.now = NOW + HOURS - timedelta(microseconds=1)
    assert sign_ins.visitor(recorded, token) is not None
    stopped_clock.now = NOW + HOURS
    assert sign_ins.visitor(recorded, token) is None


def test_a_moved_account_is_somebody_else_at_the_next_look(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.facebook)
    token = sign_in(recorded, cast.facebook.email)
    accounts.change(recorded, cast.administrator, cast.facebook.account_id, AccountInput(
        name="Moved", email=cast.facebook.email, role=Role.PLATFORM, organisation="Twitter"))
    visiting = sign_ins.visitor(recorded, token)
    assert visiting is not None
    assert visiting.viewer == Viewer(cast.facebook.account_id, "Moved", cast.facebook.email, Role.PLATFORM,
                                     cast.twitter.organisation_id, "Twitter")


def test_a_deactivated_account_is_nobody_at_the_next_look(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.facebook)
    token = sign_in(recorded, cast.facebook.email)
    with writing(recorded) as session:
        session.get_one(Account, cast.facebook.account_id).active = False
    assert sign_ins.visitor(recorded, token) is None


def test_the_visitor_knows_the_version_of_the_data(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.facebook)
    token = sign_in(recorded, cast.facebook.email)
    before = sign_ins.visitor(recorded, token)
    accounts.new_password_link(recorded, cast.administrator, cast.analyst.account_id)
    after = sign_ins.visitor(recorded, token)
    assert before is not None
    assert after is not None
    assert after.data_version != before.data_version
    with reading(recorded) as session:
        assert after.data_version == audit.head(session).hash


@pytest.mark.parametrize("password", ["wrong", "", PASSWORD.upper(), PASSWORD + " "])
def test_a_wrong_password_is_refused_without_saying_what_was_wrong(recorded: Engine, cast: Cast,
                                                                   password: str) -> None:
    with_password(recorded, cast.facebook)
    with pytest.raises(Invalid, match=WRONG):
        sign_in(recorded, cast.facebook.email, password)
    assert sentences(recorded) == []


def deactivate(engine: Engine, viewer: Viewer) -> None:
    with writing(engine) as session:
        session.get_one(Account, viewer.account_id).active = False


@pytest.mark.parametrize("unusable", ["unknown", "without a password", "deactivated"])
def test_every_account_that_cannot_be_used_costs_one_check_of_a_password_and_gets_the_same_sentence(
        recorded: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch, unusable: str) -> None:
    email = "nobody@example.com" if unusable == "unknown" else cast.facebook.email
    if unusable == "deactivated":
        with_password(recorded, cast.facebook)
        deactivate(recorded, cast.facebook)
    checked: list[str] = []
    verify: Callable[[str, str], bool] = hasher.verify
    monkeypatch.setattr(hasher, "verify", lambda given, stored: checked.append(stored) or verify(given, stored))
    with pytest.raises(Invalid, match=WRONG):
        sign_in(recorded, email)
    assert checked == [sign_ins.NOBODYS_HASH]  # of the same kind and cost as a real one
    assert sign_ins.NOBODYS_HASH.split("$")[1:4] == HASHED.split("$")[1:4]


def test_a_password_changed_while_the_old_one_was_being_checked_signs_nobody_in(
        recorded: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password(recorded, cast.facebook)
    verify: Callable[[str, str], bool] = hasher.verify

    def slow(given: str, stored: str) -> bool:
        link = accounts.new_password_link(recorded, cast.administrator, cast.facebook.account_id)
        accounts.set_password(recorded, link, "something else now")
        return verify(given, stored)

    monkeypatch.setattr(hasher, "verify", slow)
    with pytest.raises(Invalid, match=WRONG):
        sign_in(recorded, cast.facebook.email)
    assert sentences(recorded) == []


def test_an_account_deactivated_while_its_password_was_being_checked_signs_nobody_in(
        recorded: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password(recorded, cast.facebook)
    verify: Callable[[str, str], bool] = hasher.verify

    def slow(given: str, stored: str) -> bool:
        accounts.set_active(recorded, cast.administrator, cast.facebook.account_id, active=False)
        return verify(given, stored)

    monkeypatch.setattr(hasher, "verify", slow)
    with pytest.raises(Invalid, match=WRONG):
        sign_in(recorded, cast.facebook.email)
    with reading(recorded) as session:
        assert session.scalars(select(SignIn)).all() == []


def test_guessing_is_free_five_times_and_then_waits_twice_as_long_each_time(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with_password(recorded, cast.facebook)
    for _ in range(5):
        with pytest.raises(Invalid):
            sign_in(recorded, cast.facebook.email, "wrong")
    for wait in (5, 10, 20):
        with pytest.raises(TooManyGuesses, match=rf"^Too many wrong attempts\. Try again in {wait} seconds\.$"):
            sign_in(recorded, cast.facebook.email)
        stopped_clock.advance(seconds=wait - 1)
        with pytest.raises(TooManyGuesses, match=r"^Too many wrong attempts\. Try again in 1 second\.$"):
            sign_in(recorded, cast.facebook.email)
        stopped_clock.advance(seconds=1)
        with pytest.raises(Invalid, match=WRONG):
            sign_in(recorded, cast.facebook.email, "wrong")
    stopped_clock.advance(seconds=40)
    assert sign_ins.visitor(recorded, sign_in(recorded, cast.facebook.email)) is not None
    assert failures(recorded) == 0


def test_guesses_at_an_address_that_nobody_has_are_slowed_in_the_same_way(recorded: Engine, cast: Cast) -> None:
    for _ in range(5):
        with pytest.raises(Invalid, match=WRONG):
            sign_in(recorded, "nobody@example.com")
    with pytest.raises(TooManyGuesses):
        sign_in(recorded, " NOBODY@example.com ")


def test_guesses_at_one_address_do_not_slow_another(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.facebook)
    for _ in range(5):
        with pytest.raises(Invalid):
            sign_in(recorded, cast.analyst.email)
    assert sign_ins.visitor(recorded, sign_in(recorded, cast.facebook.email)) is not None


def test_the_address_that_was_guessed_at_is_not_kept_and_the_guess_not_for_long(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with pytest.raises(Invalid):
        sign_in(recorded, "nobody@example.com")
    with reading(recorded) as session:
        kept = session.scalars(select(FailedSignIn)).one()
    assert kept.guessed == token_hash("nobody@example.com")
    stopped_clock.advance(minutes=15)
    with pytest.raises(Invalid):
        sign_in(recorded, "somebody.else@example.com")
    assert failures(recorded) == 1


def test_guesses_from_before_the_clock_was_set_back_lock_nobody_out(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with_password(recorded, cast.facebook)
    for _ in range(5):
        with pytest.raises(Invalid):
            sign_in(recorded, cast.facebook.email, "wrong")
    stopped_clock.advance(days=-400)
    assert sign_ins.visitor(recorded, sign_in(recorded, cast.facebook.email)) is not None


@pytest.mark.parametrize(("seconds_ago", "wait"), [
    ([], 0), ([0] * 4, 0), ([0] * 5, 5), ([4] * 5, 1), ([5] * 5, 0), ([0] * 6, 10), ([0] * 12, 640),
    ([0] * 13, 900), ([0] * 5000, 900), ([901] * 100, 0), ([0, 901, 901, 901, 901], 0), ([3, 100, 200, 300, 400], 2),
])
def test_the_wait_follows_from_the_recent_guesses(seconds_ago: list[int], wait: int) -> None:
    guesses = [NOW - timedelta(seconds=each) for each in seconds_ago]
    assert wait_before_guessing(guesses, NOW) == timedelta(seconds=wait)


@given(st.lists(st.integers(0, 2000), max_size=40), st.integers(0, 2000))
def test_one_guess_more_never_shortens_the_wait_and_no_wait_is_longer_than_the_longest(
        seconds_ago: list[int], another: int) -> None:
    guesses = [NOW - timedelta(seconds=each) for each in seconds_ago]
    wait = wait_before_guessing(guesses, NOW)
    assert timedelta() <= wait <= LONGEST_WAIT
    assert wait_before_guessing([*guesses, NOW - timedelta(seconds=another)], NOW) >= wait


def test_outside_the_exercise_there_is_no_cast_to_sign_in_as(recorded: Engine, cast: Cast) -> None:
    with reading(recorded) as session:
        assert sign_ins.cast(session).empty
        assert list(sign_ins.cast(session).columns) == ["id", "name", "role", "organisation"]
    for viewer in cast.everyone():
        with pytest.raises(NotFound, match=r"^There is no such member of the exercise's cast\.$"):
            sign_ins.sign_in_as_cast(recorded, viewer.account_id, HOURS)


def test_in_the_exercise_its_cast_signs_in_with_one_click_and_nobody_else_does(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    began = stopped_clock.set_to(2026, 3, 1)
    with writing(recorded) as session:
        session.add(Exercise(seed=1, opens_at=NOW, began_at=began))
        session.flush()
        for viewer in (cast.official, cast.facebook):
            session.get_one(Account, viewer.account_id).exercise_id = 1
    with reading(recorded) as session:
        offered = sign_ins.cast(session)
    assert offered.to_dict("records") == [
        {"id": cast.official.account_id, "name": "Cabinet Office official", "role": "Official",
         "organisation": "Cabinet Office"},
        {"id": cast.facebook.account_id, "name": "Facebook representative", "role": "Platform representative",
         "organisation": "Facebook"}]
    visiting = sign_ins.visitor(recorded, sign_ins.sign_in_as_cast(recorded, cast.facebook.account_id, HOURS))
    assert visiting is not None
    assert (visiting.viewer, visiting.now, visiting.exercise) == (cast.facebook, NOW, True)
    with pytest.raises(NotFound):
        sign_ins.sign_in_as_cast(recorded, cast.analyst.account_id, HOURS)
    deactivate(recorded, cast.facebook)
    with pytest.raises(NotFound):
        sign_ins.sign_in_as_cast(recorded, cast.facebook.account_id, HOURS)
    with reading(recorded) as session:
        assert list(sign_ins.cast(session)["name"]) == ["Cabinet Office official"]
