"""Who sees what: every read with every member of the cast, on a record in which every word names whose it is.

The reads are found in the code itself: one that is added tomorrow fails here until it says how it is called.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property, partial

import pandas as pd
import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

import coordination
from coordination import (
    accounts,
    api_keys,
    audit,
    domain_rules,
    figures,
    identities,
    letters,
    platforms,
    requests,
    reviews,
    second_factors,
    standing,
)
from coordination.dialogue import actions, attending, cadence, feeds, invitations, meetings, notes, organisations
from coordination.dialogue import reading as meetings_read
from coordination.dialogue.calendars import entries
from coordination.dialogue.calendars.files import CalendarFile, Cancellation
from coordination.incidents import (
    acting,
    asking,
    checking,
    counting,
    due,
    exporting,
    jobs,
    mappings,
    paging,
    public,
    returns,
    sending,
    viewing,
    vocabulary,
)
from coordination.incidents.asking import Asked, By
from coordination.incidents.cells import Cells
from coordination.incidents.exporting import Wanted
from coordination.incidents.files import Unmapped
from coordination.incidents.mapping import Mapping
from coordination.incidents.sending import Sent
from coordination.incidents.vocabulary import Vocabulary
from coordination.problems import Changed, NotAllowed, NotFound
from coordination.reminders import choices, concerning, outbox
from coordination.signals import bundles, sharing
from coordination.signals import exporting as exported
from coordination.signals import reading as signals
from coordination.updates import drafts, evidence, owing, reading, record, submitting
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.dialogue import Meeting
from data_model.incidents import Return
from data_model.requests import UpdateRequest
from data_model.signals import Signal
from data_model.updates import Draft, Evidence, Update, UpdateVersion
from data_model.words import ActionState, Attendance, MeetingKind, Role, Tlp
from tests.cast import (
    POLICE,
    Cast,
    a_draft,
    a_link,
    a_meeting,
    a_request,
    an_action,
    content,
    findings,
    meeting,
    platform_id,
)
from tests.conftest import StoppedClock
from tests.coordination.advice import walked as advice
from tests.coordination.briefings import walked as briefings
from tests.coordination.exploring import walked as exploring
from tests.coordination.reach import walked as reach
from tests.coordination.signals.a_bundle import a_bundle, an_indicator
from tests.coordination.webhooks import walked as webhooks
from tests.counts import MONDAY, REPORTS, a_count, a_sent_return, cells_of
from tests.signals import a_signal

DESCRIBED = {"title": "x", "dated_on": "2019-11-14"}
ANYBODY = Viewer(0, "An official", "", Role.OFFICIAL, 0, "")  # gets what a page would have on the screen already
HEADER = "a" * 64
A_TABLE = Unmapped((), (), HEADER, (), Mapping())
EARLIER = datetime(2019, 1, 1, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)
Call = Callable[[], object]
BUNDLE = bundles.read(a_bundle(an_indicator()))


@dataclass
class Asking:
    """Who reads, and all that they could guess at."""

    session: Session
    viewer: Viewer
    at: datetime
    letter_id: int
    returns: list[int]
    updates: list[int]
    revisions: dict[int, int]
    versions: list[int]
    evidence: list[int]
    requests: list[int]
    meetings: list[int]
    signals: list[int]

    @property
    def letter(self) -> letters.LetterInView:
        """The letter, whoever asks: it is public."""
        return letters.in_view(self.session, ANYBODY, "MCO/00433")

    @cached_property
    def words(self) -> Vocabulary:
        """What counts may speak of: it is public."""
        return vocabulary.read(self.session)

    @property
    def figures(self) -> Asked:
        """All that was reported on the day that everybody has counts of."""
        return Asked(self.words.measure_by_key[REPORTS].id, self.words.all_id, MONDAY, MONDAY)

    @property
    def cells(self) -> Cells:
        """A return that restates anybody's count of that day."""
        return cells_of(self.words, a_count(5))


