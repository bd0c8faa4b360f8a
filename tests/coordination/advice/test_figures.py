"""What is computed for criteria 1a to 1d: of the newest edition, for each platform, in exact words."""

import pytest
from sqlalchemy import Engine

from coordination import figures, letters
from coordination.criteria import Figure
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import AdviceTopic
from tests import cast as casting
from tests.advice import an_agreed_section, an_edition
from tests.cast import OPENING, Cast

BREACHES, REPORTING, RESPONSE = AdviceTopic


def computed(engine: Engine, viewer: Viewer, slug: str) -> dict[str, Figure]:
    with reading(engine) as session:
        letter, criteria = letters.in_view(session, viewer), letters.criteria(session, casting.letter_id(engine))
        found = figures.computed(session, viewer, letter, slug, criteria, as_at=OPENING)
    return {code: figure for code, figure in found.items() if code.startswith("1")}


def test_before_the_first_edition_nothing_is_said(recorded: Engine, cast: Cast) -> None:
    an_agreed_section(recorded, cast, "facebook", BREACHES)  # agreed, but nobody can read it
    assert computed(recorded, cast.official, "facebook") == dict.fromkeys(
        ("1a", "1b", "1c", "1d"), Figure(0, 1, "No edition of the advice is published yet."))


@pytest.mark.parametrize("who", ["official", "analyst", "facebook"])
def test_the_figures_are_of_the_newest_edition(who: str, recorded: Engine, cast: Cast) -> None:
    an_agreed_section(recorded, cast, "facebook", BREACHES)
    an_agreed_section(recorded, cast, "facebook", REPORTING, welsh="")
    an_agreed_section(recorded, cast, "facebook", RESPONSE, responds_in_hours=1)
    an_edition(recorded, cast.official)
    assert computed(recorded, getattr(cast, who), "facebook") == {
        "1a": Figure(1, 1, "Edition 1 says what breaches this platform’s terms, in English and Welsh. "
                           "Last checked on 2 December 2019."),
        "1b": Figure(1, 1, "Edition 1 says where to report to this platform, in English alone; with an address. "
                           "Last checked on 2 December 2019."),
        "1c": Figure(1, 1, "Edition 1 says what response to expect from this platform, in English and Welsh; within "
                           "1 hour. Last checked on 2 December 2019."),
        "1d": Figure(1, 3, "Edition 1 is one piece with advice from 1 of 3 platforms. This platform is in it."),
    }


def test_a_platform_that_is_not_in_it_is_told_what_the_edition_lacks(recorded: Engine, cast: Cast) -> None:
    an_agreed_section(recorded, cast, "facebook", BREACHES)
    an_edition(recorded, cast.official)
    an_agreed_section(recorded, cast, "twitter", RESPONSE, responds_in_hours=None)
    assert computed(recorded, cast.official, "twitter") == {
        "1a": Figure(0, 1, "Edition 1 does not say what breaches this platform’s terms."),
        "1b": Figure(0, 1, "Edition 1 does not say where to report to this platform."),
        "1c": Figure(0, 1, "Edition 1 does not say what response to expect from this platform."),
        "1d": Figure(1, 3, "Edition 1 is one piece with advice from 1 of 3 platforms. This platform is not in it."),
    }
    an_edition(recorded, cast.official)
    assert computed(recorded, cast.official, "twitter")["1c"] == Figure(
        1, 1, "Edition 2 says what response to expect from this platform, in English and Welsh; no response time is "
              "stated. Last checked on 2 December 2019.")
