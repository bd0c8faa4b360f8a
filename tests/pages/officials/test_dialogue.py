"""Dialogue, as officials and analysts have it on screen: each thing that can be done, by its button."""

from datetime import date, datetime, time

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination import clock
from coordination.dialogue import actions, meetings, notes, reading
from coordination.dialogue.reading import MeetingInView
from coordination.viewers import Viewer
from data_model.database import reading as snapshot
from data_model.words import ActionState, MeetingState
from tests.cast import POLICE, Cast, a_held_meeting, a_meeting, an_action, letter_id, meeting, organisation_id
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown

TUESDAY = date(2019, 12, 3)


def press(window: AppTest, label: str) -> AppTest:
    (button,) = [each for each in window.main.button if each.label == label]
    return button.click().run()


def buttons(window: AppTest) -> set[str]:
    return {each.label for each in window.main.button}


def in_view(engine: Engine, viewer: Viewer, meeting_id: int) -> MeetingInView:
    with snapshot(engine) as session:
        return reading.in_view(session, viewer, meeting_id, as_at=clock.now(session))


def all_meetings(engine: Engine, viewer: Viewer) -> list[tuple[str, datetime]]:
    """Title and beginning of every meeting on record."""
    with snapshot(engine) as session:
        found = reading.listing(session, viewer, letter_id(engine), as_at=clock.now(session))
    return list(zip(found["title"], found["starts_at"], strict=True))


def all_actions(engine: Engine, viewer: Viewer) -> list[dict[str, object]]:
    with snapshot(engine) as session:
        found = actions.listing(session, viewer, letter_id(engine), as_at=clock.now(session))
    return found[["text", "organisation", "person", "due_on", "state", "outcome", "request_id"]].to_dict("records")


def planning(window: AppTest, engine: Engine, **typed: object) -> AppTest:
    """Type a meeting into the form; what is not given is a policing call on Tuesday at ten."""
    given = {"kind": "policing", "title": "Call with the police", "day": TUESDAY, "starts": time(10), "ends": time(11),
             "organisations": [organisation_id(engine, "Facebook")]} | typed
    for name in ("kind", "repeat"):
        if name in given:
            window.selectbox(key=f"dialogue.plan.0.{name}").set_value(given[name])
    for name in ("title", "place"):
        if name in given:
            window.text_input(key=f"dialogue.plan.0.{name}").set_value(given[name])
    window.date_input(key="dialogue.plan.0.day").set_value(given["day"])
    window.time_input(key="dialogue.plan.0.starts").set_value(given["starts"])
    window.time_input(key="dialogue.plan.0.ends").set_value(given["ends"])
    window.multiselect(key="dialogue.plan.0.organisations").set_value(given["organisations"])
    return window.run()


