"""Serves the constants that the file RECORDING holds, just as server.py serves Parley: same web server, same settings,
heap frozen alike."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

import server


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up as Parley does, so that both carry the same imports."""
    server.warm_up()
    yield


def serve(script: Path) -> None:
    """Serve a script on PORT."""
    listening = server.listen("127.0.0.1", int(os.environ["PORT"]))
    server.serve(st.App(script, lifespan=lifespan), listening, "127.0.0.1")


if __name__ == "__main__":
    serve(Path(__file__).with_name("dashboard.py"))
