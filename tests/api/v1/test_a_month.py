"""A platform's whole month, by a program that knows nothing but our OpenAPI document and by a person at a screen: the
same database."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import Engine, select

from coordination import api_keys
from coordination.incidents import vocabulary
from data_model.base import Table
from data_model.database import reading
from data_model.words import Scope
from server import listen
from tests import cast as casting
from tests.api.conftest import application
from tests.api.v1 import month
from tests.api.v1.by_program import ByProgram, made_from
from tests.api.v1.by_screen import OnScreen
from tests.conftest import StoppedClock
from tests.databases import Fill, Templates
from tests.pages.conftest import Opened, app

__all__ = ["app"]  # the fixture, of pages
# Who came, by which key, and what they were told: not what they did.
NOT_COMPARED = {"sign_ins", "api_keys", "stored_answers"}
# What is drawn by lot; and the audit's chain, which follows from its sentences.
RANDOM = {"signals": {"stix_id"}, "meetings": {"uid"}, "drafts": {"revision"}, "advice_drafts": {"revision"},
          "audit_entries": {"hash", "previous_hash"}, "audit_head": {"hash", "data_version"}}
BY_KEY = re.compile(", by API key 1,")


def at_the_beginning(engine: Engine) -> str:
    """Fill a template: the record, the cast and a key of Facebook's, on the morning after the letter. Returns the key's
    secret."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(casting, "OPENING", month.BEGINS)
        casting.with_the_cast(engine)
        with casting.at_opening():
            _, secret = api_keys.make(engine, casting.the_cast(engine).facebook,
                                      {"name": "Our month", "scopes": list(Scope)})
    return secret


@pytest.fixture
def fill() -> Fill:
    """Both months begin with the same."""
    return at_the_beginning


@pytest.mark.both_databases
def test_a_month_by_program_and_by_screen_leaves_the_same_database(
        app: Opened, recorded: Engine, templates: Templates, stopped_clock: StoppedClock,
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stopped_clock.now = month.BEGINS
    cast = casting.the_cast(recorded)
    month.live(recorded, cast, stopped_clock, OnScreen(
        app, cast.facebook, lambda code: category_id(recorded, code), lambda slug: casting.platform_id(recorded, slug)))
    with templates.database(at_the_beginning) as by_program:
        stopped_clock.now = month.BEGINS
        with served(by_program, monkeypatch) as address, made_from(document(address, tmp_path), tmp_path) as package:
            secret = templates.returned[at_the_beginning]
            month.live(by_program, cast, stopped_clock, ByProgram(package, address, str(secret)))
        there, here = tables(by_program), tables(recorded)
    assert there.keys() == here.keys()
    for name in there:
        assert there[name] == here[name], name
    assert {name for name in month.TOUCHED if not here[name]} == set()


@contextmanager
def served(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The whole application on this database, over HTTP. Its address."""
    listening = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    application_ = application(engine, monkeypatch, public_url=address)
    running = uvicorn.Server(uvicorn.Config(application_, log_config=None, lifespan="off"))
    thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield address
    finally:
        running.should_exit = True
        thread.join(10)
        listening.close()


def document(address: str, folder: Path) -> Path:
    """Our OpenAPI document, as the server gives it to anybody."""
    file = folder / "openapi.json"
    file.write_bytes(httpx.get(f"{address}/api/v1/openapi.json", timeout=30).raise_for_status().content)
    return file


def tables(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order of keys, as far as both months can be compared."""
    with reading(engine) as session:
        return {table.name: [_told(table.name, row._mapping)
                             for row in session.execute(select(table).order_by(*table.primary_key.columns))]
                for table in Table.metadata.sorted_tables if table.name not in NOT_COMPARED}


def _told(table: str, row: Any) -> dict[str, Any]:
    return {name: BY_KEY.sub("", value) if name == "sentence" else value for name, value in row.items()
            if name not in RANDOM.get(table, set())}


def category_id(engine: Engine, code: str) -> int:
    """The id of a category."""
    with reading(engine) as session:
        return vocabulary.read(session).category_by_code[code].id
