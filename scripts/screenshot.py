"""Takes docs/overview.png, the README's picture, from a running Parley with a fresh exercise."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from chromium import MISSING, find  # noqa: E402

PICTURE = HERE.parent / "docs" / "overview.png"
STARTS_WITHIN_S = 60


def main() -> None:
    """Start Parley on a database of its own, sign in as an official, and take the picture."""
    chromium = find()
    if chromium is None:
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        settings = {"DATABASE_URL": f"sqlite:///{folder}/parley.db", "PORT": str(port), "EXERCISE": "true"}
        server = subprocess.Popen([sys.executable, "server.py"], cwd=HERE.parent, env=os.environ | settings,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(port)
            _take(chromium, url)
        finally:
            server.terminate()
            server.wait()
    print(f"Took {PICTURE.relative_to(HERE.parent)}.")


def _take(chromium: str, url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1180})
        page.goto(f"{url}/sign-in")  # the server listens before it is ready, and answers once it is
        page.get_by_role("button", name="Cabinet Office official").click()
        expect(page.get_by_role("table")).to_be_visible(timeout=30_000)
        page.screenshot(path=PICTURE)
        browser.close()


def _wait(port: int) -> None:
    end = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            if time.monotonic() > end:
                sys.exit("Parley did not start in time. Run `make run` to see why.")
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
