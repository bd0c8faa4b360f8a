"""The second factor: who needs one, setting it up, codes that work once, recovery codes, and guessing slowed down."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination import accounts, pending_sign_ins, second_factors, sign_ins
from coordination.accounts import hasher, token_hash
from coordination.guessing import TooManyGuesses
from coordination.pending_sign_ins import ENDED
from coordination.problems import Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.accounts import Account, Exercise, PendingSignIn, RecoveryCode, SecondFactor, SignIn
from data_model.audit import AuditEntry
from data_model.database import reading, writing
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock

PASSWORD = "three random words"
HASHED = hasher.hash(PASSWORD)
HOURS = timedelta(hours=8)
WRONG = r"^This code is not right\. Wait for the next one that your app shows, and type that\.$"


def with_password(engine: Engine, *viewers: Viewer) -> None:
    with writing(engine) as session:
        for viewer in viewers:
            session.get_one(Account, viewer.account_id).password_hash = HASHED


def begin(engine: Engine, viewer: Viewer) -> str:
    """A right password for whom it is not enough. Returns the pending sign-in's token."""
    with_password(engine, viewer)
    begun = sign_ins.sign_in(engine, viewer.email, PASSWORD, HOURS)
    assert not begun.complete
    return begun.token


def offered(engine: Engine, viewer: Viewer) -> str:
    """The secret that somebody is offered at this moment."""
    with reading(engine) as session:
        return second_factors.standing(session, viewer).secret or ""


def secret_of(engine: Engine, viewer: Viewer) -> str:
    with reading(engine) as session:
        return session.get_one(SecondFactor, viewer.account_id).secret


def code(engine: Engine, viewer: Viewer, clock: StoppedClock, **later: float) -> str:
    """What the person's app shows now, or later."""
    return pyotp.TOTP(secret_of(engine, viewer)).at(clock.now + timedelta(**later))


def set_up(engine: Engine, viewer: Viewer, clock: StoppedClock) -> list[str]:
    """A confirmed factor, and a minute gone by. Returns the recovery codes."""
    with_password(engine, viewer)
    second_factors.start(engine, viewer)
    codes = second_factors.confirm(engine, viewer, code(engine, viewer, clock))
    clock.advance(minutes=1)
    return codes


def sentences(engine: Engine) -> list[str]:
    with reading(engine) as session:
        query = select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position))
        return [each for each in session.scalars(query) if "second factor" in each or "signed" in each
                or "recovery" in each]


def test_officials_and_administrators_need_one_and_others_do_not(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, *cast.everyone())
    for viewer in cast.everyone():
        done = sign_ins.sign_in(recorded, viewer.email, PASSWORD, HOURS)
        assert done.complete == (viewer.role not in {"official", "administrator"}), viewer.name
        visitor = sign_ins.visitor(recorded, done.token)
        assert (visitor is not None) == done.complete


