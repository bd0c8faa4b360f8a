"""Your account: who one is here, and when to be reminded of what."""

from datetime import date

import pytest
from sqlalchemy import Engine

from coordination.reminders import choices
from data_model.database import reading
from data_model.words import ReminderKind, ReminderTime, Role
from page_parts.your_account_reminders import LABELS
from tests.cast import Cast
from tests.pages.conftest import Opened, shown


def test_a_person_sees_who_they_are_here(app: Opened, cast: Cast) -> None:
    seen = shown(app(cast.facebook, "your-account"))
    assert "<dd>Facebook representative</dd>" in seen
    assert "<dd>facebook.representative@example.com</dd>" in seen
    assert "<dd>Platform representative</dd>" in seen


@pytest.mark.parametrize("who", ["analyst", "administrator"])
def test_who_owes_nothing_is_told_that_nothing_is_sent_to_them(who: str, app: Opened, cast: Cast) -> None:
    window = app(getattr(cast, who), "your-account")
    assert "No reminders are sent to you: nothing here is due of your role." in shown(window)
    assert not window.radio


def test_choices_begin_at_the_usual_times_and_are_kept(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.facebook, "your-account")
    assert {each.key.removeprefix("your-account.reminders."): each.value for each in window.radio} == (
        choices.USUAL[Role.PLATFORM])
    window.radio("your-account.reminders.due soon").set_value(ReminderTime.NEVER)
    window.button[0].click().run()
    assert "Your choices are saved." in shown(window)
    with reading(recorded) as session:
        assert choices.mine(session, cast.facebook)[ReminderKind.DUE_SOON] is ReminderTime.NEVER
    assert app(cast.facebook, "your-account").radio("your-account.reminders.due soon").value == ReminderTime.NEVER


def test_choices_are_for_today_alone(app: Opened, cast: Cast) -> None:
    window = app(cast.official, "your-account")
    window.date_input(key="as_at").set_value(date(2019, 11, 20)).run()
    assert "This page shows another day. Go back to today to change your choices." in shown(window)
    assert not window.radio


def test_the_page_says_whether_reminders_are_sent_and_from_when(
    app: Opened, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = "This installation sends no reminders yet."
    assert silent in shown(app(cast.official, "your-account"))
    for name, value in {"REMINDERS": "smtp", "SMTP_URL": "smtp://localhost", "REMINDERS_FROM": "parley@example.com",
                        "DIGEST_HOUR": "7"}.items():
        monkeypatch.setenv(name, value)
    seen = shown(app(cast.official, "your-account"))
    assert silent not in seen
    assert "from 07:00 London time" in seen


def test_every_kind_has_a_label_for_each_role_that_it_concerns() -> None:
    assert {role: set(labels) for role, labels in LABELS.items()} == {
        role: set(times) for role, times in choices.USUAL.items()}
