"""Pictures of figures, as Chromium draws them on the server."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import plotly.graph_objects as go
import pytest
from PIL import Image
from pypdf import PdfReader

from exports import pictures
from scripts.chromium import find
from tests.pictures import normalised

FIGURE = go.Figure([go.Scatter(x=[1, 2, 3], y=[2, 1, 3], name="$x^2$")],
                   go.Layout(height=300, template=go.layout.Template(), annotations=[
                       {"text": "costs $5 to $9 &lt;b&gt;", "x": 2, "y": 2, "showarrow": False}]))


@pytest.fixture(autouse=True, scope="module")
def chromium() -> Iterator[None]:
    """The Chromium that the tests know, closed afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        found = find()
        if found is None:
            pytest.skip("There is no Chromium.")
        patch.setenv("BROWSER_PATH", found)
        yield
        pictures.stop()


def test_a_png_has_as_many_pixels_as_its_scale_says() -> None:
    for scale in (1, 2, 4):
        picture = Image.open(BytesIO(pictures.picture(FIGURE, "png", width=400, scale=scale)))
        assert picture.size == (400 * scale, 300 * scale)


def test_an_svg_is_the_same_each_time_but_for_the_names_that_plotly_invents() -> None:
    one, other = pictures.several([FIGURE, FIGURE])
    assert one != other
    assert normalised(one) == normalised(other)


def test_dollars_are_no_formula_and_brackets_no_markup() -> None:
    drawn = pictures.picture(FIGURE, "svg").decode()
    assert "costs $5 to $9 &#60;b&#62;</text>" in drawn


def test_a_pdf_is_one_page() -> None:
    pages = PdfReader(BytesIO(pictures.picture(FIGURE, "pdf", width=400))).pages
    assert len(pages) == 1
    assert "costs $5 to $9 <b>" in pages[0].extract_text()


def test_several_come_in_their_order() -> None:
    figures = [go.Figure(FIGURE).update_layout(height=200 + number) for number in range(7)]
    drawn = pictures.several(figures, "png", width=300)
    assert [Image.open(BytesIO(each)).size for each in drawn] == [(300, 200 + number) for number in range(7)]


def test_many_may_ask_at_once() -> None:
    with ThreadPoolExecutor(6) as people:
        drawn = list(people.map(lambda _: normalised(pictures.picture(FIGURE, "svg")), range(12)))
    assert len(set(drawn)) == 1


def test_chromium_starts_anew_when_it_has_died() -> None:
    pictures.picture(FIGURE, "svg")
    studio = pictures._studio
    assert studio
    os.killpg(studio._kaleido.subprocess.pid, signal.SIGKILL)
    assert pictures.picture(FIGURE, "svg").startswith(b"<svg")
    assert pictures._studio is not studio


def _seconds(doing: Callable[[], object]) -> float:
    began = time.perf_counter()
    doing()
    return time.perf_counter() - began


def test_twelve_pictures_take_less_than_ten_one_after_the_other() -> None:
    pictures.several([FIGURE] * 4)
    one = min(_seconds(lambda: pictures.picture(FIGURE, "png")) for _ in range(5))
    twelve = min(_seconds(lambda: pictures.several([FIGURE] * 12)) for _ in range(3))
    assert twelve < 10 * one
