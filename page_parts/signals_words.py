"""What pages of signals share: what things are called, indicators that nobody follows by accident, and how long it has
waited."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from coordination.signals import indicators
from coordination.signals.states import State
from coordination.wording import counted
from data_model.words import IndicatorKind, SignalKind, Tlp
from page_parts.visit import Visit

KIND_NAMES = {SignalKind.CONTENT: "Content", SignalKind.USER: "A user", SignalKind.CAMPAIGN: "A campaign"}
# For whoever reads a signal, after FIRST's definitions of version 2.0.
MEANINGS = {
    Tlp.RED: "For the people named, and for nobody else: not even for their colleagues.",
    Tlp.AMBER_STRICT: "For those addressed, to be passed on only within their own organisation and only to whoever "
                      "needs it to act.",
    Tlp.AMBER: "For those addressed, to be passed on within their own organisation and to its clients, and only to "
               "whoever needs it to act.",
    Tlp.GREEN: "For those whom the letter concerns and their community; not to be made public.",
    Tlp.CLEAR: "There is no limit to passing it on.",
}
STATE_NAMES = {State.WAITING: "Not acknowledged by all", State.OPEN: "Acknowledged, and not acted on by all",
               State.DONE: "Acted on by all", State.WITHDRAWN: "Withdrawn"}


def defanged(kind: object, value: str) -> str:
    """An indicator as screens show it: hxxps://example[.]com/a, which nothing turns into a link. What is no URL stays
    as it is."""
    if kind != IndicatorKind.URL:
        return value
    scheme, rest = value.split("://", 1) if "://" in value else ("", value)
    host = urlsplit(f"//{rest}").netloc
    mark = f"{scheme.replace('http', 'hxxp')}://" if scheme else ""
    return mark + host.replace(".", "[.]") + rest.removeprefix(host)


def described(row: Mapping[Hashable, object], as_at: datetime) -> dict[str, object]:
    """A signal of reading.listing as templates show it: also what it is about, its indicator, and how long ago it was
    shared, in words."""
    shared_at = row["shared_at"]
    assert isinstance(shared_at, datetime)
    return {**{str(name): value for name, value in row.items()},
            "about": KIND_NAMES[SignalKind(str(row["kind"]))], "waited": waited(shared_at, as_at),
            "shown": defanged(row["indicator_kind"], str(row["indicator"])),
            "indicator_label": label_of(row["indicator_kind"])}


def label_of(kind: object) -> str:
    """Web address, User: what an indicator of that kind is called; nothing where there is none."""
    return indicators.KINDS[IndicatorKind(str(kind))].label if kind else ""


def waited(since: datetime, until: datetime) -> str:
    """less than an hour, 5 hours, 3 days: how long something has waited, whole hours for the first two days."""
    hours = int((until - since).total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    return counted(hours, "hour") if hours < 48 else counted(hours // 24, "day")


def slot(here: Visit) -> int:
    """Which ten minutes it is: in the key of what is kept and says how long something has waited."""
    return int(here.as_at.timestamp() // 600)
