"""What is kept in memory for readers: handed out before the database is asked, for seconds at most."""

import asyncio

import pytest
import streamlit as st
from sqlalchemy import Engine, event

from api.advice import shelf
from coordination import exercise
from coordination.advice import correcting
from data_model.database import shared_engine
from data_model.words import AdviceTopic
from tests.advice import an_agreed_section, an_edition, content
from tests.api.conftest import PUBLIC_URL, application, client
from tests.cast import Cast

PATH = "/advice"
REPORTING = AdviceTopic.REPORTING


class Moment:
    """The time since some start, which moves only when told."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    stopped = Moment()
    monkeypatch.setattr(shelf, "time", stopped)
    return stopped


def queries(engine: Engine) -> list[str]:
    """The statements that reach the server's database from now on."""
    seen: list[str] = []
    event.listen(shared_engine(engine.url.render_as_string(hide_password=False)), "before_cursor_execute",
                 lambda _c, _u, statement, *_: seen.append(statement))
    return seen


def test_within_a_second_the_database_is_not_asked_again(app: st.App, recorded: Engine, cast: Cast,
                                                         moment: Moment) -> None:
    an_agreed_section(recorded, cast)
    an_edition(recorded, cast.official)
    browser = client(app)
    first = browser.get(PATH)
    seen = queries(recorded)
    moment.now += 0.9
    again = browser.get(PATH)
    assert (seen, again.content, again.headers["etag"]) == ([], first.content, first.headers["etag"])
    assert again.headers["x-frame-options"] == "DENY"  # the outer walls stand
    assert again.headers.get_list("content-security-policy") == first.headers.get_list("content-security-policy")


def test_a_correction_is_read_at_once_where_nobody_asked_for_three_seconds(app: st.App, recorded: Engine, cast: Cast,
                                                                           moment: Moment) -> None:
    wrong = an_agreed_section(recorded, cast, "facebook", REPORTING)
    an_edition(recorded, cast.official)
    browser = client(app)
    assert b"Edition 1." in browser.get(PATH).content
    correcting.correct(recorded, cast.official, wrong, content(REPORTING, english="New."), "It was wrong.")
    moment.now += 0.5
    assert b"Edition 1." in browser.get(PATH).content
    moment.now += 3
    assert b"Edition 2." in browser.get(PATH).content


def test_among_many_readers_one_look_in_a_second_finds_a_correction(recorded: Engine, cast: Cast,
                                                                    moment: Moment) -> None:
    an_agreed_section(recorded, cast)
    kept = shelf.Shelf(recorded)
    kept.fetch(PATH, lambda _session, state: shelf.Made(str(state.number).encode(), {}))
    an_edition(recorded, cast.official)

    async def read() -> list[bool]:
        moment.now += 1.5
        found = [kept.at_hand(PATH) is not None for _ in range(50)]  # given what was there, while one looks
        assert kept._checking is not None
        await kept._checking
        return [*found, kept.at_hand(PATH) is not None]

    assert asyncio.run(read()) == [True] * 50 + [False]


def test_what_does_not_exist_fills_no_memory(app: st.App, recorded: Engine, cast: Cast, moment: Moment) -> None:
    an_agreed_section(recorded, cast)
    an_edition(recorded, cast.official)
    browser = client(app)
    seen = queries(recorded)
    for _ in range(2):
        assert browser.get("/advice/7").status_code == 404
        assert seen  # each time it is looked up
        seen.clear()


def test_when_the_exercise_is_removed_its_editions_are_gone_from_readers_too(
        exercised: Engine, monkeypatch: pytest.MonkeyPatch, moment: Moment) -> None:
    browser = client(application(exercised, monkeypatch), PUBLIC_URL)
    page = browser.get(PATH).text
    assert "Edition 2." in page
    assert "EXERCISE – invented for practice. Do not rely on this advice." in page
    assert "YMARFER" in browser.get("/advice/cy").text
    assert browser.get("/advice.json").json()["exercise"] is True
    assert "parley-advice-2-exercise.pdf" in browser.get("/advice.pdf").headers["content-disposition"]
    exercise.remove(exercised, "a test")
    moment.now += 10
    page = browser.get(PATH).text
    assert "No advice has been published yet." in page
    assert "EXERCISE" not in page
    shared_engine(exercised.url.render_as_string(hide_password=False)).dispose()
