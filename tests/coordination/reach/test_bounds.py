"""The bounds against every way in which the people of the sendings can be chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.reach import bounds
from coordination.reach.bounds import Bounds, Sent

PARTIES = ("Green", "Labour")
Chosen = frozenset[int]


@dataclass(frozen=True)
class Audience:
    """People by number, those of each party, and what was sent to how many of whom."""

    sizes: dict[str, int]
    others: int
    to_all: list[int]
    to_party: dict[str, list[int]]

    @property
    def population(self) -> int:
        return sum(self.sizes.values()) + self.others

    @property
    def sent(self) -> Sent:
        return Sent(self.to_all, self.to_party)

    def people(self, party: str) -> Chosen:
        """The numbers of the people of a party."""
        before = sum(self.sizes[each] for each in PARTIES[: PARTIES.index(party)])
        return frozenset(range(before, before + self.sizes[party]))

    def ways(self) -> Iterator[Chosen]:
        """The people reached, for every way in which those of the sendings can be chosen."""
        everyone = range(self.population)
        sendings = [combinations(everyone, min(people, self.population)) for people in self.to_all]
        sendings += [combinations(sorted(self.people(party)), min(people, self.sizes[party]))
                     for party, each in self.to_party.items() for people in each]
        for chosen in product(*map(list, sendings)):
            yield frozenset(chain.from_iterable(chosen))


@st.composite
def audiences(draw: st.DrawFn) -> Audience:
    sizes = {party: draw(st.integers(0, 2)) for party in PARTIES}
    return Audience(sizes, draw(st.integers(0, 2)), draw(st.lists(st.integers(1, 7), max_size=2)),
                    {party: draw(st.lists(st.integers(1, 3), max_size=2)) for party in PARTIES})


@given(audiences())
def test_whoever_was_reached_their_number_lies_within_the_bounds_and_either_bound_can_be_true(case: Audience) -> None:
    found = bounds.in_all(case.sent, case.population, case.sizes)
    reached = [len(people) for people in case.ways()]
    assert (min(reached), max(reached)) == (found.lower, found.upper)
    assert 0 <= found.lower <= found.upper <= case.population


@given(audiences())
def test_so_does_the_number_of_a_partys_people(case: Audience) -> None:
    for party in PARTIES:
        found = bounds.of_party(party, case.sent, case.population, case.sizes)
        reached = [len(people & case.people(party)) for people in case.ways()]
        assert (min(reached), max(reached)) == (found.lower, found.upper)
        assert 0 <= found.lower <= found.upper <= case.sizes[party]


@given(audiences())
def test_with_nothing_known_of_how_many_there_are_the_bounds_only_widen(case: Audience) -> None:
    honest = Audience(case.sizes, case.others, [min(each, case.population) for each in case.to_all],
                      {party: [min(each, case.sizes[party]) for each in people]
                       for party, people in case.to_party.items()})
    known = bounds.in_all(honest.sent, honest.population, honest.sizes)
    unknown = bounds.in_all(honest.sent, None, {})
    assert unknown.lower <= known.lower <= known.upper <= unknown.upper
    for party in PARTIES:
        known = bounds.of_party(party, honest.sent, honest.population, honest.sizes)
        unknown = bounds.of_party(party, honest.sent, None, {})
        assert unknown.lower <= known.lower <= known.upper <= unknown.upper


@given(audiences(), st.integers(1, 3))
def test_another_sending_never_reaches_fewer(case: Audience, people: int) -> None:
    before = bounds.in_all(case.sent, case.population, case.sizes)
    for more in (Sent([*case.to_all, people], case.to_party),
                 Sent(case.to_all, case.to_party | {"Green": [*case.to_party["Green"], people]})):
        after = bounds.in_all(more, case.population, case.sizes)
        assert after.lower >= before.lower
        assert after.upper >= before.upper


@pytest.mark.parametrize(("sent", "expected"), [
    (Sent(), Bounds(0, 0)),
    (Sent([1_204]), Bounds(1_204, 1_204)),
    (Sent([1_204, 1_000]), Bounds(1_204, 2_204)),
    (Sent([3_000, 1_000]), Bounds(3_000, 3_327)),
    (Sent([500], {"Labour": [600, 200], "Green": [400]}), Bounds(1_000, 1_531)),
    (Sent([], {"Labour": [9_000]}), Bounds(631, 631)),
    (Sent([9_000]), Bounds(3_327, 3_327)),
])
def test_the_candidates_of_2019(sent: Sent, expected: Bounds) -> None:
    assert bounds.in_all(sent, 3_327, {"Labour": 631, "Green": 498}) == expected


def test_of_a_sending_to_nearly_everybody_some_must_have_been_of_a_party() -> None:
    assert bounds.of_party("Labour", Sent([3_000]), 3_327, {"Labour": 631}) == Bounds(304, 631)
