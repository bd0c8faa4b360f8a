import pandas as pd
import pytest

from charts import reach
from charts.theme import DARK, LIGHT
from tests.charts.frames import caption

HOSTILE = '<b style="background:url(https://beacon.example)">x</b>'


def frame(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group", "in_words", "at_least_share", "at_most_share"])


TWO = frame(("All candidates", "At least 5 and at most 9 of 10 (50% to 90%)", 0.5, 0.9),
            ("Green", "None of 4", 0.0, 0.0))


def test_each_group_is_filled_as_far_as_is_sure_and_open_as_far_as_may_be() -> None:
    drawn = reach.by_party(TWO, caption())
    ends = [shape["x1"] for shape in drawn.to_dict()["layout"]["shapes"]][2:]  # after the key
    assert ends == [1, 0.9, 0.5, 1]


def test_its_words_say_the_same() -> None:
    assert reach.by_party_alt(TWO) == ("Share of candidates reached. All candidates: at least 5 and at most 9 of 10 "
                                       "(50% to 90%). Green: none of 4.")
    drawn = reach.by_party(TWO, caption())
    told = " ".join(each["text"] for each in drawn.to_dict()["layout"]["annotations"])
    assert "At least 5 and at most 9 of 10" in told.replace("<br>", " ")
    assert caption().letter in told


@pytest.mark.parametrize("none", [frame(), frame(("All candidates", "None of 10", 0.0, 0.0))])
def test_where_nobody_was_reached_it_says_so(none: pd.DataFrame) -> None:
    assert reach.by_party_alt(none) == reach.NOTHING
    assert reach.NOTHING in str(reach.by_party(none, caption()))


@pytest.mark.parametrize(("dark", "paper"), [(False, LIGHT.paper), (True, DARK.paper)])
def test_it_is_drawn_for_the_theme_on_screen(dark: bool, paper: str) -> None:
    assert reach.by_party(TWO, caption(), dark=dark).layout.paper_bgcolor == paper


def test_what_people_wrote_is_drawn_and_never_run() -> None:
    drawn = reach.by_party(frame((HOSTILE, HOSTILE, 0.5, 0.9)), caption()).to_json()
    assert "<b style" not in drawn
    assert "\\u003cb style" not in drawn
