"""Accounts: adding, changing, deactivating, and the links with which a person sets their password."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import accounts, sign_ins
from coordination.accounts import AccountInput, hasher, token_hash
from coordination.problems import Invalid, NotAllowed, NotFound, from_validation
from coordination.viewers import Viewer
from data_model.accounts import Account, PasswordLink
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.words import Role
from tests import cast as casting
from tests.cast import Cast
from tests.conftest import StoppedClock

PASSWORD = "three random words"
DAY = timedelta(days=1)


def given(**changed: object) -> AccountInput:
    return AccountInput.model_validate({"name": "Second analyst", "email": "second@example.com", "role": "analyst",
                                        "organisation": "Home Office"} | changed)


def as_given(viewer: Viewer, **changed: object) -> AccountInput:
    return given(**{"name": viewer.name, "email": viewer.email, "role": viewer.role,
                    "organisation": viewer.organisation} | changed)


def account(engine: Engine, id_: int) -> Account:
    with reading(engine) as session:
        return session.get_one(Account, id_)


def last_sentence(engine: Engine) -> str:
    with reading(engine) as session:
        return session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc())).first() or ""


def owner(engine: Engine, token: str, now: datetime) -> str:
    with reading(engine) as session:
        return accounts.link_owner(session, token, now)


def test_an_administrator_adds_an_account_and_gets_a_link_for_it(recorded: Engine, cast: Cast,
                                                                 stopped_clock: StoppedClock) -> None:
    id_, token = accounts.add(recorded, cast.administrator, given(email="Second@Example.COM"))
    made = account(recorded, id_)
    assert (made.name, made.email, made.role, made.active, made.password_hash, made.exercise_id, made.created_at) == (
        "Second analyst", "second@example.com", Role.ANALYST, True, None, None, datetime(2019, 12, 2, 9, tzinfo=UTC))
    assert last_sentence(recorded) == "Administrator added Second analyst (analyst, Home Office)."
    assert owner(recorded, token, stopped_clock.now) == "second@example.com"


def test_the_token_of_a_link_is_not_stored(recorded: Engine, cast: Cast) -> None:
    _, token = accounts.add(recorded, cast.administrator, given())
    with reading(recorded) as session:
        stored = session.scalars(select(col(PasswordLink.token_hash))).all()
    assert token not in stored
    assert token_hash(token) in stored
    assert len(token) == 43  # 32 random bytes


def test_nobody_but_administrators_touches_accounts(recorded: Engine, cast: Cast, session: Session) -> None:
    for viewer in cast.everyone():
        if viewer == cast.administrator:
            continue
        with pytest.raises(NotAllowed, match="cannot add accounts"):
            accounts.add(recorded, viewer, given())
        with pytest.raises(NotAllowed, match="cannot change accounts"):
            accounts.change(recorded, viewer, viewer.account_id, given())
        with pytest.raises(NotAllowed, match="cannot change accounts"):
            accounts.set_active(recorded, viewer, cast.analyst.account_id, active=False)
        with pytest.raises(NotAllowed, match="cannot make password links"):
            accounts.new_password_link(recorded, viewer, viewer.account_id)
        with pytest.raises(NotAllowed, match=r"^Only an administrator can see accounts\.$"):
            accounts.listing(session, viewer)
        with pytest.raises(NotAllowed, match=r"^Only an administrator can see accounts\.$"):
            accounts.organisations(session, viewer)
    assert last_sentence(recorded) == (
        f"a test added Stranger (platform representative, {casting.STRANGERS_COMPANY}, their company's lead).")


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"email": "GOVERNMENT.analyst@example.com"}, "There is already an account for government.analyst@example.com."),
    ({"organisation": "Facebook"}, "Analysts belong to a government department; Facebook is not one."),
    ({"role": "platform"},
     "Platform representatives belong to a company that runs a platform; Home Office is not one."),
    ({"organisation": "Nowhere"}, "There is no organisation “Nowhere”. Choose one of: A company the letter is not "
     "addressed to, Cabinet Office, Department for Digital, Culture, Media and Sport, Facebook, Google, Home Office, "
     "Twitter."),
])
def test_an_account_that_does_not_fit_is_refused_with_a_sentence(
        recorded: Engine, cast: Cast, changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.add(recorded, cast.administrator, given(**changed))
    assert str(refused.value) == sentence


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"email": "nobody"}, "Enter an email address, like name@example.com."),
    ({"name": " \n "}, "Name: this is needed."),
    ({"name": "x" * 201}, "Name: use at most 200 characters."),
    ({"role": "minister"}, "Role: choose one of these: 'official', 'platform', 'analyst' or 'administrator'."),
    ({"password": "x"}, "Password: this cannot be set here."),
])
def test_what_is_typed_is_checked_first(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        given(**changed)
    assert str(from_validation(refused.value)) == sentence


def test_a_name_cannot_make_one_sentence_of_the_audit_look_like_two(recorded: Engine, cast: Cast) -> None:
    accounts.add(recorded, cast.administrator, given(name="A\x00 \u202e person.\nAdministrator accepted everything"))
    assert last_sentence(recorded) == (
        "Administrator added A person. Administrator accepted everything (analyst, Home Office).")


def test_changing_an_account_says_who_it_was_and_who_it_is(recorded: Engine, cast: Cast) -> None:
    accounts.change(recorded, cast.administrator, cast.analyst.account_id,
                    as_given(cast.analyst, name="Lead official", role="official", organisation="Home Office"))
    changed = account(recorded, cast.analyst.account_id)
    assert (changed.name, changed.role, changed.organisation_id) == (
        "Lead official", Role.OFFICIAL, cast.second_official.organisation_id)
    assert last_sentence(recorded) == (
        "Administrator changed the account of Government analyst: now Lead official (official, Home Office).")


def test_an_address_in_use_cannot_be_taken_over(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Invalid, match=r"^There is already an account for twitter\.representative@example\.com\.$"):
        accounts.change(recorded, cast.administrator, cast.facebook.account_id,
                        as_given(cast.facebook, email=cast.twitter.email))


def test_what_is_not_there_cannot_be_changed(recorded: Engine, cast: Cast) -> None:
    for act in (lambda: accounts.change(recorded, cast.administrator, 10_000, given()),
                lambda: accounts.set_active(recorded, cast.administrator, 10_000, active=False),
                lambda: accounts.new_password_link(recorded, cast.administrator, 10_000)):
        with pytest.raises(NotFound, match=r"^There is no such account\.$"):
            act()


def test_the_last_administrator_can_neither_leave_nor_be_made_something_else(recorded: Engine, cast: Cast) -> None:
    mine = cast.administrator
    sentence = r"^Administrator is the last administrator\. Make someone else one first\.$"
    with pytest.raises(Invalid, match=sentence):
        accounts.set_active(recorded, mine, mine.account_id, active=False)
    with pytest.raises(Invalid, match=sentence):
        accounts.change(recorded, mine, mine.account_id, as_given(mine, role="analyst"))
    with pytest.raises(Invalid, match=sentence):
        accounts.set_active(recorded, "the command line", mine.account_id, active=False)


def test_an_administrator_who_is_deactivated_does_not_count(recorded: Engine, cast: Cast) -> None:
    second, _ = accounts.add(recorded, cast.administrator, given(role="administrator"))
    accounts.set_active(recorded, cast.administrator, second, active=False)
    with pytest.raises(Invalid, match="is the last administrator"):
        accounts.set_active(recorded, cast.administrator, cast.administrator.account_id, active=False)
    accounts.set_active(recorded, cast.administrator, second, active=True)
    accounts.set_active(recorded, cast.administrator, cast.administrator.account_id, active=False)
    assert not account(recorded, cast.administrator.account_id).active


def test_whoever_was_deactivated_writes_nothing_more(recorded: Engine, cast: Cast) -> None:
    second, _ = accounts.add(recorded, cast.administrator, given(role="administrator"))
    accounts.set_active(recorded, "the command line", cast.administrator.account_id, active=False)
    with pytest.raises(NotAllowed, match=r"^Your account is no longer active\. Ask an administrator\.$"):
        accounts.set_active(recorded, cast.administrator, second, active=False)
    assert account(recorded, second).active


def test_the_role_at_the_moment_of_writing_decides_not_the_one_on_the_screen(recorded: Engine, cast: Cast) -> None:
    accounts.add(recorded, cast.administrator, given(role="administrator"))
    accounts.change(recorded, "the command line", cast.administrator.account_id,
                    as_given(cast.administrator, role="analyst"))
    with pytest.raises(NotAllowed, match=r"^Analysts cannot add accounts\.$"):
        accounts.add(recorded, cast.administrator, given(email="third@example.com"))


def test_doing_again_what_is_done_already_says_nothing_new(recorded: Engine, cast: Cast) -> None:
    accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=False)
    before = last_sentence(recorded)
    assert before == "Administrator deactivated the account of Government analyst."
    accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=False)
    with reading(recorded) as session:
        assert list(session.scalars(select(col(AuditEntry.sentence)))).count(before) == 1


def test_a_password_is_set_once_with_a_link(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_, token = accounts.add(recorded, cast.administrator, given())
    accounts.set_password(recorded, token, PASSWORD)
    stored = account(recorded, id_).password_hash
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert hasher.verify(PASSWORD, stored)
    assert last_sentence(recorded) == "Second analyst set a password with a link."
    with pytest.raises(NotFound, match=r"^This link has been used or is out of date\. Ask an administrator for a new "):
        accounts.set_password(recorded, token, "another three words")
    assert account(recorded, id_).password_hash == stored


def test_a_link_lasts_three_days(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    _, token = accounts.add(recorded, cast.administrator, given())
    made = stopped_clock.now
    assert owner(recorded, token, made + 3 * DAY - timedelta(seconds=1)) == "second@example.com"
    with pytest.raises(NotFound):
        owner(recorded, token, made + 3 * DAY)
    stopped_clock.advance(days=3)
    with pytest.raises(NotFound):
        accounts.set_password(recorded, token, PASSWORD)


def test_a_new_link_ends_the_one_before(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_, first = accounts.add(recorded, cast.administrator, given())
    second = accounts.new_password_link(recorded, cast.administrator, id_)
    assert last_sentence(recorded) == "Administrator made a password link for Second analyst."
    with pytest.raises(NotFound):
        accounts.set_password(recorded, first, PASSWORD)
    accounts.set_password(recorded, second, PASSWORD)


def test_a_link_that_went_to_a_mistyped_address_ends_when_the_address_is_put_right(
        recorded: Engine, cast: Cast) -> None:
    id_, token = accounts.add(recorded, cast.administrator, given(email="secnod@example.com"))
    accounts.change(recorded, cast.administrator, id_, given())
    with pytest.raises(NotFound):
        accounts.set_password(recorded, token, PASSWORD)


def test_a_link_survives_another_name(recorded: Engine, cast: Cast) -> None:
    id_, token = accounts.add(recorded, cast.administrator, given())
    accounts.change(recorded, cast.administrator, id_, given(name="Another name"))
    accounts.set_password(recorded, token, PASSWORD)


def test_deactivating_ends_links_and_sign_ins_for_good(recorded: Engine, cast: Cast,
                                                       stopped_clock: StoppedClock) -> None:
    id_, token = accounts.add(recorded, cast.administrator, given())
    accounts.set_password(recorded, token, PASSWORD)
    visit = sign_ins.sign_in(recorded, "second@example.com", PASSWORD, DAY).token
    link = accounts.new_password_link(recorded, cast.administrator, id_)
    accounts.set_active(recorded, cast.administrator, id_, active=False)
    assert sign_ins.visitor(recorded, visit) is None
    accounts.set_active(recorded, cast.administrator, id_, active=True)
    assert sign_ins.visitor(recorded, visit) is None
    with pytest.raises(NotFound):
        accounts.set_password(recorded, link, PASSWORD)


def test_a_new_password_ends_every_sign_in(recorded: Engine, cast: Cast) -> None:
    id_, token = accounts.add(recorded, cast.administrator, given())
    accounts.set_password(recorded, token, PASSWORD)
    visit = sign_ins.sign_in(recorded, "second@example.com", PASSWORD, DAY).token
    accounts.set_password(recorded, accounts.new_password_link(recorded, cast.administrator, id_), "other words again")
    assert sign_ins.visitor(recorded, visit) is None


@pytest.mark.parametrize(("password", "sentence"), [
    ("x" * 11, "Use at least 12 characters. Three random words work well."),
    ("x" * 201, "Use at most 200 characters."),
])
def test_a_password_of_the_wrong_length_is_refused_and_the_link_still_works(
        recorded: Engine, cast: Cast, password: str, sentence: str) -> None:
    _, token = accounts.add(recorded, cast.administrator, given())
    with pytest.raises(Invalid) as refused:
        accounts.set_password(recorded, token, password)
    assert str(refused.value) == sentence
    accounts.set_password(recorded, token, "x" * 12)


def test_the_list_has_active_accounts_first_by_name(recorded: Engine, cast: Cast) -> None:
    accounts.add(recorded, cast.administrator, given(name="aardvark keeper"))
    accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=False)
    with reading(recorded) as session:
        found = accounts.listing(session, cast.administrator)
        assert accounts.organisations(session, cast.administrator) == [
            casting.STRANGERS_COMPANY, "Cabinet Office", "Department for Digital, Culture, Media and Sport",
            "Facebook", "Google", "Home Office", "Twitter"]
    assert list(found["name"]) == ["aardvark keeper", "Administrator", "Cabinet Office official",
                                   "Facebook representative", "Home Office official", "Stranger",
                                   "Twitter representative", "Government analyst"]
    assert list(found["active"]) == [True] * 7 + [False]
    assert not found["has_password"].any()
    assert not found["exercise"].any()
    assert list(found["organisation"])[:2] == ["Home Office", "Cabinet Office"]
