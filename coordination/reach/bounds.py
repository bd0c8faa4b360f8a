"""How many people were sent something at least once, where nobody knows who got which sending. Pure.

Of a sending only the number of people is known. Two of them may have gone to the same people, or to nobody in common;
so what is known is that at least, and at most, so many were reached. Both are exact: for either there are ways of
choosing the people that come to just that number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bounds:
    """At least `lower` and at most `upper` people were reached."""

    lower: int
    upper: int


@dataclass(frozen=True)
class Sent:
    """To how many people each sending to one audience went: those to anybody in it, and those to the people of one
    party, by its name. Nobody is of two parties."""

    to_all: Sequence[int] = ()
    to_party: Mapping[str, Sequence[int]] = field(default_factory=dict)


def in_all(sent: Sent, population: int | None, sizes: Mapping[str, int]) -> Bounds:
    """Of the whole audience. `population` is how many there are and `sizes` how many of each party, as far as known;
    a sending that claims more people than there are counts for all of them."""
    to_all = [_capped(people, population) for people in sent.to_all]
    parties = {party: [_capped(people, sizes.get(party)) for people in each] for party, each in sent.to_party.items()}
    of_parties = sum(max(each, default=0) for each in parties.values())
    apart = sum(_capped(sum(each), sizes.get(party)) for party, each in parties.items())
    lower = max([of_parties, *to_all])
    return Bounds(_capped(lower, population), _capped(apart + sum(to_all), population))


def of_party(party: str, sent: Sent, population: int | None, sizes: Mapping[str, int]) -> Bounds:
    """Of the people of one party. Of a sending to anybody so many were of this party as the others cannot have been."""
    size = sizes.get(party)
    to_party = [_capped(people, size) for people in sent.to_party.get(party, ())]
    to_all = [_capped(people, population) for people in sent.to_all]
    known = population is not None and size is not None
    others = population - size if population is not None and size is not None else 0
    lower = max([0, *to_party, *(people - others for people in to_all if known)])
    upper = sum(to_party) + sum(to_all)
    return Bounds(_capped(lower, size), _capped(_capped(upper, size), population))


def _capped(people: int, most: int | None) -> int:
    return people if most is None else min(people, most)
