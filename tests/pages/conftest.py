"""A page as a person of the cast has it on screen, without a browser: `app(cast.facebook, "submit", commitment=3)`.

Several people, or several windows of one, may be open at once: each keeps its own cookie and session.
"""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from textwrap import dedent
from unittest.mock import PropertyMock, patch

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.context import ContextProxy
from streamlit.source_util import PageInfo
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element, ElementTree

from coordination.accounts import token_hash
from coordination.sign_ins import COOKIE
from coordination.viewers import Viewer
from data_model.accounts import SignIn
from data_model.database import shared_engine, writing
from data_model.words import Role
from page_parts import visit
from page_parts.directory import PAGES
from tests.conftest import StoppedClock

ENOUGH_SECONDS = 30
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
Opened = Callable[..., AppTest]
# The pages that each role may switch to, as its first window told them. To draw every window's first page for that, the
# overview above all, took as long as the pages that were asked for.
REGISTERED: dict[Role, dict[str, PageInfo]] = {}


@pytest.fixture
def app(recorded: Engine, stopped_clock: StoppedClock, root: Path,
        monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """`app(viewer, page, **query)` opens an address of the directory's page cold for a signed-in viewer; without a
    page, of the viewer's first one. `app(None)` is somebody whose sign-in has ended. `script` runs instead of the
    dashboard."""
    url = recorded.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    visit.database.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()  # each test has a database of its own, and the caches do not know

    def a_window(viewer: Viewer | None, script: str = "") -> AppTest:
        window = (AppTest.from_string(dedent(script), default_timeout=ENOUGH_SECONDS) if script
                  else AppTest.from_file(str(root / "dashboard.py"), default_timeout=ENOUGH_SECONDS))
        window._bidi_component_manager = components()
        _carry(window, {COOKIE: signed_in(recorded, viewer)} if viewer else {})
        return window

    def opened(viewer: Viewer | None, page: str = "", /, *, script: str = "", **query: object) -> AppTest:
        window = a_window(viewer, script)
        if viewer and page:
            if viewer.role not in REGISTERED:
                REGISTERED[viewer.role] = a_window(viewer).run()._registered_pages
            window._registered_pages = REGISTERED[viewer.role]
            window.switch_page(str(root / PAGES[page].script))
        window.query_params.update({name: str(value) for name, value in query.items()})
        window.run()
        assert not window.exception, [each.value for each in window.exception]
        return window

    yield opened
    shared_engine(url).dispose()


@cache
def components() -> BidiComponentManager:
    """The installed packages' components. Each window would look through all packages for them, which takes longer
    than most pages do."""
    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager


def signed_in(engine: Engine, viewer: Viewer) -> str:
    """The cookie's token of a new sign-in, which no moving of the clock ends."""
    token = secrets.token_urlsafe(16)
    with writing(engine) as session:
        session.add(SignIn(account_id=viewer.account_id, token_hash=token_hash(token), expires_at=FAR_AHEAD,
                           signed_in_at=datetime(2019, 12, 2, tzinfo=UTC)))
    return token


def shown(window: AppTest) -> str:
    """All HTML on the page, the sidebar's too, as one text: what templates showed."""
    return "\n".join(str(each.proto.body) for each in window.get("html"))


def everything(window: AppTest, query: dict[str, object]) -> str:
    """All that a page sends to the browser at this address: HTML, texts, tables, widget values and options."""
    window.query_params.clear()
    window.query_params.update({name: str(value) for name, value in query.items()})
    window.run()
    assert not window.exception, [each.value for each in window.exception]
    return all_of(window)


def all_of(window: AppTest) -> str:
    """All that a page sent to the browser."""
    return "\n".join(str(element.proto) for element in _elements(window._tree))


def _elements(block: Block) -> Iterator[Element]:
    for child in block.children.values():
        if isinstance(child, Block):
            yield from _elements(child)
        else:
            yield child


def _carry(window: AppTest, cookies: dict[str, str]) -> None:
    """Send these cookies with every run of this window, as its browser would."""
    run = window._run

    def with_cookies(*given: object, **named: object) -> ElementTree:
        with patch.object(ContextProxy, "cookies", new_callable=PropertyMock, return_value=cookies):
            return run(*given, **named)  # type: ignore[arg-type]

    window._run = with_cookies  # type: ignore[method-assign, assignment]
