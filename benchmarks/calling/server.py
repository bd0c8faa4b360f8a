"""Answers one constant JSON with FastAPI and nothing else, by the same web server with the same settings as Parley."""

import gc
import json
import os
from pathlib import Path
from typing import Any

from fastapi import FastAPI

import server
from benchmarks.calling import ANSWER, PATH

CONTENT = json.loads(Path(os.environ[ANSWER]).read_bytes())
app = FastAPI()


@app.get(PATH)
async def obligations() -> Any:
    """The answer, as a program without anything around it gives it."""
    return CONTENT


if __name__ == "__main__":
    listening = server.listen("127.0.0.1", int(os.environ["PORT"]))
    gc.collect()
    gc.freeze()  # as Parley does
    server.serve(app, listening, "127.0.0.1")
