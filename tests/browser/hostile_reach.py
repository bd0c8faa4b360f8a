"""Distributions in hostile text: a sender's name, why a number was restated, and who says how many people there are."""

from datetime import date

from sqlalchemy import Engine

from coordination.reach import audiences, recording
from coordination.viewers import Viewer
from data_model.words import Audience
from tests import cast as casting
from tests.browser.hostile import LINE, Pen
from tests.browser.hostile_fields import REACH_REASON, SENDER, SIZE_SOURCE
from tests.reach import to_all

PAGE = "reach"


def write(engine: Engine, pen: Pen, official: Viewer) -> list[dict[str, str | int]]:
    """A distribution that was restated, and a size. Returns the queries that show them."""
    # A sender's name begins with a letter or a digit.
    sender = pen.text(f"A [[§:{LINE}:§]]", PAGE, SENDER, marked=False)
    given = to_all(sender=sender, sent_on=date(2019, 12, 1))
    id_ = recording.record(engine, official, casting.letter_id(engine), given)
    recording.restate(engine, official, id_, 1, 90, pen.text(LINE, PAGE, REACH_REASON))
    audiences.set_size(engine, official, casting.letter_id(engine), Audience.AGENTS, 5_000,
                       pen.text(LINE, PAGE, SIZE_SOURCE))
    return [{"distribution": id_}, {"edition": 1}]