def test_in_an_exercise_nobody_needs_one(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with writing(recorded) as session:
        session.add(Exercise(seed=1, opens_at=OPENING, began_at=stopped_clock.now))
    with_password(recorded, cast.official)
    assert sign_ins.sign_in(recorded, cast.official.email, PASSWORD, HOURS).complete


def test_who_needs_one_sets_it_up_before_anything_opens(recorded: Engine, cast: Cast,
                                                        stopped_clock: StoppedClock) -> None:
    token = begin(recorded, cast.official)
    with reading(recorded) as session:
        pending = pending_sign_ins.in_view(session, token, stopped_clock.now)
        assert session.scalars(select(SignIn)).all() == []
    assert (pending.email, pending.secret) == (cast.official.email, secret_of(recorded, cast.official))
    done = pending_sign_ins.finish(recorded, token, code(recorded, cast.official, stopped_clock), HOURS)
    visitor = sign_ins.visitor(recorded, done.token)
    assert visitor is not None
    assert visitor.viewer == cast.official
    assert len(set(done.recovery_codes)) == 10
    assert {len(each.replace(" ", "")) for each in done.recovery_codes} == {16}
    assert sentences(recorded) == ["Cabinet Office official set up a second factor.",
                                   "Cabinet Office official signed in."]


def test_a_code_signs_in_whoever_has_one(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.analyst, stopped_clock)  # who need not have one
    token = begin(recorded, cast.analyst)
    with reading(recorded) as session:
        assert pending_sign_ins.in_view(session, token, stopped_clock.now).secret is None
    now = code(recorded, cast.analyst, stopped_clock)
    done = pending_sign_ins.finish(recorded, token, f"{now[:3]} {now[3:]}", HOURS)
    assert done.recovery_codes == []
    assert sign_ins.visitor(recorded, done.token) is not None


def test_a_pending_sign_in_works_once(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    token = begin(recorded, cast.official)
    pending_sign_ins.finish(recorded, token, code(recorded, cast.official, stopped_clock), HOURS)
    with pytest.raises(NotFound, match=ENDED):
        pending_sign_ins.finish(recorded, token, code(recorded, cast.official, stopped_clock, minutes=1), HOURS)


def test_no_code_is_good_twice_and_none_from_before_the_last(recorded: Engine, cast: Cast,
                                                             stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.facebook, stopped_clock)
    now, next_ = (code(recorded, cast.facebook, stopped_clock, seconds=seconds) for seconds in (0, 30))
    pending_sign_ins.finish(recorded, begin(recorded, cast.facebook), next_, HOURS)
    for again in (next_, now):
        with pytest.raises(Invalid, match=WRONG):
            pending_sign_ins.finish(recorded, begin(recorded, cast.facebook), again, HOURS)


@pytest.mark.parametrize(("seconds", "right"), [(-61, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phones_clock_may_be_half_a_minute_off(recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
                                                 seconds: int, right: bool) -> None:
    set_up(recorded, cast.facebook, stopped_clock)
    stopped_clock.advance(minutes=5)
    token, shown = begin(recorded, cast.facebook), code(recorded, cast.facebook, stopped_clock, seconds=seconds)
    if right:
        assert pending_sign_ins.finish(recorded, token, shown, HOURS).token
    else:
        with pytest.raises(Invalid, match=WRONG):
            pending_sign_ins.finish(recorded, token, shown, HOURS)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000 000", "0" * 5000, "\x00"])
def test_what_is_no_code_is_wrong(recorded: Engine, cast: Cast, stopped_clock: StoppedClock, typed: str) -> None:
    set_up(recorded, cast.facebook, stopped_clock)
    with pytest.raises(Invalid, match=WRONG):
        pending_sign_ins.finish(recorded, begin(recorded, cast.facebook), typed, HOURS)


def test_wrong_codes_end_the_sign_in_and_slow_down_the_next(recorded: Engine, cast: Cast,
                                                            stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.facebook, stopped_clock)
    token = begin(recorded, cast.facebook)
    for _ in range(4):
        with pytest.raises(Invalid, match=WRONG):
            pending_sign_ins.finish(recorded, token, "wrong", HOURS)
    with pytest.raises(NotFound, match=rf"^Too many wrong codes\. {ENDED}$"):
        pending_sign_ins.finish(recorded, token, "wrong", HOURS)
    with pytest.raises(NotFound, match=ENDED):
        pending_sign_ins.finish(recorded, token, code(recorded, cast.facebook, stopped_clock), HOURS)
    token = begin(recorded, cast.facebook)  # the password still works, at once
    with pytest.raises(TooManyGuesses, match=r"^Too many wrong attempts\. Try again in 5 seconds\.$"):
        pending_sign_ins.finish(recorded, token, code(recorded, cast.facebook, stopped_clock), HOURS)
    stopped_clock.advance(seconds=5)
    assert pending_sign_ins.finish(recorded, token, code(recorded, cast.facebook, stopped_clock), HOURS).token
    with reading(recorded) as session:
        assert session.scalars(select(SignIn.proof_hash)).all() == [None]


def test_a_pending_sign_in_ends_after_ten_minutes(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    token = begin(recorded, cast.official)
    stopped_clock.advance(minutes=10)
    with pytest.raises(NotFound, match=ENDED):
        pending_sign_ins.finish(recorded, token, code(recorded, cast.official, stopped_clock), HOURS)


def test_deactivating_and_a_new_password_end_a_pending_sign_in(recorded: Engine, cast: Cast,
                                                               stopped_clock: StoppedClock) -> None:
    token = begin(recorded, cast.official)
    accounts.set_active(recorded, cast.administrator, cast.official.account_id, active=False)
    accounts.set_active(recorded, cast.administrator, cast.official.account_id, active=True)
    again = begin(recorded, cast.official)
    link = accounts.new_password_link(recorded, cast.administrator, cast.official.account_id)
    accounts.set_password(recorded, link, "another three words")
    for each in (token, again):
        with pytest.raises(NotFound, match=ENDED):
            pending_sign_ins.finish(recorded, each, code(recorded, cast.official, stopped_clock), HOURS)


def test_whoever_got_as_far_before_does_not_know_the_secret_that_is_confirmed(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    thiefs = begin(recorded, cast.official)
    seen = secret_of(recorded, cast.official)
    token = begin(recorded, cast.official)
    assert secret_of(recorded, cast.official) != seen
    with pytest.raises(NotFound, match=ENDED):
        pending_sign_ins.finish(recorded, thiefs, pyotp.TOTP(seen).at(stopped_clock.now), HOURS)
    assert pending_sign_ins.finish(recorded, token, code(recorded, cast.official, stopped_clock), HOURS).token


def test_a_recovery_code_signs_in_once_however_it_is_typed(recorded: Engine, cast: Cast,
                                                           stopped_clock: StoppedClock) -> None:
    codes = set_up(recorded, cast.facebook, stopped_clock)
    for typed in (codes[0].lower(), codes[1].replace(" ", "-"), codes[2]):
        assert pending_sign_ins.finish(recorded, begin(recorded, cast.facebook), typed, HOURS).token
    with pytest.raises(Invalid, match=WRONG):
        pending_sign_ins.finish(recorded, begin(recorded, cast.facebook), codes[0], HOURS)
    with reading(recorded) as session:
        assert second_factors.standing(session, cast.facebook).codes_left == 7
    assert sentences(recorded)[-1] == "Facebook representative signed in with a recovery code."


def test_a_recovery_code_is_good_for_its_own_account_only(recorded: Engine, cast: Cast,
                                                          stopped_clock: StoppedClock) -> None:
    codes = set_up(recorded, cast.facebook, stopped_clock)
    set_up(recorded, cast.twitter, stopped_clock)
    with pytest.raises(Invalid, match=WRONG):
        pending_sign_ins.finish(recorded, begin(recorded, cast.twitter), codes[0], HOURS)


def test_only_hashes_of_codes_and_tokens_are_stored(recorded: Engine, cast: Cast,
                                                    stopped_clock: StoppedClock) -> None:
    codes = set_up(recorded, cast.facebook, stopped_clock)
    token = begin(recorded, cast.facebook)
    with reading(recorded) as session:
        stored = set(session.scalars(select(col(RecoveryCode.code_hash))))
        assert stored == {token_hash(each.replace(" ", "")) for each in codes}
        assert session.scalars(select(col(PendingSignIn.token_hash))).all() == [token_hash(token)]


def test_an_offered_factor_asks_nothing_of_who_need_not_have_one(recorded: Engine, cast: Cast) -> None:
    with_password(recorded, cast.analyst)
    second_factors.start(recorded, cast.analyst)
    assert sign_ins.sign_in(recorded, cast.analyst.email, PASSWORD, HOURS).complete


def test_recovery_codes_are_renewed_for_who_gives_a_code(recorded: Engine, cast: Cast,
                                                         stopped_clock: StoppedClock) -> None:
    old = set_up(recorded, cast.official, stopped_clock)
    with pytest.raises(Invalid, match=WRONG):
        second_factors.renew(recorded, cast.official, "000000")
    new = second_factors.renew(recorded, cast.official, old[0])
    assert not set(old) & set(new)
    with pytest.raises(Invalid, match=WRONG):
        pending_sign_ins.finish(recorded, begin(recorded, cast.official), old[1], HOURS)
    assert pending_sign_ins.finish(recorded, begin(recorded, cast.official), new[1], HOURS).token


def test_who_need_not_have_one_turns_it_off_with_a_code(recorded: Engine, cast: Cast,
                                                        stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.facebook, stopped_clock)
    with pytest.raises(Invalid, match=WRONG):
        second_factors.turn_off(recorded, cast.facebook, "000000")
    second_factors.turn_off(recorded, cast.facebook, code(recorded, cast.facebook, stopped_clock))
    assert sign_ins.sign_in(recorded, cast.facebook.email, PASSWORD, HOURS).complete
    with reading(recorded) as session:
        assert session.scalars(select(RecoveryCode)).all() == []
    assert sentences(recorded)[-2] == "Facebook representative turned off their second factor."


def test_where_it_is_required_it_stays_on(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.official, stopped_clock)
    with pytest.raises(NotAllowed, match=r"^Officials and administrators need a second factor: it cannot be turned"):
        second_factors.turn_off(recorded, cast.official, code(recorded, cast.official, stopped_clock))


def test_guessing_at_ones_own_code_is_slowed_too(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    """A visit that somebody left open is no way to a code."""
    set_up(recorded, cast.facebook, stopped_clock)
    for _ in range(5):
        with pytest.raises(Invalid, match=WRONG):
            second_factors.turn_off(recorded, cast.facebook, "000000")
    for act in (second_factors.turn_off, second_factors.renew):
        with pytest.raises(TooManyGuesses):
            act(recorded, cast.facebook, code(recorded, cast.facebook, stopped_clock))


def test_what_is_on_is_not_offered_again_and_what_is_off_is_not_asked_for(recorded: Engine, cast: Cast,
                                                                          stopped_clock: StoppedClock) -> None:
    with pytest.raises(Invalid, match=r"^No app is waiting to be confirmed\. Begin again\.$"):
        second_factors.confirm(recorded, cast.facebook, "000000")
    with pytest.raises(Invalid, match=r"^Your second factor is off\.$"):
        second_factors.renew(recorded, cast.facebook, "000000")
    set_up(recorded, cast.facebook, stopped_clock)
    with pytest.raises(Invalid, match=r"^Your second factor is on already\.$"):
        second_factors.start(recorded, cast.facebook)


def test_an_administrator_removes_the_factor_of_a_lost_phone(recorded: Engine, cast: Cast,
                                                             stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.official, stopped_clock)
    old = secret_of(recorded, cast.official)
    for viewer in cast.everyone():
        if viewer != cast.administrator:
            with pytest.raises(NotAllowed):
                second_factors.remove(recorded, viewer, cast.official.account_id)
    second_factors.remove(recorded, cast.administrator, cast.official.account_id)
    assert sentences(recorded)[-1] == "Administrator removed the second factor of Cabinet Office official."
    token = begin(recorded, cast.official)
    assert offered(recorded, cast.official) not in {"", old}
    assert pending_sign_ins.finish(recorded, token, code(recorded, cast.official, stopped_clock), HOURS).recovery_codes
    with pytest.raises(NotFound, match=r"^This account has no second factor\.$"):
        second_factors.remove(recorded, cast.administrator, cast.analyst.account_id)


def test_only_administrators_see_who_has_one(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    began = stopped_clock.now
    set_up(recorded, cast.official, stopped_clock)
    with reading(recorded) as session:
        assert second_factors.on_since(session, cast.administrator, cast.official.account_id) == began
        assert second_factors.on_since(session, cast.administrator, cast.analyst.account_id) is None
        with pytest.raises(NotAllowed):
            second_factors.on_since(session, cast.official, cast.official.account_id)


def test_the_qr_code_names_parley_and_the_account() -> None:
    assert second_factors.address("JBSWY3DPEHPK3PXP" * 2, "a&b@example.com") == (
        "otpauth://totp/Parley:a%26b%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Parley")
