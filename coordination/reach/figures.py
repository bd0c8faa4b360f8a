"""What Parley computes for the criteria of reach. But for the work with officials they are alike for every platform:
an edition is one joint piece, and whoever sends it sends it for all."""

from collections.abc import Callable, Mapping

from sqlalchemy import func, select
from sqlmodel import col

from coordination.criteria import Asked, Figure
from coordination.reach import reading, timing, words
from coordination.reach.audiences import OTHERS
from coordination.reach.reading import Reached
from coordination.viewers import may_see
from coordination.wording import counted, listed
from data_model.advice import AdviceDecision, AdviceVersion
from data_model.organisations import Platform
from data_model.words import AdviceTopic, Agreement, Audience


def with_officials(asked: Asked) -> Figure:
    """On how many topics officials have agreed a section of the platform's."""
    query = (
        select(func.count(col(AdviceVersion.topic).distinct()))
        .join(AdviceDecision, col(AdviceDecision.version_id) == AdviceVersion.id)
        .join(Platform, col(Platform.id) == AdviceVersion.platform_id)
        .where(col(AdviceVersion.letter_id) == asked.letter.id, col(Platform.slug) == asked.slug,
               col(AdviceDecision.decision) == Agreement.AGREED, col(AdviceDecision.decided_at) <= asked.as_at,
               may_see(asked.viewer, col(Platform.id)))
    )
    agreed = asked.session.scalars(query).one()
    topics = len(AdviceTopic)
    return Figure(agreed, topics, f"Officials have agreed this platform’s advice on {agreed} of {topics} topics.")


def with_parties(asked: Asked) -> Figure | None:
    """How many of the parties on public record sent an edition on; None where none is on record."""
    reached = _reached(asked)
    parties = [party for party in reached.sizes[Audience.CANDIDATES].parties if party != OTHERS]
    sent = [party for party in parties if party in reached.sent_by]
    if not parties:
        return None
    which = f": {listed(sent)}" if sent else ""
    return Figure(len(sent), len(parties), f"{len(sent)} of the {len(parties)} parties that the public record names "
                                           f"sent an edition to their candidates or agents{which}.")


def of_candidates(asked: Asked) -> Figure:
    """How many candidates an edition has reached, at least."""
    return _of(Audience.CANDIDATES, asked)


def of_electoral_staff(asked: Asked) -> Figure:
    """How many members of electoral staff an edition has reached, at least."""
    return _of(Audience.ELECTORAL_STAFF, asked)


def soon(asked: Asked) -> Figure:
    """How many candidates were reached, at least, by the close of nominations; and when the first sending was."""
    reached = _reached(asked)
    close = asked.letter.close_of_nominations
    in_time = reached.counted["sent_on"].map(lambda day: timing.hours_before(day, close) >= 0).astype(bool)
    by_close = reading.summed(reached.counted[in_time], reached.sizes).in_all[Audience.CANDIDATES]
    candidates = reached.in_all[Audience.CANDIDATES]
    lower = by_close.bounds.lower
    told = words.how_soon(candidates, asked.letter) or "No edition was sent to candidates yet."
    return Figure(lower, candidates.population,
                  f"{told} By the close of nominations at least {counted(lower, 'candidate')} had been reached.")


def _of(audience: Audience, asked: Asked) -> Figure:
    found = _reached(asked).in_all[audience]
    told = f"No edition was sent to {words.PEOPLE[audience][1]} yet."
    if found.sendings:
        told = (f"{words.PEOPLE[audience][1].capitalize()} reached by {counted(found.sendings, 'distribution')}: "
                f"{words.at_least(found).lower()}.")
    shown = "The lower figure is shown." if found.bounds.lower != found.bounds.upper else ""
    return Figure(found.bounds.lower, found.population, " ".join(filter(None, (told, shown, words.unknown(found)))))


def _reached(asked: Asked) -> Reached:
    return reading.reached(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)


# By the names that letters give them (Criterion.computed_by).
FIGURES: Mapping[str, Callable[[Asked], Figure | None]] = {
    "reach_officials": with_officials, "reach_parties": with_parties, "reach_candidates": of_candidates,
    "reach_electoral_staff": of_electoral_staff, "reach_soon": soon,
}
