"""Sharing a signal: only what the marking permits is offered, it is said who will read it, and it is shared once."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination import accounts, clock
from coordination.accounts import AccountInput
from coordination.signals import reading
from data_model import database
from data_model.words import Role, Tlp
from page_parts.directory import PAGES
from tests.cast import Cast, letter_id, platform_id, viewer
from tests.conftest import StoppedClock
from tests.coordination.signals.a_bundle import a_bundle, an_indicator
from tests.pages.conftest import Opened, shown
from tests.signals import THREAT, given

OTHER = "indicator--3f2504e0-4f89-41d3-9a0c-0305e82c3399"


def press(window: AppTest, label: str) -> AppTest:
    (button,) = [each for each in window.main.button if each.label == label]
    return button.click().run()


def offered(window: AppTest) -> set[str]:
    """Which choices of addressees the form has."""
    keys = [each.key for each in (*window.multiselect, *window.checkbox)]
    return {str(key).removeprefix("share-signal.") for key in keys}


def on_record(engine: Engine, cast: Cast) -> pd.DataFrame:
    with database.reading(engine) as session:
        return reading.listing(session, cast.twitter, letter_id(engine), as_at=clock.now(session))


def filled_in(window: AppTest, engine: Engine, cast: Cast) -> AppTest:
    """What the signal says; not yet whom it goes to."""
    window.selectbox(key="share-signal.category").set_value(given(engine, cast.twitter)["category_id"])
    window.text_area(key="share-signal.summary").set_value("The same <b>picture</b>, again.")
    window.text_input(key="share-signal.indicator").set_value("hxxps://Example[.]com:443/a/../picture")
    return window.run()


def to_facebook(window: AppTest, engine: Engine) -> AppTest:
    return window.multiselect(key="share-signal.platforms").set_value([platform_id(engine, "facebook")]).run()


def test_what_is_shared_is_shown_in_its_normal_form_and_who_will_read_it_before_it_is(
        app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    window = filled_in(app(cast.twitter, "share-signal"), recorded, cast)
    page = shown(window)
    assert "Shared as <code>hxxps://example[.]com/picture</code>" in page
    assert "after <time datetime=\"2020-03-11\">11 March 2020</time>" in page
    assert "Nobody yet: choose whom it goes to." in page
    assert "<li>Representatives of Facebook</li><li>Representatives of Twitter, who share it</li>" in shown(
        to_facebook(window, recorded))
    stopped_clock.advance(minutes=5)
    press(window, "Share this signal")
    assert "The signal is shared." in shown(window)
    assert "<h1>Signals</h1>" in shown(window)
    assert dict(window.query_params) == {"signal": "1"}
    [row] = on_record(recorded, cast).to_dict("records")
    assert (row["tlp"], row["addressed"], row["category_code"]) == (Tlp.AMBER_STRICT, ("Facebook",), THREAT)
    assert (row["summary"], row["indicator"]) == ("The same <b>picture</b>, again.", "https://example.com/picture")
    assert row["observed_at"] == datetime(2019, 12, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("tlp", Tlp)
def test_only_whom_the_marking_permits_is_offered(tlp: Tlp, app: Opened, cast: Cast) -> None:
    window = app(cast.twitter, "share-signal", tlp=tlp)
    assert window.radio(key="share-signal.tlp").value == tlp
    assert offered(window) == {
        Tlp.RED: {"people"}, Tlp.AMBER_STRICT: {"platforms", "departments"}, Tlp.AMBER: {"platforms", "departments"},
        Tlp.GREEN: {"everyone", "platforms", "departments"}, Tlp.CLEAR: {"everyone", "platforms", "departments"}}[tlp]


@pytest.mark.parametrize(("tlp", "addressee", "says"), [
    (Tlp.RED, "Facebook", "TLP:RED is for named people. Choose who at Facebook may read this, or another marking."),
    (Tlp.AMBER, "Facebook representative", "TLP:AMBER is for whole organisations, not for single people."),
    (Tlp.GREEN, "Nobody there", "The address asks for addressees that there are not."),
    (Tlp.AMBER, "Twitter", "The address asks for addressees that there are not."),
])
def test_an_address_that_contradicts_its_marking_is_stopped_with_the_reason(
        tlp: Tlp, addressee: str, says: str, app: Opened, cast: Cast) -> None:
    window = app(cast.twitter, "share-signal", tlp=tlp, addressee=addressee)
    assert says in shown(window)
    assert "Nobody yet: choose whom it goes to." in shown(window)


def test_an_address_that_fits_fills_the_form_in(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.twitter, "share-signal", tlp=Tlp.RED, addressee="Facebook representative")
    assert window.multiselect(key="share-signal.people").value == [cast.facebook.account_id]
    assert "<li>Facebook representative, Facebook</li>" in shown(window)
    press(filled_in(window, recorded, cast), "Share this signal")
    assert [row["addressed"] for row in on_record(recorded, cast).to_dict("records")] == [
        ("Facebook representative (Facebook)",)]


def test_people_of_one_name_are_told_apart(app: Opened, cast: Cast, recorded: Engine) -> None:
    other = viewer(recorded, name="Someone", role=Role.PLATFORM, organisation="Facebook")
    accounts.change(recorded, "a test", other.account_id, AccountInput(
        name=cast.facebook.name, email=other.email, role=Role.PLATFORM, organisation="Facebook"))
    field = app(cast.twitter, "share-signal", tlp=Tlp.RED).multiselect(key="share-signal.people")
    same = [each for each in field.options if each.startswith("Facebook representative, Facebook")]
    assert len(set(same)) == 2


def test_departments_and_analysts_are_said_to_read_what_their_marking_lets_them(app: Opened, cast: Cast) -> None:
    home_office = [cast.second_official.organisation_id]
    for tlp, expected in ((Tlp.AMBER_STRICT, ["Officials of Home Office"]),
                          (Tlp.AMBER, ["Officials of every department"]),
                          (Tlp.GREEN, ["Officials of every department", "Government analysts"])):
        window = app(cast.twitter, "share-signal", tlp=tlp)
        window.multiselect(key="share-signal.departments").set_value(home_office).run()
        lines = [*expected, "Representatives of Twitter, who share it"]
        assert "".join(f"<li>{line}</li>" for line in lines) in shown(window)


def test_everything_that_is_missing_is_named_and_what_was_typed_stays(app: Opened, cast: Cast,
                                                                      recorded: Engine) -> None:
    window = app(cast.twitter, "share-signal")
    window.text_input(key="share-signal.indicator").set_value("example.com/page").run()
    assert "Give the whole web address, which begins with https:// or http://." in shown(window)
    press(window, "Share this signal")
    assert "Give a summary." in shown(window)
    assert "Choose a category." in shown(window)
    filled = filled_in(window, recorded, cast)
    press(filled, "Share this signal")
    assert "Choose at least one platform or department." in shown(window)
    assert window.text_area(key="share-signal.summary").value == "The same <b>picture</b>, again."
    assert on_record(recorded, cast).empty


def test_what_is_observed_in_the_future_is_refused(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = to_facebook(filled_in(app(cast.twitter, "share-signal"), recorded, cast), recorded)
    window.datetime_input(key="share-signal.observed_at").set_value(datetime(2019, 12, 2, 9, 1))  # noqa: DTZ001
    press(window, "Share this signal")
    assert "It cannot have been observed in the future." in shown(window)
    assert on_record(recorded, cast).empty


def test_the_second_click_of_a_double_click_shares_nothing_more(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = to_facebook(filled_in(app(cast.twitter, "share-signal"), recorded, cast), recorded)
    window.session_state["once.share-signal.share"] = False  # the first click has taken it
    press(window, "Share this signal")
    assert on_record(recorded, cast).empty
    assert "<h1>Signals</h1>" in shown(window)


def test_the_next_signal_begins_with_an_empty_form(app: Opened, cast: Cast, recorded: Engine, root: Path) -> None:
    window = to_facebook(filled_in(app(cast.twitter, "share-signal"), recorded, cast), recorded)
    press(window, "Share this signal")
    window.switch_page(str(root / PAGES["share-signal"].script)).run()
    assert window.text_area(key="share-signal.summary").value == ""
    assert window.multiselect(key="share-signal.platforms").value == []


def test_on_a_past_day_and_by_a_stranger_nothing_is_shared(app: Opened, cast: Cast) -> None:
    window = app(cast.twitter, "share-signal")
    window.date_input(key="as_at").set_value(date(2019, 11, 25)).run()
    assert "Signals are shared now, not on a day that is past." in shown(window)
    assert not window.main.button
    stranger = app(cast.stranger, "share-signal")
    assert "No letter is addressed to" in shown(stranger)
    assert not stranger.main.button


def test_a_bundle_is_tried_before_anything_is_shared_and_then_shared_once(app: Opened, cast: Cast,
                                                                          recorded: Engine) -> None:
    content = a_bundle(an_indicator(), an_indicator(id=OTHER, object_marking_refs=None))
    window = app(cast.twitter, "share-signal")
    upload = window.file_uploader(key="share-signal.import.file")
    upload.set_value(("bundle.json", content, "application/json")).run()
    assert "<strong>0</strong> will be shared" in shown(window)
    assert "<strong>2</strong> cannot be shared" in shown(window)
    category = given(recorded, cast.twitter)["category_id"]
    window.selectbox(key="share-signal.import.category").set_value(category)
    window.multiselect(key="share-signal.import.platforms").set_value([platform_id(recorded, "facebook")]).run()
    assert "<strong>1</strong> will be shared" in shown(window)
    [table] = window.dataframe
    assert "Parley does not guess one" in table.value["Why"].tolist()[1]
    assert on_record(recorded, cast).empty
    press(window, "Share 1 signal")
    assert "1 signal is shared." in shown(window)
    assert len(on_record(recorded, cast)) == 1


def test_a_file_that_is_no_bundle_is_refused(app: Opened, cast: Cast) -> None:
    window = app(cast.twitter, "share-signal")
    upload = window.file_uploader(key="share-signal.import.file")
    upload.set_value(("bundle.json", b"<html>", "application/json")).run()
    assert "This is not a STIX bundle: the file is not JSON." in shown(window)
