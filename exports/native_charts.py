"""Charts of a presentation: native ones, which people go on editing, each with its own figures in its workbook."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.chart import Chart
from pptx.chart.data import ChartData
from pptx.chart.series import _BaseCategorySeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_PATTERN_TYPE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from charts.theme import LIGHT, SERIES, Series
from coordination.exploring.explored import Explored
from coordination.exploring.views import Form
from exports.cells import Cell, holdable, in_words

IN_TOTAL = "campaign"  # the grain without days
ONE_NAME = "All"  # of a bar where nothing is split
FONT = "Arial"
SMALL = Pt(10)
MARKERS = {"circle": XL_MARKER_STYLE.CIRCLE, "square": XL_MARKER_STYLE.SQUARE, "diamond": XL_MARKER_STYLE.DIAMOND,
           "triangle-up": XL_MARKER_STYLE.TRIANGLE, "triangle-down": XL_MARKER_STYLE.X}
DASHES = {"solid": MSO_LINE_DASH_STYLE.SOLID, "dash": MSO_LINE_DASH_STYLE.DASH, "dot": MSO_LINE_DASH_STYLE.ROUND_DOT,
          "dashdot": MSO_LINE_DASH_STYLE.DASH_DOT, "longdash": MSO_LINE_DASH_STYLE.LONG_DASH}
# How bars are filled whose colour is used already.
PATTERNS = (None, MSO_PATTERN_TYPE.WIDE_UPWARD_DIAGONAL, MSO_PATTERN_TYPE.SMALL_CHECKER_BOARD,
            MSO_PATTERN_TYPE.DARK_HORIZONTAL)
KINDS = {Form.LINE: XL_CHART_TYPE.LINE_MARKERS, Form.BAR: XL_CHART_TYPE.COLUMN_CLUSTERED,
         Form.STACKED_BAR: XL_CHART_TYPE.COLUMN_STACKED, Form.AREA: XL_CHART_TYPE.AREA_STACKED}
# Without days, names have room beside bars that lie.
LYING = {XL_CHART_TYPE.COLUMN_CLUSTERED: XL_CHART_TYPE.BAR_CLUSTERED,
         XL_CHART_TYPE.COLUMN_STACKED: XL_CHART_TYPE.BAR_STACKED}
STACKED = frozenset({XL_CHART_TYPE.COLUMN_STACKED, XL_CHART_TYPE.BAR_STACKED})
LABELS = {XL_CHART_TYPE.LINE_MARKERS: XL_LABEL_POSITION.ABOVE, **dict.fromkeys(STACKED, XL_LABEL_POSITION.CENTER),
          XL_CHART_TYPE.COLUMN_CLUSTERED: XL_LABEL_POSITION.OUTSIDE_END,
          XL_CHART_TYPE.BAR_CLUSTERED: XL_LABEL_POSITION.OUTSIDE_END}
MOST_LABELLED = 12  # categories


@dataclass(frozen=True)
class Panel:
    """What one chart shows. `rows` are those of explored.frame; `series` and `axis` the columns that name its series
    and its categories, in their order."""

    title: str
    rows: pd.DataFrame
    series: "pd.Series[str]"
    axis: "pd.Series[str]"
    kind: XL_CHART_TYPE
    unit: str

    @property
    def lying(self) -> bool:
        """Whether its bars lie."""
        return self.kind in LYING.values()

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(self.series))

    @property
    def categories(self) -> list[str]:
        return list(dict.fromkeys(self.axis))

    def of(self, name: str) -> list[Mapping[Any, Any] | None]:
        """The rows of one series, one for each category; None where it has none."""
        mine = self.series == name
        found = dict(zip(self.axis[mine], self.rows[mine].to_dict("records"), strict=True))
        return [found.get(each) for each in self.categories]

    def grid(self) -> list[list[Cell]]:
        """What stands in the chart's workbook: a column for each series, a row for each category."""
        columns = [[_value(row) for row in self.of(name)] for name in self.names]
        return [[None, *self.names],
                *([category, *values] for category, *values in zip(self.categories, *columns, strict=True))]


