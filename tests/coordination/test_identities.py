"""People whom an identity provider signs in: whose account it is, rules by domain, and who is refused in what words."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination import accounts, domain_rules, identities, sign_ins
from coordination.accounts import AccountInput
from coordination.identities import Refused
from coordination.problems import Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.accounts import Account, Exercise, Identity, SignIn
from data_model.audit import AuditEntry
from data_model.database import reading, writing
from data_model.words import Role
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock

ISSUER = "https://login.example.gov.uk"
HOURS = timedelta(hours=8)
UNVERIFIED = (r"^Your organisation did not say that your email address is verified, so Parley cannot tell which "
              r"account is yours\. Ask whoever runs your organisation's sign-in\.$")
TOO_OLD = r"^This sign-in is too old to be used\. Sign in again\.$"
RULE: dict[str, object] = {"domain": "homeoffice.example.com", "role": Role.ANALYST, "organisation": "Home Office"}


def said(viewer: Viewer | None = None, **changed: object) -> dict[str, object]:
    """The claims of a token that was given just now, to this member of the cast or to a newcomer."""
    subject = f"subject-{viewer.account_id}" if viewer else "newcomer"
    email = viewer.email if viewer else "new.comer@homeoffice.example.com"
    return {"iss": ISSUER, "sub": subject, "iat": int(OPENING.timestamp()), "email": email, "email_verified": True,
            "name": "Ng Newcomer", "nonce": "n", "aud": "parley"} | changed


def sign_in(engine: Engine, claims: dict[str, object]) -> Viewer:
    visitor = sign_ins.visitor(engine, identities.sign_in(engine, ISSUER, claims, HOURS))
    assert visitor is not None
    return visitor.viewer


def told(engine: Engine, newest: int) -> list[str]:
    with reading(engine) as session:
        query = select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc()).limit(newest)
        return list(session.scalars(query))[::-1]


def visits(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(SignIn)).one()


def test_an_account_made_beforehand_is_linked_by_its_verified_address(recorded: Engine, cast: Cast) -> None:
    assert sign_in(recorded, said(cast.official, email=cast.official.email.upper())) == cast.official
    assert told(recorded, 2) == ["Cabinet Office official was linked to the organisation's sign-in.",
                                 "Cabinet Office official signed in with the organisation."]


def test_a_second_factor_is_the_providers_business(recorded: Engine, cast: Cast) -> None:
    assert sign_in(recorded, said(cast.administrator)) == cast.administrator


def test_who_is_linked_is_known_by_subject_whatever_their_address_is_now(recorded: Engine, cast: Cast) -> None:
    sign_in(recorded, said(cast.official))
    for changed in ({"email": "married@example.com"}, {"email": cast.analyst.email}, {"email": None},
                    {"email_verified": False}):
        assert sign_in(recorded, said(cast.official, nonce=str(changed), **changed)) == cast.official


def test_the_same_subject_of_another_issuer_is_somebody_else(recorded: Engine, cast: Cast) -> None:
    sign_in(recorded, said(cast.official))
    with writing(recorded) as session:
        session.scalars(select(Identity)).one().issuer = "https://elsewhere.example"
    with pytest.raises(Refused, match=r"^There is no account for newcomer@example\.com\."):
        sign_in(recorded, said(cast.official, email="newcomer@example.com", nonce="2"))


@pytest.mark.parametrize("unverified", [
    {"email_verified": False}, {"email_verified": None}, {"email_verified": "false"}, {"email_verified": 1},
    {"email_verified": "True "}, {"email": None}, {"email": ""}, {"email": "no address"}, {"email": ["x@example.com"]}])
def test_nobody_is_linked_by_an_address_that_is_not_verified(recorded: Engine, cast: Cast,
                                                             unverified: dict[str, object]) -> None:
    domain_rules.add(recorded, cast.administrator, RULE | {"domain": "example.com"})
    with pytest.raises(Refused, match=UNVERIFIED):
        sign_in(recorded, said(cast.official, **unverified))
    assert visits(recorded) == 0


def test_some_providers_say_verified_as_text(recorded: Engine, cast: Cast) -> None:
    assert sign_in(recorded, said(cast.official, email_verified="true")) == cast.official


def test_an_account_that_is_linked_is_not_taken_over_by_who_gets_its_address_later(recorded: Engine,
                                                                                   cast: Cast) -> None:
    sign_in(recorded, said(cast.official))
    with pytest.raises(Refused, match=r"is linked to another person of your organisation\. Ask an administrator"):
        sign_in(recorded, said(cast.official, sub="somebody else"))
    identities.unlink(recorded, cast.administrator, cast.official.account_id)
    assert told(recorded, 1) == [
        "Administrator unlinked the account of Cabinet Office official from the organisation's sign-in."]
    assert sign_in(recorded, said(cast.official, sub="somebody else")) == cast.official


def test_a_stranger_is_refused_with_what_to_do(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Refused, match=r"^There is no account for new\.comer@homeoffice\.example\.com\. Ask an "
                                      r"administrator of Parley to add one with this address\.$"):
        sign_in(recorded, said())
    assert visits(recorded) == 0


def test_a_rule_makes_an_account_for_whoever_is_new_from_its_domain(recorded: Engine, cast: Cast) -> None:
    domain_rules.add(recorded, cast.administrator, RULE)
    viewer = sign_in(recorded, said())
    assert (viewer.name, viewer.email, viewer.role, viewer.organisation) == (
        "Ng Newcomer", "new.comer@homeoffice.example.com", Role.ANALYST, "Home Office")
    assert told(recorded, 4) == [
        "Administrator decided that whoever signs in with an address of homeoffice.example.com gets an account "
        "(analyst, Home Office).",
        "Sign-in of the organisation added Ng Newcomer (analyst, Home Office), by the rule for "
        "homeoffice.example.com.",
        "Ng Newcomer was linked to the organisation's sign-in.", "Ng Newcomer signed in with the organisation."]
    assert sign_in(recorded, said(nonce="2")) == viewer  # the second time it is theirs


@pytest.mark.parametrize("domain", ["sub.homeoffice.example.com", "example.com", "xhomeoffice.example.com",
                                    "homeoffice.example.com.evil.com"])
def test_a_rule_is_for_its_very_domain(recorded: Engine, cast: Cast, domain: str) -> None:
    domain_rules.add(recorded, cast.administrator, RULE)
    with pytest.raises(Refused, match=r"^There is no account for"):
        sign_in(recorded, said(email=f"new@{domain}"))


@pytest.mark.parametrize(("name", "shown"), [
    ("", "new.comer"), (None, "new.comer"), (7, "new.comer"), ("a\nb\u202e c", "a b c"), ("x" * 500, "x" * 200),
    ("<b>Bold</b>", "<b>Bold</b>")])
def test_a_newcomers_name_is_one_line(recorded: Engine, cast: Cast, name: object, shown: str) -> None:
    domain_rules.add(recorded, cast.administrator, RULE)
    assert sign_in(recorded, said(name=name)).name == shown


def test_a_rule_that_was_removed_makes_no_account_and_takes_none_away(recorded: Engine, cast: Cast) -> None:
    rule = domain_rules.add(recorded, cast.administrator, RULE)
    viewer = sign_in(recorded, said())
    domain_rules.remove(recorded, cast.administrator, rule)
    assert sign_in(recorded, said(nonce="2")) == viewer
    with pytest.raises(Refused, match=r"^There is no account for"):
        sign_in(recorded, said(sub="another", email="another@homeoffice.example.com"))
    with pytest.raises(NotFound, match=r"^There is no such rule\.$"):
        domain_rules.remove(recorded, cast.administrator, rule)


def test_somebody_deactivated_is_refused_before_and_after_they_are_linked(recorded: Engine, cast: Cast) -> None:
    def refused(nonce: str) -> None:
        accounts.set_active(recorded, cast.administrator, cast.official.account_id, active=False)
        with pytest.raises(Refused, match=r"^The account of cabinet\.office\.official@example\.com is deactivated\."):
            sign_in(recorded, said(cast.official, nonce=nonce))
        accounts.set_active(recorded, cast.administrator, cast.official.account_id, active=True)

    refused("1")
    token = identities.sign_in(recorded, ISSUER, said(cast.official), HOURS)
    refused("2")
    assert sign_ins.visitor(recorded, token) is None


def test_the_exercises_cast_is_nobody_at_a_provider(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    with writing(recorded) as session:
        session.add(Exercise(seed=1, opens_at=OPENING, began_at=stopped_clock.now))
        session.flush()
        session.get_one(Account, cast.official.account_id).exercise_id = 1
    domain_rules.add(recorded, cast.administrator, RULE | {"domain": "example.com"})
    with pytest.raises(Refused, match=r"is the address of one of the exercise's cast, who sign in with one click\.$"):
        sign_in(recorded, said(cast.official))


def test_what_a_provider_said_opens_one_visit(recorded: Engine, cast: Cast) -> None:
    sign_in(recorded, said(cast.official))
    with pytest.raises(Refused, match=r"^This sign-in was used already\. Sign in again\.$"):
        sign_in(recorded, said(cast.official))
    assert visits(recorded) == 1


@pytest.mark.parametrize(("seconds", "fresh"), [(0, True), (420, True), (421, False), (86_400, False), (-120, True),
                                                (-121, False)])
def test_what_a_provider_said_is_good_for_minutes(recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
                                                  seconds: int, fresh: bool) -> None:
    stopped_clock.advance(seconds=seconds)
    if fresh:
        assert sign_in(recorded, said(cast.official)) == cast.official
    else:
        with pytest.raises(Refused, match=TOO_OLD):
            sign_in(recorded, said(cast.official))


@pytest.mark.parametrize("changed", [{"iss": None}, {"iss": ""}, {"sub": ""}, {"sub": None}, {"sub": "x" * 256},
                                     {"iat": None}, {"iat": "soon"}, {"iat": -1}, {"iat": 10**12}])
def test_claims_that_say_nothing_are_refused(recorded: Engine, cast: Cast, changed: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"^What came back does not say who you are\. Tell an administrator of Parley\.$"):
        sign_in(recorded, said(cast.official, **changed))


@pytest.mark.parametrize("issuer", ["https://elsewhere.example", ISSUER + "/", ISSUER.upper()])
def test_another_issuer_is_refused(recorded: Engine, cast: Cast, issuer: str) -> None:
    with pytest.raises(Refused, match=r"^What came back is from another identity provider than Parley trusts\."):
        sign_in(recorded, said(cast.official, iss=issuer))


def test_only_administrators_make_rules_and_unlink(recorded: Engine, cast: Cast) -> None:
    sign_in(recorded, said(cast.official))
    rule = domain_rules.add(recorded, cast.administrator, RULE)
    for viewer in cast.everyone():
        if viewer == cast.administrator:
            continue
        with reading(recorded) as session, pytest.raises(NotAllowed):
            domain_rules.listing(session, viewer)
        with pytest.raises(NotAllowed):
            domain_rules.add(recorded, viewer, RULE | {"domain": "other.example.com"})
        with pytest.raises(NotAllowed):
            domain_rules.remove(recorded, viewer, rule)
        with pytest.raises(NotAllowed):
            identities.unlink(recorded, viewer, cast.official.account_id)
    with pytest.raises(NotFound, match=r"^This account is not linked to a sign-in of the organisation\.$"):
        identities.unlink(recorded, cast.administrator, cast.analyst.account_id)


def test_people_see_their_own_link_and_administrators_everybodys(recorded: Engine, cast: Cast) -> None:
    sign_in(recorded, said(cast.official))
    own = cast.official.account_id
    with reading(recorded) as session:
        for viewer in (cast.official, cast.administrator):
            found = identities.linked(session, viewer, own)
            assert found is not None
            assert (found.issuer, found.linked_at) == (ISSUER, OPENING)
        assert identities.linked(session, cast.analyst, cast.analyst.account_id) is None
        with pytest.raises(NotAllowed):
            identities.linked(session, cast.analyst, own)


def test_rules_are_listed_by_domain(recorded: Engine, cast: Cast) -> None:
    domain_rules.add(recorded, cast.administrator, RULE)
    domain_rules.add(recorded, cast.administrator, {"domain": " @Facebook.EXAMPLE.com ", "role": Role.PLATFORM,
                                                    "organisation": "Facebook"})
    with reading(recorded) as session:
        rules = domain_rules.listing(session, cast.administrator)
    assert rules.drop(columns="id").to_dict("records") == [
        {"domain": "facebook.example.com", "role": Role.PLATFORM, "organisation": "Facebook",
         "made_by": "Administrator", "made_at": OPENING},
        {"domain": "homeoffice.example.com", "role": Role.ANALYST, "organisation": "Home Office",
         "made_by": "Administrator", "made_at": OPENING}]


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"domain": "homeoffice"}, r"^Enter what follows the @ in an address, like example\.gov\.uk\.$"),
    ({"domain": "a b.com"}, r"^Enter what follows the @"), ({"domain": "x@y.com"}, r"^Enter what follows the @"),
    ({"domain": "*.gov.uk"}, r"^Enter what follows the @"), ({"domain": "10.0.0.1"}, r"^Enter what follows the @"),
    ({"role": Role.ADMINISTRATOR}, r"^A rule makes no administrators\. Add them one by one\.$"),
    ({"role": Role.PLATFORM}, r"^Platform representatives belong to a company that runs a platform; Home Office is "),
    ({"organisation": "Nowhere"}, r"^There is no organisation “Nowhere”\."),
    ({"made_by": 1}, r"this cannot be set here\.$")])
def test_what_is_wrong_with_a_rule_is_said(recorded: Engine, cast: Cast, changed: dict[str, object],
                                           sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        domain_rules.add(recorded, cast.administrator, RULE | changed)


def test_there_is_one_rule_for_a_domain(recorded: Engine, cast: Cast) -> None:
    domain_rules.add(recorded, cast.administrator, RULE)
    with pytest.raises(Invalid, match=r"^There is already a rule for homeoffice\.example\.com\. Remove it first\.$"):
        domain_rules.add(recorded, cast.administrator, RULE | {"role": Role.OFFICIAL})


def test_a_moved_account_keeps_its_link(recorded: Engine, cast: Cast) -> None:
    sign_in(recorded, said(cast.facebook))
    accounts.change(recorded, cast.administrator, cast.facebook.account_id, AccountInput(
        name="Moved", email="moved@example.com", role=Role.PLATFORM, organisation="Twitter"))
    assert sign_in(recorded, said(cast.facebook, nonce="2")).organisation == "Twitter"
