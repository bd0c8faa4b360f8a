"""Editions: what is published, what has changed since the last, and that nothing published changes."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination import letters
from coordination.advice import editions, publishing
from coordination.advice.editions import Change, Edition, What
from coordination.advice.publishing import Proposed
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.advice import AdviceCheck, AdviceDecision, AdviceEdition, AdviceVersion
from data_model.audit import AuditEntry
from data_model.database import reading, writing
from data_model.words import AdviceTopic, Agreement
from tests import cast as casting
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock
from tests.faults.crowd import at_once

BREACHES, REPORTING, RESPONSE = AdviceTopic
MINUTE = timedelta(minutes=1)


def agreed(engine: Engine, cast: Cast, slug: str, topic: AdviceTopic, english: str, *, at: datetime,
           decision: Agreement | None = Agreement.AGREED, **more: object) -> int:
    """A version sent and decided at `at`. Returns its id."""
    where = {"letter_id": casting.letter_id(engine), "platform_id": casting.platform_id(engine, slug), "topic": topic}
    with writing(engine) as session:
        number = session.scalars(select(func.count()).select_from(AdviceVersion).where(
            col(AdviceVersion.platform_id) == where["platform_id"], col(AdviceVersion.topic) == topic)).one() + 1
        version = AdviceVersion(**where, number=number, english=english, submitted_by=cast.facebook.account_id,
                                submitted_at=at, **more)
        session.add(version)
        session.flush()
        if decision:
            session.add(AdviceDecision(version_id=version.id or 0, decision=decision, reason="Too long.",
                                       decided_by=cast.official.account_id, decided_at=at))
        return version.id or 0


def published(engine: Engine, at: datetime, number: int | None = None, **more: int) -> Edition:
    found = maybe(engine, at, number, **more)
    assert found is not None
    return found


def maybe(engine: Engine, at: datetime, number: int | None = None, **more: int) -> Edition | None:
    with reading(engine) as session:
        return editions.published(session, number, as_at=at, **more)


def proposed(engine: Engine, viewer: Viewer, at: datetime) -> Proposed:
    with reading(engine) as session:
        return publishing.would_publish(session, viewer, letters.in_view(session, viewer), as_at=at)


def said(edition: Edition) -> dict[tuple[str, str], str]:
    return {(one.name, each.topic.value): each.english for one in edition.platforms for each in one.sections}


def publish(engine: Engine, cast: Cast, expected: int, note: str = "") -> int:
    return publishing.publish(engine, cast.official, casting.letter_id(engine), expected, note)


def test_an_edition_has_of_each_platform_and_topic_the_newest_agreed_version(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    agreed(recorded, cast, "facebook", BREACHES, "Old.", at=OPENING)
    agreed(recorded, cast, "facebook", BREACHES, "New.", at=OPENING)
    agreed(recorded, cast, "facebook", BREACHES, "Returned.", at=OPENING, decision=Agreement.RETURNED)
    agreed(recorded, cast, "facebook", BREACHES, "Waiting.", at=OPENING, decision=None)
    agreed(recorded, cast, "twitter", RESPONSE, "Soon.", at=OPENING, responds_in_hours=24, welsh="Cyn hir.")
    assert publish(recorded, cast, 1, "The first.") == 1
    edition = published(recorded, OPENING)
    assert said(edition) == {("Facebook", "what breaches"): "New.", ("Twitter", "what response to expect"): "Soon."}
    assert [(one.slug, len(one.sections)) for one in edition.platforms] == [
        ("facebook", 1), ("google", 0), ("twitter", 1)]
    assert (edition.number, edition.reference, edition.election, edition.polling_day, edition.urgent, edition.note) == (
        1, "MCO/00433", "UK general election 2019", date(2019, 12, 12), False, "The first.")
    assert (edition.published_at, edition.previous) == (OPENING, None)
    assert edition.changes == (Change("Facebook", BREACHES, What.ADDED), Change("Twitter", RESPONSE, What.ADDED))
    section = edition.platforms[2].on(RESPONSE)
    assert section is not None
    assert (section.welsh, section.responds_in_hours, section.last_checked) == ("Cyn hir.", 24, date(2019, 12, 2))


def test_the_next_edition_says_what_changed_and_the_last_stays_as_it_was(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    agreed(recorded, cast, "facebook", BREACHES, "Old.", at=OPENING)
    agreed(recorded, cast, "twitter", BREACHES, "Same.", at=OPENING)
    publish(recorded, cast, 1)
    first = published(recorded, OPENING)
    at = stopped_clock.advance(days=3)
    agreed(recorded, cast, "facebook", BREACHES, "New.", at=at)
    agreed(recorded, cast, "google", REPORTING, "Here.", at=at, report_address="https://example.com/report")
    assert publish(recorded, cast, 2, "Facebook’s terms changed.") == 2
    second = published(recorded, at)
    assert (second.number, second.previous) == (2, 1)
    assert second.changes == (Change("Facebook", BREACHES, What.CHANGED), Change("Google", REPORTING, What.ADDED))
    assert published(recorded, at, 1) == first == published(recorded, at - MINUTE)
    with reading(recorded) as session:
        listed = editions.listing(session, casting.letter_id(recorded), as_at=at)
        assert editions.numbers(session, casting.letter_id(recorded), as_at=at) == {2: at, 1: OPENING}
    assert listed.to_dict("records") == [
        {"number": 2, "published_at": at, "published_by": "Cabinet Office official", "urgent": False,
         "note": "Facebook’s terms changed.", "sections": 3, "changed": 2},
        {"number": 1, "published_at": OPENING, "published_by": "Cabinet Office official", "urgent": False, "note": "",
         "sections": 2, "changed": 2}]


def test_last_checked_is_what_was_known_when_it_was_published(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    version = agreed(recorded, cast, "facebook", BREACHES, "Text.", at=datetime(2019, 11, 20, 23, 30,
                                                                                 tzinfo=OPENING.tzinfo))
    for at in (OPENING - timedelta(days=2), OPENING + timedelta(days=2)):
        with writing(recorded) as session:
            session.add(AdviceCheck(version_id=version, checked_by=cast.facebook.account_id, checked_at=at))
    publish(recorded, cast, 1)
    section = published(recorded, OPENING + timedelta(days=9)).platforms[0].sections[0]
    assert section.last_checked == date(2019, 11, 30)


def test_what_would_be_published_says_what_it_lacks(recorded: Engine, cast: Cast) -> None:
    agreed(recorded, cast, "facebook", REPORTING, "Here.", at=OPENING, welsh="Yma.")
    agreed(recorded, cast, "google", RESPONSE, "Soon.", at=OPENING)
    found = proposed(recorded, cast.analyst, OPENING)
    assert found.number == 1
    assert [each.platform for each in found.changes] == ["Facebook", "Google"]
    assert found.gaps == (
        "Facebook: nothing on what breaches", "Facebook: nothing on what response to expect",
        "Google: nothing on what breaches", "Google: nothing on where to report",
        "Google: no Welsh on what response to expect", "Google: no response time stated",
        "Twitter: nothing on what breaches", "Twitter: nothing on where to report",
        "Twitter: nothing on what response to expect")
    with pytest.raises(NotAllowed):
        proposed(recorded, cast.facebook, OPENING)


def test_nothing_is_published_where_nothing_is_agreed_or_new(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Invalid, match="No section is agreed yet"):
        publish(recorded, cast, 1)
    agreed(recorded, cast, "facebook", BREACHES, "Text.", at=OPENING)
    publish(recorded, cast, 1)
    with pytest.raises(Invalid, match="Every agreed section is in edition 1 already"):
        publish(recorded, cast, 2)
    with pytest.raises(NotFound):
        publishing.publish(recorded, cast.official, 999, 2)
    assert [maybe(recorded, OPENING, number) for number in (0, 2, -1)] == [None, None, None]


@pytest.mark.parametrize("who", ["facebook", "analyst", "administrator"])
def test_only_officials_publish(who: str, recorded: Engine, cast: Cast) -> None:
    agreed(recorded, cast, "facebook", BREACHES, "Text.", at=OPENING)
    with pytest.raises(NotAllowed):
        publishing.publish(recorded, getattr(cast, who), casting.letter_id(recorded), 1)
    assert maybe(recorded, OPENING) is None


def test_a_note_has_a_longest_length(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Invalid, match="Note: use at most 2,000 characters"):
        publish(recorded, cast, 1, "x" * 2001)


def test_whoever_publishes_second_is_told_who_was_first(recorded: Engine, cast: Cast) -> None:
    agreed(recorded, cast, "facebook", BREACHES, "Text.", at=OPENING)
    letter = casting.letter_id(recorded)
    publishing.publish(recorded, cast.second_official, letter, 1)
    with pytest.raises(Changed) as told:
        publish(recorded, cast, 1)
    assert str(told.value) == (
        "Home Office official already published edition 1 on 2 December 2019 at 09:00. Nothing was published twice. "
        "Reload the page to see what differs from it.")
    with pytest.raises(Changed, match="Edition 7 is not the next one"):
        publish(recorded, cast, 7)


def test_of_twenty_who_publish_at_once_one_does_and_the_audit_says_so_once(recorded: Engine, cast: Cast) -> None:
    agreed(recorded, cast, "facebook", BREACHES, "Text.", at=OPENING)
    answers = at_once(recorded, [partial(publish, cast=cast, expected=1)] * 20)
    assert sorted(type(answer).__name__ for answer in answers) == ["Changed"] * 19 + ["int"]
    with reading(recorded) as session:
        assert session.scalars(select(col(AdviceEdition.number))).all() == [1]
        assert session.scalars(select(col(AuditEntry.sentence)).where(col(AuditEntry.action) == "advice.publish")
                               ).all() == ["Cabinet Office official published edition 1 of the advice, with 1 section."]
