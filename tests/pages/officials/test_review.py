"""Review: the queue, both decisions, and what happens to whoever is overtaken."""

from datetime import date

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination import clock
from coordination.updates import reading as versions
from coordination.updates.reading import VersionInView
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import FindingWord, Outcome
from tests.cast import Cast, a_return, a_version, an_acceptance, codes
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown


def stored(engine: Engine, viewer: Viewer, version_id: int) -> VersionInView:
    with reading(engine) as session:
        return versions.in_view(session, viewer, version_id, as_at=clock.now(session))


def find(window: AppTest, version_id: int, places: list[str], word: FindingWord = FindingWord.MET) -> None:
    """Choose a finding in each of these places, and give a reason."""
    for place in places:
        window.selectbox(key=f"review.finding.{version_id}.{place}").set_value(word)
    window.text_area(key=f"review.reason.{version_id}.accept").set_value("It is all there.")


def press(window: AppTest, label: str) -> AppTest:
    (button,) = [each for each in window.button if each.label == label]
    return button.click().run()


def test_the_queue_shows_the_longest_waiting_first(app: Opened, cast: Cast, recorded: Engine,
                                                   stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 11, 20)
    first = a_version(recorded, cast.twitter, commitment=4)
    stopped_clock.set_to(2019, 12, 2)
    second = a_version(recorded, cast.facebook, commitment=1)
    page = shown(app(cast.official, "review"))
    assert "<h2>2 updates wait for review</h2>" in page
    assert "Review the longest waiting: Twitter, commitment 4" in page
    assert page.index(f"/review?version={first}&amp;") < page.index(f"/review?version={second}&amp;")
    assert ">12 days</td>" in page
    assert ">today</td>" in page


def test_an_empty_queue_says_what_would_be_there(app: Opened, cast: Cast) -> None:
    assert "No update waits for review" in shown(app(cast.official, "review"))


def test_accepting_stores_every_finding_and_offers_the_next(app: Opened, cast: Cast, recorded: Engine) -> None:
    first = a_version(recorded, cast.facebook, commitment=3)
    a_version(recorded, cast.twitter, commitment=4)
    window = app(cast.official, "review", version=first)
    find(window, first, ["3a", "3b", "whole"])
    window.selectbox(key=f"review.finding.{first}.3c").set_value(FindingWord.NOT_MET)
    press(window, "Accept version 1 with these findings")
    page = shown(window)
    assert "Accepted: met. Facebook, commitment 3, version 1." in page
    assert "Review the longest waiting: Twitter, commitment 4" in page
    assert "version" not in window.query_params
    decided = stored(recorded, cast.official, first)
    assert (decided.outcome, decided.finding, decided.reason) == (Outcome.ACCEPTED, FindingWord.MET, "It is all there.")
    assert [each.finding for each in decided.criteria] == [FindingWord.MET, FindingWord.MET, FindingWord.NOT_MET]


def test_nothing_is_chosen_beforehand_and_all_that_is_missing_is_named(app: Opened, cast: Cast,
                                                                       recorded: Engine) -> None:
    waiting = a_version(recorded, cast.facebook, commitment=3)
    window = app(cast.official, "review", version=waiting)
    assert [box.value for box in window.main.selectbox] == [None] * 4
    window.selectbox(key=f"review.finding.{waiting}.3b").set_value(FindingWord.MET)
    press(window, "Accept version 1 with these findings")
    page = shown(window)
    for sentence in ("Choose a finding for criterion 3a.", "Choose a finding for criterion 3c.",
                     "Choose a finding for the commitment as a whole.", "Give the reason for your findings."):
        assert sentence in page
    assert "criterion 3b" not in page
    assert window.selectbox(key=f"review.finding.{waiting}.3b").value == FindingWord.MET
    assert stored(recorded, cast.official, waiting).outcome is None


def test_returning_needs_a_reason_and_makes_no_finding(app: Opened, cast: Cast, recorded: Engine) -> None:
    waiting = a_version(recorded, cast.facebook, commitment=1)
    window = press(app(cast.official, "review", version=waiting), "Return version 1 to Facebook")
    assert "Say why you return it and what the platform should do." in shown(window)
    window.text_area(key=f"review.reason.{waiting}.return").set_value("Say where.")
    press(window, "Return version 1 to Facebook")
    assert "Returned to Facebook. Facebook, commitment 1, version 1." in shown(window)
    decided = stored(recorded, cast.official, waiting)
    assert (decided.outcome, decided.finding, decided.reason) == (Outcome.RETURNED, None, "Say where.")


