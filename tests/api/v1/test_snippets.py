"""What the page for developers shows, run exactly as it is shown against a real server: curl, Python and webhooks."""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from coordination import api_keys
from coordination.programs import REFUSALS
from coordination.viewers import Viewer
from data_model.database import make_engine
from data_model.words import EventKind, Role, Scope, SendingState
from page_parts.for_developers import EXAMPLES, SNIPPETS, snippet
from tests.browser.conftest import Server
from tests.cast import a_request, somebody, with_the_exercise
from tests.databases import Templates
from tests.webhooks import all_deliveries, all_events, an_endpoint

YESTERDAY = date(2019, 12, 1)
WITHIN_S = 30


@pytest.fixture(scope="module")
def server(sqlite_templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Parley with a fresh exercise, from where webhooks may go to this machine."""
    with pytest.MonkeyPatch.context() as patch, sqlite_templates.copy(with_the_exercise) as url:
        patch.setenv("WEBHOOKS_TO_PRIVATE_ADDRESSES", "true")
        started = Server(url, tmp_path_factory.mktemp("server") / "server.log")
        try:
            started.wait()
            yield started
        finally:
            started.stop()


@pytest.fixture(scope="module")
def record(server: Server) -> Iterator[Engine]:
    """The server's own database."""
    engine = make_engine(server.database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def twitter(record: Engine) -> Viewer:
    return somebody(record, Role.PLATFORM, "Twitter")


@pytest.fixture(scope="module")
def key(record: Engine, twitter: Viewer) -> str:
    return api_keys.make(record, twitter, {"name": "Snippets", "scopes": list(Scope)})[1]


def shown(server: Server, name: str) -> str:
    """A snippet as Twitter's people see it."""
    return snippet(name, server.url, "twitter", YESTERDAY)


def run(text: str, name: str, folder: Path, **environment: str) -> str:
    """What a snippet prints."""
    program = [sys.executable, "-c"] if name.endswith(".py.txt") else ["bash", "-euo", "pipefail", "-c"]
    done = subprocess.run([*program, text], cwd=folder, env=os.environ | environment, capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 0, f"{name}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("name", [f"{each.name}.{ending}" for each in EXAMPLES for ending in ("sh", "py.txt")])
def test_an_example_works_as_it_is_shown(name: str, server: Server, key: str, tmp_path: Path) -> None:
    said = run(shown(server, name), name, tmp_path, PARLEY_KEY=key)
    expected = {
        "owed.sh": r'"items":\[\{"platform":"twitter"',
        "owed.py.txt": r"(?m)^1 .+ \d{4}-\d\d-\d\d$",
        "submit.sh": r'"commitment":1,',
        "submit.py.txt": r"^201 false /api/v1/updates/\d+\n201 true /api/v1/updates/\d+\n$",
        "page.sh": r"^200\n$",
        "page.py.txt": r"(?s)^\d+ \d .*\n304\n$",
        "signal.sh": r'"summary":"The same post, copied to many groups."',
        "signal.py.txt": r"^201 ",
        "return.sh": r"added",
        "return.py.txt": r"(?s)^200 .*\n201 ",
        "job.sh": r'"state":',
        "job.py.txt": r"(?m)^(stored|checked) ",
    }[name]
    assert re.search(expected, said), said


def test_what_has_not_changed_is_not_read_again(server: Server, key: str, tmp_path: Path) -> None:
    said = [run(shown(server, "page.sh"), "page.sh", tmp_path, PARLEY_KEY=key) for _ in range(2)]
    assert said == ["200\n", "304\n"]
    assert (tmp_path / "updates.csv").read_text(encoding="utf-8").startswith("id,")


def test_every_snippet_is_shown_and_every_example_has_both() -> None:
    files = {path.name for path in SNIPPETS.iterdir()}
    examples = {f"{each.name}.{ending}" for each in EXAMPLES for ending in ("sh", "py.txt")}
    assert files == examples | {"webhook.json", "webhook.py.txt", "webhook_by_hand.py.txt"}


@pytest.mark.parametrize("name", ["webhook.py.txt", "webhook_by_hand.py.txt"])
def test_a_webhook_is_checked_as_it_is_shown(name: str, server: Server, record: Engine, twitter: Viewer) -> None:
    official = somebody(record, Role.OFFICIAL, "Cabinet Office")
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    endpoint, secret = an_endpoint(record, twitter, url, EventKind.REQUEST_MADE)
    with receiving(shown(server, name), port, secret) as receiver:
        assert [httpx.post(url, json={}, headers=headers).status_code for headers in forged(secret)] == [401] * 4
        request = a_request(record, official, platforms=("twitter",))
        assert receiver.stdout
        line = receiver.stdout.readline()
        wait_until_sent(record, endpoint)
    event = all_events(record)[-1]
    assert line == f"{event.uuid} request.made {server.url}/api/v1/requests/{request}\n"
    sent = json.loads(shown(server, "webhook.json"))
    assert (sent["type"], sorted(sent["data"])) == (event.kind, sorted(event.data))


def test_every_kind_of_refusal_has_a_place_of_its_own() -> None:
    slugs = [each.slug for each in REFUSALS.values()]
    assert len(set(slugs)) == len(slugs)


def forged(secret: str) -> list[dict[str, str]]:
    """What others than Parley might send with it: unsigned, wrongly signed, signed for another body, long ago."""
    signature = "v1," + base64.b64encode(b"x" * 32).decode()
    now = str(int(time.time()))
    return [{}, {"webhook-id": "1", "webhook-timestamp": now, "webhook-signature": signature},
            {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": signature},
            {"webhook-id": "1", "webhook-timestamp": now, "webhook-signature": f"v1,{secret}"}]


@contextmanager
def receiving(text: str, port: int, secret: str) -> Iterator[subprocess.Popen[str]]:
    """A snippet that receives, once it listens."""
    environment = os.environ | {"PORT": str(port), "PARLEY_WEBHOOK_SECRET": secret}
    started = subprocess.Popen([sys.executable, "-c", text], env=environment, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    try:
        end = time.monotonic() + WITHIN_S
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield started
    finally:
        started.terminate()
        started.wait(10)


def wait_until_sent(engine: Engine, endpoint_id: int) -> None:
    end = time.monotonic() + WITHIN_S
    while time.monotonic() < end:
        [delivery] = [each for each in all_deliveries(engine) if each.endpoint_id == endpoint_id]
        if delivery.state is SendingState.SENT:
            return
        time.sleep(0.05)
    pytest.fail(f"It is {delivery.state}.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
