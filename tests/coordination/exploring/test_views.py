"""A view and its address: the one says the other, whatever is in it, and a wrong address is not found."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.exploring import views
from coordination.exploring.views import By, Form, Note, View
from coordination.incidents.asking import Grain
from coordination.incidents.viewing import EARLIEST, LATEST
from coordination.problems import NotFound
from data_model.words import Nation
from tests.views import SAMPLES, a_view

WORD = st.text(min_size=1, max_size=30)
DAYS = st.dates(EARLIEST, LATEST)
NOTES = st.builds(views.note, DAYS, st.text(max_size=200)).filter(lambda note: note.text)
VIEWS = st.builds(
    View, measures=st.lists(WORD, min_size=1, max_size=4, unique=True).map(tuple), first_day=DAYS, last_day=DAYS,
    by=st.lists(st.sampled_from(By), max_size=2, unique=True).map(tuple), grain=st.sampled_from(Grain),
    form=st.sampled_from(Form), platforms=st.lists(WORD, max_size=3, unique=True).map(tuple),
    category=st.text(max_size=20), commitments=st.lists(st.integers(0, 99), max_size=3, unique=True).map(tuple),
    nation=st.sampled_from(Nation), kinds=st.lists(WORD, max_size=3, unique=True).map(tuple), dates=st.booleans(),
    notes=st.lists(NOTES, max_size=5, unique=True).map(tuple))
USUAL = a_view()


def saying(query: list[tuple[str, str]]) -> Callable[[str], list[str]]:
    """An address that says this."""
    said = defaultdict(list)
    for name, value in query:
        said[name].append(value)
    return lambda name: said.get(name, [])


@given(VIEWS)
def test_an_address_says_the_whole_view(view: View) -> None:
    assert views.view_of(saying(views.query(view)), USUAL) == view


def test_the_samples_are_said_by_their_addresses() -> None:
    for view in SAMPLES.values():
        assert views.view_of(saying(views.query(view)), USUAL) == view


def test_an_address_that_says_nothing_has_the_usual_view() -> None:
    assert views.view_of(saying([]), USUAL) == USUAL
    assert views.view_of(saying([("measure", ""), ("from", ""), ("by", ""), ("note", "")]), USUAL) == USUAL


def test_an_address_is_always_whole_and_in_the_same_order() -> None:
    view = a_view(by=(), platforms=("google",), nation=Nation.WALES, dates=False,
                  notes=(Note(date(2019, 11, 19), "Television debate"),))
    assert views.query(view) == [
        ("measure", "reports-from-candidates"), ("by", "none"), ("grain", "week"), ("from", "2019-11-05"),
        ("to", "2019-12-01"), ("form", "line"), ("platform", "google"), ("nation", "wales"), ("dates", "no"),
        ("note", "2019-11-19 Television debate")]


def test_what_is_said_twice_counts_once_and_of_what_can_only_be_one_the_last_counts() -> None:
    found = views.view_of(saying([("platform", "google"), ("platform", "google"), ("measure", "findings"),
                                  ("measure", "findings"), ("grain", "day"), ("grain", "campaign")]), USUAL)
    assert (found.platforms, found.measures, found.grain) == (("google",), ("findings",), Grain.CAMPAIGN)


def test_a_note_is_one_line_of_plain_reading_order_and_no_longer_than_it_may_be() -> None:
    found = views.view_of(saying([("note", "2019-11-19  <b>A\n\u202edebate\x00</b> "),
                                  ("note", "2019-11-20 " + 500 * "x"), ("note", "2019-11-21 ")]), USUAL)
    assert found.notes == (Note(date(2019, 11, 19), "<b>A debate</b>"), Note(date(2019, 11, 20), 120 * "x"))


@pytest.mark.parametrize(("name", "said"), [
    ("by", "x"), ("by", "PLATFORM"), ("grain", "hour"), ("form", "pie"), ("nation", "france"), ("from", "1066-10-14"),
    ("to", "3000-01-01"), ("to", "2019-02-30"), ("from", "tomorrow"), ("commitment", "one"), ("commitment", "-1"),
    ("commitment", "²"), ("commitment", "9" * 5000), ("note", "Television debate"), ("note", "1066-10-14 Hastings")])
def test_words_and_days_that_there_are_not_are_not_found(name: str, said: str) -> None:
    with pytest.raises(NotFound):
        views.view_of(saying([(name, said)]), USUAL)


NAMES = ("measure", "by", "grain", "from", "to", "form", "platform", "category", "commitment", "nation", "kind",
         "dates", "note")


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text()), max_size=12))
def test_whatever_an_address_says_it_is_a_view_or_not_found(query: list[tuple[str, str]]) -> None:
    try:
        found = views.view_of(saying(query), USUAL)
    except NotFound:
        return
    assert views.view_of(saying(views.query(found)), USUAL) == found
