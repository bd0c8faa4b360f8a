"""Accounts: adding one with a link that is shown once, changing it, deactivating it, and what is refused."""

import pytest
from sqlalchemy import Engine, select, update
from sqlmodel import col
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Checkbox

from coordination import accounts
from coordination.reminders.sending import Refused
from coordination.viewers import Viewer
from data_model.accounts import Account, PasswordLink
from data_model.database import reading, writing
from data_model.words import Role
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown
from tests.reminders import Box, remind

HOSTILE = '<img src=x onerror=alert(1)> ![x](/beacon) $x$ :red[x]'


def account(engine: Engine, email: str) -> Account | None:
    with reading(engine) as session:
        return session.scalars(select(Account).where(col(Account.email) == email)).first()


def fill(window: AppTest, name: str, email: str, role: Role | None, organisation: str | None, button: str) -> AppTest:
    window.text_input[0].set_value(name)
    window.text_input[1].set_value(email)
    window.selectbox[0].set_value(role)
    window.selectbox[1].set_value(organisation)
    return press(window, button)


def press(window: AppTest, button: str) -> AppTest:
    next(each for each in window.button if each.label == button).click()
    window.run()
    assert not window.exception
    return window


def sure(window: AppTest) -> Checkbox:
    return next(each for each in window.checkbox if each.label.startswith("Yes, "))


def typed(window: AppTest) -> list[object]:
    return [*(each.value for each in window.text_input), *(each.value for each in window.selectbox)]


def links(window: AppTest) -> list[str]:
    return [each.value for each in window.code]


def opened(app: Opened, cast: Cast, viewer: Viewer) -> AppTest:
    return app(cast.administrator, "accounts", account=viewer.account_id)


def test_the_list_says_who_everybody_is(app: Opened, cast: Cast, recorded: Engine) -> None:
    accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=False)
    page = shown(app(cast.administrator))
    assert "7 accounts, active ones first." in page
    assert page.index("Twitter representative") < page.index("Government analyst")
    assert "Administrator</a> (you)" in page
    assert page.count("no password yet") == 6
    assert page.count("Deactivated") == 1
    assert f'<a href="/?account={cast.twitter.account_id}">Twitter representative</a>' in page


