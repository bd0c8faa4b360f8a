"""Where the machine's Chromium is. As a command, installs it with apt-get where it is missing and that works."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
MISSING = (
    "Chromium was not found, and apt-get could not install it. Install Chromium or Google Chrome, or say where it is: "
    "CHROMIUM=/path/to/chromium make test"
)


def find() -> str | None:
    """The path of Chromium or Chrome: CHROMIUM if set, else where Debian or macOS keeps it; None if nowhere."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or next((str(path) for path in MAC if path.exists()), None)


def main() -> None:
    """Install Chromium if there is none, with the fonts that a bare machine lacks; say so loudly if that fails."""
    if find() is None and not os.environ.get("CHROMIUM"):
        install = Path(__file__).with_name("apt_install.sh")
        subprocess.run(["sh", str(install), "chromium", "fonts-dejavu-core"], check=False)
    if find() is None:
        print(f"\n*** THE BROWSER TESTS WILL NOT RUN. {MISSING}\n", file=sys.stderr)


if __name__ == "__main__":
    main()
