"""Dialogue by week, as it is drawn: held against expected, and who met."""

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go
import pytest

from charts import dialogue
from charts.dialogue import FEWER, KEPT, MISSED, NEITHER, UNASKED, look_of
from charts.theme import DARK, LIGHT, Base
from tests.charts import frames
from tests.charts.test_standing import HOSTILE, texts

MONDAY = date(2019, 11, 18)
COLUMNS = ["kind", "week_first_day", "week_last_day", "expected", "held", "organisations"]
Week = tuple[int, int, tuple[str, ...]]


def by_week(**kinds: list[Week]) -> pd.DataFrame:
    """A frame from each kind's weeks: expected, held, who met."""
    rows = [(kind.replace("_", " "), MONDAY + timedelta(weeks=number), MONDAY + timedelta(weeks=number, days=6), *week)
            for kind, weeks in kinds.items() for number, week in enumerate(weeks)]
    return pd.DataFrame(rows, columns=COLUMNS)


def usual() -> pd.DataFrame:
    return by_week(between_platforms=[(1, 1, ("Facebook", "Google")), (1, 2, ("Facebook", "Twitter"))],
                   policing=[(1, 0, ()), (2, 1, ("Facebook",))])


def drawn(frame: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    return dialogue.figure(frame, frames.caption(title="Dialogue by week"), dark=dark)


def at(figure: go.Figure, text: str) -> list[float]:
    """How far across the sheet a text stands, each time."""
    return [each.x for each in figure.layout.annotations if each.text == text]


@pytest.mark.parametrize(("expected", "held", "look"), [
    (1, 1, KEPT), (1, 3, KEPT), (2, 1, FEWER), (1, 0, MISSED), (0, 1, UNASKED), (0, 0, NEITHER)])
def test_a_week_is_told_by_a_symbol_and_by_both_figures(expected: int, held: int, look: dialogue.Look) -> None:
    assert look_of(expected, held) is look
    said = texts(drawn(by_week(policing=[(expected, held, ())])))
    assert f"{look.symbol} {held}/{expected}" in said
    assert look.word in said


def test_no_two_looks_share_a_symbol_or_a_word() -> None:
    for name in ("symbol", "word"):
        assert len({getattr(look, name) for look in dialogue.LOOKS}) == len(dialogue.LOOKS)


def test_the_key_explains_only_what_is_there() -> None:
    said = texts(drawn(usual()))
    assert [look.word in said for look in (KEPT, FEWER, MISSED, UNASKED, NEITHER)] == [True, True, True, False, False]


def test_each_kind_is_a_row_of_weeks_with_who_met_beneath() -> None:
    said = texts(drawn(usual()))
    rows = said[said.index("Between platforms"):said.index("Source: Parley: updates and officials' findings")]
    assert rows == ["Between platforms", "◆ 1/1", "◆ 2/1", "Facebook", "●", "●", "Google", "●", "Twitter", "●",
                    "Policing", "◇ 0/1", "⬖ 1/2", "Facebook", "●"]
    assert {"18 Nov", "25 Nov"} <= set(said)


def test_a_dot_stands_under_the_week_in_which_an_organisation_met() -> None:
    figure = drawn(by_week(policing=[(1, 1, ("The police",)), (1, 0, ()), (1, 1, ("The police",))]))
    assert at(figure, "●") == [*at(figure, "◆<br>1/1")]
    assert at(figure, "●") != at(figure, "◇<br>0/1")


def test_pointing_at_a_week_says_who_met() -> None:
    [bars] = drawn(usual()).data
    assert bars.hovertext[0] == ("Between platforms, 18 to 24 November 2019<br>1 held, 1 expected: as often as "
                                 "expected<br>With Facebook and Google")
    assert bars.hovertext[2].endswith("0 held, 1 expected: none, though expected<br>Nobody met")


def test_more_weeks_than_a_phone_holds_go_on_below() -> None:
    figure = drawn(by_week(policing=[(1, 1, ())] * 8))
    across = at(figure, "◆<br>1/1")
    assert len(across) == 8
    assert across[:6] == sorted(across[:6])
    assert across[6] < across[5]
    assert texts(figure).count("Policing") == 2


def test_many_organisations_are_counted_and_left_to_the_table() -> None:
    names = tuple(f"Force {letter}" for letter in "ABCDEFGHIJ")
    said = texts(drawn(by_week(policing=[(1, 1, names)])))
    assert ("Force H" in said, "Force I" in said) == (True, False)
    assert "and 2 more organisations, named in the table" in said


def test_the_figure_in_words() -> None:
    assert dialogue.alt(usual()) == (
        "Dialogue by week, 18 November to 1 December 2019. "
        "Between platforms: 3 meetings held, 2 expected; with Facebook, Google and Twitter. "
        "Policing: 1 meeting held, 3 expected; none, though expected, in 18 to 24 November 2019; with Facebook.")


def test_nothing_on_record_is_said() -> None:
    empty = by_week()
    assert dialogue.NOTHING in texts(drawn(empty))
    assert dialogue.alt(empty) == dialogue.NOTHING


def test_names_are_drawn_as_they_were_written() -> None:
    figure = drawn(by_week(policing=[(1, 1, tuple(HOSTILE))]))
    for text in [*(each.text for each in figure.layout.annotations), *figure.data[0].hovertext]:
        assert "<" not in text.replace("<br>", "")


@pytest.mark.parametrize(("dark", "base"), [(False, LIGHT), (True, DARK)])
def test_it_follows_the_theme_on_screen(dark: bool, base: Base) -> None:
    figure = drawn(usual(), dark=dark)
    assert figure.layout.paper_bgcolor == base.paper
    assert figure.layout.shapes[0].fillcolor == KEPT.fill(dark)
