"""Who gets what of signals and of their lag, in every kind of file."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from api.signals import ROUTES
from coordination.signals import retention, sharing
from coordination.viewers import Viewer
from data_model.words import Role, Tlp
from exports.provenance import CSV_LINES, read_provenance
from tests import cast as casting
from tests.api.conftest import PUBLIC_URL, Visit
from tests.api.test_access import unpacked
from tests.api.test_downloads import rows, sheets
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.signals import KNOWS, READS, a_signal, an_act, an_audience, cases, every_signal

FILES = ("csv", "xlsx", "stix.json")


def lag_rows(content: bytes) -> list[dict[str, str]]:
    """The table of a CSV file that says above it how its figures are estimated."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig").split("\r\n", CSV_LINES + 1)[-1])))


def test_everybody_gets_what_the_table_of_markings_says(visit: Visit, cast: Cast, recorded: Engine) -> None:
    """Every marking, with everybody whom it may address, and everybody who might download."""
    audience = an_audience(recorded, cast)
    shared = every_signal(recorded, audience)
    got = {who: {kind: visit(viewer).get(f"/downloads/signals.{kind}") for kind in FILES}
           for who, viewer in audience.items()}
    numbers = {who: {row["Signal number"] for row in rows(files["csv"].content)}
               for who, files in got.items() if files["csv"].status_code == 200}
    for case in cases():
        signal = shared[case.signal]
        for kind, answer in got[case.viewer].items():
            told = unpacked(answer.content)
            assert (signal.mark in told) == (case.expected == READS), (case, kind)
        known = str(signal.id) in numbers.get(case.viewer, set())
        assert known == (case.expected in {READS, KNOWS}), case


def test_administrators_and_strangers_get_no_file(visit: Visit, cast: Cast, recorded: Engine) -> None:
    a_signal(recorded, cast.twitter)
    for viewer in (cast.administrator, cast.stranger):
        for door in ROUTES:
            assert visit(viewer).get(door.path).status_code == 404
    assert {role for door in ROUTES for role in door.roles or ()} == {Role.OFFICIAL, Role.ANALYST, Role.PLATFORM}


def test_the_times_of_others_are_not_an_addressees(visit: Visit, cast: Cast, recorded: Engine,
                                                   stopped_clock: StoppedClock) -> None:
    google = casting.viewer(recorded, name="Google representative", role=Role.PLATFORM, organisation="Google")
    signal = a_signal(recorded, cast.twitter)
    stopped_clock.advance(hours=2)
    an_act(recorded, google, signal)
    for viewer, pairs in ((cast.official, 2), (cast.analyst, 2), (cast.twitter, 2), (google, 1), (cast.facebook, 1)):
        book = sheets(visit(viewer).get("/downloads/signals.xlsx").content)
        answers = [dict(zip(book["Answers"][0], row, strict=True)) for row in book["Answers"][1:]]
        assert len([each for each in answers if each["Signal number"]]) == pairs
        acted = {each["Addressed platform"] for each in answers if each["Acted at (London time)"]}
        assert acted == (set() if viewer is cast.facebook else {"Google"})


def test_lag_is_of_the_pairs_that_the_visitor_sees(visit: Visit, cast: Cast, recorded: Engine,
                                                   stopped_clock: StoppedClock) -> None:
    google = casting.viewer(recorded, name="Google representative", role=Role.PLATFORM, organisation="Google")
    signal = a_signal(recorded, cast.twitter)
    stopped_clock.advance(hours=2)
    an_act(recorded, google, signal)

    def medians(viewer: Viewer) -> dict[str, str]:
        table = lag_rows(visit(viewer).get("/downloads/lag.csv").content)
        return {row["Addressed platform"]: row["Median (hours)"] for row in table
                if (row["Step"], row["By"]) == ("acted", "pair")}

    assert medians(cast.analyst) == medians(cast.twitter) == {"Facebook": "", "Google": "2.0"}
    assert medians(google) == {"Google": "2.0"}
    assert medians(cast.facebook) == {"Facebook": ""}


