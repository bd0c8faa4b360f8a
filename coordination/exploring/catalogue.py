"""What can be explored: every measure with what it means, what it may be split by, and over which stretches of time;
and what there is to choose from."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from coordination import clock, letters
from coordination.exploring import dialogue, reach, signals, standing, updates
from coordination.exploring.measured import EVERY_GRAIN, RATE_OF, Catalogue, Measured, Subject
from coordination.exploring.views import By
from coordination.incidents import vocabulary
from coordination.incidents.asking import Grain
from coordination.incidents.counting import PER
from coordination.incidents.viewing import Meaning, meaning, named
from coordination.incidents.vocabulary import MeasureInView, Vocabulary
from coordination.letters import LetterInView
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer
from data_model.words import Marking, Nation, Unit

__all__ = ["Catalogue", "Measured", "Subject", "read"]
EXPLORE = "explore figures"  # completes “Administrators cannot …”
WHERE = (By.PLATFORM, By.CATEGORY, By.NATION)


def read(session: Session, viewer: Viewer, letter: LetterInView, *, as_at: datetime) -> Catalogue:
    """What can be explored of a letter at `as_at`. Raises NotAllowed for whoever does not explore."""
    viewer.must_be(SEES_ALL_PLATFORMS, EXPLORE)
    words = vocabulary.read(session)
    counted = dict(_counted(words))
    recipients = letters.recipients(session, viewer, letter.id)
    recipients = recipients.sort_values("name", key=lambda names: names.str.casefold(), kind="stable")
    commitments = letters.commitments(session, letter.id)
    measures = [*(_of_counts(key, each, words, letter.marking) for key, each in counted.items()),
                *standing.measures(letter), *updates.measures(letter), *dialogue.measures(letter), *signals.measures(),
                *reach.measures(letter)]
    return Catalogue(
        measures={each.key: each for each in sorted(measures, key=lambda each: list(Subject).index(each.subject))},
        platforms=dict(zip(recipients["slug"], recipients["name"], strict=True)),
        categories={each.code: each.name for each in words.categories},
        commitments=dict(zip(commitments["number"].tolist(), commitments["title"], strict=True)),
        nations={each: "The whole UK" if each is Nation.UK else each.value.title() for each in Nation},
        today=clock.day(as_at), words=words, counted=counted,
        platform_ids=dict(zip(recipients["slug"], recipients["id"].tolist(), strict=True)))


def _counted(words: Vocabulary) -> Iterator[tuple[str, MeasureInView]]:
    """The incident measures by key, and those with a denominator once more as rates. The key says the version of any
    definition but the first, so that an address keeps its meaning when there is another."""
    for each in words.measures:
        yield each.key, each
    for each in words.measures:
        if each.denominator in words.measure_by_key:
            yield f"{RATE_OF}{each.key}", each


def _of_counts(key: str, measure: MeasureInView, words: Vocabulary, marking: Marking) -> Measured:
    means = meaning(measure)
    if key.startswith(RATE_OF):
        return _rate(key, measure, words.measure_by_key[measure.denominator or ""], marking)
    times = measure.unit is Unit.HOURS
    return Measured(
        key, named(measure), Subject.TIMES if times else Subject.COUNTS, means, means.unit, measure.additive, WHERE,
        EVERY_GRAIN if measure.additive else (Grain.WEEK, Grain.DAY), marking,
        suppressed_under=measure.suppressed_under, apart=None if measure.additive else By.PLATFORM)


def _rate(key: str, measure: MeasureInView, below: MeasureInView, marking: Marking) -> Measured:
    name = f"{named(measure)} per {PER:,} {below.name[:1].lower()}{below.name[1:]}"
    per = f"For every {PER:,} of “{below.name}” of the same platforms, nation and days. "
    means = meaning(measure)
    return Measured(
        key, name, Subject.RATES,
        Meaning(key, name, f"{means.version}, against definition {below.version}",
                f"{per}{measure.name}: {measure.definition} {below.name}: {below.definition}", measure.source,
                f" per {PER:,}"),
        f" per {PER:,}", False, WHERE, EVERY_GRAIN, marking, suppressed_under=measure.suppressed_under)
