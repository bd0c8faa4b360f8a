"""Signals on other pages: what a platform is to acknowledge, on Home; who has not acknowledged, on the overview; and
one platform's part in them, on its page."""

from collections.abc import Hashable
from datetime import timedelta

import pandas as pd

from coordination import clock
from coordination.signals import lag, reading
from coordination.signals.reading import Only
from coordination.signals.states import State
from page_parts import html, parameters
from page_parts.kept import kept
from page_parts.signals_words import described, waited
from page_parts.visit import Visit

MOST_SHOWN = 5
WEEK = 7  # days


@kept(200)
def to_acknowledge(_key: Hashable, here: Visit) -> str:
    """Home's part, as HTML: the longest waiting first; nothing where nothing waits. The key names the person, because
    TLP:RED does."""
    only = Only(state=State.WAITING, mine=True, oldest_first=True, newest=MOST_SHOWN)
    total = reading.count(here.session, here.viewer, here.letter.id, as_at=here.as_at, only=only)
    rows = reading.listing(here.session, here.viewer, here.letter.id, as_at=here.as_at, only=only)
    return html.rendered("home_signals.html", {
        "rows": [described(row, here.as_at) for row in rows.to_dict("records")], "total": total,
        "state": State.WAITING, "live": here.live, "role": here.viewer.role, "query": parameters.kept(here)})


def unacknowledged(here: Visit) -> list[dict[str, object]]:
    """The overview's part: for each platform that has not acknowledged signals its name and slug, how many, and how
    long the first has waited; the longest first."""
    found = reading.unanswered(here.session, here.viewer, here.letter.id, as_at=here.as_at)
    return [{"platform": names[0], "slug": names[1], "count": len(rows),
             "waited": waited(rows["shared_at"].iloc[0], here.as_at)}
            for names, rows in found.groupby(["to_platform", "to_slug"], sort=False)]


def lag_of_week(here: Visit) -> dict[str, object] | None:
    """The overview's part on the lag in acting: of what was shared in the last whole week, and in the one before. Its
    days, and the median of both in words; None where nothing was shared in either."""
    today = clock.day(here.as_at)
    monday = today - timedelta(days=today.weekday() + WEEK)
    before = monday - timedelta(days=WEEK)
    pairs = reading.pairs(here.session, here.viewer, here.letter.id, as_at=here.as_at, since=clock.start_of(before))
    found = lag.estimates(pairs, as_at=here.as_at, by=["week"])
    words = {row["week"]: lag.median_in_words(row) for row in found.to_dict("records")}
    if not words.keys() & {monday, before}:
        return None
    return {"first_day": monday, "last_day": monday + timedelta(days=WEEK - 1), "median": words.get(monday),
            "before": words.get(before)}


def of_platform(here: Visit, slug: str) -> dict[str, int]:
    """A platform's page: how many signals it shared, how many came to it, and of these how many it acknowledged and
    acted on."""
    pairs = reading.pairs(here.session, here.viewer, here.letter.id, as_at=here.as_at)
    came: pd.DataFrame = pairs[pairs["to_slug"] == slug]
    shared = reading.count(here.session, here.viewer, here.letter.id, as_at=here.as_at, only=Only(slug=slug))
    return {"shared": shared, "came": len(came), "acknowledged": int(came["acknowledged_at"].notna().sum()),
            "acted": int(came["acted_at"].notna().sum())}
