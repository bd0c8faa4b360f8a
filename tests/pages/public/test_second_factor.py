"""The second factor on “Your account”: set up, renewed, turned off; and where there is nothing to set up."""

from datetime import date

import pyotp
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination import identities
from coordination.viewers import Viewer
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.coordination.test_identities import HOURS, ISSUER, said
from tests.coordination.test_second_factors import code, secret_of, set_up, with_password
from tests.pages.administrators.test_accounts import press
from tests.pages.administrators.test_accounts_sign_in import buttons
from tests.pages.conftest import Opened, shown

START, CONFIRM, RENEW, OFF = ("Set up a second factor", "Confirm", "Make new recovery codes",
                              "Turn off the second factor")
WRONG = "This code is not right. Wait for the next one that your app shows, and type that."


def opened(app: Opened, viewer: Viewer) -> AppTest:
    return app(viewer, "your-account")


def gives(window: AppTest, given: str, button: str) -> AppTest:
    window.text_input[0].set_value(given)
    return press(window, button)


def codes(window: AppTest) -> list[str]:
    return [line for each in window.code for line in each.value.splitlines()]


def test_a_factor_is_set_up_with_the_first_code_and_recovery_codes_are_shown_once(
        app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    with_password(recorded, cast.facebook)
    window = opened(app, cast.facebook)
    assert "It is off." in shown(window)
    press(window, START)
    secret = secret_of(recorded, cast.facebook)
    assert "data:image/svg+xml" in shown(window)
    assert secret[:4] in shown(window)
    assert WRONG in shown(gives(window, "000000", CONFIRM))
    gives(window, pyotp.TOTP(secret).at(stopped_clock.now), CONFIRM)
    assert "Your second factor is on." in shown(window)
    assert "10 of your 10 recovery codes are left." in shown(window)
    assert len(set(codes(window))) == 10
    assert secret[:4] not in shown(window)
    window.run()
    assert codes(window) == []


def test_a_secret_that_was_offered_elsewhere_is_not_shown(app: Opened, cast: Cast, recorded: Engine,
                                                          stopped_clock: StoppedClock) -> None:
    """Whoever set up began at another window, or at signing in, and goes on there."""
    with_password(recorded, cast.facebook)
    press(opened(app, cast.facebook), START)
    assert secret_of(recorded, cast.facebook)[:4] not in shown(opened(app, cast.facebook))


def test_recovery_codes_are_renewed_and_the_factor_turned_off_with_a_code(
        app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    old = set_up(recorded, cast.facebook, stopped_clock)
    window = opened(app, cast.facebook)
    gives(window, old[0], RENEW)
    assert "You have new recovery codes. The old ones no longer work." in shown(window)
    assert not set(codes(window)) & set(old)
    assert WRONG in shown(gives(window, old[1], OFF))
    gives(window, code(recorded, cast.facebook, stopped_clock), OFF)
    assert "Your second factor is off." in shown(window)
    assert START in buttons(window)


def test_guessing_is_slowed_in_words(app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.facebook, stopped_clock)
    window = opened(app, cast.facebook)
    for _ in range(5):
        gives(window, "000000", RENEW)
    assert "Too many wrong attempts. Try again in 5 seconds." in shown(gives(window, "000000", RENEW))


def test_where_it_is_required_it_cannot_be_turned_off(app: Opened, cast: Cast, recorded: Engine,
                                                      stopped_clock: StoppedClock) -> None:
    set_up(recorded, cast.official, stopped_clock)
    window = opened(app, cast.official)
    assert "Your role needs it, so it cannot be turned off." in shown(window)
    assert RENEW in buttons(window)
    assert OFF not in buttons(window)


def test_who_has_no_password_has_no_factor_to_set_up(app: Opened, cast: Cast, recorded: Engine,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened(app, cast.facebook)
    assert "You sign in without a password here, so there is none to set up." in shown(window)
    assert START not in buttons(window)
    for name, value in {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "parley", "OIDC_CLIENT_SECRET": "kept",
                        "COOKIE_SECRET": "x" * 32, "OIDC_NAME": "<b>X</b>"}.items():
        monkeypatch.setenv(name, value)
    identities.sign_in(recorded, ISSUER, said(cast.facebook), HOURS)
    window = opened(app, cast.facebook)
    assert "You sign in with &lt;b&gt;X&lt;/b&gt;, which looks after your second factor there." in shown(window)
    assert START not in buttons(window)


def test_on_another_day_nothing_is_changed(app: Opened, cast: Cast, recorded: Engine) -> None:
    with_password(recorded, cast.facebook)
    window = opened(app, cast.facebook)
    window.date_input(key="as_at").set_value(date(2019, 11, 20)).run()
    assert "This page shows another day. Go back to today to change it." in shown(window)
    assert START not in buttons(window)
