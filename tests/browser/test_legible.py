"""Figures as Chromium draws them: every form, at the width of a phone and of a page, with short names and with the
worst ones. No words run into others or out of the picture, and all stand there as they were written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from charts.drawing import NARROW
from charts.exploring import figure
from charts.values import AT_LEAST
from coordination.exploring.explored import Explored
from exports.figures import ROOM
from tests.charts import frames
from tests.charts.explorations import MARKS
from tests.charts.sights import HOSTILE, SHORT, sights

# Pixels by which boxes may meet: they are as high as the font's tallest letters, which few words have.
TOUCHING = 2.0
ADDRESS = "https://parley.example.gov.uk/explore?" + "&".join(f"platform=platform-{number}" for number in range(12))
WIDTHS = ((400, NARROW), (1200, NARROW), (1200, ROOM))
DRAW = """async ([figure, width]) => {
  const place = document.getElementById("place");
  place.style.width = `${width}px`;
  await Plotly.newPlot(place, figure.data, figure.layout, {staticPlot: true});
  const picture = place.getBoundingClientRect();
  const box = (each) => { const b = each.getBoundingClientRect();
    return [b.left - picture.left, b.top - picture.top, b.right - picture.left, b.bottom - picture.top]; };
  const texts = [...place.querySelectorAll("svg text")].filter(each => each.textContent.trim());
  return {width: picture.width, height: picture.height, foreign: place.querySelectorAll("svg a, svg foreignObject, "
      + ".text-math-group, svg image, svg tspan[style*='bold']").length,
    texts: texts.map(each => [each.textContent, box(each)])};
}"""


@dataclass(frozen=True)
class Words:
    """One text of a picture, in pixels from its upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Words") -> bool:
        """Whether the two overlap by more than a touch. Points that are in one place have one sign above them."""
        return (not self.text == other.text == AT_LEAST
                and min(self.right, other.right) - max(self.left, other.left) > TOUCHING
                and min(self.bottom, other.bottom) - max(self.top, other.top) > TOUCHING)


@dataclass(frozen=True)
class Picture:
    """A figure as it was drawn."""

    width: float
    height: float
    texts: list[Words]
    foreign: int
    """How many links, formulas, pictures and bold words there are that somebody wrote."""


@pytest.fixture(scope="module")
def canvas(browser: Browser) -> Iterator[Page]:
    """A page with plotly.js as the server has it, and nothing else."""
    package = find_spec("plotly")
    assert package
    assert package.origin
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_content("<!doctype html><body style='margin:0'><div id=place></div>")
    page.add_script_tag(path=Path(package.origin).parent / "package_data" / "plotly.min.js")
    yield page
    page.close()


def drawn(canvas: Page, given: Explored, width: int, room: int) -> Picture:
    caption = frames.caption(title=given.title, sha256=given.sha256, address=ADDRESS)
    made = json.loads(figure(given, caption, marks=MARKS, room=room).to_json())
    found = canvas.evaluate(DRAW, [made, width])
    words = [Words(text, *box) for text, box in found["texts"]]
    return Picture(found["width"], found["height"], words, found["foreign"])


def faults(picture: Picture) -> list[str]:
    """What cannot be read in a picture."""
    found = [f"out of the picture: {each.text[:40]} {each}" for each in picture.texts
             if each.left < 0 or each.top < 0 or each.right > picture.width or each.bottom > picture.height]
    found += [f"“{one.text[:40]}” runs into “{other.text[:40]}”" for one, other in combinations(picture.texts, 2)
              if one.meets(other)]
    return found + ([f"{picture.foreign} things drawn from markup"] if picture.foreign else [])


@pytest.mark.parametrize(("width", "room"), WIDTHS)
@pytest.mark.parametrize("names", [SHORT, HOSTILE], ids=["short", "hostile"])
def test_every_form_can_be_read(canvas: Page, names: tuple[str, ...], width: int, room: int) -> None:
    found = {}
    for form, given in sights(names, hostile=names is HOSTILE):
        picture = drawn(canvas, given, width, room)
        found[form] = faults(picture)
        assert len(picture.texts) > 10
        if names is HOSTILE:
            said = bare("".join(each.text for each in picture.texts))
            found[form] += [f"not as written: {name[:30]}" for name in names if bare(name) not in said]
    assert {form: each for form, each in found.items() if each} == {}


def bare(text: str) -> str:
    """A text without room between its letters: lines are broken anywhere, and plotly's markup has its own spaces."""
    return "".join(text.split())
