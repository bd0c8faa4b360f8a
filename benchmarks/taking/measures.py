"""Pictures of figures as people download them, against kaleido drawing the same figure by itself; and a briefing of
twelve figures as PDF against one of them. All of it warm: Chromium has started, in both."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import httpx
import kaleido

from benchmarks.figures import Figure
from benchmarks.installation import Installation
from charts.drawing import Caption
from charts.exploring import figure
from coordination import letters
from coordination.briefings import reading as briefings
from coordination.briefings import writing
from coordination.briefings.inputs import FigurePart
from coordination.exploring import catalogue, choices, data
from coordination.exploring import reading as exploring
from coordination.exploring.explored import SOURCE, Explored
from coordination.exploring.views import View, query
from coordination.letters import LetterInView
from coordination.sign_ins import COOKIE
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import BriefingTemplate
from exports import pictures
from exports.figures import ROOM

FIGURES = 12
WARM = 2  # of each, before any is timed
PICTURE_BAR, BRIEFING_BAR = 2, 10
WIDTH = 1200
PATIENCE = 120  # seconds
Say = Callable[[list[Figure]], list[Figure]]


@dataclass(frozen=True)
class Plan:
    """How often each is done."""

    pictures: int
    briefings: int


FULL, QUICK = Plan(30, 10), Plan(8, 3)


async def measure(plan: Plan, folder: Path, say: Say) -> list[Figure]:
    """Every figure."""
    missing = pictures.missing()
    assert missing is None, missing
    installation = Installation(f"sqlite:///{folder / 'taking.db'}")
    visitor = installation.visitor()
    with reading(installation.engine) as session:
        letter = letters.in_view(session, visitor.viewer)
        known = catalogue.read(session, visitor.viewer, letter, as_at=visitor.now)
        usual = choices.usual(known, letter, known.today)
        views = [choices.after(known, replace(usual, measures=(key,))) for key in list(known.measures)[:FIGURES]]
        explored = exploring.explore(session, visitor.viewer, letter, views[0], as_at=visitor.now)
    assert len(views) == FIGURES
    briefing = _briefing(installation, visitor.viewer, letter, views)
    with installation.server() as live, httpx.Client(base_url=f"http://127.0.0.1:{live.port}", timeout=PATIENCE,
                                                     cookies={COOKIE: installation.sign_in()}) as client:
        png = f"/downloads/figure.png?{urlencode(query(views[0]))}"
        found = say([_against_kaleido(plan, client, png, _same(explored, letter))])
        found += say([_briefing_against_figure(plan, client, png, f"/downloads/briefing.pdf?briefing={briefing}")])
    installation.close()
    return found


def _against_kaleido(plan: Plan, client: httpx.Client, png: str, drawing: dict[str, Any]) -> Figure:
    """A PNG from click to file, and kaleido's own time for the same figure, in turns."""
    kaleido.start_sync_server(n=1, mathjax=False)
    try:
        ours, alone = _in_turns(plan.pictures, lambda: _taken(client, png),
                                lambda: len(kaleido.calc_fig_sync(drawing, {"format": "png", "width": WIDTH})))
    finally:
        kaleido.stop_sync_server()
    return Figure("From click to a warm PNG : kaleido alone", ours / alone, bar=PICTURE_BAR,
                  detail=f"{ours * 1000:.0f} ms against {alone * 1000:.0f} ms")


def _briefing_against_figure(plan: Plan, client: httpx.Client, png: str, pdf: str) -> Figure:
    whole, one = _in_turns(plan.briefings, lambda: _taken(client, pdf), lambda: _taken(client, png))
    return Figure(f"Briefing of {FIGURES} figures as PDF : one warm figure", whole / one, bar=BRIEFING_BAR,
                  detail=f"{whole * 1000:.0f} ms against {one * 1000:.0f} ms")


def _in_turns(times: int, *doing: Callable[[], int]) -> Iterator[float]:
    """The usual seconds of each, done in turns, after a few that warm up."""
    took: list[list[float]] = [[] for _ in doing]
    for turn in range(-WARM, times):
        for of_one, do in zip(took, doing, strict=True):
            began = time.perf_counter()
            assert do() > 0
            if turn >= 0:
                of_one.append(time.perf_counter() - began)
    return map(median, took)


def _taken(client: httpx.Client, address: str) -> int:
    """Download a file. Returns its bytes."""
    return len(client.get(address).raise_for_status().content)


def _same(explored: Explored, letter: LetterInView) -> dict[str, Any]:
    """The same figure as the server draws, as JSON has it."""
    caption = Caption(title=explored.title, letter=letter.reference, source=SOURCE, as_at=explored.as_at,
                      marking=explored.marking, exercise=True, audit_head="", sha256=explored.sha256,
                      address=f"http://localhost/explore?{urlencode(query(explored.view))}")
    drawn: dict[str, Any] = figure(explored, caption, marks=data.marks(letter), room=ROOM).to_plotly_json()
    return drawn


def _briefing(installation: Installation, viewer: Viewer, letter: LetterInView, views: list[View]) -> int:
    """A briefing of these figures. Returns its number."""
    made = writing.make(installation.engine, viewer, letter.id, "Bench", BriefingTemplate.BLANK)
    with reading(installation.engine) as session:
        begun = briefings.opened(session, viewer, made)
    parts = [FigurePart(query=urlencode(query(each))).model_dump(mode="json") for each in views]
    writing.save(installation.engine, viewer, made, begun.revision, {
        "name": "Bench", "marking": "OFFICIAL-SENSITIVE", "parts": parts})
    return made
