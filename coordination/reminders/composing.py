"""Messages in words: the day's one to a person, and one of its own for what is urgent. Plain text and HTML say the
same; neither holds pictures, nor anything that tells who opened it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from coordination.reminders.items import Item, Times
from coordination.texts import on_one_line
from coordination.wording import EXERCISE, counted, weekday_in_words
from data_model.words import ReminderKind

DIGEST = "digest "
MOST_OF_A_KIND = 30
LONGEST_SUBJECT = 200
environment = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), undefined=StrictUndefined,
                          autoescape=select_autoescape(["html"]), trim_blocks=True, lstrip_blocks=True,
                          auto_reload=False)
# In the order in which a message lists them.
HEADINGS = {
    ReminderKind.RETURNED: "Returned",
    ReminderKind.OVERDUE: "Overdue",
    ReminderKind.DUE_TODAY: "Due today",
    ReminderKind.DUE_SOON: "Due soon",
    ReminderKind.SIGNAL_UNACKNOWLEDGED: "Signals not acknowledged",
    ReminderKind.ACTION_OVERDUE: "Actions overdue",
    ReminderKind.ADVICE_STALE: "Advice to check again",
}

# What a message on one thing is headed by.
ONE = HEADINGS | {
    ReminderKind.RETURNED: "Returned to you",
    ReminderKind.SIGNAL_UNACKNOWLEDGED: "A signal is not acknowledged",
    ReminderKind.ACTION_OVERDUE: "An action is overdue",
}


@dataclass(frozen=True)
class Place:
    """Where a message is from: the address that people type, and whether all is an exercise."""

    public_url: str
    exercise: bool


@dataclass(frozen=True)
class Composed:
    """One message, ready to be put into the outbox. Of the same `about` a person gets one."""

    about: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Section:
    """What a message says of one kind: the first of its items, and how many more there are. A message on one thing
    has no heading but its own."""

    heading: str
    items: list[Item]
    more: int


def about_day(today: date) -> str:
    """What the day's message is about."""
    return f"{DIGEST}{today.isoformat()}"


def about_item(kind: ReminderKind, item: Item) -> str:
    """What the message on one urgent thing is about."""
    return f"{kind}: {item.subject}"


def digest(items: Iterable[Item], times: Times, today: date, place: Place) -> Composed | None:
    """The day's message: everything that needs the person and that they want to be told of; None where there is
    nothing."""
    found: dict[ReminderKind, list[Item]] = defaultdict(list)
    for item in items:
        for kind in item.wanted(times)[:1]:
            found[kind].append(item)
    count = sum(map(len, found.values()))
    if not count:
        return None
    needs = f"{counted(count, 'thing')} {'needs' if count == 1 else 'need'} you"
    sections = [Section(heading, found[kind][:MOST_OF_A_KIND], max(len(found[kind]) - MOST_OF_A_KIND, 0))
                for kind, heading in HEADINGS.items() if found[kind]]
    return _composed(about_day(today), f"{needs}, {weekday_in_words(today)}", sections, place, daily=True)


def urgent(kind: ReminderKind, item: Item, place: Place) -> Composed:
    """A message on one thing alone."""
    return _composed(about_item(kind, item), ONE[kind], [Section("", [item], 0)], place, daily=False)


def _composed(about: str, subject: str, sections: list[Section], place: Place, *, daily: bool) -> Composed:
    values = {"subject": subject, "sections": sections, "daily": daily, "url": place.public_url,
              "exercise": EXERCISE if place.exercise else ""}
    text, html = (environment.get_template(f"message.{kind}").render(values) for kind in ("txt", "html"))
    whole = f"{'EXERCISE – ' if place.exercise else ''}Parley: {subject}"
    return Composed(about, on_one_line(whole)[:LONGEST_SUBJECT], text, html)
