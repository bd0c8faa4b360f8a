"""HTML that pages show: Jinja2 templates that escape everything a person wrote. Nothing people write may pass any
other way than this, st.text, st.code, a dataframe cell or `plain`, because the rest renders markdown."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from charts import theme
from coordination.advice import addresses, markdown
from coordination.clock import day
from coordination.wording import (
    counted,
    day_in_words,
    days_in_words,
    hours_in_words,
    listed,
    moment_in_words,
    time_in_words,
    weekday_in_words,
)
from page_parts.directory import address, with_query

TEMPLATES = Path(__file__).parent / "templates"
environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                          trim_blocks=True, lstrip_blocks=True, auto_reload=False)


def _day(value: date) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), day_in_words(value))


def _meeting(starts: datetime, ends: datetime) -> Markup:
    return Markup('<time datetime="{}">{}, {}</time>').format(
        starts.isoformat(), weekday_in_words(day(starts)), hours_in_words(starts, ends))


def _advice(text: str) -> Markup:
    """Advice as candidates see it: the one kind of markdown of ours, and its HTML holds nothing but what it may. Links
    open elsewhere, so that what is being written here is not lost."""
    return Markup(markdown.html(text).replace("<a href=", '<a target="_blank" rel="noopener noreferrer" href='))  # noqa: S704


def _moment(value: datetime) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), moment_in_words(value))


environment.filters |= {"day": _day, "days": days_in_words, "weekday": weekday_in_words, "moment": _moment,
                        "counted": counted, "listed": listed, "meeting": _meeting, "clock": time_in_words,
                        "advice": _advice}
environment.globals |= {"address": address, "with_query": with_query, "finding_look": theme.finding_look,
                        "finding_class": theme.finding_class, "timeliness_look": theme.timeliness_look,
                        "timeliness_class": theme.timeliness_class, "tlp_class": theme.tlp_class,
                        "meeting_look": theme.meeting_look, "meeting_class": theme.meeting_class,
                        "advice_look": theme.advice_look, "advice_class": theme.advice_class,
                        "leads_somewhere": addresses.leads_somewhere}
STYLE = f"<style>{theme.css()}{(TEMPLATES / 'parley.css').read_text(encoding='utf-8')}</style>"


def rendered(template: str, values: Mapping[str, object]) -> str:
    """A template filled in, every value escaped."""
    return environment.get_template(template).render(values)


def show(template: str, **values: object) -> None:
    """Show a template filled in. Raises jinja2.UndefinedError for a value that the template misses."""
    st.html(rendered(template, values))


def plain(text: object) -> str:
    """Escape for a place that renders markdown (a label, a caption, an option of st.radio): shown as written."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(str(text).split()))
