"""Every colour, symbol and label, for light and dark. Status is a word and a symbol first, and a colour last.

Findings are ticks, crosses and circles on a teal–yellow–red scale; timeliness is squares and triangles in blue,
orange and black: two facts, which never look like one another. Both hold for colour-blind eyes and in greyscale.
"""

from dataclasses import dataclass

from coordination.schedule import Timeliness
from data_model.words import FindingWord, Tlp


@dataclass(frozen=True)
class Look:
    """How one status is shown: a symbol, its word, and ink on fill (#rrggbb) in light and in dark."""

    symbol: str
    word: str
    light_ink: str
    light_fill: str
    dark_ink: str
    dark_fill: str

    @property
    def label(self) -> str:
        """✓ met"""
        return f"{self.symbol} {self.word}"

    def ink(self, dark: bool) -> str:
        return self.dark_ink if dark else self.light_ink

    def fill(self, dark: bool) -> str:
        return self.dark_fill if dark else self.light_fill


@dataclass(frozen=True)
class Series:
    """How one of several series is told from the others: a symbol (as letters, and as plotly names it) and a dash
    first, and a colour last. Colours are Okabe and Ito's, darkened or lightened to 4.5:1 on their paper."""

    symbol: str
    marker: str
    dash: str
    light: str
    dark: str

    def colour(self, dark: bool) -> str:
        return self.dark if dark else self.light


@dataclass(frozen=True)
class Base:
    """The colours that are not a status: ink on paper, panels, lines, links, quiet text, and errors."""

    ink: str
    paper: str
    panel: str
    line: str
    link: str
    muted: str
    error: str


LIGHT = Base(ink="#0b0c0c", paper="#ffffff", panel="#f3f2f1", line="#8a9196", link="#1a65a6", muted="#505a5f",
             error="#aa2a16")
DARK = Base(ink="#f3f2f1", paper="#14181b", panel="#20262a", line="#6f7a81", link="#7ab8ee", muted="#b7bec3",
            error="#ff9e8a")
# Fonts that Debian, macOS and Windows have: nothing is fetched, and a saved SVG looks the same elsewhere.
FONT = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"

NOT_YET_REVIEWED = Look("◌", "not yet reviewed", LIGHT.muted, LIGHT.paper, DARK.muted, DARK.paper)
FINDING_LOOKS: dict[FindingWord | None, Look] = {
    FindingWord.NO_EVIDENCE: Look("?", "no evidence", "#0b0c0c", "#b1b7ba", "#ffffff", "#555f65"),
    FindingWord.NOT_MET: Look("✗", "not met", "#ffffff", "#942514", "#2a0b06", "#f0846f"),
    FindingWord.PARTLY_MET: Look("◐", "partly met", "#594d00", "#fff2a8", "#ffeb99", "#4f4400"),
    FindingWord.SUBSTANTIALLY_MET: Look("◕", "substantially met", "#064a45", "#bfe3df", "#a9e5dc", "#0f4a45"),
    FindingWord.MET: Look("✓", "met", "#ffffff", "#00695f", "#04211e", "#4fc3b3"),
    None: NOT_YET_REVIEWED,
}
TIMELINESS_LOOKS: dict[Timeliness, Look] = {
    Timeliness.UP_TO_DATE: Look("■", "up to date", "#144e81", "#d2e2f1", "#bcd9f2", "#173a57"),
    Timeliness.DUE_SOON: Look("△", "due soon", "#241a52", "#b3a5e6", "#d9cffa", "#41366f"),
    Timeliness.OVERDUE: Look("▲", "overdue", "#0b0c0c", "#f58a4f", "#0b0c0c", "#f9a06c"),
    Timeliness.SILENT: Look("□", "silent", "#ffffff", "#2b3034", "#0b0c0c", "#e4e7e9"),
}
# The Traffic Light Protocol sets its labels' colours, on black, whatever the theme.
TLP_PAPER = "#000000"
TLP_INKS = {Tlp.RED: "#ff2b2b", Tlp.AMBER_STRICT: "#ffc000", Tlp.AMBER: "#ffc000", Tlp.GREEN: "#33ff00",
            Tlp.CLEAR: "#ffffff"}
