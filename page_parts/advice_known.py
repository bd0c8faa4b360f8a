"""What is known of the sections of advice, for all pages that speak of it, and how addresses name topics."""

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd

from coordination.advice import reading
from coordination.advice.reading import State
from coordination.problems import NotFound
from data_model.words import AdviceTopic, Role
from page_parts import html, parameters
from page_parts.kept import kept
from page_parts.visit import Visit

SLUGS = {topic.name.lower(): topic for topic in AdviceTopic}  # breaches, reporting, response
ASKED = {
    AdviceTopic.BREACHES: "What content breaks your rules, so that a candidate can tell what to report.",
    AdviceTopic.REPORTING: "Where and how a candidate reports it, step by step.",
    AdviceTopic.RESPONSE: "What happens after a report, and by when a candidate hears from you.",
}


@dataclass(frozen=True)
class Open:
    """What is to be done about sections: frames with reading.COLUMNS."""

    waiting: pd.DataFrame
    returned: pd.DataFrame
    stale: pd.DataFrame
    unwritten: pd.DataFrame


def sections(here: Visit) -> pd.DataFrame:
    """Every section that the viewer may see, with reading.COLUMNS and `topic_slug`, how addresses name its topic."""
    return _sections(here.key, here)


def still_open(here: Visit) -> Open:
    """What is to be done, by whoever it is for: a platform's own sections; all of them for everybody else."""
    found = sections(here)
    mine = found[found["own"].astype(bool)] if here.viewer.role is Role.PLATFORM else found
    return Open(reading.waiting(mine), mine[mine["state"] == State.RETURNED], mine[mine["stale"].astype(bool)],
                mine[mine["state"] == State.NOT_WRITTEN])


def slug_of(topic: AdviceTopic) -> str:
    """How addresses name a topic."""
    return topic.name.lower()


def topic_asked() -> AdviceTopic | None:
    """The topic that the address names, if it names one. Raises NotFound for one that there is not."""
    given = parameters.word("topic")
    if given is not None and given not in SLUGS:
        raise NotFound("There is no such topic.")
    return SLUGS[given] if given else None


@kept(100)
def of_home(_key: Hashable, here: Visit) -> str:
    """What Home says of the sections of the viewer's own platforms."""
    return html.rendered("home_advice.html", {
        "open": still_open(here), "role": here.viewer.role, "live": here.live, "query": parameters.kept(here),
        "several": len(set(sections(here).loc[sections(here)["own"].astype(bool), "platform"])) > 1})


@kept(100)
def _sections(_key: Hashable, here: Visit) -> pd.DataFrame:
    found = reading.sections(here.session, here.viewer, here.letter, as_at=here.as_at)
    return found.assign(topic_slug=[slug_of(topic) for topic in found["topic"]])
