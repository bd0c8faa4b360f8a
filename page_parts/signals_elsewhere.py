"""Signals on other pages: what a platform is to acknowledge, on Home; who has not acknowledged, on the overview; and
one platform's part in them, on its page."""

from collections.abc import Hashable

import pandas as pd

from coordination.signals import reading
from coordination.signals.reading import Only
from coordination.signals.states import State
from page_parts import html, parameters
from page_parts.kept import kept
from page_parts.signals_words import described, waited
from page_parts.visit import Visit

MOST_SHOWN = 5


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


def of_platform(here: Visit, slug: str) -> dict[str, int]:
    """A platform's page: how many signals it shared, how many came to it, and of these how many it acknowledged and
    acted on."""
    pairs = reading.pairs(here.session, here.viewer, here.letter.id, as_at=here.as_at)
    came: pd.DataFrame = pairs[pairs["to_slug"] == slug]
    shared = reading.count(here.session, here.viewer, here.letter.id, as_at=here.as_at, only=Only(slug=slug))
    return {"shared": shared, "came": len(came), "acknowledged": int(came["acknowledged_at"].notna().sum()),
            "acted": int(came["acted_at"].notna().sum())}