# Diamonds: filled where people met.
MEETING_LOOKS: dict[str, Look] = {
    "planned": Look("◇", "planned", LIGHT.ink, LIGHT.paper, DARK.ink, DARK.paper),
    "held": Look("◆", "held", "#ffffff", "#3a4750", "#0b0c0c", "#b9c4cb"),
    "cancelled": Look("⊗", "cancelled", "#40494e", "#d9dddf", "#dfe4e7", "#3d474d"),
    "no record yet": Look("◈", "no record yet", "#0b0c0c", "#f5c765", "#0b0c0c", "#f2cd7c"),
}
# Where a section of advice stands: pages that are empty, on their way, sent back, and settled.
ADVICE_LOOKS: dict[str, Look] = {
    "not written": Look("▢", "not written", "#ffffff", "#2b3034", "#0b0c0c", "#e4e7e9"),
    "not published": Look("▭", "not published", LIGHT.ink, LIGHT.paper, DARK.ink, DARK.paper),
    "waits to be agreed": Look("◷", "waits to be agreed", "#241a52", "#b3a5e6", "#d9cffa", "#41366f"),
    "returned": Look("↶", "returned", "#ffffff", "#942514", "#2a0b06", "#f0846f"),
    "agreed": Look("▣", "agreed", "#ffffff", "#00695f", "#04211e", "#4fc3b3"),
    "published": Look("▤", "published", "#ffffff", "#00695f", "#04211e", "#4fc3b3"),
    "stale": Look("▽", "stale", "#0b0c0c", "#f58a4f", "#0b0c0c", "#f9a06c"),
}
SERIES = (
    Series("●", "circle", "solid", "#0067a3", "#6bbdf2"),
    Series("■", "square", "dash", "#b34700", "#f59a5c"),
    Series("▲", "triangle-up", "dot", "#00755a", "#3fc7a4"),
    Series("◆", "diamond", "dashdot", "#9c3f75", "#e39ac4"),
    Series("▼", "triangle-down", "longdash", "#0b0c0c", "#f3f2f1"),
)


def base(dark: bool) -> Base:
    """The colours that are not a status, for the theme on screen."""
    return DARK if dark else LIGHT


def finding_look(finding: object) -> Look:
    """The look of a finding as frames hold it: a FindingWord, its value, or None where nothing was found yet.
    Raises ValueError for any other word."""
    return FINDING_LOOKS[FindingWord(str(finding)) if finding else None]


def timeliness_look(timeliness: object) -> Look:
    """The look of a Timeliness or its value. Raises ValueError for any other word."""
    return TIMELINESS_LOOKS[Timeliness(str(timeliness))]


def meeting_look(state: str) -> Look:
    """The look of a MeetingState's value, or of “no record yet”. Raises KeyError for any other word."""
    return MEETING_LOOKS[state]


def finding_class(finding: object) -> str:
    """The CSS class of a finding: finding-met, finding-not-yet-reviewed."""
    return _class("finding", finding_look(finding))


def timeliness_class(timeliness: object) -> str:
    """The CSS class of a timeliness: timeliness-up-to-date."""
    return _class("timeliness", timeliness_look(timeliness))


def tlp_class(marking: object) -> str:
    """The CSS class of a Tlp or its value: tlp-amber-strict."""
    return "tlp-" + str(Tlp(str(marking))).removeprefix("TLP:").replace("+", "-").lower()


def meeting_class(state: str) -> str:
    """The CSS class of a meeting's state: meeting-no-record-yet."""
    return _class("meeting", meeting_look(state))


def advice_look(state: str) -> Look:
    """The look of where a section of advice stands, or of “stale”. Raises KeyError for any other word."""
    return ADVICE_LOOKS[state]


def advice_class(state: str) -> str:
    """The CSS class of where a section of advice stands: advice-waits-to-be-agreed."""
    return _class("advice", advice_look(state))


def css() -> str:
    """Custom properties (--parley-ink, --parley-paper, …) and a rule for each status class.

    light-dark() follows the color-scheme of the element, which Streamlit sets with its theme.
    """
    properties = "".join(f"  --parley-{name}: light-dark({light}, {getattr(DARK, name)});\n"
                         for name, light in vars(LIGHT).items())
    rules = [_rule("finding", look) for look in FINDING_LOOKS.values()]
    rules += [_rule("timeliness", look) for look in TIMELINESS_LOOKS.values()]
    rules += [f".{tlp_class(marking)} {{ color: {ink}; background-color: {TLP_PAPER}; }}"
              for marking, ink in TLP_INKS.items()]
    rules += [_rule("meeting", look) for look in MEETING_LOOKS.values()]
    rules += [_rule("advice", look) for look in ADVICE_LOOKS.values()]
    return f":root {{\n{properties}}}\n" + "\n".join(rules) + "\n"


def blend(one: str, other: str, share: float) -> str:
    """The colour that is so far on the way from one to the other."""
    parts = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(start + (end - start) * share):02x}" for start, end in parts)


def readable(fill: str) -> str:
    """Black or white, whichever is read more easily on a colour: one of them always has a contrast of 4.5."""
    return max("#000000", "#ffffff", key=lambda each: contrast(each, fill))


def contrast(one: str, other: str) -> float:
    """How far two colours are apart in lightness, from 1 to 21, as WCAG 2 has it."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def plain(text: object) -> str:
    """Text for a figure, to be drawn as it was written. Plotly reads titles, labels and hovers as a small HTML
    that can link and load images, so what people write goes through here first. Line ends become spaces."""
    escaped = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(escaped.split())


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares)
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), light, strict=True))


def _class(kind: str, look: Look) -> str:
    return f"{kind}-{look.word.replace(' ', '-')}"


def _rule(kind: str, look: Look) -> str:
    return (f".{_class(kind, look)} {{ color: light-dark({look.light_ink}, {look.dark_ink}); "
            f"background-color: light-dark({look.light_fill}, {look.dark_fill}); }}")
