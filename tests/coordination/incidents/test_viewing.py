"""A view of the counts as an address says it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from coordination.incidents import public, viewing
from coordination.incidents.asking import By, Grain
from coordination.incidents.viewing import View
from coordination.problems import Invalid, NotFound
from data_model.words import Nation
from tests.coordination.incidents.a_vocabulary import SMALL

VIOLENCE = "STATEMENT_CATEGORY_VIOLENCE"
USUAL = viewing.usual(SMALL, date(2019, 11, 5), date(2019, 12, 1))
PUBLISHED = pd.DataFrame([(3, "abusive replies", "by a method", "a journal", "", "abusive", date(2019, 11, 10),
                           date(2019, 11, 16), 4.0)], columns=public.COLUMNS)


def saying(**said: str) -> Callable[[str], str]:
    """An address that says these words."""
    return lambda name: said.get(name, "")


def test_an_address_without_a_choice_shows_the_usual_view() -> None:
    assert viewing.view_of(SMALL, saying(), (), USUAL) == USUAL == View(
        "notices", "TOTAL", date(2019, 11, 5), date(2019, 12, 1), By.PLATFORM, Nation.UK, Grain.WEEK)


def test_every_choice_is_read_from_the_address() -> None:
    said = saying(**{"measure": "hours", "category": VIOLENCE, "by": "nation", "nation": "wales", "grain": "day",
                     "from": "2019-11-18", "to": "2019-11-19", "with": "notices"})
    assert viewing.view_of(SMALL, said, ("facebook",), USUAL) == View(
        "hours", VIOLENCE, date(2019, 11, 18), date(2019, 11, 19), By.NATION, Nation.WALES, Grain.DAY, ("facebook",),
        "notices")


@pytest.mark.parametrize(("name", "said"), [
    ("measure", "x"), ("category", "x"), ("by", "x"), ("nation", "x"), ("grain", "x"), ("from", "x"),
    ("from", "1066-10-14"), ("to", "3000-01-01"), ("to", "2019-02-30")])
def test_what_there_is_not_is_not_found(name: str, said: str) -> None:
    with pytest.raises(NotFound):
        viewing.view_of(SMALL, saying(**{name: said}), (), USUAL)


def test_only_what_has_the_same_unit_stands_beside_it_and_nothing_public_is_added_up_over_a_campaign() -> None:
    assert viewing.beside(SMALL, USUAL, PUBLISHED) == {
        "public-3-abusive": "On public record: abusive replies: abusive"}
    assert viewing.beside(SMALL, replace(USUAL, grain=Grain.CAMPAIGN), PUBLISHED) == {}
    assert viewing.beside(SMALL, replace(USUAL, measure="hours"), PUBLISHED) == {}


def test_days_that_cannot_be_shown_are_refused() -> None:
    viewing.check(USUAL)
    with pytest.raises(Invalid, match="The first day is after the last one"):
        viewing.check(replace(USUAL, last_day=date(2019, 11, 4)))
    with pytest.raises(Invalid, match="at most 1,100 days"):
        viewing.check(replace(USUAL, first_day=date(2015, 1, 1)))


def test_a_title_says_all_of_the_view() -> None:
    assert viewing.title(SMALL, USUAL) == "Notices, by platform, week by week, total"
    assert viewing.title(SMALL, replace(USUAL, by=By.NOTHING, grain=Grain.CAMPAIGN, nation=Nation.WALES)) == (
        "Notices, in total, total, Wales")


@pytest.mark.parametrize(("row", "words"), [
    ({"state": "reported", "parts_missing": 2, "days_missing": 1, "other_period": False},
     "2 parts and 1 day not reported"),
    ({"state": "reported", "parts_missing": 0, "days_missing": 0, "other_period": True}, ""),
    ({"state": "not reported", "parts_missing": 2, "days_missing": 1, "other_period": False}, ""),
    ({"state": "not reported", "parts_missing": 0, "days_missing": 0, "other_period": True},
     "only another stretch of time has a figure")])
def test_what_a_figure_lacks_is_said(row: dict[str, object], words: str) -> None:
    assert viewing.missing_in_words({**row}) == words