def each(ids: list[int], read: Callable[[int], object]) -> list[Call]:
    return [partial(read, id_) for id_ in ids]


def invited(session: Session, meetings: list[int]) -> CalendarFile:
    """A cancellation of every meeting there is, by whoever guessed their UIDs."""
    uids = session.scalars(select(col(Meeting.uid)).where(col(Meeting.id).in_(meetings)))
    return CalendarFile("CANCEL", (), tuple(Cancellation(uid, "", 9, "") for uid in uids), {}, {}, (), ())


def calls(ask: Asking) -> dict[str, list[Call]]:
    """By module and name, every way in which the viewer may call a read."""
    who, at, letter_id = (ask.session, ask.viewer), ask.at, ask.letter_id
    return {
        "accounts.listing": [lambda: accounts.listing(*who)],
        "accounts.organisations": [lambda: accounts.organisations(*who)],
        "audit.entries": [lambda: audit.entries(*who, as_at=at)],
        "audit.count": [lambda: audit.count(*who, as_at=at)],
        "audit.known": [lambda: audit.known(*who)],
        "dialogue.actions.listing": [lambda: actions.listing(*who, letter_id, as_at=at)],
        "dialogue.calendars.entries.listing": [lambda: entries.listing(*who, as_at=at)],
        "dialogue.feeds.mine": [lambda: feeds.mine(*who)],
        "dialogue.invitations.dry_run": [
            lambda: invitations.dry_run(*who, letter_id, invited(ask.session, ask.meetings))],
        "dialogue.cadence.by_week": [lambda: cadence.by_week(*who, ask.letter, as_at=at)],
        "dialogue.cadence.of_platform": [
            partial(cadence.of_platform, *who, ask.letter, MeetingKind.POLICING, slug, as_at=at)
            for slug in ("facebook", "twitter")],
        "dialogue.cadence.standing": [lambda: cadence.standing(*who, ask.letter, as_at=at)],
        "dialogue.notes.listing": each(ask.meetings, lambda id_: notes.listing(*who, id_, as_at=at)),
        "dialogue.organisations.known": [lambda: organisations.known(*who, letter_id)],
        "dialogue.reading.in_view": each(ask.meetings, lambda id_: meetings_read.in_view(*who, id_, as_at=at)),
        "dialogue.reading.listing": [lambda: meetings_read.listing(*who, letter_id, as_at=at)],
        "figures.computed": [
            partial(figures.computed, *who, ask.letter, slug, letters.criteria(ask.session, letter_id), as_at=at)
            for slug in ("facebook", "twitter")],
        "incidents.acting.hours": [
            partial(acting.hours, *who, ask.words, timed, platforms.listing(*who), MONDAY, as_at=at)
            for timed in acting.pairs(ask.words).values()],
        "incidents.asking.rows_of": [
            lambda: asking.rows_of(*who, ask.words, ask.figures, [ask.words.all_id], as_at=at)],
        "incidents.checking.dry_run": each([1, 2, 3], lambda id_: checking.dry_run(*who, id_, ask.cells)),
        "incidents.counting.figures": [partial(counting.figures, *who, ask.words, replace(ask.figures, by=by), as_at=at)
                                       for by in By],
        "incidents.counting.last_week": [lambda: counting.last_week(*who, (1, 2, 3), as_at=at)],
        "incidents.counting.latest_day": [lambda: counting.latest_day(*who, as_at=at)],
        "incidents.due.listing": [lambda: due.listing(*who, ask.letter, as_at=at)],
        "incidents.exporting.on_record": [partial(exporting.on_record, *who, ask.words, Wanted((slug,)), as_at=at)
                                          for slug in ("facebook", "twitter", "google")],
        "incidents.exporting.of_return": each(
            ask.returns, lambda id_: exporting.of_return(*who, ask.words, id_, as_at=at)),
        "incidents.jobs.in_view": each([1, 2, 3], lambda id_: jobs.in_view(*who, id_)),
        "incidents.mappings.as_remembered": each(
            [1, 2, 3], lambda id_: mappings.as_remembered(*who, id_, lambda **found: found, A_TABLE)),
        "incidents.mappings.listing": [lambda: mappings.listing(*who)],
        "incidents.mappings.remembered": each([1, 2, 3], lambda id_: mappings.remembered(*who, id_, HEADER)),
        "incidents.sending.own": [partial(sending.own, *who, slug) for slug in ("facebook", "twitter", "elsewhere")],
        "incidents.paging.counts": [partial(paging.counts, *who, ask.words, Wanted((slug,)), as_at=at, most=100)
                                    for slug in ("facebook", "twitter")],
        "incidents.paging.of_return": each(ask.returns, lambda id_: paging.of_return(
            *who, ask.words, id_, as_at=at, most=100)),
        "incidents.returns.listing": [partial(returns.listing, *who, as_at=at, slug=slug)
                                      for slug in (None, "facebook", "twitter")],
        "incidents.returns.in_view": each(ask.returns, lambda id_: returns.in_view(*who, id_, as_at=at)),
        "incidents.returns.counts": each(ask.returns, lambda id_: returns.counts(*who, id_, as_at=at)),
        "incidents.viewing.figures": [partial(
            viewing.figures, *who, ask.words, replace(viewing.usual(ask.words, MONDAY, MONDAY), by=by),
            platforms.listing(*who), public.series(ask.session, letter_id), as_at=at) for by in By],
        "letters.listing": [lambda: letters.listing(*who)],
        "letters.in_view": [lambda: letters.in_view(*who, "MCO/00433")],
        "letters.recipients": [lambda: letters.recipients(*who, letter_id)],
        "platforms.listing": [lambda: platforms.listing(*who)],
        "requests.in_view": each(ask.requests, lambda id_: requests.in_view(*who, id_, as_at=at)),
        "requests.listing": [lambda: requests.listing(*who, letter_id, as_at=at)],
        "requests.pairs": [lambda: requests.pairs(*who, letter_id, as_at=at, withdrawn=True)],
        "reminders.choices.mine": [lambda: choices.mine(*who)],
        "reminders.concerning.alike": [lambda: concerning.alike(*who, as_at=at)],
        "reminders.concerning.person": [lambda: concerning.person(*who, as_at=at)],
        "reminders.outbox.not_delivered": [lambda: outbox.not_delivered(*who, since=EARLIER)],
        "reviews.queue": [lambda: reviews.queue(*who, letter_id, as_at=at)],
        "signals.bundles.dry_run": [lambda: bundles.dry_run(*who, BUNDLE, {"letter_id": letter_id, "platform_id": 1})],
        "signals.exporting.answers": [lambda: exported.answers(*who, letter_id, as_at=at)],
        "signals.exporting.content": [lambda: exported.content(*who, letter_id, as_at=at)],
        "signals.exporting.known": [lambda: exported.known(*who, letter_id, as_at=at)],
        "signals.exporting.lags": [lambda: exported.lags(*who, letter_id, as_at=at)],
        "signals.reading.addressed": [lambda: signals.addressed(*who, ask.signals, as_at=at)],
        "signals.reading.listing": [lambda: signals.listing(*who, letter_id, as_at=at)],
        "signals.reading.count": [lambda: signals.count(*who, letter_id, as_at=at)],
        "signals.reading.in_view": each(ask.signals, lambda id_: signals.in_view(*who, id_, as_at=at)),
        "signals.reading.matched": [lambda: signals.matched(*who, ask.signals, as_at=at)],
        "signals.reading.pairs": [lambda: signals.pairs(*who, letter_id, as_at=at)],
        "signals.reading.shared": [lambda: signals.shared(*who, letter_id, as_at=at)],
        "signals.reading.unanswered": [lambda: signals.unanswered(*who, letter_id, as_at=at)],
        "signals.reading.newest": [lambda: signals.newest(*who)],
        "signals.sharing.choices": [lambda: sharing.choices(*who, letter_id)],
        "domain_rules.listing": [lambda: domain_rules.listing(*who)],
        "identities.linked": [lambda: identities.linked(*who, 1)],
        "second_factors.on_since": [lambda: second_factors.on_since(*who, 1)],
        "second_factors.standing": [lambda: second_factors.standing(*who)],
        "standing.matrix": [lambda: standing.matrix(*who, ask.letter, as_at=at)],
        "standing.over_time": [lambda: standing.over_time(*who, ask.letter, as_at=at)],
        "updates.drafts.in_view": each(ask.updates, lambda id_: drafts.in_view(*who, id_)),
        "updates.drafts.at_revision": [partial(drafts.at_revision, *who, update, revision)
                                       for update, revision in ask.revisions.items()],
        "updates.drafts.listing": [lambda: drafts.listing(*who, letter_id)],
        "updates.evidence.of_draft": each(ask.updates, lambda id_: evidence.of_draft(*who, id_)),
        "updates.evidence.of_version": each(ask.versions, lambda id_: evidence.of_version(*who, id_)),
        "updates.evidence.file": each(ask.evidence, lambda id_: evidence.file(*who, id_)),
        "updates.owing.listing": [lambda: owing.listing(*who, ask.letter, as_at=at)],
        "updates.reading.history": [partial(reading.history, *who, letter_id, as_at=at, slug=slug)
                                    for slug in (None, "facebook", "twitter")],
        "updates.reading.in_view": each(ask.versions, lambda id_: reading.in_view(*who, id_, as_at=at)),
        "updates.reading.before": each(
            ask.versions, lambda id_: reading.before(*who, reading.in_view(ask.session, ANYBODY, id_, as_at=LATER),
                                                     as_at=at)),
        "updates.record.versions": [lambda: record.versions(*who, letter_id, as_at=at)],
        "updates.record.criteria": [lambda: record.criteria(*who, letter_id, as_at=at)],
        "updates.record.evidence": [lambda: record.evidence(*who, letter_id, as_at=at)],
    } | advice.calls(ask) | briefings.calls(ask) | exploring.calls(ask) | reach.calls(ask) | webhooks.calls(ask)


