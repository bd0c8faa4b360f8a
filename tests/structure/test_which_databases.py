"""Which tests run on both kinds of database, by where they lie: tomorrow's test by its folder."""

import subprocess
import sys
from pathlib import Path

WRITES = "tests/coordination/test_requests.py"
SHOWS = "tests/pages/officials/test_requests.py"
WALKS = ("tests/pages/test_every_page.py::test_a_page_opens_for_its_roles_and_is_not_there_for_others",
         "tests/api/test_access.py::test_a_route_opens_for_its_roles_and_is_not_found_for_others",
         "tests/api/v1/test_examples.py::test_every_read_works_as_it_is_written",
         "tests/browser/test_the_whole_path.py::test_from_a_platforms_first_words_to_the_analysts_file")


def kinds(root: Path, chosen: tuple[str, ...], *databases: str) -> dict[str, set[str]]:
    """By test or file, the kinds of database on which pytest would run it."""
    said = subprocess.run([sys.executable, "-m", "pytest", "--collect-only", "-q", *databases, *chosen], cwd=root,
                          capture_output=True, text=True, check=True).stdout
    return {each: {kind for kind in ("sqlite", "postgresql") for line in said.splitlines()
                   if line.startswith(each) and f"[{kind}" in line} for each in chosen}


def test_what_is_written_and_every_walk_runs_on_both_and_what_only_shows_it_on_sqlite(root: Path) -> None:
    both = {"sqlite", "postgresql"}
    assert kinds(root, (WRITES, SHOWS, *WALKS)) == {WRITES: both, SHOWS: {"sqlite"}} | dict.fromkeys(WALKS, both)


def test_everything_runs_on_both_where_that_is_asked_for(root: Path) -> None:
    assert kinds(root, (SHOWS,), "--databases", "all") == {SHOWS: {"sqlite", "postgresql"}}
