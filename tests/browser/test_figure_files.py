"""The files of a figure that a browser draws, or opens."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfReader
from sqlalchemy import Engine

from charts.exploring import alt
from coordination.exploring.explored import Explored
from exports import pictures
from exports.provenance import read_provenance
from scripts.chromium import find
from tests.exports.figures import made, provenance
from tests.pictures import normalised
from tests.views import SAMPLES, explored

sqlite_only = pytest.mark.parametrize("templates", ["sqlite"], indirect=True)
NEXT_DAY = datetime(2019, 12, 3, 10, tzinfo=UTC)


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


@pytest.fixture
def figure(exercised: Engine) -> Explored:
    return explored(exercised, SAMPLES["content acted on by day"])


@sqlite_only
@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_a_picture_says_where_it_comes_from(kind: str, figure: Explored) -> None:
    content = made(kind, figure)
    assert read_provenance(content) == dict(provenance(figure).lines())
    if kind == "png":
        assert Image.open(BytesIO(content)).width == 1200
    if kind == "pdf":
        assert figure.sha256 in PdfReader(BytesIO(content)).pages[0].extract_text().replace("\n", "")


@sqlite_only
def test_a_pdf_is_one_tagged_page_that_says_what_it_shows(figure: Explored) -> None:
    content = made("pdf", figure)
    with pikepdf.open(BytesIO(content)) as opened:
        assert len(opened.pages) == 1
        assert opened.Root.MarkInfo.Marked
        with opened.open_metadata() as said:
            assert said["pdfuaid:part"] == "1"
        alts = [str(each.Alt) for each in opened.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each]
    assert alts == [alt(figure)]
    assert len(content) < 1_000_000


@sqlite_only
def test_a_pdf_with_characters_that_cannot_be_set_is_the_browsers_own(figure: Explored) -> None:
    content = made("pdf", figure, title="Private \ue123 use")
    assert read_provenance(content)["Title"] == "Private \ue123 use"
    with pikepdf.open(BytesIO(content)) as opened:
        assert len(opened.pages) == 1


@sqlite_only
def test_an_svg_is_the_same_on_two_days_but_for_when_it_was_made(figure: Explored) -> None:
    one, other = (made("svg", figure, made_at=day) for day in (datetime(2019, 12, 2, 9, 15, tzinfo=UTC), NEXT_DAY))
    assert read_provenance(one)["Made at"] != read_provenance(other)["Made at"]
    assert _drawing(one) == _drawing(other)


def _drawing(svg: bytes) -> str:
    before, rest = svg.split(b"<metadata>")
    return normalised(before + rest.split(b"</metadata>")[1])


@sqlite_only
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_a_page_opens_without_a_network_and_asks_for_nothing(theme: str, width: int, figure: Explored, tmp_path: Path,
                                                            browser: Browser) -> None:
    file = tmp_path / "figure.html"
    file.write_bytes(made("html", figure))
    context = browser.new_context(offline=True, color_scheme=theme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector("#figure .main-svg")
    assert (asked, said) == ([file.as_uri()], [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("tbody tr").count() == len(figure.frame)
    assert page.locator("figure").get_attribute("aria-label")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 27)"}[theme]
    # Nothing that somebody put into the page may run, and nothing may leave it.
    assert not page.evaluate("() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
                             "document.body.append(s); return Boolean(window.ran); }")
    assert page.evaluate("() => fetch('https://elsewhere.example/').then(() => 'sent', () => 'stopped')") == "stopped"
    context.close()
