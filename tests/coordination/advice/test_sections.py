"""Sections of advice from draft to agreement: what is stored, what is refused with which sentence, who sees it when."""

from datetime import date

import pandas as pd
from sqlalchemy import Engine

from coordination import letters
from coordination.advice import reading
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.words import AdviceTopic, Agreement
from tests.advice import ENGLISH, an_agreed_section
from tests.cast import Cast
from tests.conftest import StoppedClock


def sections(engine: Engine, viewer: Viewer, clock: StoppedClock) -> pd.DataFrame:
    with reading_from(engine) as session:
        letter = letters.in_view(session, viewer)
        return reading.sections(session, viewer, letter, as_at=clock.now)


def test_an_agreed_section_is_as_it_was_written(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = an_agreed_section(recorded, cast)
    found = sections(recorded, cast.official, stopped_clock)
    assert list(found.columns) == reading.COLUMNS
    assert len(found) == 9
    row = found.iloc[0]
    assert (row.platform, row.topic, row.version_id, row.english, row.decision, row.agreed_version_id, row.stale,
            row.last_checked, row.gaps) == ("Facebook", AdviceTopic.BREACHES, id_, ENGLISH, Agreement.AGREED, id_,
                                            False, date(2019, 12, 2), ())
    assert reading.gaps(found)[0] == "Facebook: nothing on where to report"
    assert len(reading.gaps(found)) == 8
    assert reading.waiting(found).empty
