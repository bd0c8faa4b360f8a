import json
import re
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

from charts import standing
from charts.drawing import broken, toolbar
from charts.theme import DARK, FINDING_LOOKS, LIGHT
from data_model.words import Claim, FindingWord
from tests.charts import frames

HOSTILE = ['<b onx="y">bold</b>', '<a href="https://elsewhere.example">link</a>', "&lt;i&gt;",
           '<span style="background:url(/x)">A</span>']
MARKS = {"Letter": frames.LETTER_DAY, "Close of nominations": date(2019, 11, 14), "Polling day": date(2019, 12, 12)}


def texts(figure: go.Figure) -> list[str]:
    """All that a person reads in the drawing, top to bottom, lines joined."""
    return [annotation.text.replace("<br>", " ") for annotation in figure.layout.annotations]


def drawn(kind: str, *, dark: bool = False, **caption: object) -> go.Figure:
    if kind == "matrix":
        return standing.matrix_figure(frames.matrix(), frames.caption(**caption), dark=dark)
    return standing.history_figure(frames.over_time(), frames.caption(**caption), marks=MARKS, dark=dark)


@pytest.mark.parametrize("kind", ["matrix", "history"])
def test_the_picture_itself_says_what_it_is(kind: str) -> None:
    said = texts(drawn(kind, marking="OFFICIAL-SENSITIVE", exercise=True))
    assert said[:4] == ["OFFICIAL-SENSITIVE · EXERCISE – invented for practice", "Where the platforms stand",
                        "Letter MCO/00433", "As at 2 December 2019 at 09:14, London time"]
    assert said[-3:] == ["Source: Parley: updates and officials' findings", f"Audit head 175:{'9f' * 32}",
                         "OFFICIAL-SENSITIVE · EXERCISE – invented for practice"]


@pytest.mark.parametrize("kind", ["matrix", "history"])
def test_a_real_record_does_not_say_exercise(kind: str) -> None:
    said = texts(drawn(kind, exercise=False))
    assert said[0] == said[-1] == "OFFICIAL"
    assert "EXERCISE" not in " ".join(said)


def test_each_cell_says_finding_claim_where_it_differs_and_timeliness() -> None:
    said = texts(drawn("matrix"))
    first = said.index("1. One-stop-shop advice for candidates")
    assert said[4:7] == ["Facebook", "Google", "Twitter"]
    assert said[first + 1 : first + 7] == ["✓ met claim: delivered", "■ up to date", "✗ not met", "△ due soon",
                                          "◕ substantially met", "▲ overdue"]


def test_pointing_at_a_cell_says_all_of_it() -> None:
    assert drawn("matrix").data[0].hovertext[0].split("<br>") == [
        "Facebook, commitment 1", "Finding: met", "Claim: delivered", "Timeliness: up to date",
        "To act by 6 December 2019"]
    assert "Claim: none yet" in drawn("matrix").data[0].hovertext[2]


def test_the_matrix_in_words_gives_the_figures() -> None:
    assert standing.matrix_alt(frames.matrix()) == (
        "Standing on 5 commitments. "
        "Facebook: 2 met, 1 partly met, 2 not yet reviewed; 3 up to date, 2 overdue. "
        "Google: 1 substantially met, 1 not met, 1 no evidence, 2 not yet reviewed; 3 due soon, 2 silent. "
        "Twitter: 1 substantially met, 4 not yet reviewed; 2 up to date, 3 overdue.")


def test_a_run_of_days_with_one_finding_is_one_band() -> None:
    rows = frames.over_time()
    mine = rows[(rows["slug"] == "facebook") & (rows["commitment"] == 1)]
    assert standing.bands(mine) == [
        standing.Band(None, date(2019, 11, 5), date(2019, 11, 14), Claim.IN_PROGRESS),
        standing.Band(FindingWord.PARTLY_MET, date(2019, 11, 15), date(2019, 11, 24), Claim.IN_PROGRESS),
        standing.Band(FindingWord.MET, date(2019, 11, 25), date(2019, 12, 2), Claim.IN_PROGRESS),
    ]


