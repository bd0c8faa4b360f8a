"""A program with a key: `calls(cast.facebook)` is a client whose every call carries one of Facebook's keys."""

from collections.abc import Callable

import pytest
import streamlit as st
from sqlalchemy import Engine
from starlette.testclient import TestClient

from coordination import api_keys
from coordination.viewers import Viewer
from data_model.words import Scope
from tests.api.conftest import client
from tests.cast import Cast

API = "/api/v1"
Calls = Callable[..., TestClient]


def a_key(engine: Engine, by: Viewer, who: Viewer, *scopes: Scope, **changed: object) -> tuple[int, str]:
    """A key for somebody, made by an administrator; good for everything where no scope is named."""
    return api_keys.make(engine, by, {"name": "A program", "scopes": scopes or tuple(Scope),
                                      "account_id": who.account_id} | changed)


@pytest.fixture
def calls(app: st.App, recorded: Engine, cast: Cast) -> Calls:
    """`calls(viewer, *scopes)` is a program of somebody's; `calls(None)` one without a key."""
    def opened(viewer: Viewer | None, *scopes: Scope) -> TestClient:
        program = client(app)
        program.base_url = program.base_url.join(f"{API}/")
        if viewer:
            program.headers["authorization"] = f"Bearer {a_key(recorded, cast.administrator, viewer, *scopes)[1]}"
        return program

    return opened
