"""Views, boards and briefings through the API: one's own, and what colleagues share."""

import io
from typing import Any

import pytest
from docx import Document
from httpx import Response
from sqlalchemy import Engine
from starlette.testclient import TestClient

from coordination import audit
from coordination.briefings.inputs import OverviewPart
from coordination.exploring import saved
from data_model.database import reading
from data_model.words import Scope
from exports.provenance import read_provenance
from tests import briefings
from tests.api.v1.conftest import Calls
from tests.briefings import a_briefing
from tests.cast import Cast
from tests.exploring import A_VIEW, ITS_QUERY, a_board, a_view, on_board, opened


@pytest.fixture
def analyst(calls: Calls, cast: Cast) -> TestClient:
    return calls(cast.analyst)


def at(revision: int) -> dict[str, str]:
    return {"If-Match": f'"{revision}"'}


def refusals(answer: Response) -> list[tuple[str, str]]:
    """What is wrong with a body, and where."""
    assert answer.status_code == 422
    return [(each["pointer"], each["detail"]) for each in answer.json()["errors"]]


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
        analyst: TestClient, cast: Cast, recorded: Engine) -> None:
    before = analyst.get("views")
    assert before.json()["items"] == []
    a_view(recorded, cast.analyst, "Mine")
    after = analyst.get("views", headers={"If-None-Match": before.headers["ETag"]})
    assert [(each["name"], each["own"]) for each in after.json()["items"]] == [("Mine", True)]


def test_a_view_is_kept_renamed_shared_and_deleted(analyst: TestClient, cast: Cast, recorded: Engine) -> None:
    made = analyst.post("views", json={"name": " My  view ", "query": f"letter=MCO/00433&{ITS_QUERY}&as_at=2019-12-02"})
    id_ = made.json()["id"]
    assert (made.status_code, made.headers["location"], made.headers["etag"]) == (201, f"/api/v1/views/{id_}", '"1"')
    assert {name: made.json()[name] for name in ("letter", "name", "query", "shared", "own")} == {
        "letter": "MCO/00433", "name": "My view", "query": ITS_QUERY, "shared": False, "own": True}
    changed = analyst.put(f"views/{id_}", json={"name": "Ours", "shared": True}, headers=at(1))
    assert (changed.json()["name"], changed.json()["shared"], changed.headers["etag"]) == ("Ours", True, '"2"')
    assert opened(recorded, cast.official, id_).name == "Ours"
    assert analyst.put(f"views/{id_}", json={"name": "X", "shared": True}, headers=at(1)).status_code == 412
    assert analyst.put(f"views/{id_}", json={"name": "X", "shared": True}).status_code == 428
    assert analyst.delete(f"views/{id_}", headers=at(2)).status_code == 204
    assert analyst.get(f"views/{id_}").status_code == 404


@pytest.mark.parametrize(("query", "sentence"), [
    ("by=platform", "Say what is measured: measure=…, as an address of Explore does."),
    ("measure=nonsense", "The address asks for a measure that there is not. It is left out."),
    (ITS_QUERY + "&letter=MCO%2F1", "This address is of another letter than MCO/00433."),
    (ITS_QUERY.replace("grain=week", "grain=year"), "The address is not one of ours. Check that it is complete."),
    (ITS_QUERY.replace("by=platform", "by=party"), "These figures cannot be split by party."),
])
def test_what_is_impossible_is_not_kept(analyst: TestClient, query: str, sentence: str) -> None:
    assert ("#/query", sentence) in refusals(analyst.post("views", json={"name": "x", "query": query}))
    assert analyst.get("views").json()["items"] == []


def test_two_of_one_name_are_refused(analyst: TestClient, cast: Cast, recorded: Engine) -> None:
    a_view(recorded, cast.analyst, "Mine")
    answer = analyst.post("views", json={"name": "Mine", "query": ITS_QUERY})
    assert refusals(answer) == [("#/name", "You already have a view of this name. Choose another name.")]


