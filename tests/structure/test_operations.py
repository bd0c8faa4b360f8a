"""Every operation of the API names its scope and roles, and its document says what it is, takes and may answer."""

from datetime import timedelta

from sqlalchemy import create_engine

from api.doors import Installation
from api.v1 import app, document
from api.v1.app import OPERATIONS
from api.v1.operations import Operation

INSTALLATION = Installation(create_engine("sqlite://"), timedelta(hours=1), False, "http://parley.test")
DOCUMENT = document.made(app.make_api(INSTALLATION).app)


def described() -> list[tuple[str, Operation, dict[str, object]]]:
    """Each operation's method, its route, and what the document says of it."""
    return [(method, route, DOCUMENT["paths"][route.path_format][method.lower()]) for route in OPERATIONS
            for method in route.methods or ()]


def test_every_operation_names_its_roles_and_says_what_it_is() -> None:
    for _, route, said in described():
        assert route.gate.roles, route.path
        assert route.gate.scope or route.path == "/me", route.path
        assert said["operationId"] == route.operation_id == route.endpoint.__name__, route.path
        assert said["summary"], route.path
        assert route.endpoint.__doc__, route.path


def test_operation_ids_are_different() -> None:
    assert len({route.operation_id for route in OPERATIONS}) == len(OPERATIONS)


def test_every_operation_documents_how_it_refuses() -> None:
    for method, route, said in described():
        wanted = {"401", "403", "422", "429", "500"} | (set() if method == "GET" else {"404", "409", "413"})
        assert wanted <= set(said["responses"]), route.path  # type: ignore[call-overload]


def test_every_body_that_is_json_has_an_example() -> None:
    for _, route, said in described():
        content = said.get("requestBody", {}).get("content", {})  # type: ignore[attr-defined]
        schema = content.get("application/json", {}).get("schema", {})
        named = DOCUMENT["components"]["schemas"].get(str(schema.get("$ref", "")).rpartition("/")[2], schema)
        assert not content or "application/json" not in content or named.get("examples") or content[
            "application/json"].get("examples") or content["application/json"].get("example"), route.path
