"""One platform's record, and the trail of one commitment: everything on them leads somewhere, in both directions."""

from sqlalchemy import Engine

from data_model.words import FindingWord
from tests.cast import Cast, a_request, a_return, a_version, an_acceptance
from tests.pages.conftest import Opened, shown


def history(engine: Engine, cast: Cast) -> tuple[int, int]:
    """Facebook's accepted version on commitment 1 and a later one that was returned."""
    accepted = a_version(engine, cast.facebook, commitment=1, link="First page", statements={"1a": "It lists them."})
    an_acceptance(engine, cast.official, accepted, commitment=1, word=FindingWord.SUBSTANTIALLY_MET)
    returned = a_version(engine, cast.facebook, commitment=1, narrative="We have gone on.", claim="delivered",
                         link="Second page", statements={"1a": "It lists all of them."})
    a_return(engine, cast.second_official, returned, "Say where.")
    return accepted, returned


def test_a_platforms_record_opens_every_record_of_it(app: Opened, cast: Cast, recorded: Engine) -> None:
    accepted, returned = history(recorded, cast)
    asked = a_request(recorded, cast.official, platforms=("facebook",), commitments=(2,))
    page = shown(app(cast.official, "platform", platform="facebook"))
    for href in (f"/update?version={accepted}&amp;", f"/update?version={returned}&amp;", f"/requests?request={asked}",
                 "/trail?platform=facebook&amp;commitment=1", "/platform?platform=twitter",
                 "/requests?platform=facebook&amp;commitment=2"):
        assert href in page
    assert "2 versions, newest first" in page
    assert "Say where." in page
    assert "First page (opens in a new tab)" in page
    assert "Second page (opens in a new tab)" in page


def test_without_a_platform_an_official_chooses_one(app: Opened, cast: Cast, recorded: Engine) -> None:
    history(recorded, cast)
    page = shown(app(cast.official, "platform"))
    assert "<h2>Choose a platform</h2>" in page
    assert "/platform?platform=google&amp;letter=MCO%2F00433" in page


def test_a_representative_comes_straight_to_their_own_record(app: Opened, cast: Cast, recorded: Engine) -> None:
    history(recorded, cast)
    page = shown(app(cast.twitter, "platform"))
    assert "<h2>Twitter</h2>" in page
    assert "No update yet." in page
    assert "Facebook" not in page
    assert "Not found." in shown(app(cast.twitter, "platform", platform="facebook"))
    assert "Not found." in shown(app(cast.twitter, "trail", platform="facebook", commitment=1))


def test_the_trail_tells_the_newest_claim_from_the_version_that_was_judged(app: Opened, cast: Cast,
                                                                           recorded: Engine) -> None:
    accepted, returned = history(recorded, cast)
    page = shown(app(cast.official, "trail", platform="facebook", commitment=1))
    says, found = page.index("<h3>Facebook says</h3>"), page.index("<h3>Officials found</h3>")
    assert "Claims <strong>delivered</strong>" in page[says:found]
    assert f"/update?version={returned}&amp;" in page[says:found]
    assert f"/update?version={accepted}&amp;" in page[found:]
    assert "It lists all of them." in page
    assert "It lists them." not in page
    assert 'Version 2 was returned: <span class="written">Say where.</span>' in page
    assert page.count("</span> substantially met</span>") == 2 + 4 + 1  # above, by whom, four criteria, its version


def test_the_trail_leads_to_the_letter_its_neighbours_and_what_to_do(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.official, "trail", platform="facebook", commitment=2))
    for href in ("/letter?commitment=2&amp;", "/trail?platform=facebook&amp;commitment=1",
                 "/trail?platform=facebook&amp;commitment=3", "/trail?platform=google&amp;commitment=2",
                 "/platform?platform=facebook", "/requests?platform=facebook&amp;commitment=2"):
        assert href in page
    assert "no update on this commitment is on record" in page
    own = shown(app(cast.facebook, "trail", commitment=2))
    assert "/submit?commitment=2" in own
    assert "platform=google" not in own


def test_the_trail_shows_the_figure_that_parley_computes(app: Opened, cast: Cast, recorded: Engine) -> None:
    history(recorded, cast)
    page = shown(app(cast.official, "trail", platform="facebook", commitment=5))
    assert "<strong>1 of 4</strong>. A submitted update is on record for 1 of the 4 other commitments." in page


def test_a_trail_that_there_is_not_is_not_found(app: Opened, cast: Cast) -> None:
    for query in ({"platform": "nobody", "commitment": 1}, {"platform": "facebook", "commitment": 9},
                  {"platform": "facebook", "commitment": "1e9"}):
        assert "Not found." in shown(app(cast.official, "trail", **query))
    assert "Choose a platform and a commitment" in shown(app(cast.official, "trail"))
