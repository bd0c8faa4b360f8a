"""Who sees what of a signal: every marking, whomever it addresses, for everybody who might look, on every surface.

Nobody's eyes are tested by the rules that are to be tested: what is expected stands in tests/signals.py, by hand.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import Engine, event, select
from sqlmodel import col

from coordination.problems import NotFound, Problem
from coordination.signals import answering, reading, sharing
from coordination.viewers import Viewer
from data_model.audit import AuditEntry
from data_model.database import reading as reading_from
from data_model.words import Role, Tlp
from tests import cast as casting
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.signals import (
    EXPECTED,
    KNOWS,
    NOTHING,
    READS,
    WHO,
    Case,
    Shared,
    a_marked_signal,
    a_signal,
    an_audience,
    cases,
    every_signal,
)

NO_SUCH = 10**6
REPRESENTATIVES = [who for who in WHO if who.startswith(("twitter", "facebook", "google", "stranger"))]
GOVERNMENT = [who for who in WHO if who not in REPRESENTATIVES]
Write = Callable[[Engine, Viewer, int], None]
WRITES: dict[str, Write] = {
    "acknowledge": answering.acknowledge,
    "give an opinion": lambda engine, viewer, id_: answering.give_opinion(engine, viewer, id_, "cannot tell"),
    "act": lambda engine, viewer, id_: answering.act(engine, viewer, id_, casting.OPENING, "x"),
    "withdraw": lambda engine, viewer, id_: sharing.withdraw(engine, viewer, id_, "x"),
}


@dataclass
class Eyes:
    """What one person sees of all signals, on every surface of reading, at a moment."""

    listed: pd.DataFrame
    pairs: pd.DataFrame
    unanswered: pd.DataFrame
    counted: int

    def words(self, signal_id: int) -> str:
        """All rows about one signal, as text."""
        return "".join(frame[frame[name] == signal_id].to_csv() for frame, name in (
            (self.listed, "id"), (self.pairs, "signal_id"), (self.unanswered, "signal_id")))


def eyes(engine: Engine, viewer: Viewer, at: datetime) -> Eyes:
    """Ask every read about all signals."""
    letter_id = casting.letter_id(engine)
    with reading_from(engine) as session:
        who = session, viewer, letter_id
        return Eyes(reading.listing(*who, as_at=at), reading.pairs(*who, as_at=at),
                    reading.unanswered(*who, as_at=at), reading.count(*who, as_at=at))


def look(engine: Engine, viewer: Viewer, signal_id: int, at: datetime) -> reading.SignalInView | None:
    """Look at one signal; nothing where it is not found."""
    with reading_from(engine) as session:
        try:
            return reading.in_view(session, viewer, signal_id, as_at=at)
        except NotFound as problem:
            assert str(problem) == "There is no such signal."  # noqa: PT017
            return None


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What the database is asked meanwhile, without what it is asked about."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def of(key: tuple[Tlp, str]) -> dict[str, str]:
    """By viewer, what they may see of this signal."""
    return {case.viewer: case.expected for case in cases() if case.signal == key}


def to_a_platform(addressed: str) -> bool:
    """Whether Facebook, or somebody there, is addressed."""
    return addressed not in {"official_person", "department"}


@pytest.fixture
def audience(recorded: Engine, cast: Cast) -> dict[str, Viewer]:
    return an_audience(recorded, cast)


@pytest.fixture
def signals(recorded: Engine, audience: dict[str, Viewer]) -> dict[tuple[Tlp, str], Shared]:
    return every_signal(recorded, audience)


def test_the_cases_are_all_there() -> None:
    assert len(list(cases())) == len(EXPECTED) * len(WHO) == 187
    assert {case.expected for case in cases()} == {READS, KNOWS, NOTHING}


def test_everybody_reads_knows_of_or_does_not_find_a_signal_as_is_written(
        recorded: Engine, audience: dict[str, Viewer], signals: dict[tuple[Tlp, str], Shared],
        stopped_clock: StoppedClock, subtests: pytest.Subtests) -> None:
    seeing = {who: eyes(recorded, viewer, stopped_clock.now) for who, viewer in audience.items()}
    for case in cases():
        with subtests.test(tlp=str(case.tlp), addressed=case.addressed, viewer=case.viewer):
            shared, seen = signals[case.signal], seeing[case.viewer]
            in_view = look(recorded, audience[case.viewer], shared.id, stopped_clock.now)
            listed = shared.id in set(seen.listed["id"])
            assert listed == (in_view is not None) == (case.expected != NOTHING)
            assert (shared.mark in f"{seen.words(shared.id)}{in_view!r}") == (case.expected == READS)
            assert seen.counted == len(seen.listed)
            if in_view is not None:
                assert in_view.readable == (case.expected == READS)
                assert bool(in_view.stix_id) == bool(in_view.shared_by) == (case.expected == READS)
                assert (in_view.indicator_kind is not None) == (case.expected == READS)
            in_pairs = shared.id in set(seen.pairs["signal_id"])
            assert in_pairs == (to_a_platform(case.addressed) and case.expected != NOTHING)
            theirs = not case.viewer.startswith("twitter")  # who shares need not answer
            assert (shared.id in set(seen.unanswered["signal_id"])) == (in_pairs and theirs)


def test_an_addressed_platform_learns_neither_who_else_is_nor_what_they_answer(
        recorded: Engine, audience: dict[str, Viewer], stopped_clock: StoppedClock) -> None:
    id_ = a_signal(recorded, audience["twitter"], everyone=True)
    answering.give_opinion(recorded, audience["google"], id_, "does not breach here", "words-of-google")
    departments = {"Cabinet Office", "Home Office", "Department for Digital, Culture, Media and Sport"}
    everybody = {"Facebook", "Google"} | departments
    expected = {"facebook": ({"Facebook"}, False), "google": ({"Google"}, True), "twitter": (everybody, True),
                "official": (everybody, True), "analyst": (everybody, True)}
    for who, (addressed, reads_the_answer) in expected.items():
        with reading_from(recorded) as session:
            [row] = reading.listing(session, audience[who], casting.letter_id(recorded),
                                    as_at=stopped_clock.now).to_dict("records")
        assert set(row["addressed"]) == addressed
        assert row["acknowledged"] == int(reads_the_answer)
        assert row["out_of"] == len(addressed - departments)
        words = eyes(recorded, audience[who], stopped_clock.now).words(id_)
        words += repr(look(recorded, audience[who], id_, stopped_clock.now))
        assert ("words-of-google" in words) == ("does not breach here" in words) == reads_the_answer
        assert ("Google" in words) == reads_the_answer


def test_names_under_red_are_for_who_shares_and_for_the_person_named(
        recorded: Engine, audience: dict[str, Viewer], stopped_clock: StoppedClock) -> None:
    shared = a_marked_signal(recorded, audience, Tlp.RED, "both_people")
    both = {"Facebook representative (Facebook)", "Cabinet Office official (Cabinet Office)"}
    expected = {"twitter": both, "twitter_colleague": both, "facebook": {"Facebook representative (Facebook)"},
                "official": {"Facebook", "Cabinet Office official (Cabinet Office)"},
                "official_colleague": {"Facebook", "Cabinet Office"}, "analyst": {"Facebook", "Cabinet Office"}}
    for who, names in expected.items():
        seen = look(recorded, audience[who], shared.id, stopped_clock.now)
        assert seen is not None
        assert {each.described for each in seen.addressees} == names


def test_what_is_answered_and_why_it_was_withdrawn_is_for_who_reads_the_signal(
        recorded: Engine, audience: dict[str, Viewer], stopped_clock: StoppedClock, subtests: pytest.Subtests) -> None:
    for key in EXPECTED:
        shared, expected = a_marked_signal(recorded, audience, *key), of(key)
        if to_a_platform(key[1]):
            answering.give_opinion(recorded, audience["facebook"], shared.id, "breaches here", "opinion-words")
            answering.act(recorded, audience["facebook"], shared.id, stopped_clock.now, "act-words")
        sharing.withdraw(recorded, audience["twitter"], shared.id, "why-withdrawn")
        for who, viewer in audience.items():
            with subtests.test(signal=str(key), viewer=who):
                seen = look(recorded, viewer, shared.id, stopped_clock.now)
                words, reads = repr(seen), expected[who] == READS
                assert ("why-withdrawn" in words) == reads
                answered = to_a_platform(key[1]) and who != "google"
                for mark in ("opinion-words", "act-words", "breaches here"):
                    assert (mark in words) == (reads and answered)
                if seen is not None:
                    assert seen.withdrawn_at == stopped_clock.now
                    times = [each.answer.acted_at for each in seen.addressees if each.slug == "facebook"]
                    assert times == [stopped_clock.now] * len(times)


def test_the_number_of_what_is_new_rises_for_who_may_know_and_for_nobody_else(
        recorded: Engine, audience: dict[str, Viewer], subtests: pytest.Subtests) -> None:
    def numbers() -> dict[str, int]:
        with reading_from(recorded) as session:
            return {who: reading.newest(session, viewer) for who, viewer in audience.items()}

    before = numbers()
    for key in EXPECTED:
        expected = of(key)
        shared = a_marked_signal(recorded, audience, *key)
        steps = [("shared", None)]
        if to_a_platform(key[1]):
            steps.append(("answered", lambda id_=shared.id: answering.acknowledge(recorded, audience["facebook"], id_)))
        steps.append(("withdrawn", lambda id_=shared.id: sharing.withdraw(recorded, audience["twitter"], id_, "x")))
        for step, act in steps:
            if act:
                act()
            after = numbers()
            for who in WHO:
                with subtests.test(signal=str(key), step=step, viewer=who):
                    told = expected[who] != NOTHING and not (step == "answered" and who == "google")
                    assert after[who] > before[who] if told else after[who] == before[who]
            before = after


def refusal(engine: Engine, write: Write, viewer: Viewer, signal_id: int) -> tuple[type[Problem], str]:
    with pytest.raises(Problem) as refused:
        write(engine, viewer, signal_id)
    return type(refused.value), str(refused.value)


@pytest.mark.parametrize("doing", WRITES)
def test_a_signal_that_is_not_ones_own_to_know_cannot_be_told_from_none(
        recorded: Engine, audience: dict[str, Viewer], signals: dict[tuple[Tlp, str], Shared], doing: str,
        subtests: pytest.Subtests) -> None:
    """The same sentence, after the same statements in the same order: so it takes the same time."""
    for case in cases():
        if case.expected == NOTHING:
            with subtests.test(tlp=str(case.tlp), addressed=case.addressed, viewer=case.viewer):
                viewer = audience[case.viewer]
                with statements(recorded) as asked:
                    told = refusal(recorded, WRITES[doing], viewer, signals[case.signal].id)
                with statements(recorded) as asked_of_none:
                    assert refusal(recorded, WRITES[doing], viewer, NO_SUCH) == told
                assert asked == asked_of_none
                if viewer.role is Role.PLATFORM:
                    assert told == (NotFound, "There is no such signal.")


def test_to_look_at_a_signal_that_is_not_ones_own_to_know_is_to_look_at_none(
        recorded: Engine, audience: dict[str, Viewer], signals: dict[tuple[Tlp, str], Shared],
        stopped_clock: StoppedClock) -> None:
    for case in cases():
        if case.expected == NOTHING:
            asked: list[list[str]] = []
            for id_ in (signals[case.signal].id, NO_SUCH):
                with reading_from(recorded) as session, statements(recorded) as list_of_asked:
                    with pytest.raises(NotFound, match=r"^There is no such signal\.$"):
                        reading.in_view(session, audience[case.viewer], id_, as_at=stopped_clock.now)
                    asked.append(list_of_asked)
            assert asked[0] == asked[1]


@pytest.mark.parametrize("doing", WRITES)
def test_no_refusal_says_what_a_signal_says(recorded: Engine, audience: dict[str, Viewer],
                                            signals: dict[tuple[Tlp, str], Shared], doing: str) -> None:
    """Those in government are refused in the same words whatever they ask about; so is whoever shared it, or knows it
    to be withdrawn."""
    for shared in signals.values():
        sharing.withdraw(recorded, audience["twitter"], shared.id, "why-withdrawn")
    for case in cases():
        shared, viewer = signals[case.signal], audience[case.viewer]
        told = refusal(recorded, WRITES[doing], viewer, shared.id)
        assert shared.mark not in told[1]
        assert "why-withdrawn" not in told[1]
        if case.viewer in GOVERNMENT:
            assert told == refusal(recorded, WRITES[doing], viewer, NO_SUCH)


def test_the_audit_says_who_did_what_to_which_number_and_no_word_of_it(
        recorded: Engine, audience: dict[str, Viewer], signals: dict[tuple[Tlp, str], Shared]) -> None:
    for key, shared in signals.items():
        if to_a_platform(key[1]):
            answering.give_opinion(recorded, audience["facebook"], shared.id, "breaches here", shared.mark)
            answering.act(recorded, audience["facebook"], shared.id, casting.OPENING, shared.mark)
        sharing.withdraw(recorded, audience["twitter"], shared.id, shared.mark)
    with reading_from(recorded) as session:
        told = session.execute(select(col(AuditEntry.sentence)).where(
            col(AuditEntry.action).startswith("signal."))).scalars().all()
    assert not [sentence for sentence in told for shared in signals.values() if shared.mark in sentence]
    assert not [sentence for sentence in told for word in ("breaches", "content", "violence", "example.com", "Threat")
                if word in sentence]
    id_ = signals[Tlp.RED, "both_people"].id
    assert [sentence for sentence in told if f"signal {id_}," in sentence or f"signal {id_} " in sentence
            or f"signal {id_}." in sentence] == [
        f"Twitter representative shared signal {id_}, marked TLP:RED, for Twitter with 2 addressees.",
        f"Facebook representative acknowledged signal {id_} for Facebook.",
        f"Facebook representative gave an opinion on signal {id_} for Facebook.",
        f"Facebook representative recorded what was done about signal {id_} for Facebook.",
        f"Twitter representative withdrew signal {id_}."]


def test_whoever_moves_or_leaves_reads_no_more(recorded: Engine, audience: dict[str, Viewer],
                                               signals: dict[tuple[Tlp, str], Shared],
                                               stopped_clock: StoppedClock) -> None:
    """Named at Facebook, and then with the stranger's company: the name alone opens nothing."""
    was, elsewhere = audience["facebook"], audience["stranger"]
    moved = Viewer(was.account_id, was.name, was.email, was.role, elsewhere.organisation_id, elsewhere.organisation)
    for shared in signals.values():
        assert look(recorded, moved, shared.id, stopped_clock.now) is None
    official = audience["official"]
    home_office = audience["second_official"]
    moved = Viewer(official.account_id, official.name, official.email, official.role, home_office.organisation_id,
                   home_office.organisation)
    seen = look(recorded, moved, signals[Tlp.RED, "official_person"].id, stopped_clock.now)
    assert seen is not None
    assert not seen.readable


def test_a_case_names_its_signal() -> None:
    assert Case(Tlp.RED, "platform", "facebook", NOTHING).signal == (Tlp.RED, "platform")
