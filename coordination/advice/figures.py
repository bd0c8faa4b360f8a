"""What Parley computes for the criteria of advice, from the newest edition: what candidates can read, and not what is
agreed but not published yet."""

from collections.abc import Callable, Mapping
from functools import partial

from coordination.advice import editions
from coordination.advice.editions import Edition, Section
from coordination.criteria import Asked, Figure
from coordination.wording import counted, day_in_words
from data_model.words import AdviceTopic

SAYS = {
    AdviceTopic.BREACHES: "what breaches this platform’s terms",
    AdviceTopic.REPORTING: "where to report to this platform",
    AdviceTopic.RESPONSE: "what response to expect from this platform",
}
NOTHING = "No edition of the advice is published yet."


def on_topic(topic: AdviceTopic, asked: Asked) -> Figure:
    """Whether the newest edition has the platform's section on a topic (1 of 1), and what is missing of it."""
    edition = _newest(asked)
    if edition is None:
        return Figure(0, 1, NOTHING)
    section = next((one.on(topic) for one in edition.platforms if one.slug == asked.slug), None)
    if section is None:
        return Figure(0, 1, f"Edition {edition.number} does not say {SAYS[topic]}.")
    language = "in English and Welsh" if section.welsh else "in English alone"
    more = f"; {_detail(section)}" if topic is not AdviceTopic.BREACHES else ""
    return Figure(1, 1, f"Edition {edition.number} says {SAYS[topic]}, {language}{more}. "
                        f"Last checked on {day_in_words(section.last_checked)}.")


def joint(asked: Asked) -> Figure:
    """How many of the letter's platforms the newest edition has advice from."""
    edition = _newest(asked)
    if edition is None:
        return Figure(0, 1, NOTHING)
    there = [one for one in edition.platforms if one.sections]
    own = "is in it" if asked.slug in {one.slug for one in there} else "is not in it"
    return Figure(len(there), len(edition.platforms),
                  f"Edition {edition.number} is one piece with advice from {len(there)} of "
                  f"{counted(len(edition.platforms), 'platform')}. This platform {own}.")


def _newest(asked: Asked) -> Edition | None:
    return editions.published(asked.session, as_at=asked.as_at, letter_id=asked.letter.id)


def _detail(section: Section) -> str:
    if section.topic is AdviceTopic.REPORTING:
        return "with an address" if section.report_address else "without an address"
    hours = section.responds_in_hours
    return f"within {counted(hours, 'hour')}" if hours else "no response time is stated"


# By the names that letters give them (Criterion.computed_by).
FIGURES: Mapping[str, Callable[[Asked], Figure | None]] = {
    "advice_breaches": partial(on_topic, AdviceTopic.BREACHES),
    "advice_reporting": partial(on_topic, AdviceTopic.REPORTING),
    "advice_response": partial(on_topic, AdviceTopic.RESPONSE),
    "advice_joint": joint,
}
