"""Serves the page, just as server.py serves Parley: same web server, same settings, heap frozen alike."""

from pathlib import Path

from benchmarks.constants.server import serve

if __name__ == "__main__":
    serve(Path(__file__).with_name("dashboard.py"))
