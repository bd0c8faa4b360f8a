"""Two runs of one window at a time would save one draft from one revision: the second would call the first another
window's."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_click_ends_the_run_that_it_replaces_and_starts_none_beside_it() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert settings["runner"]["fastReruns"] is False
