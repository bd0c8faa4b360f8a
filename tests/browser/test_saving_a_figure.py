"""Where the server has no Chromium, the visitor's own browser makes a figure's SVG and PNG."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from exports.pictures import MISSING
from exports.provenance import read_provenance
from tests.browser.conftest import Server, Visitor, served
from tests.databases import Templates


@pytest.fixture(scope="module")
def server(exercises: Callable[[str], Templates], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Parley on a machine without Chromium."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROWSER_PATH", "/nowhere/chromium")
        yield from served(exercises("sqlite"), tmp_path_factory)


@pytest.fixture
def page(server: Server, visitors: Callable[..., Visitor]) -> Page:
    return visitors(server, "Analyst").page


def saved(page: Page, address: str) -> bytes:
    """What the browser saves that opens this address; a page that shows is waited for."""
    with page.expect_download() as download:
        page.goto(address)
    assert page.locator("#said").inner_text() == f"The figure is saved as {download.value.suggested_filename}."
    return Path(download.value.path()).read_bytes()


def test_a_browser_makes_the_svg_with_what_it_says_of_itself(server: Server, page: Page) -> None:
    content = saved(page, f"{server.url}/downloads/figure.svg?by=platform&form=bar&note=2019-11-20+$x^2$+%3Cb%3E")
    assert content.startswith(b"<svg")
    assert b"$x^2$ &#60;b&#62;" in content
    said = read_provenance(content)
    assert said["Letter"] == "MCO/00433"
    assert f"SHA-256 of the data {said['SHA-256 of the data']}".encode() in content


def test_a_browser_makes_the_png_as_large_as_asked_for(server: Server, page: Page) -> None:
    content = saved(page, f"{server.url}/downloads/figure.png?scale=2")
    assert Image.open(BytesIO(content)).width == 2400
    assert read_provenance(content)["Letter"] == "MCO/00433"


def test_a_file_that_takes_chromium_says_what_to_do(server: Server, page: Page) -> None:
    answer = page.request.get(f"{server.url}/downloads/figure.pdf")
    assert (answer.status, answer.text()) == (501, MISSING)
