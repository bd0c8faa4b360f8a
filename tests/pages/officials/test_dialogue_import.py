"""Importing an invitation on screen: what it would do, what is chosen, and what is said afterwards."""

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.dialogue import meetings, reading
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from tests.cast import Cast, letter_id
from tests.conftest import StoppedClock
from tests.coordination.dialogue.calendar_texts import a_file, an_event, published
from tests.pages.conftest import Opened, shown

SCRIPT = """
    from page_parts import dialogue_import
    from page_parts.visit import choose, visit, visiting
    with visiting():
        choose("MCO/00433", {day})
        dialogue_import.show(visit())
"""


def chosen(app: Opened, by: Viewer, content: bytes) -> AppTest:
    """A window in which a file was chosen."""
    return choose(app(by, script=SCRIPT.format(day=None)), content)


def choose(window: AppTest, content: bytes) -> AppTest:
    window.get("file_uploader")[0].set_value(("invite.ics", content, "text/calendar")).run()  # type: ignore[attr-defined]
    assert not window.exception, [each.value for each in window.exception]
    return window


def press(window: AppTest, label: str) -> AppTest:
    next(each for each in window.button if each.label == label).click()
    window.run()
    assert not window.exception, [each.value for each in window.exception]
    return window


def titles(engine: Engine, clock: StoppedClock, by: Viewer) -> list[tuple[str, str]]:
    with reading_from(engine) as session:
        found = reading.listing(session, by, letter_id(engine), as_at=clock.now)
    return [(row["title"], row["state"].value) for _, row in found.iterrows()]


def test_an_invitation_is_imported_changed_and_cancelled(app: Opened, cast: Cast, recorded: Engine,
                                                         stopped_clock: StoppedClock) -> None:
    window = chosen(app, cast.official, published("outlook_request"))
    assert "<strong>Add</strong>" in shown(window)
    assert "10 December 2019 at 10:00" in shown(window)
    assert window.multiselect[0].value == [cast.official.organisation_id, cast.facebook.organisation_id]
    press(window, "Import: add 1 meeting")
    assert "Choose the kind of dialogue." in shown(window)
    window.selectbox[0].set_value("policing")
    press(window, "Import: add 1 meeting")
    assert "Imported: 1 meeting added." in shown(window)
    assert titles(recorded, stopped_clock, cast.facebook) == [("Policing liaison: reports, weekly", "planned")]
    choose(window, published("outlook_update"))
    assert "It was on 10 December 2019 at 10:00." in shown(window)
    assert not window.selectbox
    press(window, "Import: change 1 meeting")
    assert "Imported: 1 meeting changed." in shown(window)
    press(choose(window, published("outlook_cancel")), "Import: cancel 1 meeting")
    assert "Imported: 1 meeting cancelled." in shown(window)
    assert titles(recorded, stopped_clock, cast.facebook) == [("Policing liaison: reports, weekly", "cancelled")]
    choose(window, published("outlook_cancel"))
    assert "Storing this file would change nothing." in shown(window)
    assert "It is cancelled already." in shown(window)
    assert not window.button


def test_a_file_that_is_none_and_events_that_cannot_be_read_are_named(app: Opened, cast: Cast) -> None:
    window = chosen(app, cast.official, b"Dear all,")
    assert "There is a problem. Nothing was stored." in shown(window)
    assert "Line 1 stands outside of a calendar" in shown(window)
    choose(window, a_file(an_event("RRULE:FREQ=SECONDLY"), an_event(uid="b")))
    assert "1 event cannot be read." in shown(window)
    assert "The event that begins in line 5 was left out" in shown(window)
    assert [each.label for each in window.button] == ["Import: add 1 meeting"]


def test_of_several_invitations_some_are_chosen(app: Opened, cast: Cast, recorded: Engine,
                                                stopped_clock: StoppedClock) -> None:
    window = chosen(app, cast.official, a_file(an_event(uid="a", title="First"), an_event(uid="b", title="Second")))
    window.multiselect[0].set_value([]).run()
    press(window, "Import: nothing is chosen")
    assert "Choose an invitation that changes something." in shown(window)
    window.multiselect[0].set_value(["b"]).run()
    window.selectbox[0].set_value("electoral")
    window.multiselect[1].set_value([cast.twitter.organisation_id])
    press(window, "Import: add 1 meeting")
    assert titles(recorded, stopped_clock, cast.twitter) == [("Second", "planned")]


def test_whoever_was_faster_makes_it_be_looked_at_again(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = chosen(app, cast.official, published("outlook_request"))
    window.selectbox[0].set_value("policing")
    press(window, "Import: add 1 meeting")
    choose(window, published("outlook_update"))
    meetings.cancel(recorded, cast.second_official, 1, 1, "Not needed.")
    press(window, "Import: change 1 meeting")
    assert "Somebody changed these meetings since you checked the file." in shown(window)
    window.run()
    assert "It was cancelled, and takes place after all." in shown(window)


def test_hostile_titles_are_shown_as_they_are_written(app: Opened, cast: Cast) -> None:
    hostile = "<img src=x onerror=alert(1)> ![x](/beacon)"
    window = chosen(app, cast.official, a_file(an_event(title=hostile), an_event("SEQUENCE:x", uid="b", title=hostile)))
    assert "<img" not in shown(window)
    assert "&lt;img src=x onerror=alert(1)&gt; ![x](/beacon)" in shown(window)


@pytest.mark.parametrize("who", ["facebook", "analyst", "administrator"])
def test_only_officials_see_the_way_in(who: str, app: Opened, cast: Cast) -> None:
    assert not app(getattr(cast, who), script=SCRIPT.format(day=None)).get("file_uploader")


def test_nothing_is_imported_into_a_past_day(app: Opened, cast: Cast) -> None:
    day = "__import__('datetime').date(2019, 11, 20)"
    assert not app(cast.official, script=SCRIPT.format(day=day)).get("file_uploader")
