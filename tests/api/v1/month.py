"""A platform's month, told once: what happens, and what its representative does about it. Whoever does it, on screen or
by a program, has the same hands: `Hands`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Protocol

from sqlalchemy import Engine

from coordination import requests, reviews
from coordination.advice import agreeing
from coordination.dialogue import actions, meetings
from coordination.signals import answering, sharing
from data_model.words import AdviceTopic, Attendance, Audience, Channel, Claim, IndicatorKind, Opinion, SignalKind, Tlp
from tests import cast as casting
from tests.advice import an_edition
from tests.cast import Cast, findings, letter_id
from tests.conftest import StoppedClock
from tests.returning import a_template
from tests.signals import THREAT, given

BEGINS = datetime(2019, 11, 6, 9, tzinfo=UTC)
# In which what Facebook did is kept.
TOUCHED = {"update_versions", "statements", "evidence", "evidence_contents", "version_evidence", "drafts", "returns",
           "counts", "signals", "signal_indicators", "signal_addressees", "signal_answers", "meeting_answers",
           "attendees", "action_versions", "advice_versions", "advice_checks", "distributions", "distribution_versions",
           "audit_entries"}


@dataclass(frozen=True)
class Link:
    """Evidence that was published."""

    title: str
    dated_on: date
    url: str


@dataclass(frozen=True)
class File:
    """Evidence that is attached."""

    title: str
    dated_on: date
    name: str
    content: bytes


@dataclass(frozen=True)
class Account:
    """What is written in an update on a commitment, for the period that is due on a day."""

    commitment: int
    due_on: date
    claim: Claim
    narrative: str
    remaining: str = ""
    delay_reason: str = ""
    statements: dict[str, str] = field(default_factory=dict)
    links: Sequence[Link] = ()
    files: Sequence[File] = ()


@dataclass(frozen=True)
class Notice:
    """A signal for other platforms; `observed_at` to the minute."""

    kind: SignalKind
    category: str
    summary: str
    indicator_kind: IndicatorKind
    indicator: str
    observed_at: datetime
    tlp: Tlp
    platforms: tuple[str, ...] = ()


class Hands(Protocol):
    """What the representative of Facebook does."""

    def submit(self, account: Account) -> None:
        """Submit an update; one that was returned is amended."""

    def leave_a_draft(self, account: Account) -> None:
        """Begin an update and save what is written so far."""

    def send_counts(self, name: str, content: bytes, reason: str = "", *, confirmed: bool = False) -> None:
        """Send a return, after a look at what it would do; `confirmed` says that what is asked about is right."""

    def share(self, notice: Notice) -> None:
        """Share a signal."""

    def acknowledge(self, signal: int) -> None:
        """Acknowledge a signal."""

    def opine(self, signal: int, opinion: Opinion, words: str) -> None:
        """Give an opinion on a signal."""

    def act(self, signal: int, acted_at: datetime, words: str) -> None:
        """Record what was done about a signal."""

    def withdraw(self, signal: int, reason: str) -> None:
        """Withdraw a signal."""

    def attend(self, meeting: int, answer: Attendance) -> None:
        """Answer a meeting."""

    def bring(self, meeting: int, person: str) -> None:
        """Name somebody who comes to a meeting."""

    def leave_at_home(self, meeting: int, person: str) -> None:
        """Take somebody off a meeting."""

    def close(self, meeting: int, action: int, outcome: str) -> None:
        """Close an action of a meeting."""

    def advise(self, topic: AdviceTopic, english: str, welsh: str, report_address: str = "",
               responds_in_hours: int | None = None) -> None:
        """Write a section of advice and send it to officials."""

    def still_right(self, topic: AdviceTopic) -> None:
        """Say that what is agreed on a topic is still right."""

    def pass_on(self, edition: int, audience: Audience, channel: Channel, sent_on: date, people: int) -> None:
        """Record what was sent to whom."""

    def recount(self, distribution: int, people: int, reason: str) -> None:
        """Say anew how many it went to."""


def live(engine: Engine, cast: Cast, clock: StoppedClock, facebook: Hands) -> None:
    """The whole month: officials and the other platform do what they do, and Facebook does it by these hands."""
    _the_first_week(engine, cast, clock, facebook)
    _meetings_and_signals(engine, cast, clock, facebook)
    _advice(engine, cast, clock, facebook)
    _the_last_weeks(engine, cast, clock, facebook)


def _the_first_week(engine: Engine, cast: Cast, clock: StoppedClock, facebook: Hands) -> None:
    """An update that is asked for, returned, amended and accepted; and the first return of counts."""
    requests.ask(engine, cast.official, {
        "letter_id": letter_id(engine), "platform_ids": [casting.platform_id(engine, "facebook")],
        "commitment_ids": [casting.commitment_id(engine, 1)], "due_on": date(2019, 11, 11), "message": "How far?"})
    clock.set_to(2019, 11, 8, 10)
    guidance = Account(1, date(2019, 11, 15), Claim.IN_PROGRESS, "We drafted guidance with the others.", "Welsh.",
                       statements={"1a": "It says so.", "1b": "It names our form."},
                       links=[Link("Our announcement", date(2019, 11, 7), "https://example.com/news")],
                       files=[File("Counts", date(2019, 11, 7), "counts.csv", b"day,reports\r\n2019-11-06,7\r\n")])
    facebook.submit(guidance)
    clock.set_to(2019, 11, 8, 15)
    reviews.give_back(engine, cast.official, 1, "Say where it is published.")
    clock.set_to(2019, 11, 11, 9)
    facebook.submit(Account(
        1, date(2019, 11, 15), Claim.IN_PROGRESS, "It is at https://example.com/guidance.", "Welsh.",
        statements={"1a": "It says so.", "1b": "Our form, and by post."},
        links=[Link("The guidance", date(2019, 11, 9), "https://example.com/guidance")]))
    reviews.accept(engine, cast.official, 2, findings(engine, 1))
    facebook.send_counts("to-10-november.csv", a_template([("2019-11-06", 41), ("2019-11-07", 0),
                                                           ("2019-11-08", "not reported"), ("2019-11-09", 17)]))


def _meetings_and_signals(engine: Engine, cast: Cast, clock: StoppedClock, facebook: Hands) -> None:
    """A meeting that is answered, held, and leaves an action; and signals both ways."""
    clock.set_to(2019, 11, 12, 9)
    meeting = casting.a_meeting(engine, cast.official, day=date(2019, 11, 13), starts=time(10), ends=time(11))
    facebook.attend(meeting, Attendance.CONFIRMED)
    facebook.bring(meeting, "Ana Example")
    facebook.bring(meeting, "Ben Example")
    facebook.leave_at_home(meeting, "Ben Example")
    theirs = sharing.share(engine, cast.twitter, given(engine, cast.twitter))
    clock.advance(hours=2)
    facebook.acknowledge(theirs)
    clock.advance(hours=1)
    facebook.opine(theirs, Opinion.BREACHES, "Our rule on threats.")
    clock.advance(hours=1)
    facebook.act(theirs, clock.now, "Taken down.")
    facebook.share(Notice(SignalKind.CONTENT, THREAT, "A picture that comes back.", IndicatorKind.URL,
                          "hxxps://example[.]com/picture", datetime(2019, 11, 12, 11, 30, tzinfo=UTC), Tlp.AMBER_STRICT,
                          ("twitter",)))
    facebook.share(Notice(SignalKind.USER, THREAT, "The same threats from one account.", IndicatorKind.HANDLE,
                          "twitter:@example", datetime(2019, 11, 12, 12, 0, tzinfo=UTC), Tlp.AMBER, ("twitter",)))
    answering.acknowledge(engine, cast.twitter, theirs + 1)
    clock.advance(hours=1)
    facebook.withdraw(theirs + 2, "It is somebody else.")
    clock.set_to(2019, 11, 13, 12)
    meetings.hold(engine, cast.official, meeting, 1, {
        "organisation_ids": casting.meeting(engine)["organisation_ids"], "note": "Contacts by Monday."})
    action = actions.add(engine, cast.official, meeting, casting.action(engine, due_on=date(2019, 11, 18)))
    clock.set_to(2019, 11, 18, 9)
    facebook.close(meeting, action, "She is named.")


def _advice(engine: Engine, cast: Cast, clock: StoppedClock, facebook: Hands) -> None:
    """Advice that is drafted and sent, returned, sent again, agreed and published; and passed on."""
    clock.set_to(2019, 11, 18, 11)
    facebook.advise(AdviceTopic.REPORTING, "Use our form.", "", "https://example.com/report")
    agreeing.give_back(engine, cast.official, 1, "In Welsh too, please.")
    clock.advance(hours=2)
    facebook.advise(AdviceTopic.REPORTING, "Use our form.", "Defnyddiwch ein ffurflen.", "https://example.com/report")
    facebook.advise(AdviceTopic.RESPONSE, "We answer within two days.", "Atebwn o fewn deuddydd.", "", 48)
    agreeing.agree(engine, cast.official, 2)
    agreeing.agree(engine, cast.official, 3)
    an_edition(engine, cast.official)
    clock.set_to(2019, 11, 20, 9)
    facebook.pass_on(1, Audience.CANDIDATES, Channel.EMAIL, date(2019, 11, 19), 600)
    facebook.recount(1, 590, "Ten came back.")
    clock.set_to(2019, 11, 27, 9)
    facebook.still_right(AdviceTopic.REPORTING)


def _the_last_weeks(engine: Engine, cast: Cast, clock: StoppedClock, facebook: Hands) -> None:
    """More counts, one of them restated; an update on what is delivered, one that is declined, and one that is begun.
    """
    clock.set_to(2019, 11, 27, 10)
    facebook.send_counts("to-24-november.csv", a_template([("2019-11-18", 52), ("2019-11-19", 48)]),
                         confirmed=True)
    clock.set_to(2019, 11, 28, 10)
    facebook.send_counts("again.csv", a_template([("2019-11-09", 18), ("2019-11-19", 48)]), "One was found later.",
                         confirmed=True)
    clock.set_to(2019, 11, 29, 9)
    facebook.submit(Account(
        3, date(2019, 11, 29), Claim.DELIVERED, "We meet every Tuesday.", statements={"3a": "Weekly."},
        links=[Link("Minutes", date(2019, 11, 26), "https://example.com/minutes")]))
    facebook.submit(Account(2, date(2019, 11, 29), Claim.DECLINED, "We will not.", delay_reason="It is not ours."))
    clock.set_to(2019, 12, 3, 9)
    facebook.leave_a_draft(Account(4, date(2019, 12, 6), Claim.PLANNED, "We shall meet the police.", "All of it."))
