"""The whole application behind a client that keeps cookies and follows no redirect, without a browser."""

import io
from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from PIL import Image
from sqlalchemy import Engine
from starlette.testclient import TestClient
from streamlit.runtime import Runtime

import server
from coordination.briefings.inputs import OverviewPart, ScorecardPart
from coordination.dialogue import notes
from coordination.reach import recording
from coordination.sign_ins import COOKIE
from coordination.updates import evidence
from coordination.viewers import Viewer
from data_model.database import shared_engine
from exports import pictures
from settings import load_settings
from tests.briefings import a_briefing
from tests.cast import (
    Cast,
    a_draft,
    a_held_meeting,
    a_request,
    a_return,
    a_version,
    an_acceptance,
    an_action,
    filling,
)
from tests.counts import a_count, a_sent_return
from tests.databases import Fill, Templates
from tests.pages.conftest import signed_in
from tests.reach import a_distribution, an_empty_edition, by_platform

PUBLIC_URL = "http://parley.test"
CSV_EVIDENCE = b"day,reports\r\n2019-11-20,7\r\n"
Visit = Callable[..., TestClient]


def application(engine: Engine, monkeypatch: pytest.MonkeyPatch, **settings: str) -> st.App:
    """The application on this database, with these settings."""
    given = {"database_url": engine.url.render_as_string(hide_password=False), "public_url": PUBLIC_URL, **settings}
    for name, value in given.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.setattr(Runtime, "_instance", None)  # Streamlit has one to a process, and each test wants its own
    return server.make_app(load_settings())


def client(app: st.App, base_url: str = PUBLIC_URL) -> TestClient:
    """A browser that nobody has signed in with."""
    return TestClient(app, base_url=base_url, follow_redirects=False)


@pytest.fixture(autouse=True)
def sketched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are blank here, on machines without Chromium too. They are drawn in tests/browser."""
    def blank(_figure: object, kind: str, **_: object) -> bytes:
        if kind == "svg":
            return b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'></svg>"
        content = io.BytesIO()
        Image.new("RGB", (1, 1)).save(content, kind)
        return content.getvalue()

    monkeypatch.setattr(pictures, "missing", lambda: None)
    monkeypatch.setattr(pictures, "picture", blank)


@pytest.fixture
def app(recorded: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[st.App]:
    """The application on `recorded`, outside the exercise."""
    yield application(recorded, monkeypatch)
    shared_engine(recorded.url.render_as_string(hide_password=False)).dispose()


@pytest.fixture
def visit(app: st.App, recorded: Engine) -> Visit:
    """`visit(viewer)` is the browser of somebody who is signed in; `visit(None)` of nobody."""

    def opened(viewer: Viewer | None) -> TestClient:
        opened = client(app)
        if viewer:
            opened.cookies.set(COOKIE, signed_in(recorded, viewer))
        return opened

    return opened


class Record:
    """Something of every kind, each with words to look for. The numbers are those that addresses use."""

    SUBMITTED, DRAFTED, RETURNED = "facebook-submitted", "facebook-drafted", "facebook-returned"
    ASKED, EVIDENCE = "facebook-asked", "facebook-evidence"
    COUNTED, MET, PRIVATE = "7700777007", "facebook-met", "officials-private"
    SENT = "facebook-sent"
    SECRETS = (SUBMITTED, DRAFTED, RETURNED, ASKED, EVIDENCE, COUNTED, MET, PRIVATE, SENT)

    def __init__(self, engine: Engine, cast: Cast) -> None:
        update, revision = a_draft(engine, cast.facebook, commitment=1, narrative=self.SUBMITTED)
        described = {"title": self.EVIDENCE, "dated_on": "2019-11-20"}
        revision = evidence.add_file(engine, cast.facebook, update, revision, described, "reports.csv", CSV_EVIDENCE)
        self.evidence_id = 1
        accepted = a_version(engine, cast.facebook, commitment=1, narrative=self.SUBMITTED)
        an_acceptance(engine, cast.official, accepted, commitment=1)
        a_return(engine, cast.official, a_version(engine, cast.facebook, commitment=2), self.RETURNED)
        a_version(engine, cast.twitter, commitment=1, narrative="twitter-submitted")
        a_draft(engine, cast.facebook, commitment=3, narrative=self.DRAFTED, remaining=self.DRAFTED)
        self.request_id = a_request(engine, cast.official, message=self.ASKED)
        self.meeting_id = a_held_meeting(engine, cast.official, title=self.MET, note=self.MET)
        an_action(engine, cast.official, self.meeting_id, text=self.MET)
        notes.write(engine, cast.official, self.meeting_id, self.PRIVATE)
        an_empty_edition(engine, cast)
        sent = a_distribution(engine, cast.facebook, by_platform())
        recording.restate(engine, cast.facebook, sent, 1, 40, self.SENT)
        self.return_id = a_sent_return(engine, cast.facebook, a_count(int(self.COUNTED))).id
        self.briefing_id = a_briefing(engine, cast.official, OverviewPart(), ScorecardPart(platform="facebook"),
                                      shared=True)


with_a_record = filling(Record)


@pytest.fixture
def fill(fill: Fill, request: pytest.FixtureRequest) -> Fill:
    """As everywhere; and `record` for a test that asks for it."""
    return with_a_record if "record" in request.fixturenames else fill


@pytest.fixture
def record(templates: Templates, cast: Cast) -> Record:
    """A record with secrets of Facebook's, in `recorded`, on which `cast` works."""
    made = templates.returned[with_a_record]
    assert isinstance(made, Record)
    return made
