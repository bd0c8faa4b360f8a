"""How people sign in, on the page Accounts: second factors removed, links to a provider undone, rules by domain."""

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination import domain_rules, identities, second_factors
from data_model.database import reading
from data_model.words import Role
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.coordination.test_identities import HOURS, ISSUER, said
from tests.coordination.test_second_factors import set_up
from tests.pages.administrators.test_accounts import opened, press
from tests.pages.conftest import Opened, shown

NAME = "the *Example* <b>Office</b>"


@pytest.fixture
def organised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parley with an identity provider, by name."""
    for name, value in {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "parley", "OIDC_CLIENT_SECRET": "kept",
                        "COOKIE_SECRET": "x" * 32, "OIDC_NAME": NAME}.items():
        monkeypatch.setenv(name, value)


def buttons(window: AppTest) -> list[str]:
    return [each.label for each in window.button]


def ticked(window: AppTest, label: str) -> AppTest:
    next(each for each in window.checkbox if each.label == label).check()
    return window


def test_a_second_factor_is_removed_with_a_tick(app: Opened, cast: Cast, recorded: Engine,
                                                stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.facebook, stopped_clock)
    window = opened(app, cast, cast.facebook)
    assert "Facebook representative signs in with a password and a code of their app, since" in shown(window)
    assert "Tick the box first" in shown(press(window, "Remove the second factor"))
    press(ticked(window, "Yes, remove the second factor"), "Remove the second factor")
    assert "The second factor of Facebook representative is removed." in shown(window)
    assert "Remove the second factor" not in buttons(window)
    with reading(recorded) as session:
        assert not second_factors.standing(session, cast.facebook).on


def test_who_has_neither_has_nothing_to_undo(app: Opened, cast: Cast) -> None:
    window = opened(app, cast, cast.facebook)
    assert "Facebook representative has none." in shown(window)
    assert not {"Remove the second factor", "Unlink the account"} & set(buttons(window))
    assert "Sign-in by domain" not in shown(app(cast.administrator))


def test_an_account_is_unlinked_with_a_tick(app: Opened, cast: Cast, recorded: Engine, organised: None) -> None:
    identities.sign_in(recorded, ISSUER, said(cast.official), HOURS)
    window = opened(app, cast, cast.official)
    assert "signs in with the *Example* &lt;b&gt;Office&lt;/b&gt;, which looks after" in shown(window)
    press(ticked(window, "Yes, unlink the account"), "Unlink the account")
    assert "The account of Cabinet Office official is unlinked." in shown(window)
    with reading(recorded) as session:
        assert identities.linked(session, cast.administrator, cast.official.account_id) is None


def test_rules_are_added_and_removed(app: Opened, cast: Cast, recorded: Engine, organised: None) -> None:
    window = app(cast.administrator)
    assert "There is no rule: only accounts made beforehand can be used." in shown(window)
    window.text_input[2].set_value("homeoffice")
    assert "Enter what follows the @ in an address, like example.gov.uk." in shown(press(window, "Add rule"))
    assert "Role: this is needed." in shown(window)
    window.text_input[2].set_value("homeoffice.gov.uk")
    window.selectbox[2].set_value(Role.ANALYST)
    window.selectbox[3].set_value("Home Office")
    press(window, "Add rule")
    assert "The rule is added." in shown(window)
    assert window.text_input[2].value == ""
    press(window, r"Remove the rule for homeoffice\.gov\.uk")
    assert "The rule for homeoffice.gov.uk is removed. Accounts that it made stay." in shown(window)
    with reading(recorded) as session:
        assert domain_rules.listing(session, cast.administrator).empty


def test_nobody_is_made_an_administrator_by_a_rule(app: Opened, cast: Cast, organised: None) -> None:
    assert "Administrator" not in app(cast.administrator).selectbox[2].options


def test_without_passwords_there_are_no_password_links(app: Opened, cast: Cast, organised: None,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_SIGN_IN", "false")
    assert "no password yet" not in shown(app(cast.administrator))
    window = opened(app, cast, cast.official)
    assert "Password link" not in shown(window)
    assert "Make a new password link" not in buttons(window)