# What the letter and its public record say is public; these show nothing of what a platform wrote.
PUBLIC = {"incidents.public.series", "incidents.vocabulary.read", "letters.commitments", "letters.criteria",
          "letters.public_record", "sign_ins.cast"}
# Parts of a write, of signing in and of verifying: no page asks them on anybody's behalf.
WITHIN = {"accounts.link_owner", "audit.append", "audit.data_version", "audit.head", "audit.lock_head",
          "audit.verify", "clock.now",
          "dialogue.actions.put", "dialogue.checking.chosen", "dialogue.checking.said", "dialogue.checking.series",
          "dialogue.checking.with_open_actions", "dialogue.versions.put", "dialogue.versions.said_in",
          "exercise.is_exercise", "incidents.checking.checked", "incidents.dimensions.read",
          "incidents.on_record.append", "incidents.on_record.cells", "incidents.on_record.cells_of_return",
          "incidents.on_record.every_roll_up",
          "incidents.on_record.periods_of", "incidents.on_record.replace_roll_ups", "incidents.on_record.roll_ups",
          "incidents.returns.in_place", "incidents.returns.put", "incidents.verifying.expected",
          "accounts.organisation_for", "pending_sign_ins.in_view", "second_factors.standing_of",
          "reminders.outbox.drop_unwanted", "reminders.outbox.known", "reminders.outbox.lock", "reminders.outbox.put",
          "signals.answering.put", "signals.answers.addressees", "signals.answers.matches", "signals.matching.find",
          "signals.retention.due", "signals.sharing.known", "signals.sharing.put", "signals.sharing.take_back",
          "updates.drafts.attached_to", "updates.drafts.remove", "updates.drafts.place",
          "updates.drafts.drop_if_unused"}


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
    known = advice.PUBLIC | advice.WITHIN | briefings.WITHIN | exploring.WITHIN | reach.PUBLIC | reach.WITHIN
    known |= webhooks.WITHIN
    assert in_the_code() == walked | PUBLIC | WITHIN | known


