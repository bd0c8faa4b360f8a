"""Matching: the same indicator that another platform has shared before, told to those who may read both."""

import random
from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination.signals import matching, reading
from coordination.signals.matching import MOST_BITS, distances
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.signals import SignalMatch
from data_model.words import IndicatorKind, Tlp
from tests import cast as casting
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.signals import a_signal

bits = st.integers(0, 2**256 - 1)
PICTURE = f"{random.Random(1).getrandbits(256):064x}"


def flipped(value: str, count: int) -> str:
    """The hash with so many bits of it changed."""
    mask = sum(1 << place for place in random.Random(count).sample(range(256), count))
    return f"{int(value, 16) ^ mask:064x}"


@given(one=bits, others=st.lists(bits, min_size=1, max_size=20))
def test_the_distance_is_the_number_of_bits_that_differ(one: int, others: list[int]) -> None:
    found = distances(f"{one:064x}", tuple(f"{other:064x}" for other in others))
    assert list(found) == [(one ^ other).bit_count() for other in others]


def on_record(engine: Engine) -> list[tuple[int, int, int]]:
    columns = col(SignalMatch.signal_id), col(SignalMatch.earlier_id), col(SignalMatch.distance)
    with reading_from(engine) as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(*columns))]


def told(engine: Engine, viewer: Viewer, at: datetime) -> dict[int, int]:
    """By signal, how many matches the viewer is told of."""
    with reading_from(engine) as session:
        found: pd.DataFrame = reading.listing(session, viewer, casting.letter_id(engine), as_at=at)
        in_full = {id_: len(reading.in_view(session, viewer, id_, as_at=at).matches) for id_ in found["id"]}
    assert in_full == dict(zip(found["id"], found["matches"], strict=True))
    return in_full


@pytest.mark.parametrize(("kind", "typed", "again"), [
    ("URL", "https://example.com/a", "hxxps://EXAMPLE[.]com:443/a"), ("handle", "twitter:@name", "Twitter: Name"),
    ("MD5", "d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E"), ("PDQ", PICTURE, PICTURE),
])
def test_the_same_indicator_of_another_platform_matches_however_it_was_typed(
        recorded: Engine, cast: Cast, kind: str, typed: str, again: str) -> None:
    first = a_signal(recorded, cast.twitter, indicator_kind=kind, indicator=typed)
    second = a_signal(recorded, cast.facebook, indicator_kind=kind, indicator=again)
    third = a_signal(recorded, cast.facebook, indicator_kind=kind, indicator=typed)
    assert on_record(recorded) == [(second, first, 0), (third, first, 0)]  # not its own earlier one


@pytest.mark.parametrize(("apart", "matched"), [(0, True), (1, True), (MOST_BITS, True), (MOST_BITS + 1, False),
                                                (256, False)])
def test_perceptual_hashes_match_within_31_bits(recorded: Engine, cast: Cast, apart: int, matched: bool) -> None:
    first = a_signal(recorded, cast.twitter, indicator_kind="PDQ", indicator=PICTURE)
    a_signal(recorded, cast.twitter, indicator_kind="PDQ", indicator=f"{int(PICTURE, 16) ^ (2**256 - 1):064x}"[::-1])
    second = a_signal(recorded, cast.facebook, indicator_kind="PDQ", indicator=flipped(PICTURE, apart))
    assert [row for row in on_record(recorded) if row[1] == first] == ([(second, first, apart)] if matched else [])


def test_the_same_digits_as_another_kind_of_hash_are_another_indicator(recorded: Engine, cast: Cast) -> None:
    a_signal(recorded, cast.twitter, indicator_kind="PDQ", indicator=PICTURE)
    a_signal(recorded, cast.facebook, indicator_kind="SHA-256", indicator=PICTURE)
    assert on_record(recorded) == []


def test_only_who_reads_both_is_told_that_they_match(recorded: Engine, cast: Cast,
                                                     stopped_clock: StoppedClock) -> None:
    """Twitter's is for the Home Office alone, Facebook's for everyone."""
    hidden = a_signal(recorded, cast.twitter, tlp=Tlp.AMBER_STRICT,
                      organisation_ids=[cast.second_official.organisation_id])
    shown = a_signal(recorded, cast.facebook)
    at = stopped_clock.now
    assert on_record(recorded) == [(shown, hidden, 0)]
    assert told(recorded, cast.second_official, at) == {shown: 1, hidden: 1}
    assert told(recorded, cast.twitter, at) == {shown: 1, hidden: 1}
    assert told(recorded, cast.facebook, at) == {shown: 0}
    assert told(recorded, cast.official, at) == {shown: 0, hidden: 0}
    assert told(recorded, cast.analyst, at) == {shown: 0, hidden: 0}


def test_a_match_is_not_told_of_a_moment_before_it_was_shared(recorded: Engine, cast: Cast,
                                                              stopped_clock: StoppedClock) -> None:
    first = a_signal(recorded, cast.twitter)
    before = stopped_clock.now
    stopped_clock.advance(hours=1)
    second = a_signal(recorded, cast.facebook)
    assert told(recorded, cast.official, before) == {first: 0}
    assert told(recorded, cast.official, stopped_clock.now) == {second: 1, first: 1}


def test_a_match_says_whose_and_how_near(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    first = a_signal(recorded, cast.twitter, indicator_kind="PDQ", indicator=PICTURE)
    second = a_signal(recorded, cast.facebook, indicator_kind="PDQ", indicator=flipped(PICTURE, 7))
    with reading_from(recorded) as session:
        [match] = reading.in_view(session, cast.official, first, as_at=stopped_clock.now).matches
        assert (match.signal_id, match.platform, match.distance) == (second, "Facebook", 7)
        found = matching.find(session, casting.platform_id(recorded, "google"), IndicatorKind.PDQ, PICTURE)
    assert [(each.signal_id, each.distance) for each in found] == [(first, 0), (second, 7)]
