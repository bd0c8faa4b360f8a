"""Where everyone stands, drawn: platforms by commitments at a moment, and day by day since the letter."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from babel.dates import format_date

from charts.drawing import NARROW, Caption, Sheet, broken, height
from charts.theme import TIMELINESS_LOOKS, Look, base, finding_look, plain, timeliness_look
from coordination.wording import counted, day_in_words
from data_model.words import FindingWord

GAP = 4
CELL_TEXT = 12
BAND = 22
MILLISECONDS_A_DAY = 86_400_000
BEST_FIRST = [*(finding_look(word) for word in reversed(FindingWord)), finding_look(None)]


@dataclass(frozen=True)
class Band:
    """A run of days in which one finding stood: first and last day, and the claim on the last."""

    finding: object
    first: date
    last: date
    claim: object


@dataclass(frozen=True)
class Bar:
    """A rectangle that says more when pointed at. `start` and `length` are in the units of the x axis (for days an
    ISO date and milliseconds), `middle` and `thickness` in pixels."""

    start: float | str
    length: float
    middle: float
    thickness: float
    says: tuple[str, ...]
    fill: str | None = None


@dataclass(frozen=True)
class Cell:
    """One platform's standing on one commitment, as its cell shows it."""

    finding: Look
    timeliness: Look
    claim: str
    differs: bool
    hover: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The finding, and the claim where it differs."""
        return (self.finding.label, f"claim: {self.claim}") if self.differs else (self.finding.label,)


def matrix_figure(frame: pd.DataFrame, caption: Caption, *, dark: bool = False) -> go.Figure:
    """Draw coordination.standing.matrix as a table: a column for each platform, a row for each commitment; in each
    cell the finding, the claim where it differs, and the timeliness."""
    sheet = Sheet(caption, dark)
    platforms = list(frame["platform"].unique())
    if not platforms:
        sheet.write("No platform is on record.")
        return sheet.figure([])
    _column_heads(sheet, platforms)
    bars = [bar for _, row in frame.groupby("commitment", sort=False) for bar in _matrix_row(sheet, row, platforms)]
    return sheet.figure([_hovers(bars, dark)])


def matrix_alt(frame: pd.DataFrame) -> str:
    """The matrix in words: “Facebook: 2 met, 3 not yet reviewed; 1 overdue, 4 up to date. Twitter: …”"""
    if frame.empty:
        return "No platform is on record."
    sentences = [f"Standing on {counted(frame['commitment'].nunique(), 'commitment')}."]
    for platform, rows in frame.groupby("platform", sort=False):
        findings = _tally([finding_look(each).word for each in rows["finding"]], BEST_FIRST)
        times = _tally([timeliness_look(each).word for each in rows["timeliness"]], TIMELINESS_LOOKS.values())
        sentences.append(f"{platform}: {findings}; {times}.")
    return " ".join(sentences)


def history_figure(frame: pd.DataFrame, caption: Caption, *, marks: Mapping[str, date] | None = None,
                   dark: bool = False) -> go.Figure:
    """Draw coordination.standing.over_time: for each platform a band for each commitment, in which every run of days
    with one finding has its colour and symbol. `marks` are days to point out, by name: letter, polling day."""
    sheet = Sheet(caption, dark)
    if frame.empty:
        sheet.write("No platform is on record.")
        return sheet.figure([])
    _key(sheet)
    marks = marks or {}
    days = [*frame["day"], *marks.values()]
    first, end = min(days), max(days) + timedelta(days=1)
    _mark_names(sheet, marks, first, end)
    bars = [bar for platform, rows in frame.groupby("platform", sort=False)
            for bar in _platform_bands(sheet, str(platform), rows, (end - first).days)]
    for middle in sorted({bar.middle for bar in bars}):
        for day in marks.values():
            sheet.upright(day.isoformat(), middle - BAND / 2, middle + BAND / 2 + 3)
    axis = _day_axis(sheet, first, end)
    return sheet.figure([_hovers(bars, dark)], axis)


def history_alt(frame: pd.DataFrame) -> str:
    """The history in words: for each platform and commitment, since when each finding stood."""
    if frame.empty:
        return "No platform is on record."
    first, last = min(frame["day"]), max(frame["day"])
    sentences = [f"Standing day by day from {day_in_words(first)} to {day_in_words(last)}."]
    for platform, rows in frame.groupby("platform", sort=False):
        told = [_told(str(number), bands(history)) for number, history in rows.groupby("commitment", sort=False)]
        sentences.append(f"{platform}: {'; '.join(told)}.")
    return " ".join(sentences)


def bands(history: pd.DataFrame) -> list[Band]:
    """The runs of one finding in the days of one platform and commitment (columns day, finding, claim)."""
    found: list[Band] = []
    ordered = history.sort_values("day")
    for day, finding, claim in zip(ordered["day"], ordered["finding"], ordered["claim"], strict=True):
        start = found.pop().first if found and found[-1].finding == finding else day
        found.append(Band(finding, start, day, claim))
    return found


def _tally(words: list[str], looks: Iterable[Look]) -> str:
    counts = Counter(words)
    return ", ".join(f"{counts[look.word]} {look.word}" for look in looks if counts[look.word])


def _column_heads(sheet: Sheet, platforms: list[str]) -> None:
    """The platforms' names over their columns, and a line under them."""
    column = NARROW / len(platforms)
    heads = [broken(platform, column - 2 * GAP, 13, bold=True) for platform in platforms]
    for position, lines in enumerate(heads):
        sheet.label(lines, x=(position + 0.5) / len(platforms), y=sheet.y, size=13, bold=True, anchor="center")
    sheet.y += max(height(lines, 13) for lines in heads) + GAP
    sheet.box(0, 1, sheet.y, sheet.y + 1, fill=base(sheet.dark).line)
    sheet.y += 8