def test_the_lag_says_how_it_is_estimated_and_where_it_comes_from(visit: Visit, cast: Cast, recorded: Engine) -> None:
    a_signal(recorded, cast.twitter)
    content = visit(cast.analyst).get("/downloads/lag.csv").content
    assert content.decode("utf-8-sig").splitlines()[CSV_LINES].startswith("# How it is estimated,Kaplan–Meier: ")
    said = read_provenance(content)
    assert (said["Title"], said["Marking"], said["Address"]) == (
        "Lag", "OFFICIAL-SENSITIVE", f"{PUBLIC_URL}/signals?letter=MCO%2F00433")
    book = sheets(visit(cast.analyst).get("/downloads/lag.xlsx").content)
    assert list(book) == ["Lag", "Estimate", "About this file"]


def test_a_bundle_says_where_it_comes_from(visit: Visit, cast: Cast, recorded: Engine) -> None:
    a_signal(recorded, cast.twitter)
    before = visit(cast.facebook).get("/downloads/signals.stix.json?as_at=2019-12-01").json()
    assert [each["type"] for each in before["objects"]] == ["marking-definition", "identity", "note"]
    answer = visit(cast.facebook).get("/downloads/signals.stix.json")
    assert answer.headers["content-type"] == "application/stix+json;version=2.1"
    assert 'filename="parley-signals-2019-12-02.stix.json"' in answer.headers["content-disposition"]
    note = json.loads(answer.content)["objects"][-1]["content"]
    assert "Made by: Facebook representative" in note
    assert "As at: 2 December 2019 at 09:00 (London time)" in note


@pytest.mark.parametrize(("query", "expected"), [
    ("kind=user", {"2"}), ("kind=content", {"1", "3"}), ("tlp=TLP:AMBER", {"3"}), ("platform=twitter", {"1", "2", "3"}),
    ("platform=facebook", set()), ("state=withdrawn", {"2"}), ("category=STATEMENT_CATEGORY_VIOLENCE", {"1", "2", "3"}),
    ("category=STATEMENT_CATEGORY_SCAMS_AND_FRAUD", set())])
def test_a_filter_leaves_signals_out_and_the_file_says_so(query: str, expected: set[str], visit: Visit, cast: Cast,
                                                          recorded: Engine, stopped_clock: StoppedClock) -> None:
    a_signal(recorded, cast.twitter)
    gone = a_signal(recorded, cast.twitter, kind="user", indicator_kind="handle", indicator="twitter:@name")
    a_signal(recorded, cast.twitter, tlp=Tlp.AMBER, platform_ids=[casting.platform_id(recorded, "facebook")])
    sharing.withdraw(recorded, cast.twitter, gone, "A mistake.")
    content = visit(cast.official).get(f"/downloads/signals.csv?{query}").content
    assert {row["Signal number"] for row in rows(content)} == expected
    assert query.split("=")[0] in read_provenance(content)["Address"]


def test_words_that_there_are_not_find_nothing(visit: Visit, cast: Cast) -> None:
    for query in ("kind=elephant", "tlp=TLP:WHITE", "state=asleep"):
        assert visit(cast.official).get(f"/downloads/signals.csv?{query}").status_code == 404
        assert visit(cast.official).get(f"/downloads/signals.xlsx?{query}").status_code == 404


def test_what_was_erased_is_in_no_file(visit: Visit, cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    a_signal(recorded, cast.twitter, summary="secret-words", indicator="https://example.com/secret-words")
    stopped_clock.now += timedelta(days=200)
    assert retention.run(recorded, "a test") == 1
    browser = visit(cast.facebook)
    for kind in FILES:
        assert "secret-words" not in unpacked(browser.get(f"/downloads/signals.{kind}").content)
    assert len(rows(browser.get("/downloads/signals.csv").content)) == 1
    assert "indicator--" not in browser.get("/downloads/signals.stix.json").text


def test_what_people_wrote_is_run_by_no_spreadsheet(visit: Visit, cast: Cast, recorded: Engine) -> None:
    a_signal(recorded, cast.twitter, summary="=1+1")
    assert rows(visit(cast.facebook).get("/downloads/signals.csv").content)[0]["Summary"] == "'=1+1"
