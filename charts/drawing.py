"""A sheet to draw a figure on, from the top down in pixels, with its caption inside the drawing.

The caption (title, letter, source, as-at time, marking, EXERCISE) is part of the picture, so that an SVG or PNG saved
from plotly's toolbar carries it. All text goes through `plain` here, in one place. Lines are broken for 400 px.
"""

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import plotly.graph_objects as go

from charts.theme import FONT, base, plain
from coordination.wording import marked, moment_in_words

MARGIN = 12
# What a phone of 400 px leaves for the drawing: lines of text are broken to it, and boxes sized for it.
NARROW = 340
SLACK = 1.05  # by which a line of usual words may be wider than its room, which the margin takes
NARROW_LETTERS, WIDE_LETTERS = frozenset(" ijlItfr.,:;'!|()[]/\\-"), frozenset("mwMW%@#<>=+~^—…")
LAST_OF_LATIN = 0x24F
JOINER = "\u200d"
JOINED = frozenset(f"{JOINER}\ufe0f")
INDENT = 41  # pixels, beside which the key says what a mark means


@dataclass(frozen=True)
class Caption:
    """What every figure says of itself. `marking` is the security marking; `as_at` is aware; `audit_head` is the
    audit's newest entry, as position:hash."""

    title: str
    letter: str
    source: str
    as_at: datetime
    marking: str
    exercise: bool
    audit_head: str = ""
    sha256: str = ""
    """Of the figure's data, hex; it stands in the place of the audit head."""
    address: str = ""
    """Where the figure is found again, for figures that leave the screen."""

    @property
    def marks(self) -> str:
        """What stands at the top and bottom: OFFICIAL, with EXERCISE where it is one."""
        return marked(self.marking, self.exercise)


@dataclass
class Sheet:
    """The drawing so far. `y` is how far down it is, in pixels; x runs from 0 to 1 unless `xref` says otherwise."""

    caption: Caption
    dark: bool
    y: float = 0
    shapes: list[dict[str, object]] = field(default_factory=list)
    annotations: list[dict[str, object]] = field(default_factory=list)
    panels: list[tuple[float, float, float]] = field(default_factory=list)
    room: int = NARROW
    """Pixels that lines of text are broken to: what the narrowest screen or paper leaves that this is drawn on."""

    def __post_init__(self) -> None:
        self.write(self.caption.marks, size=12, bold=True, after=8)
        self.write(self.caption.title, size=17, bold=True, after=2)
        self.write(f"Letter {self.caption.letter}", muted=True)
        self.write(f"As at {moment_in_words(self.caption.as_at)}, London time", muted=True, after=12)

    @property
    def indent(self) -> float:
        """INDENT as a share of the width."""
        return INDENT / self.room

    def write(self, text: str, *, size: int = 12, bold: bool = False, muted: bool = False, after: float = 0) -> None:
        """Write a paragraph across the sheet, and move down past it and `after` more."""
        lines = broken(text, self.room, size, bold)
        self.label(lines, x=0, y=self.y, size=size, bold=bold, ink=base(self.dark).muted if muted else None)
        self.y += height(lines, size) + after

    def notice(self, texts: Sequence[str], *, line: str) -> None:
        """Write paragraphs in a box with an edge of that colour, the first of them bold."""
        start = self.y
        self.y += 6
        for position, text in enumerate(texts):
            bold = position == 0
            lines = broken(text, self.room - (60 if bold else 40), 12, bold)
            self.label(lines, x=0, y=self.y, bold=bold, shift=10)
            self.y += height(lines, 12) + 5
        self.box(0, 1, start, self.y, fill=base(self.dark).panel, line=line)
        self.y += 12

    def meaning(self, mark: str, words: str) -> None:
        """Write what a mark of the drawing means."""
        lines = broken(words, self.room - INDENT - 4, 12)
        self.label([mark], x=self.indent / 3, y=self.y, anchor="center")
        self.label(lines, x=self.indent, y=self.y)
        self.y += height(lines, 12) + 3

    def label(self, lines: Sequence[str], *, x: object, y: float, size: int = 12, bold: bool = False,
              ink: str | None = None, behind: str | None = None, anchor: str = "left", upright: str = "top",
              xref: str = "paper", shift: int = 0) -> None:
        """Put lines of text with their top (or, with upright="middle", their middle) at `y`. `behind` is a colour
        that keeps lines from running through the text; `shift` moves it right, in pixels."""
        self.annotations.append({
            "text": "<br>".join(plain(line) for line in lines), "x": x, "xref": xref, "y": y, "yref": "y",
            "xanchor": anchor, "yanchor": upright, "align": anchor, "showarrow": False, "borderpad": 0,
            "bgcolor": behind, "xshift": shift,
            "font": {"size": size, "weight": 700 if bold else 400, "color": ink or base(self.dark).ink},
        })

    def box(self, x0: object, x1: object, y0: float, y1: float, *, fill: str, line: str | None = None,
            xref: str = "paper") -> None:
        """Fill a rectangle, with an edge where `line` is a colour."""
        self.shapes.append({
            "type": "rect", "x0": x0, "x1": x1, "xref": xref, "y0": y0, "y1": y1, "yref": "y", "fillcolor": fill,
            "line": {"width": 1 if line else 0, "color": line or fill}, "layer": "below",
        })

    def upright(self, x: object, y0: float, y1: float) -> None:
        """Draw a dashed vertical line at a day."""
        self.shapes.append({
            "type": "line", "x0": x, "x1": x, "xref": "x", "y0": y0, "y1": y1, "yref": "y", "layer": "above",
            "line": {"width": 1.5, "dash": "4px,3px", "color": base(self.dark).ink},
        })

    def panel(self, room: float, top: float) -> str:
        """Leave `room` pixels for traces whose values run from 0 to `top`. Returns the axis to draw them on."""
        self.panels.append((self.y, self.y + room, top))
        self.y += room
        return f"y{len(self.panels) + 1}"

    def figure(self, traces: Sequence[go.Bar | go.Scatter], xaxis: dict[str, object] | None = None) -> go.Figure:
        """Close the sheet with its source and marking, and make the figure. `xaxis` adds to the hidden x axis."""
        self.y += 10
        self.write(f"Source: {self.caption.source}", muted=True, after=4)
        self._bound()
        self.write(self.caption.marks, size=12, bold=True)
        colours = base(self.dark)
        return go.Figure(list(traces), go.Layout(
            template=go.layout.Template(), height=round(self.y + 2 * MARGIN), autosize=True, showlegend=False,
            margin={"l": MARGIN, "r": MARGIN, "t": MARGIN, "b": MARGIN, "autoexpand": False},
            paper_bgcolor=colours.paper, plot_bgcolor=colours.paper, font={"family": FONT, "color": colours.ink},
            hoverlabel={"bgcolor": colours.panel, "font": {"family": FONT, "size": 13, "color": colours.ink},
                        "bordercolor": colours.line, "align": "left"},
            xaxis={"visible": False, "fixedrange": True, "range": [0, 1], "zeroline": False, **(xaxis or {})},
            yaxis={"visible": False, "fixedrange": True, "range": [self.y, 0], "zeroline": False},
            dragmode=False, barmode="overlay", shapes=self.shapes, annotations=self.annotations, **self._value_axes(),
        ))

    def _bound(self) -> None:
        """What binds the drawing to the record: the hash of its data, or the audit head; and where it is found."""
        bound = f"SHA-256 of the data {self.caption.sha256}" if self.caption.sha256 else (
            f"Audit head {self.caption.audit_head}")
        self.write(bound, size=8, muted=True, after=0 if self.caption.address else 8)
        if self.caption.address:
            self.write(self.caption.address, size=8, muted=True, after=8)

    def _value_axes(self) -> dict[str, dict[str, object]]:
        """An axis for each panel, as high on the sheet as it was left room."""
        return {f"yaxis{number}": {"visible": False, "fixedrange": True, "range": [0, top], "zeroline": False,
                                   "domain": [1 - end / self.y, 1 - start / self.y], "anchor": "x"}
                for number, (start, end, top) in enumerate(self.panels, start=2)}


