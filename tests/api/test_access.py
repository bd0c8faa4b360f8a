"""Every route, asked for by everybody and by nobody, from the routing tables themselves: tomorrow's route is covered
by being in them."""

import io
import zipfile
from urllib.parse import quote

import pytest
from httpx import Response
from sqlalchemy import Engine
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

import server
from api.doors import Door
from api.returns import ROWS
from coordination import accounts
from coordination.accounts import AccountInput
from data_model.words import Role
from tests.api.conftest import PUBLIC_URL, Record, Visit
from tests.cast import Cast

WHO = ("official", "second_official", "facebook", "twitter", "analyst", "administrator", "stranger")
DOORS = [route for route in server.ROUTES if isinstance(route, Door)]
GUARDED = [door for door in DOORS if door.roles is not None]
# What somebody who is not signed in may open.
OPEN = {("GET", "/healthz"), ("GET", "/sign-in"), ("POST", "/sign-in"), ("POST", "/sign-in/cast"),
        ("GET", "/sign-in/code"), ("POST", "/sign-in/code"), ("GET", "/sign-in/organisation"),
        ("POST", "/sign-in/organisation"),
        ("POST", "/sign-out"), ("GET", "/set-password"), ("POST", "/set-password"), ("GET", "/calendar/{token}.ics"),
        *(("GET", f"/advice{language}{number}{kind}") for language in ("", "/cy") for number in ("", "/{number}")
          for kind in ("", ".pdf", ".docx", ".json")),
        ("GET", "/advice/"), ("GET", "/advice/cy/")}
MAY_READ = {
    "official": {Record.SUBMITTED, Record.RETURNED, Record.ASKED, Record.EVIDENCE, Record.COUNTED, Record.MET,
                 Record.SENT},
    "second_official": {Record.SUBMITTED, Record.RETURNED, Record.ASKED, Record.EVIDENCE, Record.COUNTED, Record.MET,
                 Record.SENT},
    "analyst": {Record.SUBMITTED, Record.RETURNED, Record.ASKED, Record.EVIDENCE, Record.COUNTED, Record.MET,
                 Record.SENT},
    "facebook": set(Record.SECRETS) - {Record.PRIVATE},
}
# Facebook's records, and a letter that is not addressed to the stranger's platform. Returns need no letter, and what
# somebody posts is theirs.
NO_LETTER = {ROWS, *(f"/downloads/{name}.{kind}" for name in ("return-template", "vocabulary", "counts")
                     for kind in ("csv", "xlsx"))}
NOT_THEIRS = {("twitter", f"/downloads/{path}") for path in (
    "evidence/{evidence_id:int}", "meeting.ics", "returns/{return_id:int}.csv",
    "returns/{return_id:int}.xlsx")} | {
    # A briefing that is shared within the Cabinet Office.
    ("second_official", f"/downloads/briefing.{kind}") for kind in ("docx", "pdf")} | {
    ("stranger", door.path) for door in GUARDED if Role.PLATFORM in (door.roles or ()) and door.path not in NO_LETTER}
MEETING = "/downloads/meeting.ics"
BRIEFINGS = ("/downloads/briefing.docx", "/downloads/briefing.pdf")
SAME_SITE = {"origin": PUBLIC_URL}
QUERIES = ("", "?letter=MCO/00433", "?platform=facebook&commitment=1", "?as_at=2019-12-02", "?as_at=2030-01-01")
DRAWN = ("/downloads/figure.", "/downloads/briefing.")  # each takes a second to draw, of what other doors say in words


def address(door: Door, record: Record) -> str:
    """The door's path with the numbers of records that exist. A new parameter has to be named here."""
    known = {"evidence_id:int": record.evidence_id, "request_id:int": record.request_id, "slug": "facebook",
             "return_id:int": record.return_id}
    path = door.path
    for name, value in known.items():
        path = path.replace(f"{{{name}}}", str(value))
    assert "{" not in path, f"{door.path} has a parameter that this test does not know"
    if path in BRIEFINGS:
        return f"{path}?briefing={record.briefing_id}"
    return f"{path}?meeting={record.meeting_id}" if path == MEETING else path


def asking(path: str, query: str) -> str:
    """An address with a further query."""
    return path + (query.replace("?", "&") if "?" in path else query)