def _matrix_row(sheet: Sheet, row: pd.DataFrame, platforms: list[str]) -> list[Bar]:
    """One commitment: its number and title across the sheet, and a cell for each platform under it."""
    sheet.write(f"{row['commitment'].iloc[0]}. {row['title'].iloc[0]}", size=13, bold=True, after=GAP)
    room = NARROW / len(platforms) - 2 * GAP
    cells = [_cell(row[row["platform"] == platform].iloc[0]) for platform in platforms]
    said = [[line for words in cell.words for line in broken(words, room, CELL_TEXT)] for cell in cells]
    timed = [broken(cell.timeliness.label, room, CELL_TEXT) for cell in cells]
    split = sheet.y + max(height(lines, CELL_TEXT) for lines in said) + 2 * GAP
    end = split + max(height(lines, CELL_TEXT) for lines in timed) + 2 * GAP
    bars = []
    for position, cell in enumerate(cells):
        left, right = (position + 0.01) / len(cells), (position + 0.99) / len(cells)
        _part(sheet, left, right, sheet.y, split, cell.finding, said[position])
        _part(sheet, left, right, split, end, cell.timeliness, timed[position])
        bars.append(Bar(left, right - left, (sheet.y + end) / 2, end - sheet.y, cell.hover))
    sheet.y = end + 12
    return bars


def _cell(row: "pd.Series[Any]") -> Cell:
    finding, timely = finding_look(row["finding"]), timeliness_look(row["timeliness"])
    claim = str(row["claim"] or "none yet")
    return Cell(finding, timely, claim, bool(row["differs"]), (
        f"{row['platform']}, commitment {row['commitment']}", f"Finding: {finding.word}", f"Claim: {claim}",
        f"Timeliness: {timely.word}", f"To act by {day_in_words(row['due_on'])}"))


def _part(sheet: Sheet, left: float, right: float, top: float, end: float, look: Look, lines: list[str]) -> None:
    """One half of a cell: a filled box and its words."""
    sheet.box(left, right, top, end, fill=look.fill(sheet.dark), line=base(sheet.dark).line)
    sheet.label(lines, x=(left + right) / 2, y=(top + end) / 2, size=CELL_TEXT, ink=look.ink(sheet.dark),
                anchor="center", upright="middle")


def _hovers(bars: list[Bar], dark: bool) -> go.Bar:
    """The bars as a trace: filled where they have a fill, else there only to be pointed at."""
    return go.Bar(
        orientation="h", base=[bar.start for bar in bars], x=[bar.length for bar in bars],
        y=[bar.middle for bar in bars], width=[bar.thickness for bar in bars],
        marker={"color": [bar.fill or "rgba(0,0,0,0)" for bar in bars],
                "line": {"width": [1 if bar.fill else 0 for bar in bars], "color": base(dark).line}},
        hoverinfo="text", hovertext=["<br>".join(map(plain, bar.says)) for bar in bars],
    )


