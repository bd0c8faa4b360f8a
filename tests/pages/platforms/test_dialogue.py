"""Dialogue, as platforms have it on screen: their own meetings and actions, and no others."""

from datetime import date

from sqlalchemy import Engine

from coordination.dialogue import actions, meetings
from data_model.words import ActionState, Attendance
from tests.cast import POLICE, Cast, a_held_meeting, a_meeting, an_action, meeting, organisation_id
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown
from tests.pages.officials.test_dialogue import all_actions, buttons, in_view, press


def test_a_platform_confirms_and_can_still_change_its_answer(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    assert "1 meeting to confirm" in shown(app(cast.facebook))
    assert "1 meeting to confirm" in shown(app(cast.facebook, "dialogue"))
    window = app(cast.facebook, "dialogue", meeting=id_)
    assert "Does Facebook attend?" in shown(window)
    press(window, "Confirm that we attend")
    assert "You confirmed that you attend." in shown(window)
    assert "Confirm that we attend" not in buttons(window)
    assert in_view(recorded, cast.official, id_).organisations[0].answer is Attendance.CONFIRMED
    assert "to confirm" not in shown(app(cast.facebook))
    press(window, "We cannot attend")
    assert in_view(recorded, cast.official, id_).organisations[0].answer is Attendance.CANNOT_ATTEND


def test_an_answer_to_a_meeting_that_was_moved_meanwhile_is_not_stored(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    window = app(cast.facebook, "dialogue", meeting=id_)
    meetings.amend(recorded, cast.official, id_, 1, meeting(recorded, day=date(2019, 12, 3)), "A day later.")
    window = press(window, "Confirm that we attend")
    assert in_view(recorded, cast.official, id_).organisations[0].answer is None
    assert "Tuesday 3 December 2019" in shown(window)
    assert "You have not answered yet." in shown(window)


def test_a_platform_names_and_removes_its_own_people_alone(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_meeting(recorded, cast.official)
    window = app(cast.facebook, "dialogue", meeting=id_)
    window.text_input(key=f"dialogue.attendee.{id_}.0.person").set_value("Ana Example")
    press(window, "Add this person")
    assert [(each.organisation, each.name) for each in in_view(recorded, cast.official, id_).attendees] == [
        ("Facebook", "Ana Example")]
    press(window, "Remove Ana Example")
    assert "Ana Example is removed." in shown(window)
    assert in_view(recorded, cast.official, id_).attendees == ()


def test_a_platform_closes_its_own_action_with_an_outcome_and_cannot_close_anothers(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    own, other = an_action(recorded, cast.official, id_), an_action(recorded, cast.official, id_, POLICE)
    assert buttons(app(cast.facebook, "dialogue", meeting=id_, action=other)) == set()
    window = app(cast.facebook, "dialogue", meeting=id_, action=own)
    assert buttons(window) == {"Close this action"}
    window.text_area(key=f"dialogue.close.{own}.0.outcome").set_value("She is named.")
    press(window, "Close this action")
    assert "The action is closed." in shown(window)
    assert {(each["organisation"], each["state"]) for each in all_actions(recorded, cast.official)} == {
        ("Facebook", ActionState.DONE), (POLICE, ActionState.OPEN)}


def test_whoever_closes_an_action_that_was_changed_meanwhile_reads_what_it_is_now(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    own = an_action(recorded, cast.official, id_)
    window = app(cast.facebook, "dialogue", meeting=id_, action=own)
    window.text_area(key=f"dialogue.close.{own}.0.outcome").set_value("She is named.")
    actions.amend(recorded, cast.official, own, 1, {
        "text": "Name two contacts.", "organisation_id": organisation_id(recorded, "Facebook"), "person": "",
        "due_on": date(2019, 12, 10)})
    press(window, "Close this action")
    page = shown(window)
    assert "Cabinet Office official changed this action" in page
    assert "Name two contacts." in page
    assert window.text_area(key=f"dialogue.close.{own}.0.outcome").value == "She is named."
    press(window, "Close this action")
    assert all_actions(recorded, cast.official)[0]["state"] is ActionState.DONE


def test_home_lists_own_open_actions_overdue_first_and_says_so(
        app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    id_ = a_held_meeting(recorded, cast.official)
    an_action(recorded, cast.official, id_, text="Later.", due_on=date(2019, 12, 10))
    an_action(recorded, cast.official, id_, text="Sooner.", due_on=date(2019, 12, 3))
    an_action(recorded, cast.official, id_, POLICE, text="Not ours.")
    stopped_clock.advance(days=2)
    page = shown(app(cast.facebook))
    assert "2 actions to do" in page
    assert page.index("Sooner.") < page.index("</span> overdue") < page.index("Later.")
    assert "due <time datetime=\"2019-12-10\">10 December 2019</time>" in page
    assert "Not ours." not in page
    assert "to do" not in shown(app(cast.twitter))


def test_a_meeting_at_which_a_platform_was_not_is_not_found(app: Opened, cast: Cast, recorded: Engine) -> None:
    id_ = a_held_meeting(recorded, cast.official, title="Theirs alone")
    action = an_action(recorded, cast.official, id_)
    for query in ({"meeting": id_}, {"meeting": id_, "action": action}):
        page = shown(app(cast.twitter, "dialogue", **query))
        assert "Not found. There is no such meeting." in page
    page = shown(app(cast.twitter, "dialogue"))
    assert "Theirs alone" not in page
    assert "No meeting with you is planned." in page


def test_a_platform_whose_letter_is_none_is_told_so(app: Opened, cast: Cast) -> None:
    assert "No letter is addressed to" in shown(app(cast.stranger, "dialogue"))