def broken(text: str, room: float, size: int, bold: bool = False) -> list[str]:
    """The lines that a text takes in `room` pixels at a font size: by the width of an average letter, or by that of
    each where a line would be too wide."""
    letters = int(room / (size * (0.6 if bold else 0.52)))
    lines = textwrap.wrap(text, max(letters, 6), break_long_words=False) or [""]
    if all(width(line, size, bold) <= room * SLACK for line in lines):
        return lines
    return _parts(" ".join(text.split()), room, size, bold)


def width(text: str, size: int, bold: bool = False) -> float:
    """How wide a text is, in pixels, as DejaVu Sans has it: the widest that a figure is drawn in."""
    return sum(map(_ems, text)) * size * (1.12 if bold else 1)


def _parts(text: str, room: float, size: int, bold: bool) -> list[str]:
    """The lines that a text is broken into: between words, and within words that are wider than the room. What belongs
    to the letter before it stays with it."""
    parts = [""]
    for word in re.findall(r"\S+\s*", text):
        whole = width(word, size, bold) <= room
        for piece in [word] if whole else word:
            belongs = piece in JOINED or unicodedata.combining(piece[0]) or parts[-1].endswith(JOINER)
            if parts[-1] and not belongs and width((parts[-1] + piece).rstrip(), size, bold) > room:
                parts.append("")
            parts[-1] += piece
    return [each.rstrip() for each in parts]


def _ems(letter: str) -> float:
    """How wide a letter is, in sizes of its font, rather too wide than too narrow."""
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.4
    if letter in NARROW_LETTERS:
        return 0.38
    return 1.0 if letter in WIDE_LETTERS or ord(letter) > LAST_OF_LATIN else 0.76 if letter.isupper() else 0.62


def height(lines: Sequence[str], size: int) -> float:
    """How far down lines of text reach, in pixels; plotly sets lines 1.3 apart."""
    return len(lines) * size * 1.3


def toolbar(file_name: str, file_format: str, figure_height: int, *, width: int = 1200,
            scale: int = 2) -> dict[str, object]:
    """The config with which st.plotly_chart shows a figure: one button, which saves it as an image.

    `file_format` is svg or png; the image is `width` × `figure_height` pixels, a PNG `scale` times that.
    """
    return {
        "toImageButtonOptions": {"format": file_format, "filename": file_name, "width": width,
                                 "height": figure_height, "scale": scale},
        "modeBarButtons": [["toImage"]], "displayModeBar": True, "displaylogo": False, "scrollZoom": False,
        "doubleClick": False, "responsive": True,
    }
