"""What happened on a day of the figure: the campaign's dates and a person's notes, as upright dashed lines with their
words above the plots, which never run into one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from charts.drawing import Sheet, broken, height, width
from charts.over_time import Span
from charts.theme import base
from coordination.exploring.views import View
from coordination.wording import day_in_words

SIZE, BESIDE, LANE = 11, 5, 3  # pixels: of the letters, between line and words, between lanes


@dataclass(frozen=True)
class Event:
    """A day and what is said of it."""

    day: date
    words: str


def events(view: View, marks: Mapping[str, date]) -> list[Event]:
    """What the view marks, in the order of days."""
    found = [Event(day, name) for name, day in marks.items()] if view.dates else []
    return sorted([*found, *(Event(each.day, each.text) for each in view.notes)], key=lambda each: each.day)


def listed(sheet: Sheet, view: View) -> None:
    """Write a person's notes down, on a figure without days."""
    for each in sorted(view.notes, key=lambda each: each.day):
        sheet.write(f"{day_in_words(each.day)}: {each.text}", size=SIZE, after=2)


class Lines:
    """The lines of a figure: `begin` writes their words and `through` draws them through a plot."""

    def __init__(self, sheet: Sheet, over: Span, found: Sequence[Event]) -> None:
        self.sheet, self.over = sheet, over
        self.found = [each for each in found if over.first <= each.day < over.end]

    def begin(self) -> None:
        """The words, each beside its line, where there is more room; those that would meet stand in lanes."""
        if not self.found:
            return
        lanes: list[tuple[float, float]] = []  # how far the words of each reach to the right, and how high they are
        placed = [(event, *self._placed(event, lanes)) for event in self.found]
        tops = [self.sheet.y + sum(high + LANE for _, high in lanes[:lane]) for lane in range(len(lanes) + 1)]
        for event, lane, lines, right in placed:
            self.sheet.label(lines, x=_noon(event.day), xref="x", y=tops[lane], size=SIZE, shift=-BESIDE if right else
                             BESIDE, anchor="right" if right else "left", behind=base(self.sheet.dark).paper)
            self.sheet.upright(_noon(event.day), tops[lane], tops[-1])
        self.sheet.y = tops[-1]

    def through(self, top: float, bottom: float) -> None:
        """Draw the lines through a plot between these heights of the sheet."""
        for event in self.found:
            self.sheet.upright(_noon(event.day), top, bottom)

    def _placed(self, event: Event, lanes: list[tuple[float, float]]) -> tuple[int, list[str], bool]:
        """The lane of an event, its lines of words, and whether they stand left of its line."""
        at = self.sheet.room * (datetime.combine(event.day, time(12)) - self.over.left) / timedelta(self.over.days)
        left = at > self.sheet.room / 2
        room = (at if left else self.sheet.room - at) - BESIDE
        lines = broken(f"{event.words}", room, SIZE)
        wide = max(width(each, SIZE) for each in lines) + BESIDE
        begins, reaches = (at - wide, at + BESIDE) if left else (at - BESIDE, at + wide)
        lane = next((number for number, (end, _) in enumerate(lanes) if end <= begins), len(lanes))
        high = height(lines, SIZE)
        if lane == len(lanes):
            lanes.append((reaches, high))
        else:
            lanes[lane] = reaches, max(high, lanes[lane][1])
        return lane, lines, left


def _noon(day: date) -> str:
    return datetime.combine(day, time(12)).isoformat()