def panels(explored: Explored) -> list[Panel]:
    """The charts of a figure that is drawn as lines, bars, areas or small multiples."""
    view = explored.view
    frame = explored.frame.assign(day=days_on_axis(explored.frame["first_day"]))
    over_time = view.grain != IN_TOTAL
    splits = ["group", "within"][:len(view.by)]
    apart = _apart(explored, splits, over_time)
    rest = [each for each in ["measure"] * (len(view.measures) > 1) + splits if each != apart]
    axis = "day" if over_time else next((each for each in rest if each in splits), None)
    named_by = [each for each in rest if each != axis]
    units = {each.key: each.unit for each in explored.meanings}
    return [Panel(holdable(title), rows, _joined(rows, named_by or ["measure"]),
                  _joined(rows, [axis]) if axis else pd.Series(ONE_NAME, index=rows.index),
                  _kind(explored, over_time), units[rows["definition"].iloc[0]])
            for title, rows in _parted(frame, apart)]


def draw(chart: Chart, panel: Panel) -> None:
    """Set the looks of a chart that has the panel's figures: its series told apart by symbol, dash and pattern first,
    intervals as error bars, and “≥” at figures of which parts are missing."""
    chart.font.size, chart.font.name = SMALL, FONT
    chart.font.color.rgb = rgb(LIGHT.ink)
    chart.has_title = bool(panel.title)
    if panel.title:
        chart.chart_title.text_frame.text = panel.title
        chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    chart.has_legend = len(panel.names) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(chart, panel)
    for position, (series, name) in enumerate(zip(chart.plots[0].series, panel.names, strict=True)):
        _look(series, panel.kind, position)
        rows = panel.of(name)
        _error_bars(series, rows)
        _at_least(series, panel, rows)


def data_of(panel: Panel) -> ChartData:
    """The panel's figures as a chart takes them; gaps stay gaps."""
    values = [value for row in panel.grid()[1:] for value in row[1:] if isinstance(value, float)]
    number_format = "#,##0" if all(each.is_integer() for each in values) else "#,##0.00"
    data = ChartData(number_format=number_format)  # type: ignore[no-untyped-call]
    data.categories = panel.categories
    for name in panel.names:
        data.add_series(name, [_value(row) for row in panel.of(name)])  # type: ignore[no-untyped-call]
    return data


def _apart(explored: Explored, splits: list[str], over_time: bool) -> str | None:
    """The column that has a chart for each of its values."""
    view = explored.view
    many = explored.frame["group"].nunique() > len(SERIES) and view.form is Form.LINE
    if view.form is not Form.SMALL_MULTIPLES and not many:
        return None
    if len(view.measures) > 1:
        return "measure"
    return "group" if splits and (over_time or len(splits) > 1) else None


def _parted(frame: pd.DataFrame, apart: str | None) -> Iterator[tuple[str, pd.DataFrame]]:
    if apart:
        yield from ((str(title), rows) for title, rows in frame.groupby(apart, sort=False))
    elif not frame.empty:
        yield "", frame


def _joined(rows: pd.DataFrame, columns: list[str]) -> "pd.Series[str]":
    """The names in some columns as one name for each row."""
    return rows[columns].astype(str).agg(" · ".join, axis=1).map(holdable)


def _kind(explored: Explored, over_time: bool) -> XL_CHART_TYPE:
    """Small multiples are lines over time and bars without. An area would show a gap as a zero, and bars do not."""
    form = explored.view.form
    if form is Form.SMALL_MULTIPLES:
        form = Form.LINE if over_time else Form.BAR
    kind = KINDS[Form.STACKED_BAR if not_an_area(explored) else form]
    return kind if over_time else LYING[kind]


def not_an_area(explored: Explored) -> bool:
    """Whether an area was asked for, and has gaps."""
    return explored.view.form is Form.AREA and bool(explored.frame["value"].isna().any())


def days_on_axis(days: "pd.Series[Any]") -> "pd.Series[str]":
    """4 Nov; with the year where there are several."""
    years = len({day.year for day in days}) > 1
    return days.map(lambda day: f"{day.day} {day:%b %Y}" if years else f"{day.day} {day:%b}")


def _value(row: Mapping[Any, Any] | None) -> float | None:
    return None if row is None or math.isnan(row["value"]) else float(row["value"])