def test_a_band_is_drawn_from_its_first_day_to_the_end_of_its_last() -> None:
    bars = drawn("history").data[0]
    assert bars.base[:3] == ("2019-11-05", "2019-11-15", "2019-11-25")
    assert [length / 86_400_000 for length in bars.x[:3]] == [10, 10, 8]
    assert list(bars.marker.color[:3]) == [FINDING_LOOKS[word].light_fill
                                           for word in (None, FindingWord.PARTLY_MET, FindingWord.MET)]
    assert bars.hovertext[1].split("<br>") == ["Facebook, commitment 1", "Finding: partly met",
                                               "15 November 2019 to 24 November 2019", "Claim: in progress"]


def test_every_band_has_its_symbol_and_the_word_where_it_fits() -> None:
    said = texts(drawn("history"))
    first = said.index("1. One-stop-shop advice for candidates")
    assert said[first + 1 : first + 4] == ["◌", "◐ partly met", "✓ met"]


def test_the_days_to_point_out_are_named_and_the_axis_reaches_them() -> None:
    figure = drawn("history")
    assert [text for text in texts(figure) if re.match("Letter:|Close|Polling", text)] == [
        "Letter: 5 November 2019", "Close of nominations: 14 November 2019", "Polling day: 12 December 2019"]
    assert figure.layout.xaxis.range == ("2019-11-05", "2019-12-13")
    dashed = [shape.x0 for shape in figure.layout.shapes if shape.type == "line"]
    assert dashed.count("2019-12-12") == 1 + 15  # by its name, and in each of the bands


def test_the_history_in_words_says_since_when() -> None:
    told = standing.history_alt(frames.over_time(platforms=["Facebook"]))
    assert told == (
        "Standing day by day from 5 November 2019 to 2 December 2019. "
        "Facebook: commitment 1 partly met from 15 November 2019, met from 25 November 2019; "
        "commitment 2 no evidence from 15 November 2019, partly met from 25 November 2019; "
        "commitment 3 not yet reviewed; "
        "commitment 4 partly met from 15 November 2019, met from 25 November 2019; "
        "commitment 5 not yet reviewed.")


@pytest.mark.parametrize("kind", ["matrix", "history"])
def test_dark_and_light_have_their_own_opaque_paper(kind: str) -> None:
    assert drawn(kind).layout.paper_bgcolor == LIGHT.paper
    assert drawn(kind, dark=True).layout.paper_bgcolor == DARK.paper


@pytest.mark.parametrize("kind", ["matrix", "history"])
def test_what_people_write_is_drawn_as_written(kind: str) -> None:
    caption = frames.caption(title=HOSTILE[1], source=HOSTILE[0], letter=HOSTILE[2], marking=HOSTILE[3])
    platforms, titles = HOSTILE[:3], HOSTILE[1:]
    if kind == "matrix":
        figure = standing.matrix_figure(frames.matrix(platforms, titles), caption)
    else:
        marks = {HOSTILE[0]: date(2019, 12, 12)}
        figure = standing.history_figure(frames.over_time(platforms, titles), caption, marks=marks)
    written = list(strings(json.loads(figure.to_json())))
    assert not [text for text in written if re.sub("<br>", "", text).count("<")]
    whole = " ".join(texts(figure))
    assert '&lt;a href="https://elsewhere.example"&gt;link&lt;/a&gt;' in whole
    assert "&amp;lt;i&amp;gt;" in whole


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for each in inner for text in strings(each)]


def test_with_nothing_on_record_both_figures_say_so() -> None:
    empty = frames.matrix().iloc[:0]
    assert "No platform is on record." in texts(standing.matrix_figure(empty, frames.caption()))
    assert "No platform is on record." in texts(standing.history_figure(frames.over_time().iloc[:0], frames.caption()))
    assert standing.matrix_alt(empty) == standing.history_alt(pd.DataFrame()) == "No platform is on record."


def test_lines_are_broken_for_a_phone_and_long_words_too() -> None:
    assert broken("x" * 70, 340, 12) == ["x" * 45, "x" * 25]
    assert broken("", 340, 12) == [""]


def test_the_toolbar_saves_the_picture_and_does_nothing_else() -> None:
    config = toolbar("parley-matrix-MCO-00433", "svg", 700)
    assert config["toImageButtonOptions"] == {"format": "svg", "filename": "parley-matrix-MCO-00433", "width": 1200,
                                              "height": 700, "scale": 2}
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["displaylogo"] is False
