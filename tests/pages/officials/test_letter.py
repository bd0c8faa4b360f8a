"""The letter: its text, marked in place, and each platform's standing for those who may see it."""

import re
from html import unescape

import pandas as pd
import pytest
from sqlalchemy import Engine

from coordination import letters
from data_model.database import reading
from page_parts.letter import Stretch, bearing_on, marked, published_in_words
from tests.cast import Cast, a_version, letter_id
from tests.pages.conftest import Opened, shown


def spans(*given: tuple[int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(list(given), columns=["number", "span_start", "span_end"])


def test_a_text_is_cut_where_its_commitments_stand_and_nothing_is_lost() -> None:
    found = marked("We ask: one and two.", spans((2, 16, 19), (1, 8, 11)))
    assert found == [Stretch("We ask: ", None), Stretch("one", 1), Stretch(" and ", None), Stretch("two", 2),
                     Stretch(".", None)]


@pytest.mark.parametrize("given", [spans(), spans((1, 0, 20)), spans((1, 0, 5), (2, 3, 9)), spans((1, 5, 99))])
def test_the_stretches_joined_are_the_text(given: pd.DataFrame) -> None:
    text = "Twenty characters 20"
    assert "".join(stretch.text for stretch in marked(text, given)) == text


@pytest.mark.parametrize(("published", "words"), [("2019-11-15", "15 November 2019"), ("2019-11", "November 2019"),
                                                  ("2019", "2019"), ("", "")])
def test_a_day_of_publication_is_as_precise_as_its_source(published: str, words: str) -> None:
    assert published_in_words(published) == words


def test_a_public_fact_bears_on_the_commitment_of_its_criteria() -> None:
    criteria = pd.DataFrame({"commitment_id": [1, 2, 2], "code": ["1a", "2a", "2b"]})
    record = pd.DataFrame({"what": ["x", "y"], "codes": ["1a, 2b", ""], "published": ["2019-11", ""]})
    assert [fact["what"] for fact in bearing_on(record, criteria, 2)] == ["x"]
    assert bearing_on(record, criteria, 3) == []


def test_the_page_shows_the_whole_letter_and_marks_each_commitment(app: Opened, cast: Cast, recorded: Engine) -> None:
    page = shown(app(cast.official, "letter"))
    with reading(recorded) as session:
        text = letters.in_view(session, cast.official).text
        quotations = list(letters.commitments(session, letter_id(recorded))["quotation"])
    body = re.search(r'<div class="letter">(.*?)</div>', page, re.S)
    assert body
    marks = re.findall(r'<mark id="commitment-(\d)".*?</a>(.*?)</mark>', body[1], re.S)
    assert [(number, unescape(words)) for number, words in marks] == [
        (str(number), words) for number, words in enumerate(quotations, 1)]
    plain = unescape(re.sub(r"<a .*?</a>|<[^>]+>", "", body[1]))
    assert plain.split() == text.split()


def test_a_chosen_commitment_shows_its_criteria_the_public_record_and_every_platform(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.official, "letter", commitment=1))
    assert page.count('aria-current="true"') == 1
    assert '<mark id="commitment-1" class="chosen"' in page
    assert "<strong>1a</strong>" in page
    assert "Internet Association" in page
    assert "Source: uk.internetassociation.org/blog/resource-for-parliamentary-candidates/" in page
    for platform in ("facebook", "google", "twitter"):
        assert f"/trail?platform={platform}&amp;commitment=1" in page
    assert "/trail?platform=facebook&amp;commitment=2" not in page


def test_a_representative_sees_only_their_own_standing(app: Opened, cast: Cast, recorded: Engine) -> None:
    a_version(recorded, cast.twitter, commitment=1, claim="delivered", link="Twitter's page")
    page = shown(app(cast.facebook, "letter", commitment=1))
    assert "/trail?platform=facebook&amp;commitment=1" in page
    assert "platform=twitter" not in page
    assert "claims “delivered”" not in page
    assert "/submit?commitment=1" in page
    assert "/requests" not in page


def test_a_commitment_that_the_letter_has_not_is_not_found(app: Opened, cast: Cast) -> None:
    assert "Not found. Letter MCO/00433 has no commitment 9." in shown(app(cast.official, "letter", commitment=9))
