"""The files of a figure: the same cells in all of them, read back with other programs, and what they say."""

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pptx
import pytest
from sqlalchemy import Engine

from coordination.exploring import data
from coordination.exploring.explored import Explored
from coordination.exploring.views import Form, Note
from exports.figure_tables import table_in
from exports.provenance import read_provenance
from tests.exports.figures import (
    cell,
    charts,
    drawn,
    made,
    marks_of,
    of_csv,
    of_figure,
    of_html,
    of_xlsx,
    provenance,
    tables,
    texts,
    workbook,
)
from tests.views import SAMPLES, explored

WITHOUT_CHROMIUM = ("html", "csv", "xlsx", "pptx")
sqlite_only = pytest.mark.parametrize("templates", ["sqlite"], indirect=True)
every_sample = pytest.mark.parametrize("sample", SAMPLES)
# Raw values of cells, comma, quotes, UTF-8: LibreOffice's own numbers for it.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"


@pytest.fixture(scope="module")
def shown() -> dict[str, Explored]:
    """The samples, explored once for this module."""
    return {}


@pytest.fixture
def figure(sample: str, shown: dict[str, Explored], exercised: Engine) -> Explored:
    if sample not in shown:
        shown[sample] = explored(exercised, SAMPLES[sample])
    return shown[sample]


@sqlite_only
@every_sample
def test_csv_xlsx_and_html_have_the_figures_own_cells(figure: Explored) -> None:
    cells = of_figure(figure)
    assert len(cells) == len(figure.frame) > 0
    assert of_csv(made("csv", figure)) == cells
    assert of_xlsx(made("xlsx", figure)) == cells
    assert of_html(made("html", figure)) == cells


@sqlite_only
@every_sample
def test_slides_have_the_figures_own_cells(figure: Explored) -> None:
    content, cells = made("pptx", figure), of_figure(figure)
    if figure.view.form in {Form.HEAT_MAP, Form.TABLE}:
        assert charts(content) == []
        told = [text for table in tables(content) for row in table[1:] for text in row]
        assert [text.removeprefix("≥ ") for text in told if text.removeprefix("≥ ").replace(",", "").isdecimal()] != []
        return
    found = charts(content)
    assert sorted(row for chart in found for row in _padded(of_xlsx(workbook(chart)), cells)) == sorted(_keyed(cells))
    values = [value for chart in found for value in drawn(chart).values()]
    assert sorted(value for value in values if value is not None) == sorted(figure.frame["value"].dropna())
    for chart in found:
        grid = list(openpyxl.load_workbook(io.BytesIO(workbook(chart)))["Sheet1"].iter_rows(values_only=True))
        assert {(str(name), str(row[0])): row[column] for column, name in enumerate(grid[0]) if column
                for row in grid[1:]} == drawn(chart)


def _keyed(rows: list[list[object]]) -> list[str]:
    return [json.dumps(row) for row in rows]


def _padded(rows: list[list[object]], whole: list[list[object]]) -> list[str]:
    """A panel that has no bounds lacks their columns, which others have."""
    width = len(whole[0])
    return _keyed([[*row[:-3], None, None, *row[-3:]] if len(row) < width else row for row in rows])


@sqlite_only
def test_a_chart_on_a_slide_has_each_value_at_its_name_and_its_day(exercised: Engine) -> None:
    figure = explored(exercised, SAMPLES["reports by platform"])
    chart, = charts(made("pptx", figure))
    days = {day: f"{day.day} {day:%b}" for day in figure.frame["first_day"]}
    assert drawn(chart) == {(row["group"], days[row["first_day"]]): cell(row["value"])
                            for row in figure.frame.to_dict("records")}


@sqlite_only
def test_a_heat_map_on_a_slide_says_each_number_or_why_there_is_none(exercised: Engine) -> None:
    figure = explored(exercised, SAMPLES["reports by platform and category"])
    found = {(row[0], platform): text for table in tables(made("pptx", figure)) for row in table[1:]
             for platform, text in zip(table[0][1:], row[1:], strict=True)}
    assert found == {(row["within"], row["group"]): row["state"] if row["value"] != row["value"] else
                     ("≥ " if row["parts_missing"] or row["days_missing"] else "") + f"{row['value']:,.0f}"
                     for row in figure.frame.to_dict("records")}


