"""Advice: the platforms' sections side by side, with what is missing, stale or to be agreed; one section in full with
the decision on it; or the editions."""

from collections.abc import Hashable

import pandas as pd
import streamlit as st

from coordination import clock
from coordination.advice import markdown, reading
from coordination.problems import NotFound
from data_model.words import AdviceTopic, Role
from page_parts import advice_editions, advice_known, advice_one, html, parameters
from page_parts.frame import told
from page_parts.home import letter_of
from page_parts.kept import kept
from page_parts.visit import Visit

EDITIONS = "editions"


def show(here: Visit) -> None:
    """The comparison; the section that `?platform=` and `?topic=` name; or with `?view=editions` the editions."""
    told()
    if letter_of(here) is None:
        return
    slug, topic, view = parameters.word("platform"), advice_known.topic_asked(), parameters.word("view")
    if view not in {None, EDITIONS}:
        raise NotFound("There is no such view.")
    if slug and topic:
        advice_one.show(here, slug, topic)
        return
    html.show("advice_head.html", editions=view == EDITIONS, role=here.viewer.role, live=here.live,
              query=parameters.kept(here))
    if view == EDITIONS:
        advice_editions.show(here)
        return
    known = set(advice_known.sections(here)["slug"])
    if slug and slug not in known:
        raise NotFound("This letter is not addressed to such a platform.")
    st.html(_compared((*here.key, slug, topic), here))


@kept(200)
def _compared(key: Hashable, here: Visit) -> str:
    """The comparison; the key ends with the platform's slug and the topic that are asked for, None for all."""
    assert isinstance(key, tuple)
    slug, topic = key[-2:]
    found = advice_known.sections(here)
    chosen = found[(found["slug"] == slug) | (slug is None)]
    chosen = chosen[(chosen["topic"] == topic) | (topic is None)]
    still_open = advice_known.still_open(here)
    return html.rendered("advice_compared.html", {
        "platforms": list(chosen[["slug", "platform", "own"]].drop_duplicates().itertuples(index=False, name=None)),
        "topics": _by_topic(chosen), "gaps": reading.gaps(chosen), "open": still_open, "chosen": slug or topic,
        "platform_role": here.viewer.role is Role.PLATFORM, "today": clock.day(here.as_at), "glance": _glance,
        "days": here.letter.advice_checked_days, "role": here.viewer.role, "live": here.live,
        "query": parameters.kept(here)})


def _by_topic(of: pd.DataFrame) -> list[tuple[AdviceTopic, str, list[dict[Hashable, object]]]]:
    """Each topic with its slug and its cells in the platforms' order."""
    return [(topic, advice_known.slug_of(topic), rows) for topic in AdviceTopic
            if (rows := of[of["topic"] == topic].to_dict("records"))]


def _glance(text: str) -> str:
    """The words of a section in one line, its items with semicolons between them."""
    lines = markdown.plain(text).splitlines()
    return " ".join(line if line[-1] in ".:;!?" or line is lines[-1] else f"{line};" for line in lines)
