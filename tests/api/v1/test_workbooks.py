"""Files through the API: the very files that screens offer, and on the audit."""

from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from coordination import audit
from data_model.database import reading
from data_model.words import Scope
from exports.provenance import read_provenance
from tests.api.conftest import Record, Visit
from tests.api.v1.conftest import Calls
from tests.cast import Cast

# Where the API has a file, and where the screen has the same.
SAME = {
    "record/overview": "overview", "record/history": "history", "record/updates": "updates",
    "dialogue/meetings": "meetings", "dialogue/actions": "actions", "dialogue/dialogue": "dialogue",
    "reach/reach": "reach", "reach/distributions": "distributions", "signals/signals": "signals", "signals/lag": "lag",
    "advice": "advice-sections", "incidents": "incidents", "counts": "counts", "returns/1": "returns/1",
    "words/return-template": "return-template", "words/vocabulary": "vocabulary"}


def rows_of(content: bytes) -> list[str]:
    """The lines of a CSV under what it says of itself."""
    return [line for line in content.decode("utf-8-sig").splitlines() if not line.startswith(("#", '"#'))]


def from_both(program: TestClient, browser: TestClient, name: str, kind: str, query: str = "") -> tuple[Any, Any]:
    """The same file from the API and from the screen."""
    ours = program.get(f"files/{name}/{kind}{query}")
    screens = browser.get(f"/downloads/{SAME[name]}.{kind}{query}")
    assert (ours.status_code, screens.status_code) == (200, 200), f"{name}: {ours.text[:300]}"
    for header in ("content-type", "content-disposition"):
        assert ours.headers[header] == screens.headers[header], name
    return ours.content, screens.content


@pytest.mark.parametrize("who", ["analyst", "facebook"])
def test_every_file_is_the_screens_own(calls: Calls, visit: Visit, cast: Cast, record: Record, who: str) -> None:
    viewer = getattr(cast, who)
    program, browser = calls(viewer), visit(viewer)
    for name in SAME:
        if (who, name) == ("facebook", "record/overview"):
            continue
        ours, screens = from_both(program, browser, name, "csv")
        assert rows_of(ours) == rows_of(screens), name
        for kind in ("csv", "xlsx"):
            told = [read_provenance(each) for each in from_both(program, browser, name, kind)]
            assert [told[0].pop("Audit head"), told[1].pop("Audit head")]  # each download moves it on
            assert told[0] == told[1], name


def test_what_the_address_says_narrows_the_file(calls: Calls, visit: Visit, cast: Cast, record: Record) -> None:
    program, browser = calls(cast.analyst), visit(cast.analyst)
    for name, query in (("record/updates", "?platform=facebook&commitment=1&as_at=2019-12-02"),
                        ("incidents", "?measure=reports-from-candidates&grain=day&from=2019-11-18&platform=facebook"),
                        ("counts", "?platform=facebook&first_day=2019-11-18"), ("reach/distributions", "?edition=1"),
                        ("advice", "?platform=twitter")):
        ours, screens = from_both(program, browser, name, "csv", query)
        assert rows_of(ours) == rows_of(screens), name
    assert Record.COUNTED in program.get("files/counts/csv?platform=facebook").text
    assert Record.COUNTED not in program.get("files/counts/csv?platform=twitter").text


def test_what_is_not_theirs_is_in_no_file(calls: Calls, cast: Cast, record: Record) -> None:
    assert calls(cast.facebook).get("files/record/overview/csv").status_code == 403
    assert calls(cast.twitter).get("files/returns/1/csv").status_code == 404
    assert calls(cast.analyst, Scope.READ).get("files/signals/signals/csv").status_code == 403
    assert calls(cast.analyst, Scope.SIGNALS).get("files/dialogue/meetings/csv").status_code == 403
    assert calls(cast.analyst).get("files/record/history/pdf").status_code == 422
    assert calls(cast.analyst).get("files/record/history/csv?platform=nobody").status_code == 404


def test_a_file_that_was_taken_is_on_the_audit(calls: Calls, cast: Cast, record: Record, recorded: Engine) -> None:
    calls(cast.facebook).get("files/record/updates/xlsx", params={"as_at": "2019-12-02"})
    with reading(recorded) as session:
        newest = audit.entries(session, cast.administrator, newest=1)["sentence"].item()
    assert newest.startswith("Facebook representative, by API key 1, downloaded files/record/updates/xlsx of letter "
                             "MCO/00433 as at 2 December 2019")
