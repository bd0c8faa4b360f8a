"""Requests: asking, who answered, withdrawing, and what each role sees of it."""

from datetime import date

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination import clock, requests
from coordination.viewers import Viewer
from data_model.database import reading
from tests.cast import Cast, a_request, a_version, letter_id
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown


def listing(engine: Engine, viewer: Viewer) -> list[dict[str, object]]:
    """Requests as they are stored: of whom, on what, due when, and whether withdrawn."""
    with reading(engine) as session:
        frame = requests.listing(session, viewer, letter_id(engine), as_at=clock.now(session))
    return frame[["platforms", "commitments", "due_on", "withdrawn"]].to_dict("records")


def press(window: AppTest, label: str) -> AppTest:
    (button,) = [each for each in window.main.button if each.label == label]
    return button.click().run()


def test_a_link_fills_the_form_in_and_sending_shows_the_request(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.official, "requests", platform="facebook", commitment="2,3")
    assert window.multiselect(key="requests.platforms").value == ["facebook"]
    assert window.multiselect(key="requests.commitments").value == [2, 3]
    assert "Monday 9 December 2019" in shown(window)
    window.text_area(key="requests.message").set_value("Please <b>hurry</b>.").run()
    assert "What Facebook will read" in shown(window)
    assert "Please &lt;b&gt;hurry&lt;/b&gt;." in shown(window)
    press(window, "Send this request")
    page = shown(window)
    assert "The request was sent." in page
    assert "0 of 2 answers came" in page
    assert "/downloads/requests/1/chasing-letter/facebook.docx" in page
    assert dict(window.query_params)["request"] == "1"
    assert listing(recorded, cast.official) == [
        {"platforms": "Facebook", "commitments": "2 and 3", "due_on": date(2019, 12, 9), "withdrawn": False}]


def test_what_is_missing_is_named_and_what_was_typed_stays(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.official, "requests")
    window.text_area(key="requests.message").set_value("Please.")
    press(window, "Send this request")
    page = shown(window)
    assert "Choose at least one platform to ask." in page
    assert "Choose at least one commitment to ask about." in page
    assert window.text_area(key="requests.message").value == "Please."
    assert listing(recorded, cast.official) == []


def test_a_bank_holiday_is_refused_by_name(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.official, "requests", platform="facebook", commitment=1)
    window.date_input(key="requests.due_on").set_value(date(2019, 12, 25)).run()
    assert "Wednesday 25 December 2019 is not a working day in England." in shown(window)
    press(window, "Send this request")
    assert "The next one is Friday 27 December 2019." in shown(window)
    assert listing(recorded, cast.official) == []


def test_the_second_click_of_a_double_click_sends_nothing_more(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.official, "requests", platform="facebook", commitment=1)
    window.session_state["requests.ready"] = False  # the first click has taken it, and was interrupted after the write
    press(window, "Send this request")
    assert "The request was sent." in shown(window)
    assert listing(recorded, cast.official) == []


def test_a_platform_or_commitment_that_the_letter_has_not_is_not_found(app: Opened, cast: Cast) -> None:
    for query in ({"platform": "elsewhere"}, {"commitment": "9"}, {"commitment": "1,x"}, {"request": "99"}):
        assert "Not found." in shown(app(cast.official, "requests", **query))


def test_a_platform_sees_what_it_was_asked_and_not_who_else_was(app: Opened, cast: Cast, recorded: Engine) -> None:
    asked = a_request(recorded, cast.official, platforms=("facebook", "twitter"), commitments=(1, 2), message="Hello.")
    a_version(recorded, cast.facebook, commitment=1)
    window = app(cast.facebook, "requests", request=asked)
    page = shown(window)
    assert "asks Facebook for an update by the end of <strong>Monday 9 December 2019</strong>" in page
    assert "1 of 2 answers came" in page
    assert "/update?version=1&amp;" in page
    assert "/submit?commitment=2&amp;platform=facebook" in page
    assert "/submit?commitment=1&amp;" not in page
    assert "Twitter" not in page
    assert "chasing-letter" not in page
    assert not window.main.button
    assert "Not found. There is no such request." in shown(app(cast.stranger, "requests", request=asked))


def test_an_analyst_reads_who_answered_and_can_change_nothing(app: Opened, cast: Cast, recorded: Engine) -> None:
    a_request(recorded, cast.official, platforms=("facebook", "twitter"), commitments=(1, 2))
    a_version(recorded, cast.facebook, commitment=1)
    window = app(cast.analyst, "requests")
    assert "1 of 4<br><strong>open</strong>" in shown(window)
    assert not window.main.button
    assert "chasing-letter" not in shown(app(cast.analyst, "requests", request=1))


def test_withdrawing_takes_a_reason_and_a_tick(app: Opened, cast: Cast, recorded: Engine) -> None:
    asked = a_request(recorded, cast.official)
    window = press(app(cast.official, "requests", request=asked), "Withdraw this request")
    assert "Tick the box to withdraw the request." in shown(window)
    window.checkbox(key=f"requests.sure.{asked}").check()
    press(window, "Withdraw this request")
    assert "Say why you withdraw the request" in shown(window)
    assert listing(recorded, cast.official)[0]["withdrawn"] is False
    window.text_area(key=f"requests.reason.{asked}").set_value("Asked twice.")
    press(window, "Withdraw this request")
    page = shown(window)
    assert "The request was withdrawn." in page
    assert '<span class="written">Asked twice.</span>' in page
    assert "chasing-letter" not in page
    assert not window.main.button
    assert listing(recorded, cast.official)[0]["withdrawn"] is True


def test_as_at_an_earlier_day_nothing_can_be_asked(app: Opened, cast: Cast, recorded: Engine,
                                                   stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 11, 25)
    a_request(recorded, cast.official)
    stopped_clock.set_to(2019, 12, 2)
    window = app(cast.official, "requests")
    window.date_input(key="as_at").set_value(date(2019, 11, 27)).run()
    assert "1 request, newest first" in shown(window)
    assert not window.main.button