def test_planning_a_meeting_opens_it_and_says_which_of_londons_times_it_is(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    window = planning(app(cast.official, "dialogue"), recorded)
    assert "Tuesday 3 December 2019. The time is London’s: GMT on that day." in shown(window)
    press(window, "Plan this meeting")
    page = shown(window)
    assert "1 meeting planned. Those who are asked see it now." in page
    assert "<h2>Call with the police</h2>" in page
    assert "Tuesday 3 December 2019, 10:00 to 11:00 GMT" in page
    assert dict(window.query_params)["meeting"] == "1"
    [(title, starts_at)] = all_meetings(recorded, cast.official)
    assert (title, clock.day(starts_at)) == ("Call with the police", TUESDAY)


def test_in_summer_the_time_is_said_to_be_bst(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = planning(app(cast.official, "dialogue"), recorded, day=date(2020, 6, 2))
    assert "The time is London’s: BST on that day." in shown(window)
    press(window, "Plan this meeting")
    assert "Tuesday 2 June 2020, 10:00 to 11:00 BST" in shown(window)
    assert all_meetings(recorded, cast.official)[0][1].hour == 9


def test_a_series_says_its_days_before_it_is_planned(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = planning(app(cast.official, "dialogue"), recorded, repeat=1)
    assert "2 meetings: 3 December 2019 and 10 December 2019." in shown(window)
    window.date_input(key="dialogue.plan.0.until").set_value(date(2019, 12, 25)).run()
    assert "4 meetings" in shown(window)
    press(window, "Plan these meetings")
    assert "4 meetings planned. Those who are asked see them now." in shown(window)
    assert [clock.day(at) for _, at in all_meetings(recorded, cast.official)] == [
        date(2019, 12, 3), date(2019, 12, 10), date(2019, 12, 17), date(2019, 12, 24)]


def test_a_bank_holiday_in_a_series_is_named(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = planning(app(cast.official, "dialogue"), recorded, day=date(2019, 12, 4), repeat=1)
    window.date_input(key="dialogue.plan.0.until").set_value(date(2019, 12, 25)).run()
    assert "Wednesday 25 December 2019 is a bank holiday in England: Christmas Day." in shown(window)


def test_what_is_missing_is_named_and_what_was_typed_stays(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = planning(app(cast.official, "dialogue"), recorded, organisations=[], title="Kept", ends=time(9))
    press(window, "Plan this meeting")
    page = shown(window)
    assert "Choose at least one organisation" in page
    assert "The meeting must end after it starts" in page
    assert window.text_input(key="dialogue.plan.0.title").value == "Kept"
    assert all_meetings(recorded, cast.official) == []
    window.multiselect(key="dialogue.plan.0.organisations").set_value([organisation_id(recorded, "Facebook")])
    window.time_input(key="dialogue.plan.0.ends").set_value(time(11)).run()
    press(window, "Plan this meeting")
    assert [title for title, _ in all_meetings(recorded, cast.official)] == ["Kept"]


def test_the_second_click_of_a_double_click_plans_nothing_more(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = planning(app(cast.official, "dialogue"), recorded)
    window.session_state["once.dialogue.plan"] = False  # the first click has taken it
    press(window, "Plan this meeting")
    assert all_meetings(recorded, cast.official) == []


def test_an_organisation_that_is_added_can_be_asked(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.official, "dialogue")
    window.text_input(key="dialogue.organisation.0.name").set_value("Police Scotland")
    press(window, "Add this organisation")
    assert "Choose what the organisation is." in shown(window)
    window.selectbox(key="dialogue.organisation.0.kind").set_value("policing")
    press(window, "Add this organisation")
    assert "The organisation is added." in shown(window)
    assert "Police Scotland" in window.multiselect(key="dialogue.plan.0.organisations").options
    assert window.text_input(key="dialogue.organisation.1.name").value == ""


def test_amending_takes_a_reason_and_keeps_what_was_known(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    window = app(cast.official, "dialogue", meeting=id_)
    key = f"dialogue.amend.{id_}.0"
    assert window.text_input(key=f"{key}.title").value == "Weekly policing call"
    window.time_input(key=f"{key}.starts").set_value(time(15))
    press(window, "Amend this meeting")
    assert "Say why you change the meeting" in shown(window)
    window.text_area(key=f"{key}.reason").set_value("An hour <b>earlier</b>.")
    press(window, "Amend this meeting")
    page = shown(window)
    assert "The meeting is amended." in page
    assert "15:00 to 17:00 GMT" in page
    assert "An hour &lt;b&gt;earlier&lt;/b&gt;." in page
    assert "2 versions" in page
    assert in_view(recorded, cast.official, id_).number == 2


def test_whoever_is_overtaken_reads_what_there_is_now_and_keeps_what_they_typed(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    window = app(cast.official, "dialogue", meeting=id_)
    key = f"dialogue.amend.{id_}.0"
    window.text_input(key=f"{key}.title").set_value("Mine")
    window.text_area(key=f"{key}.reason").set_value("Because.")
    meetings.amend(recorded, cast.second_official, id_, 1, meeting(recorded, title="Theirs"), "First.")
    press(window, "Amend this meeting")
    page = shown(window)
    assert "<h2>Theirs</h2>" in page
    assert "Home Office official changed this meeting on 2 December 2019 at 09:00" in page
    assert "If yours is still right, send it again." in page
    assert window.text_input(key=f"{key}.title").value == "Mine"
    assert in_view(recorded, cast.official, id_).title == "Theirs"
    press(window, "Amend this meeting")
    assert in_view(recorded, cast.official, id_).title == "Mine"


def test_a_meeting_is_recorded_as_held_once_it_has_begun_with_who_was_there(
        app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    id_ = a_meeting(recorded, cast.official)
    window = app(cast.official, "dialogue", meeting=id_)
    assert "Record that it was held" not in buttons(window)
    stopped_clock.advance(hours=9)
    window.run()
    assert "no record yet" in shown(window)
    key = f"dialogue.hold.{id_}.0"
    window.multiselect(key=f"{key}.organisations").set_value([organisation_id(recorded, POLICE)])
    window.text_area(key=f"{key}.note").set_value("They agreed.")
    window.time_input(key=f"{key}.ends").set_value(time(16, 30))
    press(window, "Record that it was held")
    page = shown(window)
    assert "It is on record that the meeting was held." in page
    assert "They agreed." in page
    assert "16:00 to 16:30 GMT" in page
    held = in_view(recorded, cast.official, id_)
    assert (held.state, [each.name for each in held.organisations]) == (MeetingState.HELD, [POLICE])


def test_the_record_of_a_held_meeting_is_corrected_for_a_reason(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official, note="")
    assert "1 meeting held without an agreed note" in shown(app(cast.official, "dialogue"))
    window = app(cast.official, "dialogue", meeting=id_)
    key = f"dialogue.correct.{id_}.0"
    window.text_area(key=f"{key}.note").set_value("What was agreed.")
    window.text_area(key=f"{key}.reason").set_value("The note came later.")
    press(window, "Correct the record")
    assert "The record is corrected." in shown(window)
    assert in_view(recorded, cast.official, id_).note == "What was agreed."


def test_cancelling_takes_a_second_yes_and_a_reason(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    window = app(cast.official, "dialogue", meeting=id_)
    window.text_area(key=f"dialogue.cancel.{id_}.0.reason").set_value("Nobody can come.")
    press(window, "Cancel this meeting")
    assert "Tick the box to cancel the meeting. Nothing was changed." in shown(window)
    window.checkbox(key=f"dialogue.cancel.{id_}.0.sure").set_value(True)
    press(window, "Cancel this meeting")
    page = shown(window)
    assert "The meeting is cancelled." in page
    assert "Nobody can come." in page
    assert in_view(recorded, cast.official, id_).state is MeetingState.CANCELLED
    assert buttons(window) == {"Keep this private note"}


def test_all_that_is_to_come_of_a_series_is_cancelled_at_once(app: Opened, cast: Cast, recorded: Engine) -> None:
    ids = meetings.plan_series(recorded, cast.official, meeting(recorded),
                               {"every_weeks": 1, "until": date(2019, 12, 16)})
    window = app(cast.official, "dialogue", meeting=ids[1])
    window.text_area(key="dialogue.series.1.0.reason").set_value("Polling day is over.")
    window.checkbox(key="dialogue.series.1.0.sure").set_value(True)
    press(window, "Cancel all 3 meetings to come")
    assert {in_view(recorded, cast.official, id_).state for id_ in ids} == {MeetingState.CANCELLED}


def test_an_item_of_the_agenda_becomes_an_action_in_one_step(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    assert f"/dialogue?meeting={id_}&amp;item=2&amp;letter=MCO%2F00433" in shown(
        app(cast.official, "dialogue", meeting=id_))
    window = app(cast.official, "dialogue", meeting=id_, item=2)
    key = f"dialogue.action.{id_}.2.0"
    assert window.text_area(key=f"{key}.text").value == "Contacts for polling day"
    assert window.date_input(key=f"{key}.due_on").value == date(2019, 12, 9)
    press(window, "Add this action")
    assert "Choose the organisation that owns the action. Nothing was stored." in shown(window)
    assert all_actions(recorded, cast.official) == []
    window.selectbox(key=f"{key}.owner").set_value(organisation_id(recorded, POLICE))
    press(window, "Add this action")
    assert "The action is added. Its owner sees it now." in shown(window)
    assert "item" not in dict(window.query_params)
    assert all_actions(recorded, cast.official) == [
        {"text": "Contacts for polling day", "organisation": POLICE, "person": "", "due_on": date(2019, 12, 9),
         "state": ActionState.OPEN, "outcome": "", "request_id": None}]


def test_an_action_is_amended_closed_and_reopened(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    action = an_action(recorded, cast.official, id_)
    window = app(cast.official, "dialogue", meeting=id_, action=action)
    window.text_input(key=f"dialogue.change.{action}.0.person").set_value("Chief of staff")
    press(window, "Amend this action")
    assert "The action is amended." in shown(window)
    press(window, "Close this action")
    assert "Say what came of the action." in shown(window)
    window.radio(key=f"dialogue.close.{action}.0.state").set_value(ActionState.DROPPED)
    window.text_area(key=f"dialogue.close.{action}.0.outcome").set_value("Another group does it.")
    press(window, "Close this action")
    page = shown(window)
    assert "The action is closed." in page
    assert "<h2>Action: dropped</h2>" in page
    [found] = all_actions(recorded, cast.official)
    assert (found["person"], found["state"], found["outcome"]) == (
        "Chief of staff", ActionState.DROPPED, "Another group does it.")
    press(window, "Reopen this action")
    assert "The action is open again." in shown(window)
    assert all_actions(recorded, cast.official)[0]["state"] is ActionState.OPEN


def test_an_action_becomes_a_request_for_an_update_in_one_step(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    action = an_action(recorded, cast.official, id_)
    window = app(cast.official, "dialogue", meeting=id_, action=action)
    assert window.text_area(key=f"dialogue.ask.{action}.0.message").value == "Name a contact for polling day."
    press(window, "Send this request")
    page = shown(window)
    assert "The request was sent, and the action is closed." in page
    assert "/requests?request=1&amp;letter=MCO%2F00433" in page
    assert "Reopen this action" not in buttons(window)
    [found] = all_actions(recorded, cast.official)
    assert (found["state"], found["request_id"]) == (ActionState.DONE, 1)
    assert "Name a contact for polling day." in shown(app(cast.facebook))


def test_an_action_of_somebody_who_owes_no_update_cannot_become_a_request(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    action = an_action(recorded, cast.official, id_, POLICE)
    assert "Send this request" not in buttons(app(cast.official, "dialogue", meeting=id_, action=action))


def test_people_are_added_for_any_organisation_and_removed(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    window = app(cast.official, "dialogue", meeting=id_)
    window.text_input(key=f"dialogue.attendee.{id_}.0.person").set_value("Pat *Officer*")
    window.selectbox(key=f"dialogue.attendee.{id_}.0.organisation").set_value(organisation_id(recorded, POLICE))
    press(window, "Add this person")
    assert "Pat *Officer*" in shown(window)
    press(window, f"Remove Pat \\*Officer\\*, {POLICE}")
    assert in_view(recorded, cast.official, id_).attendees == ()


def test_a_private_note_is_named_as_such_and_officials_alone_read_it(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    window = app(cast.official, "dialogue", meeting=id_)
    window.text_area(key=f"dialogue.private.{id_}.0.text").set_value("Press them.")
    press(window, "Keep this private note")
    assert "The private note is kept. Officials alone read it." in shown(window)
    assert "What is written stays as it is: to put something right, write another note." in shown(window)
    assert window.text_area(key=f"dialogue.private.{id_}.1.text").value == ""
    for who, reads in ((cast.second_official, True), (cast.analyst, False), (cast.facebook, False)):
        page = shown(app(who, "dialogue", meeting=id_))
        assert ("Press them." in page, "private" in page) == (reads, reads)
    with snapshot(recorded) as session:
        found = notes.listing(session, cast.official, id_, as_at=clock.now(session))
    assert list(found["text"]) == ["Press them."]
