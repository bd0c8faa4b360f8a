"""Pictures where there is no Chromium. Those that Chromium draws are in tests/browser/test_pictures.py."""

from pathlib import Path

import plotly.graph_objects as go
import pytest

from exports import pictures


@pytest.fixture
def no_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "chromium"))
    monkeypatch.setattr(pictures, "_studio", None)


@pytest.mark.usefixtures("no_chromium")
def test_without_chromium_the_remedy_is_said() -> None:
    assert pictures.missing() == (
        "Pictures cannot be made on this installation, because it has no Chromium. Install Chromium (on Debian: apt "
        "install chromium), or set BROWSER_PATH to where Chromium or Chrome is, and start Parley again.")
    with pytest.raises(pictures.NoPictures, match="apt install chromium"):
        pictures.picture(go.Figure(), "png")


def test_a_chromium_that_does_not_start_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(broken))
    monkeypatch.setattr(pictures, "_studio", None)
    assert pictures.missing() is None
    with pytest.raises(pictures.NoPictures, match="Chromium did not draw this picture"):
        pictures.picture(go.Figure(), "png")
