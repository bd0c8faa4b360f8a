"""Every page there is: its script, title, address and who may open it. The navigation, the guard on each page and
the tests that walk the house all read this one list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from data_model.words import Role

OFFICIAL, PLATFORM, ANALYST, ADMINISTRATOR = Role.OFFICIAL, Role.PLATFORM, Role.ANALYST, Role.ADMINISTRATOR


@dataclass(frozen=True)
class Entry:
    """One page. `first_for` are the roles that land on it; a page that is not `listed` opens from links only; a
    `live` one notices by itself what others share meanwhile."""

    name: str
    script: str
    title: str
    roles: frozenset[Role]
    first_for: frozenset[Role] = frozenset()
    listed: bool = True
    live: bool = False


def _entry(script: str, title: str, *roles: Role, first_for: tuple[Role, ...] = (), listed: bool = True,
           live: bool = False) -> Entry:
    name = script.rsplit("/", 1)[1].removesuffix(".py").replace("_", "-")
    return Entry(name, f"pages/{script}", title, frozenset(roles), frozenset(first_for), listed, live)


# In the order in which the navigation lists them.
PAGES: Mapping[str, Entry] = {
    entry.name: entry
    for entry in (
        _entry("officials/overview.py", "Overview", OFFICIAL, ANALYST, first_for=(OFFICIAL, ANALYST), live=True),
        _entry("platforms/home.py", "Home", PLATFORM, first_for=(PLATFORM,), live=True),
        _entry("officials/review.py", "Review", OFFICIAL),
        _entry("platforms/submit.py", "Submit an update", PLATFORM),
        _entry("officials/requests.py", "Requests", OFFICIAL, ANALYST, PLATFORM),
        _entry("platforms/send_return.py", "Send a return", PLATFORM),
        _entry("officials/returns.py", "Returns", OFFICIAL, ANALYST, PLATFORM),
        _entry("officials/signals.py", "Signals", OFFICIAL, ANALYST, PLATFORM, live=True),
        _entry("platforms/share_signal.py", "Share a signal", PLATFORM),
        # Not /advice: that is the published page, which everybody reads without an account.
        _entry("officials/compare_advice.py", "Advice", OFFICIAL, ANALYST, PLATFORM),
        _entry("platforms/write_advice.py", "Write advice", PLATFORM),
        _entry("analysts/incidents.py", "Incidents", OFFICIAL, ANALYST, PLATFORM),
        _entry("officials/reach.py", "Reach", OFFICIAL, ANALYST, PLATFORM),
        _entry("officials/dialogue.py", "Dialogue", OFFICIAL, ANALYST, PLATFORM),
        _entry("officials/letter.py", "Letter", OFFICIAL, ANALYST, PLATFORM),
        _entry("officials/platform.py", "Platform", OFFICIAL, ANALYST, PLATFORM),
        _entry("analysts/explore.py", "Explore", OFFICIAL, ANALYST),
        _entry("analysts/boards.py", "Views and boards", OFFICIAL, ANALYST),
        _entry("analysts/figures.py", "Figures and tables", OFFICIAL, ANALYST),
        _entry("analysts/briefings.py", "Briefings", OFFICIAL, ANALYST),
        _entry("administrators/accounts.py", "Accounts", ADMINISTRATOR, first_for=(ADMINISTRATOR,)),
        _entry("administrators/audit.py", "Audit", ADMINISTRATOR),
        _entry("administrators/api_keys.py", "API keys", ADMINISTRATOR, PLATFORM),
        _entry("platforms/webhooks.py", "Webhooks", PLATFORM),
        _entry("platforms/for_developers.py", "For developers", PLATFORM, ANALYST, ADMINISTRATOR),
        _entry("public/your_account.py", "Your account", OFFICIAL, PLATFORM, ANALYST, ADMINISTRATOR),
        _entry("officials/trail.py", "Trail", OFFICIAL, ANALYST, PLATFORM, listed=False),
        _entry("officials/update.py", "Update", OFFICIAL, ANALYST, PLATFORM, listed=False),
    )
}


def pages_of(role: Role) -> list[Entry]:
    """The pages that a role may open, in order."""
    return [entry for entry in PAGES.values() if role in entry.roles]


def address(name: str, role: Role | None = None, /, **query: str | int | date | None) -> str:
    """The address of a page with its query; what is None is left out. The first page of a role is “/”.

    Raises KeyError for a page that there is not.
    """
    entry = PAGES[name]
    path = "/" if role in entry.first_for or (role is None and entry.first_for) else f"/{entry.name}"
    return with_query(path, **query)


def with_query(path: str, /, **query: str | int | date | None) -> str:
    """A path of ours, a download's for example, with its query; what is None is left out."""
    given = {key: str(value) for key, value in query.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path
