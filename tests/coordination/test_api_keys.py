"""Keys for the API: who makes them, what they open, and when they stop."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import accounts, api_keys
from coordination.accounts import AccountInput
from coordination.api_keys import Keyring
from coordination.problems import Invalid, NotAllowed, NotFound
from coordination.updates import drafts
from data_model.api_keys import ApiKey
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.words import Role, Scope
from tests.cast import Cast, commitment_id, platform_id
from tests.conftest import StoppedClock

NOW = datetime(2019, 12, 2, 9, tzinfo=UTC)
READS: dict[str, object] = {"name": "Nightly counts", "scopes": ["read"]}


@pytest.fixture
def keyring(recorded: Engine) -> Keyring:
    """The one of a server that runs all the while."""
    return Keyring(recorded)


def last_sentence(engine: Engine) -> str:
    with reading(engine) as session:
        return session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc())).first() or ""


def test_a_lead_makes_a_key_that_acts_for_them(recorded: Engine, cast: Cast, keyring: Keyring) -> None:
    key_id, secret = api_keys.make(recorded, cast.facebook, READS | {"scopes": ["read", "submit"]})
    assert last_sentence(recorded) == ("Facebook representative made API key 1 for Facebook representative, good for "
                                       "read, submit, until 2020-03-01.")
    caller = keyring.caller(secret)
    assert caller is not None
    assert (caller.viewer.account_id, caller.viewer.key_id) == (cast.facebook.account_id, key_id)
    assert caller.scopes == {Scope.READ, Scope.SUBMIT}
    assert caller.visitor.now == NOW


def test_the_secret_is_nowhere_in_the_database(recorded: Engine, cast: Cast) -> None:
    _, secret = api_keys.make(recorded, cast.facebook, READS)
    with reading(recorded) as session:
        key = session.scalars(select(ApiKey)).one()
        assert secret not in str(key.model_dump())
        assert key.start == secret[:12]


def test_an_administrator_makes_one_for_somebody(recorded: Engine, cast: Cast, keyring: Keyring) -> None:
    _, secret = api_keys.make(recorded, cast.administrator, READS | {"account_id": cast.analyst.account_id})
    caller = keyring.caller(secret)
    assert caller is not None
    assert caller.viewer.role is Role.ANALYST


@pytest.mark.parametrize(("who", "given", "error", "sentence"), [
    ("twitter", READS, NotAllowed, "Only your company's lead can manage API keys. Ask them, or an administrator."),
    ("official", READS, NotAllowed, "Officials cannot manage API keys."),
    ("analyst", READS, NotAllowed, "Analysts cannot manage API keys."),
    ("administrator", READS, Invalid, "A key is for a platform representative or an analyst. Choose one."),
    ("facebook", READS | {"scopes": []}, Invalid, "Tick at least one thing that the program may do."),
    ("facebook", READS | {"days": 366}, Invalid, "Days: this is not a number that can be chosen."),
    ("facebook", READS | {"name": " "}, Invalid, "Name: this is needed."),
])
def test_a_key_that_may_not_be_made_is_refused_in_a_sentence(recorded: Engine, cast: Cast, who: str,
                                                             given: dict[str, object], error: type[Exception],
                                                             sentence: str) -> None:
    with pytest.raises(error) as refused:
        api_keys.make(recorded, getattr(cast, who), given)
    assert str(refused.value) == sentence
    with reading(recorded) as session:
        assert not session.scalars(select(ApiKey)).all()


def test_a_lead_makes_none_for_others(recorded: Engine, cast: Cast) -> None:
    for somebody in (cast.twitter, cast.analyst):
        with pytest.raises(NotFound, match=r"^There is no such account\.$"):
            api_keys.make(recorded, cast.facebook, READS | {"account_id": somebody.account_id})


def test_a_key_ends_when_revoked_and_is_revoked_once(recorded: Engine, cast: Cast, keyring: Keyring) -> None:
    key_id, secret = api_keys.make(recorded, cast.facebook, READS)
    for nobody in (cast.stranger, cast.twitter):
        with pytest.raises(NotFound):
            api_keys.revoke(recorded, nobody, key_id)
    api_keys.revoke(recorded, cast.administrator, key_id)
    assert last_sentence(recorded) == f"Administrator revoked API key {key_id}."
    assert keyring.caller(secret) is None
    with pytest.raises(NotFound, match="has been revoked already"):
        api_keys.revoke(recorded, cast.facebook, key_id)


def test_a_key_ends_with_its_last_day(recorded: Engine, cast: Cast, keyring: Keyring,
                                      stopped_clock: StoppedClock) -> None:
    _, secret = api_keys.make(recorded, cast.facebook, READS | {"days": 1})
    stopped_clock.advance(hours=23, minutes=59)
    assert keyring.caller(secret)
    stopped_clock.advance(minutes=1)
    assert keyring.caller(secret) is None


def test_a_key_ends_with_its_persons_account_and_when_they_move(recorded: Engine, cast: Cast, keyring: Keyring) -> None:
    _, secret = api_keys.make(recorded, cast.facebook, READS)
    moved = AccountInput(name="Moved", email="moved@example.com", role=Role.PLATFORM, organisation="Twitter")
    accounts.change(recorded, cast.administrator, cast.facebook.account_id, moved)
    assert keyring.caller(secret) is None
    back = moved.model_copy(update={"organisation": "Facebook"})
    accounts.change(recorded, cast.administrator, cast.facebook.account_id, back)
    assert keyring.caller(secret)
    accounts.set_active(recorded, cast.administrator, cast.facebook.account_id, active=False)
    assert keyring.caller(secret) is None


@pytest.mark.parametrize("how", ["revoked", "deactivated", "moved", "expired"])
def test_a_key_that_calls_all_the_while_ends_at_the_next_call(recorded: Engine, cast: Cast, keyring: Keyring,
                                                              stopped_clock: StoppedClock, how: str) -> None:
    key_id, secret = api_keys.make(recorded, cast.facebook, READS)
    assert all(keyring.caller(secret) for _ in range(3))  # from the second on it is kept
    if how == "revoked":
        api_keys.revoke(recorded, cast.administrator, key_id)
    elif how == "deactivated":
        accounts.set_active(recorded, cast.administrator, cast.facebook.account_id, active=False)
    elif how == "moved":
        accounts.change(recorded, cast.administrator, cast.facebook.account_id, AccountInput(
            name="Moved", email="moved@example.com", role=Role.PLATFORM, organisation="Twitter"))
    else:
        stopped_clock.advance(days=90)
    assert keyring.caller(secret) is None


def test_unknown_and_endless_secrets_open_nothing(recorded: Engine, cast: Cast, keyring: Keyring) -> None:
    assert keyring.caller("parley_guessed") is None
    assert keyring.caller("x" * 1_000_000) is None


def test_a_write_by_a_key_says_so_and_is_refused_once_the_key_has_ended(recorded: Engine, cast: Cast,
                                                                        keyring: Keyring) -> None:
    key_id, secret = api_keys.make(recorded, cast.facebook, READS | {"scopes": ["submit"]})
    caller = keyring.caller(secret)
    assert caller is not None
    facebook = platform_id(recorded, "facebook")
    drafts.open_draft(recorded, caller.viewer, facebook, commitment_id(recorded, 1))
    assert last_sentence(recorded) == (f"Facebook representative, by API key {key_id}, began a draft for Facebook on "
                                       "commitment 1, due 2019-12-06.")
    api_keys.revoke(recorded, cast.facebook, key_id)
    with pytest.raises(NotAllowed, match=r"^This API key has been revoked or has expired\. Ask for a new one\.$"):
        drafts.open_draft(recorded, caller.viewer, facebook, commitment_id(recorded, 2))


def test_the_minute_of_the_last_use_is_kept(recorded: Engine, cast: Cast, keyring: Keyring,
                                            stopped_clock: StoppedClock) -> None:
    _, secret = api_keys.make(recorded, cast.facebook, READS)

    def used() -> object:
        with reading(recorded) as session:
            return api_keys.listing(session, cast.facebook, now=NOW).loc[0, "last_used_at"]

    assert used() is None
    for seconds, noted in ((0, 0), (59, 0), (1, 60)):
        stopped_clock.advance(seconds=seconds)
        keyring.caller(secret)
        assert used() == datetime(2019, 12, 2, 9, noted // 60, tzinfo=UTC)


def test_the_list_has_what_the_viewer_manages(recorded: Engine, cast: Cast, session: Session) -> None:
    api_keys.make(recorded, cast.facebook, READS | {"scopes": ["signals", "read"]})
    revoked, _ = api_keys.make(recorded, cast.facebook, READS | {"name": "Old"})
    api_keys.revoke(recorded, cast.facebook, revoked)
    api_keys.make(recorded, cast.administrator, READS | {"account_id": cast.analyst.account_id, "name": "Charts"})
    mine = api_keys.listing(session, cast.facebook, now=NOW)
    assert mine[["name", "organisation", "person", "scopes", "state"]].to_numpy().tolist() == [
        ["Old", "Facebook", "Facebook representative", "read", "revoked"],
        ["Nightly counts", "Facebook", "Facebook representative", "read, signals", "working"]]
    assert list(api_keys.listing(session, cast.administrator, now=NOW)["name"]) == ["Charts", "Old", "Nightly counts"]
    for nobody in (cast.twitter, cast.stranger, cast.official, cast.analyst):
        assert api_keys.listing(session, nobody, now=NOW).empty


def test_a_lead_makes_keys_for_themselves_and_an_administrator_for_all_who_may_hold_one(
        cast: Cast, session: Session) -> None:
    assert api_keys.holders(session, cast.facebook) == {
        cast.facebook.account_id: "Facebook representative (Facebook)"}
    assert list(api_keys.holders(session, cast.administrator).values()) == [
        "Stranger (A company the letter is not addressed to)", "Government analyst (Cabinet Office)",
        "Facebook representative (Facebook)", "Twitter representative (Twitter)"]
    for viewer in (cast.twitter, cast.official, cast.analyst):
        assert api_keys.holders(session, viewer) == {}


def test_a_company_knows_its_leads(cast: Cast, session: Session) -> None:
    assert api_keys.leads(session, cast.facebook) == ["Facebook representative"]
    assert api_keys.leads(session, cast.twitter) == []
    assert api_keys.leads(session, cast.administrator) == []
