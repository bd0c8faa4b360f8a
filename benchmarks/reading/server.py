"""Serves one page's bytes with Starlette and nothing else, by the same web server with the same settings as Parley."""

import gc
import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

import server
from benchmarks.reading import PAGE

CONTENT = Path(os.environ[PAGE]).read_bytes()


async def advice(_request: Request) -> Response:
    """The page, as a program without anything around it gives it."""
    return HTMLResponse(CONTENT)


if __name__ == "__main__":
    listening = server.listen("127.0.0.1", int(os.environ["PORT"]))
    app = Starlette(routes=[Route("/advice", advice)])
    gc.collect()
    gc.freeze()  # as Parley does
    server.serve(app, listening, "127.0.0.1")
