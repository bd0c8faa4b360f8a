from sqlalchemy import Engine
from sqlmodel import Session

from charts import standing as drawing
from coordination import letters, standing
from coordination.clock import end_of
from data_model.words import FindingWord
from tests.cast import Cast, a_version, an_acceptance
from tests.charts import frames


def test_what_is_read_is_what_is_drawn(recorded: Engine, cast: Cast, session: Session) -> None:
    an_acceptance(recorded, cast.official, a_version(recorded, cast.facebook), word=FindingWord.PARTLY_MET)
    session.rollback()
    letter = letters.in_view(session, cast.analyst)
    as_at = end_of(letter.polling_day)
    matrix = standing.matrix(session, cast.analyst, letter, as_at=as_at)
    history = standing.over_time(session, cast.analyst, letter, as_at=as_at)
    assert list(frames.over_time().columns) == list(history.columns)
    assert "Facebook: 1 partly met, 4 not yet reviewed; 1 due soon, 4 silent." in drawing.matrix_alt(matrix)
    assert "Twitter: 5 not yet reviewed; 5 silent." in drawing.matrix_alt(matrix)
    told = drawing.history_alt(history)
    assert "Facebook: commitment 1 partly met from 2 December 2019; commitment 2 not yet reviewed;" in told
    assert len(drawing.matrix_figure(matrix, frames.caption()).data[0].y) == 15
    assert len(drawing.history_figure(history, frames.caption()).data[0].y) == 16
