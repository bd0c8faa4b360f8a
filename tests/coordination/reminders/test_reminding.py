"""Who is told what, when, and how often."""

from datetime import date

import pytest
from sqlalchemy import Engine

from coordination.reminders import choices, reminding
from coordination.reminders.outbox import Outgoing
from coordination.reminders.reminding import Post, compose, post
from coordination.reminders.sending import Notify, Smtp
from coordination.viewers import Viewer
from data_model.database import writing
from data_model.organisations import Platform
from data_model.words import ReminderKind, ReminderTime, Role, Tlp
from tests import advice
from tests.cast import Cast, a_held_meeting, a_request, a_return, a_version, an_acceptance, an_action, viewer
from tests.conftest import StoppedClock
from tests.faults.crowd import at_once
from tests.reminders import API_KEY, FROM, TEMPLATE, URL, Box, messages, remind
from tests.signals import a_signal

AT_ONCE, DAILY, NEVER = ReminderTime
FACEBOOK, TWITTER = "facebook.representative@example.com", "twitter.representative@example.com"
OFFICIAL = "cabinet.office.official@example.com"


def abouts(sent: list[Outgoing], email: str) -> list[str]:
    return [each.about for each in sent if each.to == email]


def lines(engine: Engine, who: Viewer, about: str = "digest 2019-12-02") -> list[str]:
    """What a message to a person lists, without the letter."""
    found, = (each for each in messages(engine) if each.account_id == who.account_id and each.about == about)
    return [line.removeprefix("* ").removesuffix(" (letter MCO/00433).") for line in found.text.splitlines()
            if line.startswith("* ")]


def test_everybody_whom_something_concerns_gets_the_days_message_once(recorded: Engine, cast: Cast,
                                                                       stopped_clock: StoppedClock) -> None:
    sent = remind(recorded)
    assert sorted((each.to, each.about) for each in sent) == [
        (OFFICIAL, "digest 2019-12-02"), (FACEBOOK, "digest 2019-12-02"),
        ("home.office.official@example.com", "digest 2019-12-02"),
        (TWITTER, "digest 2019-12-02")]
    assert remind(recorded) == []
    stopped_clock.advance(hours=14, minutes=59)
    assert remind(recorded) == []
    stopped_clock.set_to(2019, 12, 3, 8)
    assert {each.about for each in remind(recorded)} == {"digest 2019-12-03"}


@pytest.mark.parametrize(("month", "hour", "told"), [(12, 7, False), (12, 8, True), (7, 6, False), (7, 7, True)])
def test_the_day_begins_at_its_hour_in_london(month: int, hour: int, told: bool, recorded: Engine, cast: Cast,
                                              stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2020, month, 2, hour, 0 if told else 59)
    assert bool(remind(recorded)) is told


def test_who_owes_nothing_gets_nothing(recorded: Engine, cast: Cast) -> None:
    before = remind(recorded)
    assert not [each for each in before if each.to.startswith(("stranger", "analyst", "administrator"))]


def test_what_is_returned_is_told_at_once_and_once(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 12, 2, 7)
    version = a_version(recorded, cast.facebook, commitment=1)
    assert remind(recorded) == []
    a_return(recorded, cast.official, version, "A secret reason.")
    message, = remind(recorded)
    assert (message.to, message.about, message.subject) == (
        FACEBOOK, f"returned: version {version}", "Parley: Returned to you")
    assert lines(recorded, cast.facebook, message.about) == [
        "Facebook, commitment 1: version 1 was returned, and an update was due on Friday 29 November 2019"]
    assert f"{URL}/update?version={version}&letter=MCO%2F00433" in message.text
    assert "secret" not in message.text + message.html
    assert remind(recorded) == []
    second = a_version(recorded, cast.facebook, commitment=1)
    a_return(recorded, cast.official, second)
    assert [each.about for each in remind(recorded)] == [f"returned: version {second}"]


