"""Every setting is in the README's table, with its default, and the table has no others."""

import re
from pathlib import Path

from settings import MUST_BE, Settings

README = Path(__file__).parents[2] / "README.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| `([^`]*)`.*? \| (.+) \|$", re.MULTILINE)


def rows() -> dict[str, str]:
    """The table's settings with their defaults as written."""
    return {name: default for name, default, _ in ROW.findall(README.read_text(encoding="utf-8"))}


def test_the_readme_lists_every_setting_and_no_other() -> None:
    assert sorted(rows()) == sorted(name.upper() for name in Settings.model_fields)


def test_the_readme_tells_every_default() -> None:
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    told = {name: str(default).lower() if isinstance(default, bool) else str(default)
            for name, default in defaults.items()}
    assert rows() == told | {"PUBLIC_URL": "http://HOST:PORT"}


def test_the_readme_says_what_the_code_says() -> None:
    written = {name: meaning.replace("`", "") for name, _, meaning in ROW.findall(README.read_text(encoding="utf-8"))}
    assert written == {name.upper(): field.description for name, field in Settings.model_fields.items()}


def test_every_setting_has_a_sentence_for_a_wrong_value() -> None:
    assert sorted(MUST_BE) == sorted(Settings.model_fields)