def test_a_view_on_boards_is_deleted_where_that_is_said(analyst: TestClient, cast: Cast, recorded: Engine) -> None:
    view = a_view(recorded, cast.analyst)
    board = a_board(recorded, cast.analyst, view)
    answer = analyst.delete(f"views/{view}", headers=at(1))
    assert (answer.status_code, answer.json()["detail"]) == (
        422, "This view is on 1 board. Say that it may be taken off.")
    assert analyst.delete(f"views/{view}?off_boards=true", headers=at(1)).status_code == 204
    assert on_board(recorded, cast.analyst, board) == []


def test_what_is_a_colleagues_is_theirs_to_change(analyst: TestClient, cast: Cast, recorded: Engine) -> None:
    view = a_view(recorded, cast.official, shared=True)
    hidden = a_view(recorded, cast.official, "Hidden")
    board = a_board(recorded, cast.official, view, shared=True)
    briefing = a_briefing(recorded, cast.official, OverviewPart(), shared=True)
    body = {"name": "x", "shared": False}
    assert analyst.put(f"views/{view}", json=body, headers=at(1)).status_code == 403
    assert analyst.put(f"boards/{board}", json=body, headers=at(2)).status_code == 403
    assert analyst.put(f"views/{hidden}", json=body, headers=at(1)).status_code == 404
    assert analyst.delete(f"boards/{board}/figures/{view}", headers=at(2)).status_code == 403
    assert analyst.delete(f"briefings/{briefing}", headers=at(1)).status_code in {403, 412}
    assert analyst.put(f"boards/{board}/figures/{view}", json={"place": 1}, headers=at(2)).status_code == 403


def test_a_board_is_made_filled_arranged_shared_and_deleted(
        analyst: TestClient, cast: Cast, recorded: Engine) -> None:
    first, second, third = (a_view(recorded, cast.analyst, name) for name in ("A", "B", "C"))
    made = analyst.post("boards", json={"name": "Monday"})
    board = made.json()["id"]
    assert (made.status_code, made.json()["figures"]) == (201, [])
    for revision, view in enumerate((first, second, third), start=1):
        answer = analyst.post(f"boards/{board}/figures", json={"view_id": view}, headers=at(revision))
    assert [each["name"] for each in answer.json()["figures"]] == ["A", "B", "C"]
    moved = analyst.put(f"boards/{board}/figures/{third}", json={"place": 1}, headers=at(4))
    assert [each["name"] for each in moved.json()["figures"]] == ["C", "A", "B"]
    moved = analyst.put(f"boards/{board}/figures/{third}", json={"place": 9}, headers=at(5))
    assert [each["name"] for each in moved.json()["figures"]] == ["A", "B", "C"]
    taken = analyst.delete(f"boards/{board}/figures/{first}", headers=at(6))
    assert [each["view_id"] for each in taken.json()["figures"]] == [second, third] == on_board(
        recorded, cast.analyst, board)
    shared = analyst.put(f"boards/{board}", json={"name": "Ours", "shared": True}, headers=at(7))
    assert (shared.json()["name"], shared.json()["shared"], shared.headers["etag"]) == ("Ours", True, '"8"')
    again = analyst.post(f"boards/{board}/figures", json={"view_id": second}, headers=at(8))
    assert refusals(again)[0][1] == "This view is on the board already."
    assert analyst.delete(f"boards/{board}", headers=at(8)).status_code == 204
    assert analyst.get(f"boards/{board}").status_code == 404
    assert analyst.get(f"views/{second}").status_code == 200


PARTS: list[dict[str, Any]] = [
    {"kind": "heading", "text": "Where they stand"}, {"kind": "overview"}, {"kind": "words", "text": "Our **words**."},
    {"kind": "figure", "query": ITS_QUERY, "shown": "table", "follows": False},
    {"kind": "quotation", "commitments": [1]}, {"kind": "scorecard", "platform": "facebook"}]