def test_returned_advice_is_told_at_once_too(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 12, 2, 7)
    advice.a_returned_section(recorded, cast, reason="A secret reason.")
    message, = remind(recorded)
    assert message.about == "returned: advice 1"
    assert lines(recorded, cast.facebook, message.about) == [
        "Facebook: version 1 of your advice on what breaches was returned"]
    assert f"{URL}/compare-advice?platform=facebook&topic=breaches&letter=MCO%2F00433" in message.text


def test_a_signal_is_told_at_once_to_those_whom_it_is_addressed_to_and_says_nothing_of_itself(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    stopped_clock.set_to(2019, 12, 2, 7)
    signal = a_signal(recorded, cast.facebook)
    message, = remind(recorded)
    assert (message.to, message.about) == (TWITTER, f"signal unacknowledged: signal {signal}")
    assert lines(recorded, cast.twitter, message.about) == [
        f"Signal {signal} has waited for you to acknowledge it since 2 December 2019 at 07:00"]
    assert "Facebook" not in message.text + message.html


def test_a_signal_for_named_people_is_told_them_alone(recorded: Engine, cast: Cast,
                                                      stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 12, 2, 7)
    viewer(recorded, name="Second at Facebook", role=Role.PLATFORM, organisation="Facebook")
    a_signal(recorded, cast.twitter, tlp=Tlp.RED, account_ids=[cast.facebook.account_id])
    assert [each.to for each in remind(recorded)] == [FACEBOOK]
    stopped_clock.advance(hours=1)
    remind(recorded)
    text = {each.account_id: each.text for each in messages(recorded) if each.about == "digest 2019-12-02"}
    assert {account for account, said in text.items() if "/signals?signal=" in said} == {cast.facebook.account_id}


def test_what_happened_while_nothing_was_sent_is_left_to_the_days_message(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    version = a_version(recorded, cast.facebook, commitment=1)
    a_return(recorded, cast.official, version)
    stopped_clock.advance(days=1)
    assert abouts(remind(recorded), FACEBOOK) == ["digest 2019-12-03"]


def test_a_person_gets_what_they_chose_when_they_chose(recorded: Engine, cast: Cast) -> None:
    choices.choose(recorded, cast.facebook, dict.fromkeys(choices.USUAL[Role.PLATFORM], NEVER))
    a_return(recorded, cast.official, a_version(recorded, cast.facebook, commitment=1))
    assert abouts(remind(recorded), FACEBOOK) == []
    choices.choose(recorded, cast.facebook, {ReminderKind.OVERDUE: DAILY})
    assert abouts(remind(recorded), FACEBOOK) == ["digest 2019-12-02"]
    assert all("was due" in line or "no update was ever sent" in line for line in lines(recorded, cast.facebook))


def test_who_does_not_want_to_hear_of_returns_still_hears_that_the_update_is_overdue(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    a_return(recorded, cast.official, a_version(recorded, cast.facebook, commitment=1))
    choices.choose(recorded, cast.facebook, {ReminderKind.RETURNED: NEVER})
    stopped_clock.set_to(2019, 12, 16)
    remind(recorded)
    text = next(each.text for each in messages(recorded) if each.about == "digest 2019-12-16"
                and each.account_id == cast.facebook.account_id)
    assert "Returned\n" not in text
    assert "\nOverdue\n\n* Facebook, commitment 1: version 1 was returned, and an update was due on" in text


def test_an_official_is_told_of_their_own_departments_late_actions_and_a_company_of_its_own_to_come(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    held = a_held_meeting(recorded, cast.official, "Facebook", "Cabinet Office")
    first = an_action(recorded, cast.official, held, "Facebook", text="A secret.", due_on=date(2019, 12, 4))
    an_action(recorded, cast.official, held, "Cabinet Office", text="A secret.", due_on=date(2019, 12, 3))
    remind(recorded)
    assert "An action of your company is due on Wednesday 4 December 2019" in lines(recorded, cast.facebook)
    assert not [line for line in lines(recorded, cast.official) if "action" in line]
    stopped_clock.set_to(2019, 12, 4)
    remind(recorded)
    own = "An action of your department was due on Tuesday 3 December 2019"
    assert own in lines(recorded, cast.official, "digest 2019-12-04")
    assert own not in lines(recorded, cast.second_official, "digest 2019-12-04")
    assert "An action of your company is due today, Wednesday 4 December 2019" in lines(
        recorded, cast.facebook, "digest 2019-12-04")
    text = next(each.text for each in messages(recorded) if each.account_id == cast.facebook.account_id)
    assert f"{URL}/dialogue?meeting={held}&action={first}&letter=MCO%2F00433" in text
    assert not [each for each in messages(recorded) if "secret" in each.text + each.html]


def test_officials_are_told_of_late_answers_and_of_what_has_waited_for_review_for_long(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    request = a_request(recorded, cast.official, platforms=("twitter",), commitments=(2,), due_on=date(2019, 12, 6))
    version = a_version(recorded, cast.facebook, commitment=1)
    late = f"Twitter, commitment 2: the answer to request {request} was due on Friday 6 December 2019"
    long = "Facebook, commitment 1: version 1 has waited for review since 2 December 2019 at 09:00"
    for day, told in ((6, [False, False]), (9, [True, False]), (10, [True, True])):
        stopped_clock.set_to(2019, 12, day)
        remind(recorded)
        said = lines(recorded, cast.official, f"digest 2019-12-{day:02}")
        assert [line in said for line in (late, long)] == told, day
    an_acceptance(recorded, cast.official, version)
    stopped_clock.advance(days=1)
    remind(recorded)
    assert long not in lines(recorded, cast.official, "digest 2019-12-11")


def test_a_request_is_told_with_its_number(recorded: Engine, cast: Cast) -> None:
    request = a_request(recorded, cast.official, commitments=(5,), due_on=date(2019, 12, 4), message="A secret.")
    remind(recorded)
    line, = (line for line in lines(recorded, cast.facebook) if line.startswith("Facebook, commitment 5"))
    assert line.endswith(f", asked for by request {request}") or "was due" in line


def test_many_workers_that_compose_at_once_put_each_message_in_once(recorded: Engine, cast: Cast) -> None:
    box = Box()
    put = at_once(recorded, [lambda engine: compose(engine, Post(box, URL, 8))] * 4)
    assert sum(each for each in put if isinstance(each, int)) == len(messages(recorded)) == 4


def test_a_choice_that_is_made_while_a_message_is_composed_is_obeyed(
    recorded: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = reminding._put

    def chosen_meanwhile(engine: Engine, viewer: Viewer, *rest: object) -> int:
        if viewer.account_id == cast.facebook.account_id:
            choices.choose(engine, cast.facebook, dict.fromkeys(choices.USUAL[Role.PLATFORM], NEVER))
        return put(engine, viewer, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reminding, "_put", chosen_meanwhile)
    assert abouts(remind(recorded), FACEBOOK) == []
    monkeypatch.setattr(reminding, "_put", put)
    assert abouts(remind(recorded), FACEBOOK) == []


def test_a_name_cannot_break_the_html(recorded: Engine, cast: Cast) -> None:
    with writing(recorded) as session:
        session.get_one(Platform, 1).name = "<b>&\nBcc: x"
    a_return(recorded, cast.official, a_version(recorded, cast.facebook, commitment=1))
    remind(recorded)
    assert "<b>" not in "".join(each.html for each in messages(recorded))
    assert not [each.subject for each in messages(recorded) if "\n" in each.subject]


def test_the_settings_say_how_reminders_go_out() -> None:
    template = "f33517ff-2a88-4f6e-b855-c550268ce08a"
    given = {"smtp_url": "smtp://localhost:1025", "reminders_from": FROM, "notify_api_key": API_KEY,
             "notify_template_id": template, "public_url": URL, "digest_hour": 7}
    smtp, notify = (post(how, **given) for how in ("smtp", "notify"))  # type: ignore[arg-type]
    assert post("off", **given) is None  # type: ignore[arg-type]
    assert smtp is not None
    assert notify is not None
    assert isinstance(smtp.sender, Smtp)
    assert (smtp.public_url, smtp.digest_hour) == (URL, 7)
    assert notify.sender == Notify(API_KEY, TEMPLATE)