def _axes(chart: Chart, panel: Panel) -> None:
    chart.value_axis.minimum_scale = 0
    if panel.rows["high"].notna().any():  # which programs leave out of account
        highest = float(np.nanmax(panel.rows[["value", "high"]].to_numpy()))
        size = 10.0 ** math.floor(math.log10(max(highest, 1)))
        chart.value_axis.maximum_scale = math.ceil(highest / size * 2) / 2 * size
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb("#d0d4d6")
    chart.value_axis.format.line.fill.background()
    chart.value_axis.has_title = bool(panel.unit)
    if panel.unit:
        chart.value_axis.axis_title.text_frame.text = panel.unit.strip()
        chart.value_axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = SMALL
    chart.category_axis.format.line.color.rgb = rgb(LIGHT.line)
    chart.category_axis.reverse_order = panel.lying  # so that the first stands at the top
    if panel.lying:
        chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        every = OxmlElement("c:tickLblSkip")  # otherwise names are left out where there are many
        every.set("val", "1")
        chart.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(every)
    if panel.kind in LABELS and panel.kind is not XL_CHART_TYPE.LINE_MARKERS:
        chart.plots[0].gap_width = 60


def _look(series: _BaseCategorySeries, kind: XL_CHART_TYPE, position: int) -> None:
    look, again = SERIES[position % len(SERIES)], position // len(SERIES)
    if kind is XL_CHART_TYPE.LINE_MARKERS:
        _line(series, look)
        return
    pattern = PATTERNS[again % len(PATTERNS)]
    fill = series.format.fill
    if pattern is None:
        fill.solid()
        fill.fore_color.rgb = rgb(look.light)
    else:
        fill.patterned()
        fill.pattern = pattern
        fill.fore_color.rgb, fill.back_color.rgb = rgb(look.light), rgb(LIGHT.paper)
    series.format.line.color.rgb, series.format.line.width = rgb(LIGHT.paper), Pt(0.75)


def _line(series: Any, look: Series) -> None:
    series.smooth = False
    line, marker = series.format.line, series.marker
    line.color.rgb, line.width, line.dash_style = rgb(look.light), Pt(2.25), DASHES[look.dash]
    marker.style, marker.size = MARKERS[look.marker], 8
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = marker.format.line.color.rgb = rgb(look.light)


def _error_bars(series: _BaseCategorySeries, rows: list[Mapping[Any, Any] | None]) -> None:
    """Intervals and bounds as error bars, which the library has no words for."""
    ends = [(row["value"] - row["low"], row["high"] - row["value"]) if row else (math.nan, math.nan) for row in rows]
    if all(math.isnan(each) for pair in ends for each in pair):
        return
    bars = OxmlElement("c:errBars")
    for name, value in (("errDir", "y"), ("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0")):
        _add(bars, name, val=value)
    for name, side in (("plus", 1), ("minus", 0)):
        literal = _add(_add(bars, name), "numLit")
        _add(literal, "ptCount", val=str(len(ends)))
        for position, pair in enumerate(ends):
            if not math.isnan(pair[side]):
                _add(_add(literal, "pt", idx=str(position)), "v").text = repr(float(pair[side]))
    series._element.find(qn("c:cat")).addprevious(bars)


def _add(parent: Any, name: str, **attributes: str) -> Any:
    made = OxmlElement(f"c:{name}")
    for key, value in attributes.items():
        made.set(key, value)
    parent.append(made)
    return made


def _at_least(series: Any, panel: Panel, rows: list[Mapping[Any, Any] | None]) -> None:
    """“≥” where parts of a figure are missing; with the figure, where there is room for it."""
    stacked = panel.kind in STACKED
    for position, row in enumerate(rows):
        if row and (row["parts_missing"] or row["days_missing"]) and _value(row) is not None and not _is_area(panel):
            label = series.points[position].data_label
            roomy = not stacked and (len(panel.categories) <= MOST_LABELLED or panel.lying)
            label.text_frame.text = f"≥ {in_words(row['value'])}" if roomy else "≥"
            font = label.text_frame.paragraphs[0].runs[0].font
            font.size, font.color.rgb = SMALL, rgb(LIGHT.paper if stacked else LIGHT.ink)
            label.position = LABELS[panel.kind]


def _is_area(panel: Panel) -> bool:
    """Areas have no points to be labelled."""
    return panel.kind is XL_CHART_TYPE.AREA_STACKED


def rgb(colour: str) -> RGBColor:
    """#rrggbb as presentations have it."""
    made: RGBColor = RGBColor.from_string(colour.removeprefix("#"))  # type: ignore[no-untyped-call]
    return made
