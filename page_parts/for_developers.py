"""The page for developers: how to begin, commands that work as they stand, and what every answer means.

The commands are files in page_parts/snippets/, shown with this installation's address, the reader's own platform and
the day before today; a test runs them as they are shown.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import streamlit as st

from coordination import platforms, tidying
from coordination.programs import EVENTS, REFUSALS, SCOPES
from coordination.webhooks import delivering, endpoints, posting
from coordination.wording import counted
from data_model.words import Role, Scope
from page_parts import html, parameters
from page_parts.visit import Visit
from settings import load_settings

SNIPPETS = Path(__file__).parent / "snippets"
ADDRESS, PLATFORM, DAY = "https://parley.example", "your-platform", "2019-12-01"  # what they say in the files
LANGUAGES = {"sh": "curl", "py.txt": "Python (httpx)"}
EVERYBODY = frozenset({Role.PLATFORM, Role.ANALYST, Role.ADMINISTRATOR})
WRITERS = EVERYBODY - {Role.ANALYST}


@dataclass(frozen=True)
class Example:
    """One thing that programs do: its snippets are `name`.sh and `name`.py.txt."""

    name: str
    title: str
    sentence: str
    scope: Scope
    roles: frozenset[Role] = EVERYBODY


EXAMPLES = (
    Example("owed", "What is owed", "Each commitment with its timeliness and the day by which to act, as Home has it.",
            Scope.READ),
    Example("submit", "Submit an update", "One call stores the update with its evidence and submits it, or nothing. "
            "With an Idempotency-Key it is stored once, however often it is sent.", Scope.SUBMIT, WRITERS),
    Example("page", "Page through a list", "Lists come in pages, with a Link to the next one. An ETag saves reading "
            "again what has not changed. As CSV, ask for 500 rows at once.", Scope.READ),
    Example("return", "Try a return, and send it", "A dry run says what would be stored or changed, and what must be "
            "put right. Counts that restate earlier ones need a reason.", Scope.SUBMIT, WRITERS),
    Example("job", "Follow a large return", "What is larger than 2 MB, or asks for it by Prefer: respond-async, "
            "becomes a job.", Scope.SUBMIT, WRITERS),
    Example("signal", "Share a signal", "For the platforms and departments that you choose, or for everyone whom the "
            "letter concerns. It is checked as on screen.", Scope.SIGNALS, WRITERS),
)


def show(here: Visit) -> None:
    """Draw the page."""
    role, settings = here.viewer.role, load_settings()
    slug = _slug(here)
    common = {"role": role, "query": parameters.kept(here), "address_of_parley": settings.public_url}
    html.show("developers_begin.html", examples=[each for each in EXAMPLES if role in each.roles], **common)
    for example in EXAMPLES:
        if role in example.roles:
            _example(here, example, slug)
    html.show("developers_rules.html", scopes=SCOPES, calls=settings.api_calls_per_minute, **common)
    if role in WRITERS:
        _webhooks(here, slug, common)
    html.show("developers_problems.html", refusals=REFUSALS, **common)


def snippet(name: str, address: str, slug: str, day: date) -> str:
    """A snippet as it is shown: a file of page_parts/snippets/ for this address, platform and day."""
    return _file(name).replace(ADDRESS, address).replace(PLATFORM, slug).replace(DAY, day.isoformat())


def _example(here: Visit, example: Example, slug: str) -> None:
    html.show("developers_example.html", example=example)
    for tab, ending in zip(st.tabs(list(LANGUAGES.values())), LANGUAGES, strict=True):
        with tab:
            _code(here, f"{example.name}.{ending}", slug)


def _webhooks(here: Visit, slug: str, common: dict[str, object]) -> None:
    html.show("developers_webhooks.html", events=EVENTS, most=endpoints.MOST_WORKING, **common)
    _code(here, "webhook.json", slug)
    html.show("developers_delivery.html", seconds=posting.SECONDS, attempts=len(delivering.WAITS) + 1,
              waits=[_in_words(wait) for wait in delivering.WAITS], kept=counted(tidying.KEPT.days, "day"))
    library, by_hand = st.tabs(["With the library standardwebhooks", "By hand"])
    with library:
        _code(here, "webhook.py.txt", slug)
    with by_hand:
        _code(here, "webhook_by_hand.py.txt", slug)


def _code(here: Visit, name: str, slug: str) -> None:
    """Without Streamlit's colours, which are too faint to read, and without scrolling, which wants a mouse."""
    shown = snippet(name, load_settings().public_url, slug, here.today - timedelta(days=1))
    st.code(shown, language=None, wrap_lines=True)


def _slug(here: Visit) -> str:
    """The reader's own platform; for others, any that the letter is addressed to."""
    known = platforms.listing(here.session, here.viewer)
    return "facebook" if known.empty or here.viewer.role is not Role.PLATFORM else str(known["slug"].iloc[0])


def _in_words(wait: timedelta) -> str:
    """5 seconds, 1 minute, 24 hours"""
    seconds = int(wait.total_seconds())
    for unit, name in ((3600, "hour"), (60, "minute")):
        if seconds >= unit:
            return counted(seconds // unit, name)
    return counted(seconds, "second")


@cache
def _file(name: str) -> str:
    return (SNIPPETS / name).read_text(encoding="utf-8")