def test_an_account_is_added_and_its_link_is_shown_once(app: Opened, cast: Cast, recorded: Engine,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://parley.example")
    window = fill(app(cast.administrator), "New person", "New.Person@Example.com", Role.OFFICIAL, "Home Office",
                  "Add account")
    assert "The account of New person is added." in shown(window)
    assert "Send this link to New person (new.person@example.com), and to nobody else." in shown(window)
    assert "for 3 days" in shown(window)
    link, = links(window)
    token = link.removeprefix("https://parley.example/set-password?token=")
    accounts.set_password(recorded, token, "three random words")
    made = account(recorded, "new.person@example.com")
    assert made is not None
    assert (made.name, made.role, made.active, made.password_hash is not None) == (
        "New person", Role.OFFICIAL, True, True)
    assert typed(window) == ["", "", None, None]
    window.run()
    assert links(window) == []
    assert "Send this link" not in shown(window)


def test_what_is_wrong_is_said_and_what_was_typed_stays(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.administrator)
    for given, sentences in (
        (("", "", None, None), ["Name: this is needed.", "Email: this is needed.", "Role: this is needed.",
                                "Organisation: this is needed."]),
        (("A", "not an address", Role.OFFICIAL, "Home Office"),
         ["Enter an email address, like name@example.com."]),
        (("A", "a@example.com", Role.OFFICIAL, "Facebook"),
         ["Officials belong to a government department; Facebook is not one."]),
        (("A", cast.analyst.email, Role.ANALYST, "Home Office"),
         [f"There is already an account for {cast.analyst.email}."]),
    ):
        fill(window, *given, "Add account")
        assert "There is a problem. Nothing was stored." in shown(window)
        for sentence in sentences:
            assert sentence in shown(window)
        assert typed(window) == list(given)
    assert account(recorded, "a@example.com") is None
    with reading(recorded) as session:
        assert len(session.scalars(select(col(Account.id))).all()) == 7


def test_names_are_shown_as_they_are_written(app: Opened, cast: Cast) -> None:
    window = fill(app(cast.administrator), HOSTILE, "hostile@example.com", Role.ANALYST, "Home Office", "Add account")
    assert "<img" not in shown(window)
    assert "&lt;img src=x onerror=alert(1)&gt; ![x](/beacon) $x$ :red[x]" in shown(window)
    assert not [each for each in window.markdown if "img" in each.value]


def test_an_account_is_changed_and_works_as_changed_at_once(app: Opened, cast: Cast, recorded: Engine) -> None:
    theirs = app(cast.analyst)
    window = opened(app, cast, cast.analyst)
    assert typed(window) == ["Government analyst", cast.analyst.email, Role.ANALYST, "Cabinet Office"]
    fill(window, "Home Office analyst", "moved@example.com", Role.OFFICIAL, "Home Office", "Save changes")
    assert "The account of Home Office analyst is changed." in shown(window)
    assert typed(window) == ["Home Office analyst", "moved@example.com", Role.OFFICIAL, "Home Office"]
    changed = account(recorded, "moved@example.com")
    assert changed is not None
    assert (changed.id, changed.role) == (cast.analyst.account_id, Role.OFFICIAL)
    theirs.run()
    assert "Official, Home Office" in shown(theirs)


def test_a_deactivated_person_is_out_of_tabs_already_open(app: Opened, cast: Cast, recorded: Engine) -> None:
    theirs = app(cast.facebook)
    window = opened(app, cast, cast.facebook)
    press(window, "Deactivate the account")
    assert "Tick the box first" in shown(window)
    assert account(recorded, cast.facebook.email).active  # type: ignore[union-attr]
    sure(window).check()
    press(window, "Deactivate the account")
    assert "The account of Facebook representative is deactivated." in shown(window)
    assert "Make a new password link" not in [each.label for each in window.button]
    theirs.run()
    assert "You are signed out" in shown(theirs)
    sure(window).check()
    press(window, "Reactivate the account")
    assert "The account of Facebook representative is reactivated." in shown(window)
    assert account(recorded, cast.facebook.email).active  # type: ignore[union-attr]
    theirs.run()
    assert "You are signed out" in shown(theirs)  # the sign-in that ended stays ended


def test_the_last_administrator_cannot_lock_themselves_out(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = opened(app, cast, cast.administrator)
    sentence = "Administrator is the last administrator. Make someone else one first."
    sure(window).check()
    press(window, "Deactivate the account")
    assert sentence in shown(window)
    fill(window, "Administrator", cast.administrator.email, Role.OFFICIAL, "Cabinet Office", "Save changes")
    assert sentence in shown(window)
    stays = account(recorded, cast.administrator.email)
    assert stays is not None
    assert (stays.active, stays.role) == (True, Role.ADMINISTRATOR)


def test_a_new_link_ends_the_one_before(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = opened(app, cast, cast.twitter)
    first, = links(press(window, "Make a new password link"))
    second, = links(press(window, "Make a new password link"))
    assert first != second
    with reading(recorded) as session:
        used = session.scalars(select(col(PasswordLink.used_at)).where(
            col(PasswordLink.account_id) == cast.twitter.account_id).order_by(col(PasswordLink.id))).all()
    assert [moment is None for moment in used] == [False, False, True]


def test_whoever_lost_the_role_meanwhile_changes_nothing(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.administrator)
    with writing(recorded) as session:
        session.execute(update(Account).where(col(Account.id) == cast.administrator.account_id)
                        .values(role=Role.ANALYST))
    fill(window, "New", "new@example.com", Role.ADMINISTRATOR, "Home Office", "Add account")
    assert account(recorded, "new@example.com") is None
    assert "<h1>Overview</h1>" in shown(window)


@pytest.mark.parametrize("number", [0, 999, 2**31, "x", "1 OR 1=1"])
def test_there_is_no_page_for_an_account_that_is_not_there(number: object, app: Opened, cast: Cast) -> None:
    page = shown(app(cast.administrator, "accounts", account=number))
    assert "Not found." in page
    assert "Change the account" not in page


def test_the_exercises_cast_is_marked(app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    from data_model.accounts import Exercise

    with writing(recorded) as session:
        session.add(Exercise(seed=1, opens_at=stopped_clock.now, began_at=stopped_clock.now))
        session.flush()
        session.execute(update(Account).where(col(Account.id) == cast.analyst.account_id).values(exercise_id=1))
    page = shown(app(cast.administrator))
    assert 'Government analyst</a> <strong class="exercise">EXERCISE</strong>' in page
    assert page.count('<strong class="exercise">EXERCISE</strong>') == 2  # theirs, and the page's own marking
    assert "standing cast" in shown(opened(app, cast, cast.analyst))


def test_a_companys_lead_is_ticked_and_named_in_the_list(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = opened(app, cast, cast.twitter)
    tick = next(each for each in window.checkbox if each.label.startswith("Leads their company"))
    assert not tick.value
    tick.check()
    press(window, "Save changes")
    assert "The account of Twitter representative is changed." in shown(window)
    changed = account(recorded, cast.twitter.email)
    assert changed is not None
    assert changed.lead
    assert shown(app(cast.administrator)).count("Platform representative, leads their company") == 3
    window = fill(opened(app, cast, cast.twitter), "T", cast.twitter.email, Role.OFFICIAL, "Home Office",
                  "Save changes")
    assert "Only a platform representative can be their company&#39;s lead." in shown(window)


def test_reminders_that_did_not_arrive_are_listed_with_why(app: Opened, cast: Cast, recorded: Engine) -> None:
    assert "not delivered" not in shown(app(cast.administrator, "accounts"))
    remind(recorded, Box(refusing=Refused("550 <b>No such user</b>")))
    seen = shown(app(cast.administrator, "accounts"))
    assert "<h2>4 reminders not delivered</h2>" in seen
    assert "digest 2019-12-02" in seen
    assert "Given up, 1 attempt" in seen
    assert "550 &lt;b&gt;No such user&lt;/b&gt;" in seen
