"""Any history of returns: what is read back is what a person with a pencil would find, and the roll-ups are exact."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from coordination.incidents import counting, verifying, vocabulary
from coordination.incidents.asking import Asked, By, Grain
from coordination.problems import Invalid
from data_model.database import reading
from data_model.words import Nation
from tests.cast import Cast, the_cast, with_the_cast
from tests.conftest import StoppedClock
from tests.counts import ALL, HARM, HATE, MONDAY, NOT_GIVEN, REPORTS, TRAFFICKING, a_count, a_sent_return
from tests.databases import Templates

Cell = tuple[date, str, Nation]
CELLS = st.tuples(st.sampled_from([MONDAY, MONDAY + timedelta(days=1)]), st.sampled_from([HARM, TRAFFICKING, HATE]),
                  st.sampled_from([Nation.ENGLAND, Nation.WALES]))
FIGURES = st.one_of(st.integers(0, 9), st.just(NOT_GIVEN))
RETURNS = st.lists(st.tuples(st.booleans(), st.dictionaries(CELLS, FIGURES, min_size=1)), min_size=1, max_size=4)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RETURNS)
def test_what_is_read_back_is_the_sum_of_the_newest_figures_at_every_moment(
        templates: Templates, stopped_clock: StoppedClock, history: list[tuple[bool, dict[Cell, int | str]]]) -> None:
    with templates.database(with_the_cast) as engine:
        cast = the_cast(engine)
        for facebook, cells in history:
            stopped_clock.advance(hours=1)
            _send(engine, cast, facebook, cells)
        _agree(engine, cast, stopped_clock, history)
        assert verifying.verify(engine).sound


def _send(engine: Engine, cast: Cast, facebook: bool, cells: dict[Cell, int | str]) -> None:
    counts = [a_count(figure, day=day, category=category, nation=nation)
              for (day, category, nation), figure in cells.items()]
    try:
        a_sent_return(engine, cast.facebook if facebook else cast.twitter, *counts, reason="Counted again.")
    except Invalid as refused:
        if "on record already" not in str(refused):
            raise


def _agree(engine: Engine, cast: Cast, clock: StoppedClock, history: list[tuple[bool, dict[Cell, int | str]]]) -> None:
    """After each return, as at its hour, all levels read back what the newest figures come to."""
    newest: dict[tuple[bool, Cell], int | str] = {}
    start = clock.now - timedelta(hours=len(history))
    for hour, (facebook, cells) in enumerate(history, 1):
        newest |= {(facebook, cell): figure for cell, figure in cells.items()}
        figures = [figure for figure in newest.values() if isinstance(figure, int)]
        wanted = sum(figures) if figures else None
        for by in By:
            with reading(engine) as session:
                words = vocabulary.read(session)
                asked = Asked(words.measure_by_key[REPORTS].id, words.category_by_code[ALL].id, MONDAY,
                              MONDAY + timedelta(days=1), by, Grain.CAMPAIGN)
                found = counting.figures(session, cast.official, words, asked, as_at=start + timedelta(hours=hour))
            assert found["value"].sum(min_count=1) == pytest.approx(wanted) if figures else found["value"].isna().all()
