"""Reach, as each role has it on screen: the figures in words, and each thing that can be done, by its button."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.reach import audiences, reading, recording
from coordination.viewers import Viewer
from data_model.database import reading as snapshot
from data_model.words import Audience
from tests.cast import OPENING, Cast, letter_id
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown
from tests.reach import a_distribution, an_empty_edition, by_platform, to_all, to_staff

HEADER = "Edition,Kind of sender,Sender,Audience,Party,Channel,Sent on,People"
LABOUR = "1,party,Labour Party,candidates,Labour,email,2019-11-23,600"
GREENS = "1,party,Green Party,candidates,Green,email,2019-11-24,450"


def press(window: AppTest, label: str) -> AppTest:
    (button,) = [each for each in window.main.button if each.label == label]
    return button.click().run()


def labels(window: AppTest) -> set[str]:
    return {each.label for each in (*window.main.button, *window.main.expander)}


def stored(engine: Engine, viewer: Viewer) -> list[tuple[str, int]]:
    """Sender and people of all that is on record, by sender."""
    with snapshot(engine) as session:
        found = reading.listing(session, viewer, letter_id(engine), as_at=OPENING)
    return sorted(zip(found["sender"], found["people"], strict=True))


def choose(window: AppTest, **given: object) -> AppTest:
    """Choose in the form for a distribution, in its order: what is chosen first says what can be chosen next."""
    for name, value in given.items():
        window.selectbox(key=f"reach.record.0.{name}").set_value(value).run()
    return window


def upload(window: AppTest, *rows: str) -> AppTest:
    content = "\r\n".join((HEADER, *rows)).encode()
    window.get("file_uploader")[0].set_value(("sent.csv", content, "text/csv")).run()  # type: ignore[attr-defined]
    return window


@pytest.fixture
def edition(recorded: Engine, cast: Cast) -> int:
    return an_empty_edition(recorded, cast)


def test_without_an_edition_the_page_says_what_will_be_here(app: Opened, cast: Cast) -> None:
    window = app(cast.official, "reach")
    assert "No edition of the advice is published yet." in shown(window)
    assert labels(window) == set()


@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize(("who", "sentence"), [
    ("official", "No distribution is on record yet. Record one above, or import a file of them."),
    ("facebook", "You have recorded nothing that you sent."),
    ("analyst", "No distribution is on record yet."),
])
def test_without_a_distribution_the_page_says_what_to_do(who: str, sentence: str, app: Opened, cast: Cast) -> None:
    seen = shown(app(getattr(cast, who), "reach"))
    assert sentence in seen
    assert "<strong>Candidates</strong>: none of 3,327." in seen


@pytest.mark.usefixtures("edition")
def test_what_can_be_done_depends_on_who_it_is_and_nothing_can_on_a_past_day(app: Opened, cast: Cast) -> None:
    record, size = "Record a distribution", "Enter how many electoral staff or agents there are"
    assert {record, size, "Import distributions from a file"} <= labels(app(cast.official, "reach"))
    assert "Record what you sent" in labels(app(cast.facebook, "reach"))
    assert not labels(app(cast.facebook, "reach")) & {record, size, "Import distributions from a file"}
    assert labels(app(cast.analyst, "reach")) == set()
    window = app(cast.official, "reach")
    window.date_input(key="as_at").set_value(date(2019, 12, 1)).run()
    assert labels(window) == set()


@pytest.mark.usefixtures("edition")
def test_the_figures_are_in_plain_words_with_both_bounds(app: Opened, recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.official)
    a_distribution(recorded, cast.official, to_all(1_000))
    a_distribution(recorded, cast.official, to_staff())
    seen = shown(app(cast.analyst, "reach"))
    assert "<strong>Candidates</strong>: at least 1,000 and at most 1,600 of 3,327 (30% to 49%)." in seen
    assert "From 2 distributions." in seen
    assert "up to 224 hours after nominations closed on 14 November 2019 at 16:00." in seen
    assert "<strong>Electoral staff</strong>: exactly 900." in seen
    assert "How many electoral staff there are is not known until an official enters it" in seen


@pytest.mark.usefixtures("edition")
def test_a_distribution_is_recorded_and_moves_the_figure(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = choose(app(cast.official, "reach"), channel="email", kind="party", audience="candidates",
                    **{"party.True": "Labour"})
    window.text_input(key="reach.record.0.sender").set_value("Labour Party")
    window.number_input(key="reach.record.0.people").set_value(600).run()
    press(window, "Record this distribution")
    assert "Recorded as distribution 1, to 600 people. It counts now." in shown(window)
    assert "<strong>Candidates</strong>: exactly 600 of 3,327 (18%)." in shown(window)
    assert stored(recorded, cast.official) == [("Labour Party", 600)]


@pytest.mark.usefixtures("edition")
def test_what_is_missing_is_said_and_what_was_typed_stays(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = choose(app(cast.official, "reach"), channel="post")
    window.text_input(key="reach.record.0.sender").set_value("Police").run()
    press(window, "Record this distribution")
    assert ("Say what kind of sender it was, whom it was sent to, how many people it went to. Nothing was stored."
            in shown(window))
    assert window.text_input(key="reach.record.0.sender").value == "Police"
    assert stored(recorded, cast.official) == []


@pytest.mark.usefixtures("edition")
def test_more_people_than_there_are_are_asked_about(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = choose(app(cast.official, "reach"), channel="email", kind="Parliament", audience="candidates")
    window.text_input(key="reach.record.0.sender").set_value("House of Commons")
    window.number_input(key="reach.record.0.people").set_value(4_000).run()
    assert "There are 3,327 candidates, and this says 4,000 people." in shown(window)
    press(window, "Record this distribution")
    assert stored(recorded, cast.official) == []
    window.checkbox(key="reach.record.0.confirmed").set_value(True).run()
    press(window, "Record this distribution")
    assert stored(recorded, cast.official) == [("House of Commons", 4_000)]


@pytest.mark.usefixtures("edition")
def test_a_platform_records_its_own_alone(app: Opened, recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.twitter, by_platform("Twitter", people=77))
    window = app(cast.facebook, "reach")
    assert "Twitter" not in shown(window)
    choose(window, channel="message", audience="candidates")
    window.number_input(key="reach.record.0.people").set_value(50).run()
    press(window, "Record this distribution")
    assert stored(recorded, cast.official) == [("Facebook", 50), ("Twitter", 77)]
    assert "<strong>Candidates</strong>: at least 77 and at most 127 of 3,327 (2% to 4%)." in shown(window)


@pytest.mark.usefixtures("edition")
def test_how_many_staff_there_are_is_entered_with_who_says_so(app: Opened, recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.official, to_staff())
    window = app(cast.official, "reach")
    press(window, "Enter this number")
    assert "Enter how many there are, and who says so. Nothing was stored." in shown(window)
    window.number_input(key="reach.size.0.people").set_value(9_000)
    window.text_area(key="reach.size.0.source").set_value("Electoral Commission, <b>by letter</b>")
    press(window, "Enter this number")
    assert "There are 9,000 electoral staff, from now on." in shown(window)
    assert "<strong>Electoral staff</strong>: exactly 900 of 9,000 (10%)." in shown(window)
    assert "Electoral Commission, &lt;b&gt;by letter&lt;/b&gt;" in shown(window)


@pytest.mark.usefixtures("edition")
def test_one_is_restated_with_a_reason_and_taken_back_with_a_confirmation(app: Opened, recorded: Engine,
                                                                          cast: Cast) -> None:
    id_ = a_distribution(recorded, cast.official)
    window = app(cast.official, "reach", distribution=id_)
    window.number_input(key=f"reach.restate.{id_}.0.people").set_value(610)
    press(window, "Restate it")
    assert "Say why the number of people is restated." in shown(window)
    window.text_area(key=f"reach.restate.{id_}.0.reason").set_value("Ten <i>bounced</i>.").run()
    press(window, "Restate it")
    assert "Restated: it went to 610 people." in shown(window)
    assert "Ten &lt;i&gt;bounced&lt;/i&gt;." in shown(window)
    (button,) = [each for each in window.main.button if each.label == "Take it back"]
    assert button.disabled
    window.text_area(key=f"reach.take-back.{id_}.0.reason").set_value("It was a test.")
    window.checkbox(key=f"reach.take-back.{id_}.0.sure").set_value(True).run()
    press(window, "Take it back")
    assert "This distribution was taken back and does not count." in shown(window)
    assert stored(recorded, cast.official) == [("Labour Party", 0)]


@pytest.mark.usefixtures("edition")
def test_whoever_is_slower_is_told_and_nothing_is_stored(app: Opened, recorded: Engine, cast: Cast,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = a_distribution(recorded, cast.official)
    window = app(cast.second_official, "reach", distribution=id_)
    window.number_input(key=f"reach.restate.{id_}.0.people").set_value(610)
    window.text_area(key=f"reach.restate.{id_}.0.reason").set_value("Counted again.").run()
    restate = recording.restate

    def beaten(engine: Engine, viewer: Viewer, *given: object, **named: object) -> None:
        """Somebody else is faster by a moment."""
        monkeypatch.setattr(recording, "restate", restate)
        restate(recorded, cast.official, id_, 1, 605, "Mine.")
        restate(engine, viewer, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(recording, "restate", beaten)
    press(window, "Restate it")
    assert "Cabinet Office official restated this distribution" in shown(window)
    assert window.text_area(key=f"reach.restate.{id_}.0.reason").value == "Counted again."
    assert stored(recorded, cast.official) == [("Labour Party", 605)]


@pytest.mark.usefixtures("edition")
def test_a_file_is_tried_first_and_then_stored_whole(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = upload(app(cast.official, "reach"), LABOUR, GREENS)
    assert "It can be stored" in shown(window)
    assert stored(recorded, cast.official) == []
    press(window, "Store the distributions")
    assert "2 distributions added, 0 restated, 0 left as they were." in shown(window)
    assert "<strong>Candidates</strong>: exactly 1,050 of 3,327 (31%)." in shown(window)
    again = upload(app(cast.official, "reach"), LABOUR, GREENS)
    assert "All of it is on record already; storing it would change nothing." in shown(again)
    assert "Store the distributions" not in labels(again)


@pytest.mark.usefixtures("edition")
def test_changed_numbers_of_a_file_need_a_reason(app: Opened, recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.official)
    window = upload(app(cast.official, "reach"), LABOUR.replace("600", "610"))
    assert "Before it can be stored: say why earlier numbers are restated." in shown(window)
    window.text_area(key="reach.import.reason.0").set_value("Late answers.").run()
    press(window, "Store the distributions")
    assert stored(recorded, cast.official) == [("Labour Party", 610)]


@pytest.mark.usefixtures("edition")
def test_what_is_wrong_with_a_file_is_listed_and_its_rows_can_be_saved_to_be_corrected(app: Opened,
                                                                                      cast: Cast) -> None:
    window = upload(app(cast.official, "reach"), LABOUR, "1,party,<script>,candidates,Whigs,email,2019-11-24,=1+1")
    seen = shown(window)
    assert "<strong>2 problems must be put right first.</strong>" in seen
    assert "This is a formula without its result." in seen
    assert "Save 1 row to correct (CSV)" in seen
    assert "&#39;=1+1" in seen  # guarded in the file
    assert "<script>" not in seen
    assert "Store the distributions" not in labels(window)


@pytest.mark.usefixtures("edition")
def test_addresses_lead_to_an_edition_and_to_a_distribution(app: Opened, recorded: Engine, cast: Cast) -> None:
    an_empty_edition(recorded, cast, datetime(2019, 11, 27, 9, tzinfo=UTC))
    a_distribution(recorded, cast.official)
    a_distribution(recorded, cast.official, to_all(edition=2, sent_on=date(2019, 11, 28)))
    seen = shown(app(cast.analyst, "reach", edition=2))
    assert "How many were reached by edition 2" in seen
    assert "1 distribution, the last sent first" in seen
    assert "House of Commons" in seen
    assert "Labour Party" not in seen
    assert 'edition=2' in seen
    assert "Distribution 1" in shown(app(cast.analyst, "reach", distribution=1))
    for query in ({"edition": 3}, {"distribution": 9}, {"edition": "x"}):
        assert "Not found." in shown(app(cast.analyst, "reach", **query))


@pytest.mark.usefixtures("edition")
def test_a_past_day_shows_what_was_known_then(app: Opened, recorded: Engine, cast: Cast,
                                              stopped_clock: StoppedClock) -> None:
    audiences.set_size(recorded, cast.official, letter_id(recorded), Audience.AGENTS, 900, "A count.")
    a_distribution(recorded, cast.official)
    stopped_clock.advance(days=1)
    a_distribution(recorded, cast.official, to_all())
    window = app(cast.analyst, "reach")
    assert "at least 1,000 and at most 1,600" in shown(window)
    window.date_input(key="as_at").set_value(date(2019, 12, 2)).run()
    assert "exactly 600 of 3,327 (18%)" in shown(window)


@pytest.mark.usefixtures("edition")
def test_many_distributions_come_a_page_at_a_time(app: Opened, recorded: Engine, cast: Cast) -> None:
    for number in range(21):
        a_distribution(recorded, cast.official, sender=f"Branch {number}.")
    assert "here are 1 to 20" in shown(app(cast.analyst, "reach"))
    assert "Branch 0." in shown(app(cast.analyst, "reach", page=2))
    assert "Branch 0." in shown(app(cast.analyst, "reach", page=99))


def test_the_overview_and_the_trail_lead_here(app: Opened, cast: Cast) -> None:
    link = 'href="/reach?letter=MCO%2F00433"'
    assert shown(app(cast.official)).count(link) == 6  # a cell of commitments 1 and 2 for each platform
    assert link in shown(app(cast.facebook, "trail", platform="facebook", commitment=2))
    assert link not in shown(app(cast.official, "trail", platform="facebook", commitment=3))
