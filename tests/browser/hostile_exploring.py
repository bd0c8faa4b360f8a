"""Views, boards and briefings in hostile text: their names, a note on a figure, and what a briefing says."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from coordination.briefings import reading, writing
from coordination.exploring import views
from coordination.viewers import Viewer
from data_model import database
from data_model.words import BriefingTemplate, Marking
from tests import cast as casting
from tests.browser.hostile import SHORT, Pen
from tests.browser.hostile_advice import TEXT
from tests.browser.hostile_fields import BOARD_NAME, BRIEFING_NAME, HEADING, NOTE, VIEW_NAME
from tests.exploring import A_VIEW, a_board, a_view

Queries = list[dict[str, str | int]]


def write(engine: Engine, pen: Pen, official: Viewer) -> dict[str, Queries]:
    """A view with a note, on a board, both shared. Returns by page the queries that show them."""
    noted = replace(A_VIEW, notes=(views.note(date(2019, 11, 19), pen.text(SHORT, "explore", NOTE)),))
    view = a_view(engine, official, pen.text(SHORT, "explore", VIEW_NAME), noted, shared=True)
    board = a_board(engine, official, view, name=pen.text(SHORT, "boards", BOARD_NAME), shared=True)
    return {"explore": [{"view": view}], "boards": [{"board": board}]}


def brief(engine: Engine, pen: Pen, official: Viewer) -> Queries:
    """A briefing that is shared. Its words are markdown, which is rendered, and so not shown as it was written."""
    name = pen.text(SHORT, "briefings", BRIEFING_NAME)
    made = writing.make(engine, official, casting.letter_id(engine), name, BriefingTemplate.BLANK)
    with database.reading(engine) as session:
        begun = reading.opened(session, official, made)
    parts = [{"kind": "heading", "text": pen.text(SHORT, "briefings", HEADING)},
             {"kind": "words", "text": pen.text(TEXT, "briefings", "Words", marked=False)}]
    saved = writing.save(engine, official, made, begun.revision, {
        "name": name, "marking": Marking.OFFICIAL_SENSITIVE, "parts": parts})
    writing.share(engine, official, made, saved, shared=True)
    return [{"briefing": made}]
