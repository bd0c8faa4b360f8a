"""Reach in the walk of who sees what: a marked distribution of each platform, and every way to read it."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine, select
from sqlmodel import col

from coordination.reach import exporting, files, importing, known, reading, recording
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.reach import Distribution
from tests.cast import Cast
from tests.reach import a_distribution, an_empty_edition, by_platform

if TYPE_CHECKING:
    from tests.coordination.asking import Asking, Call

# What either platform sent, as anybody could guess it, with another number.
A_FILE = files.read(b"Edition,Kind of sender,Sender,Audience,Channel,Sent on,People\n"
                    b"1,platform,Facebook,candidates,message,2019-11-23,5\n"
                    b"1,platform,Twitter,candidates,message,2019-11-23,5\n", "x.csv", today=date(2019, 12, 2))
PUBLIC = {"reach.audiences.sizes"}  # how many people there are, and who says so
WITHIN = {"reach.audiences.put_size", "reach.recording.follow", "reach.recording.on_record", "reach.recording.put"}


def calls(ask: "Asking") -> dict[str, list["Call"]]:
    """By module and name, every way in which the viewer may call a read of reach."""
    who, every = (ask.session, ask.viewer), range(1, 4)
    return {
        "reach.exporting.listing": [lambda: exporting.listing(*who, ask.letter_id, as_at=ask.at)],
        "reach.exporting.reach": [lambda: exporting.reach(*who, ask.letter, as_at=ask.at)],
        "reach.importing.dry_run": [lambda: importing.dry_run(*who, ask.letter_id, A_FILE, as_at=ask.at)],
        "reach.known.known": [lambda: known.known(*who, ask.letter_id, as_at=ask.at)],
        "reach.reading.in_view": [partial(reading.in_view, *who, ask.letter_id, id_, as_at=ask.at) for id_ in every],
        "reach.reading.listing": [lambda: reading.listing(*who, ask.letter_id, as_at=ask.at)],
        "reach.reading.reached": [lambda: reading.reached(*who, ask.letter, as_at=ask.at)],
        "reach.reading.versions": [partial(reading.versions, *who, id_, as_at=ask.at) for id_ in every],
    }


def write(engine: Engine, cast: Cast, who: Viewer, mark: str) -> None:
    """A distribution of one platform's, restated for a reason that says whose it is."""
    with reading_from(engine) as session:
        first = session.scalars(select(col(Distribution.id))).first() is None
    if first:
        an_empty_edition(engine, cast)
    id_ = a_distribution(engine, who, by_platform(who.organisation))
    recording.restate(engine, who, id_, 1, 40, mark)
