"""The address of a person's calendar: its secret, whom it shows what, and how it ends."""

import hashlib
import re

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import accounts, audit, letters
from coordination.accounts import AccountInput
from coordination.dialogue import feeds, meetings, notes, reading
from coordination.dialogue.calendars import entries
from coordination.problems import NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.dialogue import CalendarFeed
from data_model.words import Role
from tests.cast import Cast, a_held_meeting, a_meeting, meeting
from tests.conftest import StoppedClock


def stored(engine: Engine) -> list[CalendarFeed]:
    with reading_from(engine) as session:
        return list(session.scalars(select(CalendarFeed).order_by(col(CalendarFeed.id))))


def test_an_address_has_256_bits_of_which_only_the_hash_is_stored(recorded: Engine, cast: Cast) -> None:
    token = feeds.make(recorded, cast.facebook)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    feed, = stored(recorded)
    assert feed.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert feeds.reader(recorded, token) == cast.facebook
    assert feeds.make(recorded, cast.twitter) != token


def test_a_new_address_ends_the_one_before_and_nobody_elses(recorded: Engine, cast: Cast, session: Session) -> None:
    first, other = feeds.make(recorded, cast.facebook), feeds.make(recorded, cast.twitter)
    second = feeds.make(recorded, cast.facebook)
    assert feeds.reader(recorded, first) is None
    assert feeds.reader(recorded, second) == cast.facebook
    feeds.revoke(recorded, cast.facebook)
    assert feeds.reader(recorded, second) is None
    assert feeds.reader(recorded, other) == cast.twitter
    assert (feeds.mine(session, cast.facebook), feeds.mine(session, cast.twitter) is None) == (None, False)
    with pytest.raises(NotFound, match=r"^Your calendar has no address that could be stopped\.$"):
        feeds.revoke(recorded, cast.facebook)


def test_the_audit_says_what_was_done_and_never_the_secret(recorded: Engine, cast: Cast, session: Session) -> None:
    tokens = [feeds.make(recorded, cast.official), feeds.make(recorded, cast.official)]
    feeds.revoke(recorded, cast.official)
    told = list(audit.entries(session, cast.administrator)["sentence"])[:3]
    assert sorted(told) == [
        "Cabinet Office official made an address for their calendar, which ends the one before.",
        "Cabinet Office official made an address for their calendar.",
        "Cabinet Office official stopped the address of their calendar."]
    assert not any(token in sentence for token in tokens for sentence in told)


def test_an_address_ends_with_the_account_and_does_not_come_back_with_it(recorded: Engine, cast: Cast) -> None:
    token = feeds.make(recorded, cast.analyst)
    accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=False)
    assert feeds.reader(recorded, token) is None
    accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=True)
    assert feeds.reader(recorded, token) is None


def test_who_has_moved_reads_as_what_they_are_now(recorded: Engine, cast: Cast) -> None:
    token = feeds.make(recorded, cast.facebook)
    accounts.change(recorded, cast.administrator, cast.facebook.account_id, AccountInput(
        name="Twitter two", email="two@example.com", role=Role.PLATFORM, organisation="Twitter"))
    reader = feeds.reader(recorded, token)
    assert reader is not None
    assert (reader.name, reader.organisation_id) == ("Twitter two", cast.twitter.organisation_id)


def test_administrators_have_no_meetings_to_subscribe_to(recorded: Engine, cast: Cast) -> None:
    for doing in (feeds.make, feeds.revoke):
        with pytest.raises(NotAllowed, match=r"^Administrators cannot subscribe to meetings\.$"):
            doing(recorded, cast.administrator)
    for token in ("", "x" * 43, "x" * 10_000, "é\x00"):
        assert feeds.reader(recorded, token) is None


def seen(session: Session, viewer: Viewer, clock: StoppedClock) -> tuple[list[int], list[int]]:
    """The ids in the viewer's calendar, and those on their page."""
    known = letters.listing(session, viewer)["id"]
    on_page = [id_ for letter in known for id_ in reading.listing(session, viewer, letter, as_at=clock.now)["id"]]
    return list(entries.listing(session, viewer, as_at=clock.now)["id"]), on_page


def test_a_calendar_has_exactly_the_meetings_that_the_person_sees(
        recorded: Engine, cast: Cast, session: Session, stopped_clock: StoppedClock) -> None:
    both = a_meeting(recorded, cast.official, "Facebook", "Twitter")
    facebooks, twitters = (a_meeting(recorded, cast.official, name) for name in ("Facebook", "Twitter"))
    left = a_meeting(recorded, cast.official, "Facebook", "Twitter")
    stopped_clock.advance(minutes=1)
    meetings.cancel(recorded, cast.official, facebooks, 1, "Not needed.")
    meetings.amend(recorded, cast.official, left, 1, meeting(recorded, "Facebook"), "Twitter is not concerned.")
    for viewer in cast.everyone():
        in_calendar, on_page = seen(session, viewer, stopped_clock)
        assert in_calendar == on_page
    assert seen(session, cast.twitter, stopped_clock)[0] == [both, twitters]
    assert seen(session, cast.facebook, stopped_clock)[0] == [both, facebooks, left]
    assert seen(session, cast.stranger, stopped_clock)[0] == seen(session, cast.administrator, stopped_clock)[0] == []


def test_a_calendar_says_nothing_of_private_or_agreed_notes(recorded: Engine, cast: Cast, session: Session,
                                                            stopped_clock: StoppedClock) -> None:
    id_ = a_held_meeting(recorded, cast.official, "Facebook", note="agreed upon")
    notes.write(recorded, cast.official, id_, "privately")
    told = entries.listing(session, cast.official, as_at=stopped_clock.now).to_csv()
    assert "Weekly policing call" in told
    assert "privately" not in told
    assert "agreed upon" not in told
