"""Colours of figures: read by everybody, in light and in dark. Contrast is WCAG's, computed from the theme and from
what each figure draws with; colour-blind eyes are those of Machado and others, 2009, with no cones of a kind left, and
colours are told apart by CIE's ΔE of 2000."""

from collections.abc import Iterator
from itertools import combinations, pairwise

import colour
import numpy as np
import plotly.graph_objects as go
import pytest

from charts.exploring import figure, fills
from charts.exploring.cells import Scale
from charts.theme import DARK, LIGHT, SERIES, base, blend, contrast, readable
from tests.charts import frames
from tests.charts.explorations import MARKS
from tests.charts.sights import SHORT, sights
from tests.charts.test_theme import contrast as contrast_computed_here

# colour-science notes that it approaches tritanopia, of which no better account is to be had.
pytestmark = pytest.mark.filterwarnings("ignore:.*simulation of tritanomaly")

TEXT, MARK = 4.5, 3.0
# A difference of 2.3 is just noticed; one of 5 is, at a glance.
APART = 5.0
EYES = (None, "Protanomaly", "Deuteranomaly", "Tritanomaly")
UNSEEN = "rgba(0,0,0,0)"
SIGHTS = dict(sights(SHORT, hostile=False))


def lab(shown: str, eye: str | None) -> np.ndarray:
    """A colour as an eye sees it, in CIE Lab."""
    light = colour.models.eotf_sRGB(np.array(colour.notation.HEX_to_RGB(shown)))
    reaching = colour.matrix_cvd_Machado2009(eye, 1.0) @ light if eye else light
    return np.asarray(colour.XYZ_to_Lab(colour.RGB_to_XYZ(np.clip(reaching, 0, 1), "sRGB")))


def apart(one: str, other: str, eye: str | None) -> float:
    return float(colour.delta_E(lab(one, eye), lab(other, eye), method="CIE 2000"))


def drawn(form: str, dark: bool) -> go.Figure:
    given = SIGHTS[form]
    return figure(given, frames.caption(title=given.title, sha256=given.sha256), marks=MARKS, dark=dark)


def each(value: object, number: int) -> list[str]:
    """A colour of plotly's for each of so many marks."""
    return [str(one) for one in value] if isinstance(value, tuple | list) else [str(value)] * number


def texts(figure: go.Figure, dark: bool) -> Iterator[tuple[str, str]]:
    """Ink and what it stands on, of every text. On the box of statements the text's contrast is the lower."""
    for annotation in figure.layout.annotations:
        for behind in (base(dark).paper, base(dark).panel):
            yield annotation.font.color, behind
    for trace in figure.data:
        if isinstance(trace, go.Scatter) and trace.textfont.color:
            yield trace.textfont.color, base(dark).paper
        if isinstance(trace, go.Bar) and trace.text is not None and trace.insidetextfont.color:
            inks, behind = each(trace.insidetextfont.color, 0), each(trace.marker.color, 0)
            yield from (pair for text, *pair in zip(trace.text, inks, behind, strict=True) if text)  # type: ignore[misc]
        elif isinstance(trace, go.Bar) and trace.textfont.color:
            yield trace.textfont.color, base(dark).paper


def marks(figure: go.Figure, dark: bool) -> Iterator[set[str]]:
    """The colours of every mark: one of them at least has to be seen on the paper."""
    for trace in figure.data:
        unseen = trace.marker.color == UNSEEN and not trace.marker.line.width
        if unseen or (isinstance(trace, go.Scatter) and trace.mode == "text"):
            continue
        number = len(trace.x)
        shown = [{one} for one in each(trace.marker.color, number)]
        if isinstance(trace, go.Bar):
            hatched = each(trace.marker.pattern.shape, number)
            for colours, shape in zip(shown, hatched, strict=True):
                colours |= {trace.marker.line.color} | ({trace.marker.pattern.fgcolor} if shape else set())
        else:
            shown.append({trace.line.color or trace.marker.color})
        yield from (colours - {UNSEEN} for colours in shown)
    yield from ({shape.line.color} for shape in figure.layout.shapes if shape.line.width)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("form", SIGHTS)
def test_text_and_marks_stand_out(form: str, dark: bool) -> None:
    figure = drawn(form, dark)
    assert {pair for pair in texts(figure, dark) if contrast(*pair) < TEXT} == set()
    assert [found for found in marks(figure, dark)
            if max(contrast(one, base(dark).paper) for one in found) < MARK] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("form", SIGHTS)
def test_what_shares_a_panel_is_told_apart_without_colour(form: str, dark: bool) -> None:
    panels: dict[str, list[tuple[str, ...]]] = {}
    for trace in drawn(form, dark).data:
        if isinstance(trace, go.Scatter) and trace.line.dash:
            symbols = {symbol.removesuffix("-open") for symbol in trace.marker.symbol}
            panels.setdefault(trace.yaxis, []).append((trace.line.dash, *symbols))
        elif isinstance(trace, go.Bar) and trace.name is not None:
            panels.setdefault(trace.yaxis, []).append((trace.marker.pattern.shape,))
    assert {axis: looks for axis, looks in panels.items() if len(set(looks)) < len(looks)} == {}


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_eye_tells_the_series_apart(eye: str | None, dark: bool) -> None:
    for one, other in combinations(SERIES, 2):
        distance = apart(one.colour(dark), other.colour(dark), eye)
        assert distance >= APART, f"{one.symbol} and {other.symbol}: {distance:.1f}"


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("steps", [2, 3, 4, 5, 6])
def test_every_eye_tells_the_steps_of_a_heat_map_apart(eye: str | None, dark: bool, steps: int) -> None:
    scale = Scale(tuple(map(float, range(1, steps + 1))), dark)
    colours = [base(dark).paper, *(scale.colour(end) for end in scale.ends)]
    assert min(apart(one, other, eye) for one, other in pairwise(colours)) >= APART


def test_no_two_fills_are_alike_and_the_first_differ_in_shape_and_colour() -> None:
    looks = [fills.look(position, False) for position in range(fills.MOST)]
    assert len(set(looks)) == fills.MOST
    assert all(len(set(part)) == len(SERIES) for part in zip(*looks[: len(SERIES)], strict=True))
    assert not {"/", "x"} & {shape for shape, _ in looks}  # which are gaps


@pytest.mark.parametrize("shown", [LIGHT, DARK], ids=["light", "dark"])
def test_something_can_be_read_on_every_colour_between_panel_and_series(shown: object) -> None:
    dark = shown is DARK
    for share in range(11):
        fill = blend(base(dark).panel, SERIES[0].colour(dark), share / 10)
        assert contrast(readable(fill), fill) >= TEXT


def test_contrast_is_computed_as_wcag_does() -> None:
    for one, other in (("#000000", "#ffffff"), ("#777777", "#ffffff"), ("#0067a3", "#14181b")):
        assert contrast(one, other) == pytest.approx(contrast_computed_here(one, other))
