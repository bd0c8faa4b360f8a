"""What there is to explore of the letter in view, and what is shown where nothing is chosen."""

from collections.abc import Hashable
from dataclasses import dataclass

from coordination.exploring import catalogue, choices
from coordination.exploring.catalogue import Catalogue
from coordination.exploring.views import View
from coordination.incidents import counting
from page_parts.kept import kept
from page_parts.visit import Visit


@dataclass(frozen=True)
class Known:
    """What can be chosen, and the view that an address without any choice shows."""

    catalogue: Catalogue
    usual: View


def known_of(here: Visit) -> Known:
    """Read once for each version of the data."""
    return _known(here.key, here)


@kept(50)
def _known(_key: Hashable, here: Visit) -> Known:
    found = catalogue.read(here.session, here.viewer, here.letter, as_at=here.as_at)
    last = counting.latest_day(here.session, here.viewer, as_at=here.as_at) or found.today
    return Known(found, choices.usual(found, here.letter, min(last, found.today)))