def test_a_briefing_is_begun_written_shared_taken_away_and_deleted(
        analyst: TestClient, cast: Cast, recorded: Engine) -> None:
    made = analyst.post("briefings", json={"name": "For Monday", "template": "blank"})
    id_, tag = made.json()["id"], made.headers["etag"]
    assert (made.status_code, made.json()["parts"], made.headers["location"]) == (
        201, [], f"/api/v1/briefings/{id_}")
    content = {"name": "For Tuesday", "marking": "OFFICIAL-SENSITIVE", "parts": PARTS, "shared": True}
    stored = analyst.put(f"briefings/{id_}", json=content, headers={"If-Match": tag})
    assert (stored.status_code, stored.json()["parts"], stored.json()["shared"]) == (200, PARTS, True)
    assert briefings.opened(recorded, cast.official, id_).name == "For Tuesday"
    assert analyst.put(f"briefings/{id_}", json=content, headers={"If-Match": tag}).status_code == 412
    file = analyst.get(f"briefings/{id_}/docx")
    assert "Our words." in [each.text for each in Document(io.BytesIO(file.content)).paragraphs]
    page = analyst.get(f"briefings/{id_}/pdf?as_at=2019-12-01")
    assert (page.headers["content-type"], page.content[:5]) == ("application/pdf", b"%PDF-")
    with reading(recorded) as session:
        newest = audit.entries(session, cast.administrator, newest=2)["sentence"].tolist()
    assert [each.partition(", SHA")[0] for each in newest] == [
        f"Government analyst, by API key 1, downloaded briefings/{id_}/pdf as at 1 December 2019 at 23:59",
        f"Government analyst, by API key 1, downloaded briefings/{id_}/docx as at 2 December 2019 at 09:00"]
    assert analyst.delete(f"briefings/{id_}", headers={"If-Match": stored.headers["etag"]}).status_code == 204
    assert analyst.get(f"briefings/{id_}/pdf").status_code == 404


def test_a_briefing_says_what_is_wrong_and_where(analyst: TestClient) -> None:
    made = analyst.post("briefings", json={"name": "For Monday", "template": "platform scorecard"})
    assert refusals(made) == [("#/platform", "Choose the platform that the scorecard is of: facebook, google and "
                                             "twitter.")]
    made = analyst.post("briefings", json={"name": "For Monday", "template": "blank"})
    low = {"name": "x", "marking": "OFFICIAL", "parts": [{"kind": "scorecard", "platform": "facebook"}]}
    address, tag = f"briefings/{made.json()['id']}", {"If-Match": made.headers["etag"]}
    assert refusals(analyst.put(address, json=low, headers=tag))[0][0] == "#/marking"
    odd = low | {"parts": [{"kind": "overview"}, {"kind": "picture"}]}
    assert refusals(analyst.put(address, json=odd, headers=tag))[0][0] == "#/parts/1"
    assert analyst.get(address).json()["parts"] == []


def test_who_only_reads_keeps_nothing(calls: Calls, cast: Cast, recorded: Engine) -> None:
    reader = calls(cast.analyst, Scope.READ)
    for path, body in (("views", {"name": "x", "query": ITS_QUERY}), ("boards", {"name": "x"}),
                       ("briefings", {"name": "x", "template": "blank"})):
        assert reader.post(path, json=body).status_code == 403
        assert calls(cast.facebook).post(path, json=body).status_code == 403
    with reading(recorded) as session:
        assert saved.listing(session, cast.analyst, 1).empty


def test_a_view_is_kept_once_under_an_idempotency_key(analyst: TestClient, cast: Cast, recorded: Engine) -> None:
    body = {"name": "Mine", "query": ITS_QUERY}
    first, again = (analyst.post("views", json=body, headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert (first.status_code, again.content, again.headers["idempotency-replayed"]) == (201, first.content, "true")
    with reading(recorded) as session:
        assert saved.opened(session, cast.analyst, first.json()["id"]).query == ITS_QUERY
    assert A_VIEW.measures[0] in ITS_QUERY


def test_a_figure_is_taken_away_as_every_file_that_the_screen_offers(
        analyst: TestClient, cast: Cast, recorded: Engine) -> None:
    for kind in ("svg", "png", "pdf", "html", "csv", "xlsx", "pptx"):
        answer = analyst.get(f"explore/{kind}?{ITS_QUERY}&scale=2")
        assert answer.status_code == 200, (kind, answer.text)
        assert read_provenance(answer.content)["Title"] == "Reports from candidates, by platform, week by week"
    with reading(recorded) as session:
        sentence = audit.entries(session, cast.administrator, newest=1)["sentence"].item()
    assert sentence.startswith("Government analyst, by API key 1, downloaded explore/pptx of letter MCO/00433 as at")