@sqlite_only
def test_libreoffice_reads_the_same_cells(exercised: Engine, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("There is no LibreOffice, which would read the XLSX files too.")
    found = {str(number): explored(exercised, view) for number, view in enumerate(SAMPLES.values())}
    for name, figure in found.items():
        (tmp_path / f"{name}.xlsx").write_bytes(made("xlsx", figure))
    subprocess.run([office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", AS_CSV,
                    "--outdir", str(tmp_path), *map(str, tmp_path.glob("*.xlsx"))], check=True, capture_output=True,
                   timeout=240)
    for name, figure in found.items():
        assert _as_libreoffice_says(tmp_path / f"{name}.csv") == of_figure(figure)


def _as_libreoffice_says(file: Path) -> list[list[object]]:
    def read(text: str) -> object:
        try:
            return datetime.strptime(text, "%d %b %Y").date().isoformat()  # noqa: DTZ007
        except ValueError:
            return cell(text)

    with file.open(encoding="utf-8", newline="") as lines:
        return [[read(each) for each in row] for row in list(csv.reader(lines))[1:]]


@sqlite_only
@pytest.mark.parametrize("kind", WITHOUT_CHROMIUM)
def test_where_it_comes_from_is_read_back(kind: str, exercised: Engine) -> None:
    figure = explored(exercised, SAMPLES["hours to action"])
    assert read_provenance(made(kind, figure)) == dict(provenance(figure).lines())


@sqlite_only
@every_sample
@pytest.mark.parametrize("kind", ["html", "csv", "xlsx"])
def test_the_table_that_a_file_holds_has_the_hash_that_it_names(kind: str, figure: Explored) -> None:
    assert table_in(made(kind, figure)) == data.csv_bytes(figure)


@sqlite_only
def test_a_slide_says_its_marking_statements_definitions_dates_and_gaps(exercised: Engine) -> None:
    figure = explored(exercised, SAMPLES["content acted on by day"])
    content = made("pptx", figure)
    told = texts(content)
    assert told.count(marks_of(figure)) == 2
    for sentence in figure.statements:
        assert sentence in told
    assert "Content acted on (definition 1): " in told
    assert "14 November 2019: Nominations close; 19 November 2019: Television debate" in told
    assert "No figure, and not zero: Google, 20 and 21 November 2019" in told or "Google, 20 to 21 November" in told
    assert figure.sha256 in told
    properties = pptx.Presentation(io.BytesIO(content)).core_properties
    assert (properties.title, properties.category, properties.subject) == (
        figure.title, marks_of(figure), "Letter MCO/00433")


@sqlite_only
def test_a_workbook_has_in_its_properties_how_to_make_the_figure_again(exercised: Engine) -> None:
    figure = explored(exercised, SAMPLES["reports by platform"])
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", figure)))
    kept = {each.name: each.value for each in book.custom_doc_props.props}
    assert kept["SHA-256 of the data"] == figure.sha256
    assert kept["As at exactly"] == "2019-12-02T09:00:00.000000+00:00"
    assert kept["Definitions"].startswith("Reports from candidates (definition 1), defined by ")
    assert "Address: http://parley.test/explore?letter=MCO%2F00433" in (book.properties.description or "")


@sqlite_only
def test_an_area_with_gaps_becomes_bars_on_a_slide_and_says_so(exercised: Engine) -> None:
    figure = explored(exercised, SAMPLES["content acted on by day"])
    content = made("pptx", figure)
    assert [chart.chart_type.name for chart in charts(content)] == ["COLUMN_STACKED"]
    assert "Drawn as stacked bars: a slide would draw an area without a figure as zero." in texts(content)
    whole = made("pptx", explored(exercised, SAMPLES["findings"]))
    assert [chart.chart_type.name for chart in charts(whole)] == ["AREA_STACKED"]


@sqlite_only
def test_intervals_are_error_bars_on_a_slide(exercised: Engine) -> None:
    figure = explored(exercised, SAMPLES["lag"])
    chart, = charts(made("pptx", figure))
    rows = figure.frame[figure.frame["group"] == chart.plots[0].series[0].name].reset_index(drop=True)
    bars = chart.plots[0].series[0]._element.find("{*}errBars")
    plus = {int(point.get("idx")): float(point.findtext("{*}v")) for point in bars.iterfind("{*}plus//{*}pt")}
    assert plus == {position: row["high"] - row["value"] for position, row in rows.iterrows()
                    if row["high"] == row["high"]}
    assert chart.value_axis.maximum_scale >= figure.frame["high"].max()


HOSTILE = ["=HYPERLINK(\"http://elsewhere.example\",\"x\")", "@SUM(A1)", "<img src=x onerror=alert(1)>",
           "</script><script>alert(1)</script>", "https://elsewhere.example/", "x\x00y", "\u202egnp.exe"]


@sqlite_only
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words_in_every_file(hostile: str, exercised: Engine) -> None:
    known = explored(exercised, SAMPLES["reports by platform"])
    view = replace(known.view, notes=(Note(known.view.first_day, hostile),))
    names = known.frame["group"].astype(object).replace("Facebook", hostile)
    figure = replace(known, view=view, title=hostile, frame=known.frame.assign(group=names))
    cells = [row[1] for row in of_figure(figure)]
    for kind in WITHOUT_CHROMIUM:
        assert read_provenance(made(kind, figure))["Letter"] == "MCO/00433"
    for content in (made("xlsx", figure), *(workbook(chart) for chart in charts(made("pptx", figure)))):
        book = openpyxl.load_workbook(io.BytesIO(content))
        every = [each for sheet in book for row in sheet.iter_rows() for each in row]
        assert not [each for each in every if each.data_type == "f" or each.hyperlink]
    page = made("html", figure).decode()
    assert "<img" not in page
    assert page.count("<script") == page.count("</script") == 3
    table = [row[1] for row in of_csv(made("csv", figure))]
    assert {str(each).removeprefix("'") for each in table} == set(map(str, cells))


@sqlite_only
def test_nothing_in_a_page_can_be_fetched(exercised: Engine) -> None:
    page = made("html", explored(exercised, SAMPLES["reports by platform"])).decode()
    policy = page.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "src=" not in page.split("<script", 1)[0]
