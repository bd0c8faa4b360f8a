"""What a briefing shows is what the record's own reads give at that moment."""

from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import clock, letters, standing
from coordination.briefings import figures
from coordination.briefings.assembled import (
    OVERVIEW_COLUMNS,
    Figured,
    Headed,
    Overviewed,
    Quoted,
    Said,
    Scored,
)
from coordination.briefings.inputs import (
    FigurePart,
    HeadingPart,
    OverviewPart,
    QuotationPart,
    ScorecardPart,
    Shown,
    WordsPart,
)
from coordination.exploring import catalogue, reading
from coordination.problems import Invalid, NotAllowed
from data_model.words import Marking
from tests.briefings import LAG, PUBLIC_URL, REPORTS, assembled
from tests.cast import Cast, a_version, an_acceptance
from tests.conftest import StoppedClock
from tests.counts import a_count, a_sent_return


def test_a_figure_is_what_explore_gives(recorded: Engine, cast: Cast, session: Session,
                                        stopped_clock: StoppedClock) -> None:
    a_sent_return(recorded, cast.facebook, a_count(7))
    made = assembled(recorded, cast.analyst, FigurePart(query=REPORTS, shown=Shown.BOTH))
    letter = letters.in_view(session, cast.analyst)
    known = catalogue.read(session, cast.analyst, letter, as_at=stopped_clock.now)
    view = figures.view_of(FigurePart(query=REPORTS), known, letter)
    explored = reading.explore(session, cast.analyst, letter, view, as_at=stopped_clock.now)
    (figure,) = made.pieces
    assert isinstance(figure, Figured)
    pd.testing.assert_frame_equal(figure.explored.frame, explored.frame)
    assert figure.explored.sha256 == explored.sha256
    assert 7.0 in set(figure.explored.frame["value"])
    assert (figure.drawn, figure.tabled) == (True, True)
    assert figure.address == f"{PUBLIC_URL}/explore?letter=MCO%2F00433&{REPORTS}&as_at=2019-12-02"
    assert made.named == ((figure.address, explored.sha256),)


def test_a_figure_that_follows_ends_on_the_day_of_the_document(recorded: Engine, cast: Cast) -> None:
    given = FigurePart(query=REPORTS, follows=True)
    for day in (date(2019, 11, 24), date(2019, 12, 2)):
        made = assembled(recorded, cast.analyst, given, as_at=clock.end_of(day))
        view = made.figures[0].explored.view
        assert (view.last_day, (view.last_day - view.first_day).days) == (day, 13)


def test_the_overview_is_the_matrix(recorded: Engine, cast: Cast, session: Session,
                                    stopped_clock: StoppedClock) -> None:
    an_acceptance(recorded, cast.official, a_version(recorded, cast.facebook, commitment=1), commitment=1)
    (piece,) = assembled(recorded, cast.analyst, OverviewPart()).pieces
    matrix = standing.matrix(session, cast.analyst, letters.in_view(session, cast.analyst), as_at=stopped_clock.now)
    assert isinstance(piece, Overviewed)
    pd.testing.assert_frame_equal(piece.cells, matrix[OVERVIEW_COLUMNS])


def test_quotations_are_the_letters_own_words(recorded: Engine, cast: Cast, session: Session) -> None:
    pieces = assembled(recorded, cast.analyst, QuotationPart(commitments=(1, 3))).pieces
    text = letters.in_view(session, cast.analyst).text
    assert [piece.number for piece in pieces if isinstance(piece, Quoted)] == [1, 3]
    assert all(piece.quotation in text for piece in pieces if isinstance(piece, Quoted))
    assert len(assembled(recorded, cast.analyst, QuotationPart()).pieces) == 5


def test_a_scorecard_tells_what_was_found_and_computed(recorded: Engine, cast: Cast) -> None:
    an_acceptance(recorded, cast.official, a_version(recorded, cast.facebook, commitment=1), commitment=1)
    (piece,) = assembled(recorded, cast.analyst, ScorecardPart(platform="facebook")).pieces
    assert isinstance(piece, Scored)
    assert list(piece.cells["commitment"]) == [1, 2, 3, 4, 5]
    found = piece.criteria.set_index("code")
    assert found.loc["1a", "finding"] is not None
    assert found.loc["2a", "finding"] is None
    assert found.loc["5a", "figure"] == "A submitted update is on record for 1 of the 4 other commitments."
    assert found.loc["3b", "figure"] is None


def test_parts_with_nothing_in_them_are_left_out(recorded: Engine, cast: Cast) -> None:
    made = assembled(recorded, cast.analyst, HeadingPart(), WordsPart(text=" \n"), WordsPart(text="Yes"),
                     HeadingPart(text="One"))
    assert [type(piece) for piece in made.pieces] == [Said, Headed]


def test_what_was_not_known_yet_is_not_shown(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    a_sent_return(recorded, cast.facebook, a_count(7))
    before = assembled(recorded, cast.analyst, FigurePart(query=REPORTS), as_at=clock.end_of(date(2019, 12, 1)))
    assert 7.0 not in set(before.figures[0].explored.frame["value"])


@pytest.mark.parametrize(("part", "sentence"), [
    (FigurePart(query="measure=reports-from-candidates&from=never"), "Part 2 of the briefing cannot be shown."),
    (ScorecardPart(platform="myspace"), "Part 2 of the briefing cannot be shown. The letter is not addressed to such"),
    (QuotationPart(commitments=(9,)), "Part 2 of the briefing cannot be shown. The letter has no such commitment."),
])
def test_a_part_that_cannot_be_shown_says_which(recorded: Engine, cast: Cast, part: FigurePart, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        assembled(recorded, cast.analyst, HeadingPart(text="One"), part)


def test_a_document_is_refused_where_its_marking_is_too_low(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Invalid, match="must be marked OFFICIAL-SENSITIVE"):
        assembled(recorded, cast.analyst, FigurePart(query=LAG), marking=Marking.OFFICIAL)


def test_only_officials_and_analysts_have_one_made(recorded: Engine, cast: Cast) -> None:
    for viewer in (cast.facebook, cast.administrator):
        with pytest.raises(NotAllowed):
            assembled(recorded, viewer, OverviewPart())


@pytest.mark.parametrize(("address", "sentence"), [
    ("", "This is not the address of a figure"), ("http://parley.test/explore", "This is not the address of a figure"),
    ("http://parley.test/platform?measure=x", "This is not the address of a figure"),
    (f"/explore?{REPORTS}&letter=MCO/1", "This figure is of another letter"),
    ("/explore?measure=reports-from-candidates&from=never", "This is not the address of a figure"),
    ("http://[", "This is not the address of a figure"),
])
def test_what_is_no_address_of_a_figure_is_refused(recorded: Engine, cast: Cast, session: Session, address: str,
                                                   sentence: str, stopped_clock: StoppedClock) -> None:
    letter = letters.in_view(session, cast.analyst)
    known = catalogue.read(session, cast.analyst, letter, as_at=stopped_clock.now)
    with pytest.raises(Invalid, match=sentence):
        figures.pasted(address, known, letter)


def test_a_pasted_address_is_kept_without_its_letter_and_day(recorded: Engine, cast: Cast, session: Session,
                                                             stopped_clock: StoppedClock) -> None:
    letter = letters.in_view(session, cast.analyst)
    known = catalogue.read(session, cast.analyst, letter, as_at=stopped_clock.now)
    pasted = figures.pasted(f" {PUBLIC_URL}/explore?letter=MCO%2F00433&{REPORTS}&as_at=2019-11-29\n",
                             known, letter)
    assert pasted == FigurePart(query=REPORTS)
