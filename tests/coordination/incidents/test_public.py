"""The real published figures, as pages draw them."""

from datetime import date

from sqlmodel import Session

from coordination import letters
from coordination.incidents import public
from tests.coordination.asking import ANYBODY


def test_the_published_series_are_on_record_each_under_its_own_definition(session: Session) -> None:
    found = public.series(session, letters.in_view(session, ANYBODY).id)
    assert list(found.columns) == public.COLUMNS
    assert dict(found.groupby("title")["definition"].first()) == {
        "abusive replies to MPs on Twitter, by week (3 November to 14 December 2019)":
            "replies classed as abusive by the authors' automatic method, out of all replies to sitting MPs collected",
        "abusive tweets at candidates, 11 November 2019 (one day)":
            "a different classifier and population from the one above (16.5% against 4.67% in the same week); the two "
            "must never share an axis without a warning",
        "reports to police by candidates": "reports made to police, about half recorded as crimes"}
    week = found[(found["name"] == "abusive_replies") & (found["first_day"] == date(2019, 11, 10))]
    assert list(week["value"]) == [20742]


def test_the_two_shares_of_one_week_are_those_that_were_published(session: Session) -> None:
    found = public.shares(public.series(session, letters.in_view(session, ANYBODY).id))
    replies = found[(found["name"] == "abusive_replies") & (found["first_day"] == date(2019, 11, 10))].iloc[0]
    assert (replies["last_day"], round(replies["value"], 2)) == (date(2019, 11, 16), 4.67)
    tweets = found[found["name"] == "abusive"].iloc[0]
    assert (tweets["part"], tweets["whole"], round(tweets["value"], 1)) == (23039, 139564, 16.5)
    assert tweets["first_day"] == tweets["last_day"] == date(2019, 11, 11)
    assert len(found) == 7


def test_another_letter_has_none(session: Session) -> None:
    none = public.series(session, 0)
    assert none.empty
    assert public.shares(none).empty
