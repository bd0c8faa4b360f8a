"""An open page that notices by itself: what has it drawn again, and what leaves it alone."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col

from coordination import accounts
from coordination.accounts import AccountInput
from coordination.signals import answering, sharing
from data_model.accounts import SignIn
from data_model.database import writing
from data_model.words import Role
from page_parts.directory import PAGES
from page_parts.live import SEEN
from tests.cast import Cast, platform_id
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened
from tests.signals import a_signal

# The first run is the page's, which is then watched; every later one is a look.
SCRIPT = """
    import streamlit as st
    from page_parts import live
    from page_parts.visit import visit, visiting
    if live.SEEN in st.session_state:
        st.text(live._moved(st.session_state[live.SEEN]))
    else:
        with visiting():
            before = visit()
            live.watch(before)
            assert visit() is before
"""
Look = Callable[[], bool]


@pytest.fixture
def look(app: Opened, cast: Cast) -> Look:
    """Facebook's page was drawn. Each call is the next look: whether the page is to be drawn again."""
    window = app(cast.facebook, script=SCRIPT)

    def looked() -> bool:
        window.run()
        assert not window.exception
        return window.text[0].value == "True"

    return looked


def to_facebook(engine: Engine) -> dict[str, object]:
    return {"tlp": "TLP:AMBER+STRICT", "platform_ids": [platform_id(engine, "facebook")]}


def test_nothing_written_nothing_drawn(look: Look) -> None:
    assert [look(), look()] == [False, False]


def test_what_is_shared_with_the_viewer_is_noticed_at_the_next_look(look: Look, cast: Cast, recorded: Engine) -> None:
    a_signal(recorded, cast.twitter, **to_facebook(recorded))
    assert look() is True


def test_what_is_written_of_anything_else_leaves_the_page_alone(look: Look, cast: Cast, recorded: Engine) -> None:
    home_office = [cast.second_official.organisation_id]
    a_signal(recorded, cast.twitter, tlp="TLP:AMBER", organisation_ids=home_office)
    accounts.add(recorded, "a test", AccountInput(name="New", email="new@example.com", role=Role.OFFICIAL,
                                                  organisation="Home Office"))
    assert [look(), look()] == [False, False]


def test_answers_and_withdrawals_are_noticed_by_who_is_told_of_them(app: Opened, cast: Cast, recorded: Engine) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    for member, act in (("twitter", lambda: answering.acknowledge(recorded, cast.facebook, signal)),
                        ("official", lambda: answering.give_opinion(recorded, cast.facebook, signal, "cannot tell")),
                        ("facebook", lambda: sharing.withdraw(recorded, cast.twitter, signal, "Our mistake."))):
        window = app(getattr(cast, member), script=SCRIPT)
        act()
        assert window.run().text[0].value == "True", member


def test_a_tab_that_was_signed_out_elsewhere_is_closed_at_the_next_look(look: Look, cast: Cast, recorded: Engine,
                                                                        stopped_clock: StoppedClock) -> None:
    with writing(recorded) as session:
        session.execute(update(SignIn).where(col(SignIn.account_id) == cast.facebook.account_id)
                        .values(revoked_at=stopped_clock.now))
    assert look() is True


def test_a_person_who_was_deactivated_is_shown_nothing_at_the_next_look(look: Look, cast: Cast,
                                                                        recorded: Engine) -> None:
    accounts.set_active(recorded, cast.administrator, cast.facebook.account_id, active=False)
    assert look() is True


def test_a_page_that_was_drawn_while_somebody_wrote_is_drawn_again(app: Opened, cast: Cast, recorded: Engine) -> None:
    """The visitor is looked up first and the page's snapshot begins later: it may hold what the page does not show."""
    window = app(cast.facebook, script=SCRIPT.replace("before = visit()", """before = visit()
            import dataclasses
            late = dataclasses.replace(before.visitor, data_version="of a moment ago")
            before = dataclasses.replace(before, visitor=late)""").replace("assert visit() is before", "pass"))
    assert window.run().text[0].value == "True"


def test_watched_are_the_pages_that_show_signals_and_only_as_they_are_now(app: Opened, cast: Cast) -> None:
    assert {entry.name for entry in PAGES.values() if entry.live} == {"overview", "home", "signals"}
    for page, day, watched in (("signals", None, True), ("requests", None, False),
                               ("signals", date(2019, 11, 25), False)):
        window = app(cast.facebook, page)
        window.session_state[SEEN] = None  # that of the first page, which the window came by
        window.date_input(key="as_at").set_value(day).run()
        assert bool(window.session_state[SEEN]) is watched, (page, day)
