"""Actions: added, changed, closed, reopened, made into a request; by whom, and as known at any moment."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine

from coordination import requests
from coordination.dialogue import actions, meetings
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.dialogue import Action, ActionVersion
from data_model.requests import UpdateRequest
from data_model.words import ActionState
from tests import cast as casting
from tests.cast import POLICE, Cast, a_held_meeting, a_meeting, action, an_action, meeting
from tests.conftest import StoppedClock
from tests.coordination.dialogue.asking import count, last_sentence

SECOND = timedelta(seconds=1)
DONE, DROPPED, OPEN = ActionState.DONE, ActionState.DROPPED, ActionState.OPEN


def listing(engine: Engine, viewer: Viewer, at: datetime) -> pd.DataFrame:
    with reading(engine) as session:
        return actions.listing(session, viewer, casting.letter_id(engine), as_at=at)


def request(engine: Engine, **changed: object) -> dict[str, object]:
    return {"letter_id": casting.letter_id(engine), "platform_ids": [casting.platform_id(engine, "facebook")],
            "commitment_ids": [casting.commitment_id(engine, 4)], "due_on": date(2019, 12, 10),
            "message": "As agreed."} | changed


def faults(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        act()
    return [(fault.where, fault.sentence) for fault in refused.value.faults]


def test_an_action_says_who_does_what_by_when(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    held = a_held_meeting(recorded, cast.official)
    id_ = an_action(recorded, cast.official, held, text=" Name a contact.\x00 ")
    assert last_sentence(recorded) == ("Cabinet Office official added an action of the policing meeting of 2019-12-01 "
                                       "at 09:00 for Facebook, due 2019-12-09.")
    found = listing(recorded, cast.official, stopped_clock.now)
    assert list(found.columns) == actions.COLUMNS
    assert found.to_dict("records") == [{
        "id": id_, "number": 1, "meeting_id": held, "meeting": "Weekly policing call", "text": "Name a contact.",
        "organisation_id": cast.facebook.organisation_id, "organisation": "Facebook", "slug": "facebook",
        "person": "Head of policy", "due_on": date(2019, 12, 9), "state": OPEN, "outcome": "", "request_id": None,
        "overdue": False}]


def test_those_due_first_come_first_and_only_open_ones_are_overdue(recorded: Engine, cast: Cast,
                                                                   stopped_clock: StoppedClock) -> None:
    held = a_held_meeting(recorded, cast.official, "Facebook", "Twitter", POLICE)
    late = an_action(recorded, cast.official, held, "Facebook", due_on=date(2019, 12, 11))
    early = an_action(recorded, cast.official, held, "Twitter", due_on=date(2019, 12, 4))
    police = an_action(recorded, cast.official, held, POLICE, due_on=date(2019, 12, 11))
    done = an_action(recorded, cast.official, held, "Facebook", due_on=date(2019, 12, 3))
    actions.close(recorded, cast.facebook, done, 1, DONE, "Here it is.")
    on_the_day, after = stopped_clock.set_to(2019, 12, 4, 23, 59), stopped_clock.set_to(2019, 12, 5, 0, 0)
    assert list(listing(recorded, cast.analyst, on_the_day)["id"]) == [done, early, late, police]
    assert list(listing(recorded, cast.analyst, on_the_day)["overdue"]) == [False] * 4
    assert list(listing(recorded, cast.analyst, after)["overdue"]) == [False, True, False, False]
    assert list(listing(recorded, cast.analyst, after)["slug"]) == ["facebook", "twitter", "facebook", None]


@pytest.mark.parametrize(("changed", "told"), [
    ({"text": " \x00"}, [("text", "Say what is to be done.")]),
    ({"text": "x" * 10_001}, [("text", "Text: use at most 10,000 characters.")]),
    ({"person": "x" * 201}, [("person", "Person: use at most 200 characters.")]),
    ({"organisation_id": 10_000}, [("organisation_id", "Choose an organisation of this meeting.")]),
    ({"due_on": date(2019, 12, 2)}, [("due_on", "Choose a day after today for the action.")]),
    ({"due_on": date(2020, 12, 2)}, [("due_on", "Choose a day within a year from today for the action.")]),
    ({"due_on": date(2019, 12, 25)}, [("due_on", "Wednesday 25 December 2019 is not a working day. The next one is "
                                                 "Friday 27 December 2019.")]),
    ({"due_on": date(2019, 12, 7)}, [("due_on", "Saturday 7 December 2019 is not a working day. The next one is "
                                                "Monday 9 December 2019.")]),
    ({"state": "done"}, [("state", "State: this cannot be set here.")]),
    ({"text": "", "organisation_id": 10_000, "due_on": date(2019, 12, 2)}, [
        ("due_on", "Choose a day after today for the action."), ("text", "Say what is to be done."),
        ("organisation_id", "Choose an organisation of this meeting.")]),
])
def test_an_action_that_cannot_be_is_refused_with_every_fault(recorded: Engine, cast: Cast, changed: dict[str, object],
                                                              told: list[tuple[str, str]]) -> None:
    held = a_held_meeting(recorded, cast.official)
    assert faults(lambda: an_action(recorded, cast.official, held, **changed)) == told
    assert count(recorded, Action, ActionVersion) == [0, 0]


def test_an_agenda_item_becomes_an_action_before_the_meeting(recorded: Engine, cast: Cast,
                                                             stopped_clock: StoppedClock) -> None:
    planned = a_meeting(recorded, cast.official)
    an_action(recorded, cast.official, planned, text="Contacts for polling day")
    assert list(listing(recorded, cast.facebook, stopped_clock.now)["text"]) == ["Contacts for polling day"]


def test_five_working_days_are_offered_first() -> None:
    assert actions.usual_due_day(date(2019, 12, 20)) == date(2019, 12, 31)


def test_an_action_is_seen_with_its_meeting(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    held = a_held_meeting(recorded, cast.official, "Facebook", "Twitter", POLICE)
    an_action(recorded, cast.official, held, "Twitter")
    both = stopped_clock.now
    for viewer in (cast.official, cast.second_official, cast.analyst, cast.facebook, cast.twitter):
        assert len(listing(recorded, viewer, both)) == 1
        assert listing(recorded, viewer, both - SECOND).empty
    for viewer in (cast.administrator, cast.stranger):
        assert listing(recorded, viewer, both).empty
    stopped_clock.advance(hours=1)
    given = meeting(recorded, "Twitter", POLICE, day=date(2019, 12, 1)) | {"note": ""}
    meetings.correct(recorded, cast.official, held, 2, given, "Facebook was not there.")
    assert listing(recorded, cast.facebook, stopped_clock.now).empty
    assert len(listing(recorded, cast.facebook, both)) == 1  # what they were told then
    assert len(listing(recorded, cast.twitter, stopped_clock.now)) == 1


def test_an_action_is_changed_while_it_is_open(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    held = a_held_meeting(recorded, cast.official, "Facebook", "Twitter")
    id_ = an_action(recorded, cast.official, held)
    before = stopped_clock.now
    now = stopped_clock.set_to(2019, 12, 10)
    given = action(recorded, "Twitter", text="Name two.", person="")  # still due on a day that is over
    actions.amend(recorded, cast.second_official, id_, 1, given)
    assert last_sentence(recorded) == ("Home Office official changed an action of the policing meeting of 2019-12-01 "
                                       "at 09:00: now for Twitter, due 2019-12-09.")
    [was], [seen] = (listing(recorded, cast.official, at).to_dict("records") for at in (before, now))
    assert (was["number"], was["text"], was["organisation"], was["overdue"]) == (
        1, "Name a contact for polling day.", "Facebook", False)
    assert (seen["number"], seen["text"], seen["organisation"], seen["person"], seen["overdue"]) == (
        2, "Name two.", "Twitter", "", True)
    moved = action(recorded, "Twitter", due_on=date(2019, 12, 6))
    assert faults(lambda: actions.amend(recorded, cast.official, id_, 2, moved)) == [
        ("due_on", "Choose a day after today for the action.")]
    actions.close(recorded, cast.official, id_, 2, DROPPED, "No longer needed.")
    assert faults(lambda: actions.amend(recorded, cast.official, id_, 3, given)) == [
        ("state", "This action was dropped. An official can reopen it.")]


def test_its_owner_closes_it_and_an_official_may_reopen_it(recorded: Engine, cast: Cast,
                                                           stopped_clock: StoppedClock) -> None:
    id_ = an_action(recorded, cast.official, a_held_meeting(recorded, cast.official))
    closed = stopped_clock.advance(hours=1)
    actions.close(recorded, cast.facebook, id_, 1, DONE, " Named by e-mail. ")
    assert last_sentence(recorded) == ("Facebook representative closed an action of the policing meeting of 2019-12-01 "
                                       "at 09:00: done.")
    reopened = stopped_clock.advance(hours=1)
    actions.reopen(recorded, cast.official, id_, 2)
    assert last_sentence(recorded) == ("Cabinet Office official reopened an action of the policing meeting of "
                                       "2019-12-01 at 09:00.")
    found = [listing(recorded, cast.facebook, at).iloc[0] for at in (closed - SECOND, closed, reopened)]
    assert [(row["number"], row["state"], row["outcome"]) for row in found] == [
        (1, OPEN, ""), (2, DONE, "Named by e-mail."), (3, OPEN, "")]
    assert faults(lambda: actions.reopen(recorded, cast.official, id_, 3)) == [("state", "This action is open.")]


def test_closing_says_what_came_of_it(recorded: Engine, cast: Cast) -> None:
    id_ = an_action(recorded, cast.official, a_held_meeting(recorded, cast.official))
    assert faults(lambda: actions.close(recorded, cast.official, id_, 1, DONE, " \x00")) == [
        ("outcome", "Say what came of the action.")]
    assert faults(lambda: actions.close(recorded, cast.official, id_, 1, OPEN, "x")) == [
        ("state", "Choose whether the action was done or dropped.")]
    actions.close(recorded, cast.official, id_, 1, DROPPED, "No longer needed.")
    assert faults(lambda: actions.close(recorded, cast.official, id_, 2, DONE, "x")) == [
        ("state", "This action was dropped. An official can reopen it.")]


def test_who_may_do_what_with_an_action(recorded: Engine, cast: Cast) -> None:
    held = a_held_meeting(recorded, cast.official, "Facebook", "Twitter", POLICE)
    id_ = an_action(recorded, cast.official, held)
    for viewer in (cast.facebook, cast.twitter, cast.analyst, cast.administrator, cast.stranger):
        for doing, act in {
            "add actions": lambda: actions.add(recorded, viewer, held, action(recorded)),  # noqa: B023
            "change actions": lambda: actions.amend(recorded, viewer, id_, 1, action(recorded)),  # noqa: B023
            "reopen actions": lambda: actions.reopen(recorded, viewer, id_, 1),  # noqa: B023
            "ask for updates": lambda: actions.ask_for_update(recorded, viewer, id_, request(recorded)),  # noqa: B023
        }.items():
            with pytest.raises(NotAllowed, match=f"cannot {doing}"):
                act()
    for viewer in (cast.analyst, cast.administrator):
        with pytest.raises(NotAllowed, match="cannot close actions"):
            actions.close(recorded, viewer, id_, 1, DONE, "x")
    with pytest.raises(NotFound, match=r"^There is no such action\.$"):
        actions.close(recorded, cast.stranger, id_, 1, DONE, "x")
    assert faults(lambda: actions.close(recorded, cast.twitter, id_, 1, DONE, "x")) == [
        ("action", "You can close actions of your own company alone.")]
    assert faults(lambda: actions.close(recorded, cast.facebook, id_, 1, DROPPED, "x")) == [
        ("state", "Only an official can drop an action. Close it as done, or ask them to.")]
    assert count(recorded, Action, ActionVersion, UpdateRequest) == [1, 1, 0]


def test_whoever_was_slower_is_told_what_there_is_now(recorded: Engine, cast: Cast,
                                                      stopped_clock: StoppedClock) -> None:
    id_ = an_action(recorded, cast.official, a_held_meeting(recorded, cast.official))
    stopped_clock.advance(minutes=5)
    actions.close(recorded, cast.facebook, id_, 1, DONE, "Named.")
    told = (r"^Facebook representative changed this action on 2 December 2019 at 09:05: it is now done, due 9 December "
            r"2019\. Nothing was stored; what you wrote is still on your screen\.$")
    for act in (lambda: actions.amend(recorded, cast.official, id_, 1, action(recorded)),
                lambda: actions.close(recorded, cast.official, id_, 1, DROPPED, "x"),
                lambda: actions.reopen(recorded, cast.official, id_, 1),
                lambda: actions.ask_for_update(recorded, cast.official, id_, request(recorded))):
        with pytest.raises(Changed, match=told):
            act()
    for act in (lambda: actions.amend(recorded, cast.official, 10_000, 1, action(recorded)),
                lambda: actions.ask_for_update(recorded, cast.official, 10_000, request(recorded))):
        with pytest.raises(NotFound, match=r"^There is no such action\.$"):
            act()
    with pytest.raises(NotFound, match=r"^There is no such meeting\.$"):
        an_action(recorded, cast.official, 10_000)
    assert count(recorded, ActionVersion, UpdateRequest) == [2, 0]


def test_an_action_becomes_a_request_in_one(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = an_action(recorded, cast.official, a_held_meeting(recorded, cast.official))
    before = stopped_clock.now
    now = stopped_clock.advance(hours=1)
    made = actions.ask_for_update(recorded, cast.official, id_, request(recorded))
    [was], [row] = (listing(recorded, cast.facebook, at).to_dict("records") for at in (before, now))
    assert (was["request_id"], was["state"]) == (None, OPEN)
    assert (row["number"], row["request_id"], row["state"], row["outcome"]) == (
        2, made, DONE, "It became a request for an update, due 10 December 2019.")
    with reading(recorded) as session:
        seen = requests.in_view(session, cast.facebook, made, as_at=now)
    assert (seen.message, seen.due_on, seen.asked_at) == ("As agreed.", date(2019, 12, 10), now)
    assert last_sentence(recorded) == ("Cabinet Office official made a request of an action of the policing meeting of "
                                       "2019-12-01 at 09:00.")
    assert faults(lambda: actions.reopen(recorded, cast.official, id_, 2)) == [
        ("state", "This action became a request for an update. Withdraw the request, or add another action.")]


def test_a_request_that_cannot_be_leaves_the_action_as_it_was(recorded: Engine, cast: Cast,
                                                              stopped_clock: StoppedClock) -> None:
    id_ = an_action(recorded, cast.official, a_held_meeting(recorded, cast.official))
    for changed, sentence in (({"platform_ids": []}, "Choose at least one platform to ask."),
                              ({"due_on": date(2019, 12, 2)}, "Choose a day after today for the answer."),
                              ({"letter_id": 10_000}, "Ask about the letter that the meeting was about."),
                              ({"message": "x" * 10_001}, "Message: use at most 10,000 characters.")):
        assert sentence in [told for _, told in faults(
            lambda: actions.ask_for_update(recorded, cast.official, id_, request(recorded, **changed)))]  # noqa: B023
    assert count(recorded, UpdateRequest, ActionVersion) == [0, 1]
    assert list(listing(recorded, cast.official, stopped_clock.now)["state"]) == [OPEN]