def opened(browser: TestClient, door: Door, record: Record, query: str = "") -> Response:
    """The door's answer, opened as its page does."""
    path = asking(address(door, record), query)
    if "POST" in (door.methods or ()):
        return browser.post(path, data={"rows": "day,value\r\n"}, headers=SAME_SITE)
    return browser.get(path)


@pytest.mark.both_databases
@pytest.mark.parametrize("who", WHO)
def test_a_route_opens_for_its_roles_and_is_not_found_for_others(who: str, visit: Visit, cast: Cast,
                                                                 record: Record) -> None:
    viewer = getattr(cast, who)
    browser = visit(viewer)
    for door in GUARDED:
        allowed = viewer.role in (door.roles or ()) and (who, door.path) not in NOT_THEIRS
        answer = opened(browser, door, record)
        assert (answer.status_code, door.path) == (200 if allowed else 404, door.path)
        if not allowed:
            assert answer.text == "Not found. It may not exist, or it may not be yours to see."


@pytest.mark.parametrize("who", WHO)
def test_a_route_gives_a_person_nothing_that_is_not_theirs(who: str, visit: Visit, cast: Cast, record: Record) -> None:
    browser = visit(getattr(cast, who))
    for door in GUARDED:
        for query in QUERIES[:2] if door.path.startswith(DRAWN) else QUERIES:
            told = unpacked(opened(browser, door, record, query).content)
            leaked = {secret for secret in Record.SECRETS if secret in told} - MAY_READ.get(who, set())
            assert not leaked, f"{who} read {leaked} at {door.path}{query}"


def test_every_secret_that_was_submitted_can_be_read_by_somebody(visit: Visit, cast: Cast, record: Record) -> None:
    """Otherwise the test above could not fail."""
    browser = visit(cast.official)
    told = "".join(unpacked(opened(browser, door, record).content) for door in GUARDED)
    assert {secret for secret in Record.SECRETS if secret in told} == MAY_READ["official"]


def test_nobody_is_sent_to_sign_in_and_back(visit: Visit, record: Record) -> None:
    for door in GUARDED:
        answer = opened(visit(None), door, record, "?as_at=2019-12-02")
        assert answer.status_code == 303
        wanted = quote(asking(address(door, record), "?as_at=2019-12-02"), safe="")
        assert answer.headers["location"] == f"/sign-in?next={wanted}"


def test_a_route_is_guarded_or_known_to_be_open() -> None:
    open_ = {(method, route.path) for route in server.ROUTES if isinstance(route, Route)
             for method in (route.methods or set()) - {"HEAD"} if not (isinstance(route, Door) and route.roles)}
    assert open_ == OPEN
    assert [route.path for route in server.ROUTES if isinstance(route, Mount)] == ["/assets"]


def test_nobody_gets_anything_but_the_open_routes(visit: Visit) -> None:
    for path in ("/", "/figures", "/audit", "/accounts", "/review?version=1", "/nonsense", "/apis", "//elsewhere"):
        answer = visit(None).get(path)
        assert answer.status_code in {303, 400}, path
        assert answer.headers["location"].startswith("/sign-in"), path


def test_a_guarded_route_opens_by_one_method_alone_and_nothing_but_rows_can_be_posted(
        visit: Visit, cast: Cast, record: Record) -> None:
    headers = SAME_SITE | {"content-length": "0"}
    for door in GUARDED:
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - (door.methods or set()):
            refused = visit(cast.official).request(method, address(door, record), headers=headers)
            assert refused.status_code == (404 if method == "GET" else 405)
    assert [door.path for door in GUARDED if "GET" not in (door.methods or ())] == [ROWS]


def test_who_was_deactivated_or_moved_opens_nothing_more(visit: Visit, cast: Cast, recorded: Engine) -> None:
    analyst, representative = visit(cast.analyst), visit(cast.facebook)
    assert _status(analyst) == _status(representative, "/downloads/updates.csv") == 200
    accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=False)
    accounts.change(recorded, cast.administrator, cast.facebook.account_id, AccountInput(
        name="Administrator two", email="two@example.com", role=Role.ADMINISTRATOR, organisation="Cabinet Office"))
    assert _status(analyst) == 303
    assert _status(representative, "/downloads/updates.csv") == 404


def _status(browser: TestClient, path: str = "/downloads/overview.csv") -> int:
    return browser.get(path).status_code


def unpacked(content: bytes) -> str:
    """All text in a file, also in one that is a zip archive."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist())