@pytest.fixture
def telling(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> Engine:
    """A record in which every word of Facebook's or Twitter's says whose it is, in drafts and in versions: returned,
    accepted, waiting; with requests to each alone, one of them withdrawn; in meetings with each alone, with what
    officials note for themselves; and a signal of each for the Cabinet Office alone
    (tests/coordination/signals/test_who_sees.py has all others)."""
    webhooks.write(recorded, cast)
    for who, slug in ((cast.facebook, "facebook"), (cast.twitter, "twitter")):
        mark = f"{slug}-only"
        said = content(narrative=mark, remaining=mark, delay_reason=mark, statements={"1a": mark})
        for decide in ("return", "accept", "wait"):
            stopped_clock.advance(minutes=1)
            update, revision = a_draft(recorded, who, **said)
            revision = evidence.add_link(recorded, who, update, revision, a_link(title=mark))
            given = DESCRIBED | {"title": mark}
            revision = evidence.add_file(recorded, who, update, revision, given, f"{mark}.csv", f"{mark},\n".encode())
            id_ = submitting.submit(recorded, who, update, revision)
            if decide == "return":
                reviews.give_back(recorded, cast.official, id_, mark)
            elif decide == "accept":
                reviews.accept(recorded, cast.official, id_, findings(recorded) | {"reason": mark})
        mappings.remember(recorded, who, platform_id(recorded, slug), HEADER, {"constants": f"{slug}-draft"})
        key_id, _ = api_keys.make(recorded, cast.administrator, {
            "name": "A key", "scopes": ["submit"], "account_id": who.account_id})
        jobs.ask(recorded, replace(who, key_id=key_id), slug, Sent(b"", f"{slug}-draft.csv"))
        a_sent_return(recorded, who, a_count(3))
        a_sent_return(recorded, who, a_count(4), reason=mark)
        stopped_clock.advance(minutes=1)
        update, revision = a_draft(recorded, who, commitment=2, narrative=f"{slug}-draft")
        given = DESCRIBED | {"title": f"{slug}-draft"}
        evidence.add_file(recorded, who, update, revision, given, f"{slug}-draft.csv", f"{slug}-draft,\n".encode())
        a_request(recorded, cast.official, platforms=(slug,), message=mark)
        withdrawn = a_request(recorded, cast.official, platforms=(slug,), message=mark)
        requests.withdraw(recorded, cast.official, withdrawn, mark)
        _met(recorded, cast, who, mark)
        advice.write(recorded, cast, who, slug)
        reach.write(recorded, cast, who, mark)
        a_signal(recorded, who, tlp=Tlp.AMBER_STRICT, organisation_ids=[cast.official.organisation_id],
                 summary=f"{slug}-signal", indicator=f"https://example.com/{slug}-signal")
    exploring.write(recorded, cast)
    briefings.write(recorded, cast)
    stopped_clock.advance(minutes=1)
    return recorded


def _met(engine: Engine, cast: Cast, who: Viewer, mark: str) -> None:
    """A meeting with one platform alone, with all that may hang on one; and another that was cancelled."""
    on_sunday = {"day": date(2019, 12, 1), "starts": time(9), "ends": time(10)}
    id_ = a_meeting(engine, cast.official, who.organisation, POLICE, **on_sunday)
    given = meeting(engine, who.organisation, POLICE, title=mark, place=mark, agenda=mark, **on_sunday)
    meetings.amend(engine, cast.official, id_, 1, given, mark)
    attending.answer(engine, who, id_, 2, Attendance.CONFIRMED)
    attending.add(engine, who, id_, who.organisation_id, mark)
    meetings.hold(engine, cast.official, id_, 2, {"organisation_ids": given["organisation_ids"], "note": mark})
    notes.write(engine, cast.official, id_, "officials-own")
    an_action(engine, cast.official, id_, who.organisation, text=mark, person=mark)
    action = an_action(engine, cast.official, id_, who.organisation, text="Closed.")
    actions.close(engine, who, action, 1, ActionState.DONE, mark)
    cancelled = a_meeting(engine, cast.official, who.organisation)
    meetings.cancel(engine, cast.official, cancelled, 1, mark)


def answers(attempts: list[Call]) -> str:
    """All that the viewer gets, as text; and the sentence of each refusal."""
    told = []
    for attempt in attempts:
        try:
            answer = attempt()
        except (NotFound, NotAllowed, Changed) as problem:
            answer = f"refused: {problem}"
        with pd.option_context("display.max_columns", None, "display.max_colwidth", None, "display.width", None):
            told.append(answer.to_csv() if isinstance(answer, pd.DataFrame) else repr(answer))
    return "\n".join(told)


def an_asking(engine: Engine, session: Session, viewer: Viewer, at: datetime) -> Asking:
    with reading_from(engine) as other:
        letter = letters.in_view(other, ANYBODY)

        def all_of(column: int | None) -> list[int]:
            return [id_ or 0 for id_ in other.scalars(select(col(column)))]

        revisions = dict(other.execute(select(col(Draft.update_id), col(Draft.revision))).all())
        return Asking(session, viewer, at, letter.id, all_of(Return.id), all_of(Update.id), revisions,
                      all_of(UpdateVersion.id), all_of(Evidence.id), all_of(UpdateRequest.id), all_of(Meeting.id),
                      all_of(Signal.id))


def test_no_read_shows_a_platform_anything_of_another_or_anybody_anothers_drafts(
        telling: Engine, cast: Cast, session: Session, stopped_clock: StoppedClock) -> None:
    allowed = {
        "facebook": {"facebook-only", "facebook-draft", "facebook-signal"},
        "twitter": {"twitter-only", "twitter-draft", "twitter-signal"},
        "official": {"facebook-only", "twitter-only", "facebook-signal", "twitter-signal", "officials-own",
                     "office-shared"},
        "second_official": {"facebook-only", "twitter-only", "officials-own"},
        "analyst": {"facebook-only", "twitter-only", "office-shared", "analysts-own"},
        "administrator": set(), "stranger": set()}
    marks = {f"{slug}-{what}" for slug in ("facebook", "twitter") for what in ("only", "draft", "signal")}
    marks |= {"officials-own", "office-shared", "analysts-own"}
    seen: dict[str, set[str]] = {member: set() for member in allowed}
    for member, viewer in vars(cast).items():
        ask = an_asking(telling, session, viewer, stopped_clock.now)
        for read, attempts in calls(ask).items():
            answered = answers(attempts)
            told = {mark for mark in marks if mark in answered}
            assert told <= allowed[member], f"{read} shows {member} {told - allowed[member]}"
            seen[member] |= told
    assert seen == allowed  # and everybody does see what they may: the walk is not blind


# As the letter itself does.
NAMES_ADDRESSEES = {"advice.exporting.compared", "advice.exporting.gaps", "advice.reading.sections", "letters.in_view",
                    "signals.sharing.choices"}


def test_no_read_names_another_platform_to_a_platform(
        telling: Engine, cast: Cast, session: Session, stopped_clock: StoppedClock) -> None:
    for viewer, other in ((cast.facebook, "witter"), (cast.twitter, "acebook"), (cast.stranger, "acebook")):
        ask = an_asking(telling, session, viewer, stopped_clock.now)
        for read, attempts in calls(ask).items():
            if read not in NAMES_ADDRESSEES:
                assert other not in answers(attempts), f"{read} names another platform to {viewer.name}"


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


def test_no_read_shows_what_was_not_known_yet(telling: Engine, cast: Cast, session: Session) -> None:
    before = datetime.fromisoformat("2019-12-02T08:59:59+00:00")
    for viewer in cast.everyone():
        ask = an_asking(telling, session, viewer, before)
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
