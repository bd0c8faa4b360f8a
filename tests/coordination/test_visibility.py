"""Who sees what: every read with every member of the cast, on a record in which every word names whose it is.

The reads are found in the code itself: one that is added tomorrow fails here until it says how it is called.
"""

import importlib
import inspect
import pkgutil
from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

import coordination
from coordination import letters
from coordination.problems import NotFound
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.coordination import walked as record
from tests.coordination.advice import walked as advice
from tests.coordination.asking import Asking, Call, an_asking, answers
from tests.coordination.briefings import walked as briefings
from tests.coordination.dialogue import walked as dialogue
from tests.coordination.exploring import walked as exploring
from tests.coordination.incidents import walked as incidents
from tests.coordination.reach import walked as reach
from tests.coordination.signals import walked as signals
from tests.coordination.telling import telling
from tests.coordination.webhooks import walked as webhooks
from tests.databases import Fill, Templates

# Where each room says how its reads are called, and which of them nobody is to call or are public.
ROOMS = (record, advice, briefings, dialogue, exploring, incidents, reach, signals, webhooks)


def calls(ask: Asking) -> dict[str, list[Call]]:
    """By module and name, every way in which the viewer may call a read."""
    return {name: attempts for room in ROOMS for name, attempts in room.calls(ask).items()}


def in_the_code() -> set[str]:
    """Every public function of coordination that takes a session."""
    found = set()
    for module in pkgutil.walk_packages(coordination.__path__, "coordination."):
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            own = function.__module__ == module.name and not name.startswith("_")
            if own and "session" in inspect.signature(function).parameters:
                found.add(f"{module.name.removeprefix('coordination.')}.{name}")
    return found


def test_every_read_in_the_code_is_walked_here(recorded: Engine, cast: Cast, session: Session,
                                               stopped_clock: StoppedClock) -> None:
    walked = calls(an_asking(recorded, session, cast.official, stopped_clock.now)).keys()
    known = {name for room in ROOMS for kind in ("PUBLIC", "WITHIN") for name in getattr(room, kind, ())}
    assert in_the_code() == walked | known


@pytest.fixture
def fill() -> Fill:
    return telling


@pytest.fixture
def told_at(templates: Templates, recorded: Engine, stopped_clock: StoppedClock) -> datetime:
    """When all of the record is there, which it is now."""
    moment = templates.returned[telling]
    assert isinstance(moment, datetime)
    stopped_clock.now = moment
    return moment


# What each may read of what Facebook and Twitter wrote, submitted and shared, and of what is kept for oneself.
ALLOWED = {
    "facebook": {"facebook-only", "facebook-draft", "facebook-signal"},
    "twitter": {"twitter-only", "twitter-draft", "twitter-signal"},
    "official": {"facebook-only", "twitter-only", "facebook-signal", "twitter-signal", "officials-own",
                 "office-shared"},
    "second_official": {"facebook-only", "twitter-only", "officials-own"},
    "analyst": {"facebook-only", "twitter-only", "office-shared", "analysts-own"},
    "administrator": set(), "stranger": set()}
MARKS = {f"{slug}-{what}" for slug in ("facebook", "twitter") for what in ("only", "draft", "signal")} | {
    "officials-own", "office-shared", "analysts-own"}
# By platform, what names another one; and what may name it, as the letter itself does.
OTHER = {"facebook": "witter", "twitter": "acebook", "stranger": "acebook"}
NAMES_ADDRESSEES = {"advice.exporting.compared", "advice.exporting.gaps", "advice.reading.sections", "letters.in_view",
                    "signals.sharing.choices"}


def test_no_read_shows_a_platform_anything_of_another_or_its_name_or_anybody_anothers_drafts(
        recorded: Engine, cast: Cast, session: Session, told_at: datetime) -> None:
    seen: dict[str, set[str]] = {member: set() for member in ALLOWED}
    for member, viewer in vars(cast).items():
        ask = an_asking(recorded, session, viewer, told_at)
        for read, attempts in calls(ask).items():
            answered = answers(attempts)
            told = {mark for mark in MARKS if mark in answered}
            assert told <= ALLOWED[member], f"{read} shows {member} {told - ALLOWED[member]}"
            if member in OTHER and read not in NAMES_ADDRESSEES:
                assert OTHER[member] not in answered, f"{read} names another platform to {member}"
            seen[member] |= told
    assert seen == ALLOWED  # and everybody does see what they may: the walk is not blind


# What may still be read of a moment before any of it was written: the letter, accounts, what people keep for
# themselves (drafts, views and boards have no past).
TIMELESS = {"accounts.listing", "advice.writing.at_revision", "advice.writing.desk",
            "accounts.organisations", "api_keys.holders", "api_keys.leads", "api_keys.listing", "api_keys.manages",
            "audit.known", "incidents.checking.dry_run",
            "incidents.jobs.in_view", "incidents.mappings.as_remembered", "incidents.mappings.listing",
            "incidents.mappings.remembered", "incidents.sending.own", "platforms.listing", "reach.importing.dry_run",
            "signals.bundles.dry_run",
            "signals.reading.newest", "signals.sharing.choices", "dialogue.invitations.dry_run",
            "dialogue.organisations.known", "letters.listing", "letters.in_view",
            "briefings.reading.at_revision", "briefings.reading.listing", "briefings.reading.opened",
            "exploring.boards.listing", "exploring.boards.opened", "exploring.catalogue.read",
            "exploring.saved.listing", "exploring.saved.opened",
            "updates.drafts.at_revision",
            "webhooks.deliveries.attempts", "webhooks.deliveries.listing", "webhooks.deliveries.opened",
            "webhooks.endpoints.listing", "webhooks.endpoints.manages",
            "letters.recipients", "updates.drafts.in_view", "updates.drafts.listing", "updates.evidence.of_draft",
            "updates.evidence.of_version", "updates.evidence.file"}


def test_no_read_shows_what_was_not_known_yet(recorded: Engine, cast: Cast, session: Session) -> None:
    before = datetime.fromisoformat("2019-12-02T08:59:59+00:00")
    for viewer in cast.everyone():
        ask = an_asking(recorded, session, viewer, before)
        for read, attempts in calls(ask).items():
            told = "" if read in TIMELESS else answers(attempts)
            assert "-only" not in told, f"{read} tells {viewer.name} of the future"
            assert "officials-own" not in told
            assert "2019-12-02 09" not in told
            assert "partly met" not in told


def test_the_stranger_finds_no_letter(cast: Cast, session: Session) -> None:
    assert letters.listing(session, cast.stranger).empty
    with pytest.raises(NotFound, match=r"^There is no such letter\.$"):
        letters.in_view(session, cast.stranger, "MCO/00433")
    with pytest.raises(NotFound, match=r"^No letter is on record yet\.$"):
        letters.in_view(session, cast.stranger)
