"""Returns: the list, and one with what it added and what it restated side by side."""

import re
from datetime import date

import pytest
from sqlalchemy import Engine

from coordination.incidents.returns import Stored
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown
from tests.returning import sent

WHY = "We had counted <b>twice</b>."


@pytest.fixture
def two(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> tuple[Stored, Stored]:
    """Two days of Facebook's, one of which it restates the day after."""
    first = sent(recorded, cast.facebook, [("2019-11-18", 120), ("2019-11-19", 0), ("2019-11-20", "not reported")])
    stopped_clock.set_to(2019, 12, 3)
    return first, sent(recorded, cast.facebook, [("2019-11-18", 90), ("2019-11-21", 70)], reason=WHY)


def said(page: str) -> str:
    """The words of a page, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("who", ["official", "analyst", "facebook"])
def test_the_list_says_who_sent_what_and_why_it_was_restated(who: str, app: Opened, cast: Cast,
                                                             two: tuple[Stored, Stored]) -> None:
    page = shown(app(getattr(cast, who), "returns"))
    assert "2 returns, newest first" in page
    assert (f'<a href="/returns?return={two[1].id}&amp;letter=MCO%2F00433">Facebook, return 2</a>') in page
    assert "3 December 2019 at 09:00</time><br><span class=\"quiet\">by Facebook representative" in page
    assert "We had counted &lt;b&gt;twice&lt;/b&gt;." in page


def test_a_restated_count_stands_beside_what_it_was(app: Opened, cast: Cast, two: tuple[Stored, Stored]) -> None:
    page = shown(app(cast.analyst, "returns", **{"return": two[1].id}))
    assert "Facebook, return 2: 18 to 21 November 2019" in page
    assert "1 added, 1 restated, 0 left as they were" in page
    assert '<del>120</del></td><td data-label="Since" class="number"><ins>90</ins>' in page
    assert "21 November 2019 United Kingdom, not split" in said(page)


def test_the_original_stays_readable(app: Opened, cast: Cast, two: tuple[Stored, Stored]) -> None:
    page = said(shown(app(cast.official, "returns", **{"return": two[0].id})))
    assert "3 counts added" in page
    for count in ("120", "0", "not reported"):
        assert re.search(rf"Reports from candidates[^<]* {count}", page), count


def test_what_was_not_known_yet_or_is_anothers_is_not_found(app: Opened, cast: Cast,
                                                            two: tuple[Stored, Stored]) -> None:
    assert "Not found. There is no such return." in shown(app(cast.twitter, "returns", **{"return": two[0].id}))
    window = app(cast.official, "returns", **{"return": two[1].id})
    window.date_input(key="as_at").set_value(date(2019, 12, 2)).run()
    assert "Not found. There is no such return." in shown(window)
    window.query_params.pop("return")
    assert "1 return, newest first" in shown(window.run())


def test_without_a_return_the_page_says_what_will_be_here(app: Opened, cast: Cast) -> None:
    assert "No platform has sent a return yet." in shown(app(cast.official, "returns"))
    page = shown(app(cast.twitter, "returns"))
    assert "You have sent no return yet." in page
    assert '<a href="/send-return?letter=MCO%2F00433">Send a return</a>' in page