def _key(sheet: Sheet) -> None:
    """What each symbol means, two to a line."""
    for position, look in enumerate(BEST_FIRST):
        left, top = 0.5 * (position % 2), sheet.y + position // 2 * (BAND + GAP)
        sheet.box(left, left + 0.49, top, top + BAND, fill=look.fill(sheet.dark), line=base(sheet.dark).line)
        sheet.label([look.label], x=left + 0.01, y=top + GAP, size=CELL_TEXT, ink=look.ink(sheet.dark))
    sheet.y += (len(BEST_FIRST) + 1) // 2 * (BAND + GAP) + 8


def _mark_names(sheet: Sheet, marks: Mapping[str, date], first: date, end: date) -> None:
    """Name the days that dashed lines point out in every band, one to a line so that near ones do not collide."""
    for name, day in sorted(marks.items(), key=lambda mark: mark[1]):
        early = (day - first) * 2 <= end - first
        words = f"{name}: {day_in_words(day)}"
        sheet.label([words], x=day.isoformat(), xref="x", y=sheet.y, bold=True, anchor="left" if early else "right",
                    shift=4 if early else -4)
        sheet.upright(day.isoformat(), sheet.y, sheet.y + height([words], CELL_TEXT))
        sheet.y += height([words], CELL_TEXT)


def _platform_bands(sheet: Sheet, platform: str, rows: pd.DataFrame, days: int) -> list[Bar]:
    """A platform's name, and under it each commitment's title and band."""
    sheet.y += 10
    sheet.write(platform, size=15, bold=True, after=GAP)
    bars = []
    for number, history in rows.groupby("commitment", sort=False):
        sheet.write(f"{number}. {history['title'].iloc[0]}", muted=True, after=2)
        for band in bands(history):
            bars.append(_band(sheet, f"{platform}, commitment {number}", band, days))
        sheet.y += BAND + 8
    return bars


def _band(sheet: Sheet, whose: str, band: Band, days: int) -> Bar:
    """One run of days: its colour, and its symbol, with the word where it fits on a phone."""
    look = finding_look(band.finding)
    length = (band.last - band.first).days + 1
    room = NARROW * length / days
    words = look.label if broken(look.label, room - 2 * GAP, CELL_TEXT) == [look.label] else look.symbol
    middle = f"{datetime.combine(band.first, datetime.min.time()) + timedelta(days=length) / 2:%Y-%m-%dT%H:%M}"
    sheet.label([words], x=middle, xref="x", y=sheet.y + BAND / 2, ink=look.ink(sheet.dark),
                behind=look.fill(sheet.dark), anchor="center", upright="middle")
    period = day_in_words(band.first)
    if length > 1:
        period += f" to {day_in_words(band.last)}"
    return Bar(band.first.isoformat(), length * MILLISECONDS_A_DAY, sheet.y + BAND / 2, BAND,
               (whose, f"Finding: {look.word}", period, f"Claim: {band.claim or 'none yet'}"), look.fill(sheet.dark))


def _day_axis(sheet: Sheet, first: date, end: date) -> dict[str, object]:
    """The days under the bands. Moves the sheet down past them; the axis stays where the bands ended."""
    muted = base(sheet.dark).muted
    days = (end - first).days
    step = max(1, -(-days // 6))
    ticks = [first + timedelta(days=count) for count in range(0, days, step)]
    for day in ticks:
        sheet.box(day.isoformat(), day.isoformat(), sheet.y, sheet.y + 5, fill=muted, line=muted, xref="x")
        words = format_date(day, "d MMM", locale="en_GB")
        sheet.label([words], x=day.isoformat(), xref="x", y=sheet.y + 6, size=11, ink=muted)
    sheet.y += 24
    return {"type": "date", "range": [first.isoformat(), end.isoformat()]}


def _told(number: str, runs: list[Band]) -> str:
    """commitment 1 partly met from 22 November 2019, met from 29 November 2019"""
    found = [run for run in runs if run.finding]
    if not found:
        return f"commitment {number} {finding_look(None).word}"
    return f"commitment {number} " + ", ".join(f"{finding_look(run.finding).word} from {day_in_words(run.first)}"
                                               for run in found)
