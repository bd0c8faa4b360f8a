"""Views, boards and briefings through the API: one's own, and what colleagues share."""

from sqlalchemy import Engine

from coordination.briefings.inputs import OverviewPart
from tests.api.v1.conftest import Calls
from tests.briefings import a_briefing
from tests.cast import Cast
from tests.exploring import a_board, a_view


def test_what_is_shared_is_read_and_what_is_not_is_not_there(calls: Calls, cast: Cast, recorded: Engine) -> None:
    own = a_view(recorded, cast.official, "Reports", shared=True)
    a_view(recorded, cast.official, "Not for others")
    board = a_board(recorded, cast.official, own, name="Our board", shared=True)
    a_briefing(recorded, cast.official, OverviewPart(), shared=True)
    analyst = calls(cast.analyst)
    (view,) = analyst.get("views").json()["items"]
    assert (view["name"], view["own"], view["owner"], view["boards"]) == (
        "Reports", False, "Cabinet Office official", ["Our board"])
    assert analyst.get(f"explore?{view['query']}").json()["address"].endswith("as_at=2019-12-02")
    assert [each["figures"] for each in analyst.get("boards").json()["items"]] == [1]
    assert [each["view_id"] for each in analyst.get(f"boards/{board}").json()["figures"]] == [own]
    assert [each["parts"] for each in analyst.get("briefings").json()["items"]] == [1]
    assert calls(cast.facebook).get("views").status_code == 403


def test_what_was_saved_since_is_there_though_pages_keep_what_they_have(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    analyst = calls(cast.analyst)
    before = analyst.get("views")
    assert before.json()["items"] == []
    a_view(recorded, cast.analyst, "Mine")
    after = analyst.get("views", headers={"If-None-Match": before.headers["ETag"]})
    assert [(each["name"], each["own"]) for each in after.json()["items"]] == [("Mine", True)]