def test_who_is_overtaken_by_a_colleague_is_told_and_keeps_the_text(app: Opened, cast: Cast, recorded: Engine) -> None:
    waiting = a_version(recorded, cast.facebook, commitment=1)
    window = app(cast.official, "review", version=waiting)
    an_acceptance(recorded, cast.second_official, waiting, commitment=1)
    find(window, waiting, [*codes(recorded, 1), "whole"])
    press(window, "Accept version 1 with these findings")
    page = shown(window)
    assert "Home Office official already accepted this version" in page
    assert "Open the decision in a new tab" in page
    assert window.text_area(key=f"review.reason.{waiting}.accept").value == "It is all there."
    assert stored(recorded, cast.official, waiting).finding == FindingWord.PARTLY_MET


def test_a_decision_on_a_version_that_was_replaced_is_refused_with_a_link_to_the_newer_one(
    app: Opened, cast: Cast, recorded: Engine
) -> None:
    waiting = a_version(recorded, cast.facebook, commitment=1)
    window = app(cast.official, "review", version=waiting)
    newer = a_version(recorded, cast.facebook, commitment=1, narrative="We have gone on.")
    window.text_area(key=f"review.reason.{waiting}.return").set_value("Say where.")
    press(window, "Return version 1 to Facebook")
    page = shown(window)
    assert "Open version 2 to decide on it." in page
    assert f'<a href="/review?version={newer}&amp;letter=MCO%2F00433" target="_blank" rel="noopener">' in page
    assert window.text_area(key=f"review.reason.{waiting}.return").value == "Say where."
    assert [stored(recorded, cast.official, id_).outcome for id_ in (waiting, newer)] == [None, None]


def test_the_second_click_of_a_double_click_is_told_what_the_first_one_stored(app: Opened, cast: Cast,
                                                                              recorded: Engine) -> None:
    waiting = a_version(recorded, cast.facebook, commitment=1)
    window = app(cast.official, "review", version=waiting)
    a_return(recorded, cast.official, waiting, "Say where.")
    window.text_area(key=f"review.reason.{waiting}.return").set_value("Say where. ")
    press(window, "Return version 1 to Facebook")
    assert "Returned to Facebook. Facebook, commitment 1, version 1." in shown(window)


def test_a_decided_or_replaced_version_says_so_and_offers_no_form(app: Opened, cast: Cast, recorded: Engine) -> None:
    replaced = a_version(recorded, cast.facebook, commitment=1)
    decided = a_version(recorded, cast.facebook, commitment=1)
    a_return(recorded, cast.official, decided)
    window = app(cast.official, "review", version=decided)
    assert "Cabinet Office official returned this version on" in shown(window)
    assert not window.main.button
    window = app(cast.official, "review", version=replaced)
    assert "Facebook replaced this version with version 2" in shown(window)
    assert not window.main.button


def test_what_was_said_changed_and_computed_stands_beside_the_choice(app: Opened, cast: Cast, recorded: Engine) -> None:
    first = a_version(recorded, cast.facebook, commitment=5, statements={"5a": "Two so far."}, narrative="We began.")
    an_acceptance(recorded, cast.official, first, commitment=5, word=FindingWord.NOT_MET)
    second = a_version(recorded, cast.facebook, commitment=5, narrative="We have begun.", link="Our page",
                       statements={"5a": "All four."})
    page = shown(app(cast.official, "review", version=second))
    assert "We<del> began</del><ins> have begun</ins>." in page
    assert "Parley’s figure: <strong>0 of 4</strong>." in page
    assert 'Facebook says: <span class="written">All four.</span>' in page
    assert "Found on the version before:" in page
    assert "Our page (opens in a new tab)" in page


@pytest.mark.parametrize("day", [date(2019, 12, 1), date(2019, 11, 20)])
def test_nothing_can_be_decided_as_at_an_earlier_day(app: Opened, cast: Cast, recorded: Engine,
                                                     stopped_clock: StoppedClock, day: date) -> None:
    stopped_clock.set_to(2019, 11, 25)
    waiting = a_version(recorded, cast.facebook, commitment=1)
    stopped_clock.set_to(2019, 12, 2)
    window = app(cast.official, "review", version=waiting)
    window.date_input(key="as_at").set_value(day).run()
    assert not window.main.button
    assert ("Facebook, commitment 1" in shown(window)) == (day > date(2019, 11, 25))
