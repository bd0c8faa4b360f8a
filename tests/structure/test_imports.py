"""The house rules that code can be checked for: which way imports run, who tells the time, how long things get."""

import ast
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Parley's words, and the problems it raises, which every room may use.
WORDS = {"data_model.words", "coordination.problems", "coordination.schedule", "coordination.wording",
         "coordination.signals.stix", "coordination.exploring.views", "coordination.exploring.explored",
         "coordination.exploring.data", "coordination.advice.markdown", "coordination.briefings.assembled"}
# Every room, and the rooms that it may import from besides itself. A new room is entered here on purpose.
ROOMS: dict[str, set[str]] = {
    "data_model": set(),
    "coordination": {"data_model"},
    "charts": set(),
    "exports": {"charts"},  # a file of a figure has it drawn
    "seeds": {"coordination", "data_model"},
    "api": {"charts", "coordination", "data_model", "exports"},
    "page_parts": {"charts", "coordination", "data_model", "exports", "settings"},
    "pages": {"charts", "coordination", "data_model", "exports", "page_parts"},
    "settings": set(),
    "commands": {"coordination", "data_model", "exports"},
    "dashboard": {"charts", "coordination", "data_model", "exports", "page_parts", "pages"},
    "server": {"api", "charts", "coordination", "data_model", "page_parts", "seeds", "settings"},
    "manage": {"commands", "coordination", "data_model", "exports", "seeds", "settings"},
}
# These may use every room, and no room may use them.
OUTSIDE = {"benchmarks", "scripts", "tests"}
# Libraries that only these rooms import.
KEPT_TO = {
    "streamlit": {"dashboard", "pages", "page_parts", "server"},  # server.py serves Streamlit's app
    "plotly": {"charts"},
    "starlette": {"api", "server"},
    "fastapi": {"api", "server"},
    "uvicorn": {"server"},
    "sqlalchemy": {"data_model", "coordination", "seeds", "api", "page_parts", "server", "manage", "commands",
                   "settings"},
    "sqlmodel": {"data_model", "coordination", "seeds", "api", "page_parts", "server", "manage", "commands"},
}
NOW = {
    *(f"datetime.{name}" for name in ("now", "utcnow", "today")),
    "date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime", "strftime")),
    *(f"Timestamp.{name}" for name in ("now", "utcnow", "today")),
}
CLOCK = "coordination/clock.py"
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
FRAGMENTS = {"fragment", "dialog"}
CATCHES_ALL = {"Exception", "BaseException"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def written() -> Iterator[str]:
    """Every Python file of ours, as a path from the root. Finds tomorrow's files by itself."""
    for path in sorted(ROOT.rglob("*.py")):
        relative = path.relative_to(ROOT)
        if not any(part.startswith(".") or part == "var" for part in relative.parts):
            yield relative.as_posix()


EVERY_FILE = list(written())
THE_PRODUCT = [file for file in EVERY_FILE if Path(file).parts[0] not in OUTSIDE]
SHORT = [file for file in EVERY_FILE if "/migrations/versions/" not in file]


def room_of(file: str) -> str:
    """The room that a file is in: its top folder, or its own name where it lies at the top."""
    return Path(file).parts[0].removesuffix(".py")


@cache
def parsed(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), file)


def modules(tree: ast.AST) -> Iterator[str]:
    """The whole name of every module imported anywhere in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            names = {f"{module}.{name.name}" for name in node.names}
            yield from names if names <= WORDS else {module}


def imported(tree: ast.AST) -> set[str]:
    """The rooms and libraries that a file imports, whatever it takes from them."""
    return {module.split(".")[0] for module in modules(tree)}


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each call as its last two names and line: `dt.datetime.now()` is ("datetime.now", 3). Names that were
    imported from a module are written with it: after `from time import time`, `time()` is "time.time"."""
    known = {
        (name.asname or name.name): f"{node.module}.{name.name}" if node.module == "time" else name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    known |= {
        name.asname: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
        if name.asname
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, *rest = ast.unparse(node.func).split(".")
            yield ".".join([*known.get(first, first).split("."), *rest][-2:]), node.lineno


def told_time(tree: ast.AST) -> list[int]:
    """Lines on which the machine's time is asked for."""
    return [line for call, line in calls(tree) if call in NOW]


def fragments(tree: ast.AST) -> list[int]:
    """Lines on which Streamlit's fragments, or dialogs, which are fragments too, are named."""
    return [node.lineno for node in ast.walk(tree)
            if (isinstance(node, ast.Attribute) and node.attr in FRAGMENTS and ast.unparse(node.value) == "st")
            or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit")
                and any(name.name in FRAGMENTS for name in node.names))]


def caught_everything(tree: ast.AST) -> list[int]:
    """Lines of handlers that catch every exception and do not raise it again."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or CATCHES_ALL & {word.id for word in ast.walk(node.type) if isinstance(word, ast.Name)})
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]


def long_functions(tree: ast.AST) -> list[str]:
    """Functions longer than allowed, without their decorators."""
    functions = (node for node in ast.walk(tree) if isinstance(node, Function))
    lengths = ((node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions)
    return [f"{name}: {length} lines" for name, length in lengths if length > LONGEST_FUNCTION]


def offences(files: list[str], found: Callable[[str, ast.Module], Collection[object]]) -> dict[str, Collection[object]]:
    """What `found` finds in each file, given its room and its tree; files without offence are left out."""
    each = {file: found(room_of(file), parsed(file)) for file in files}
    return {file: things for file, things in each.items() if things}


def wrong_ways(room: str, tree: ast.AST) -> set[str]:
    """Rooms that a file may not import from."""
    needing_leave = {module for module in modules(tree) if module not in WORDS}
    return {module.split(".")[0] for module in needing_leave} & (set(ROOMS) | OUTSIDE) - {room} - ROOMS[room]


def stray_libraries(room: str, tree: ast.AST) -> set[str]:
    """Libraries that are kept to other rooms."""
    return imported(tree) & {name for name, rooms in KEPT_TO.items() if room not in rooms}


def test_every_room_is_known() -> None:
    assert {room_of(file) for file in EVERY_FILE} - OUTSIDE <= set(ROOMS)


def test_imports_run_one_way() -> None:
    assert offences(THE_PRODUCT, wrong_ways) == {}


def test_imports_are_by_the_whole_name() -> None:
    assert offences(THE_PRODUCT, lambda _room, tree: [name for name in modules(tree) if name.startswith(".")]) == {}


def test_libraries_stay_in_their_rooms() -> None:
    assert offences(THE_PRODUCT, stray_libraries) == {}


def test_no_script_lies_directly_in_pages() -> None:
    """Streamlit would serve it by its name, without dashboard.py and so without the sign-in."""
    assert [file for file in EVERY_FILE if Path(file).parent == Path("pages")] == []


def test_only_the_clock_tells_the_time() -> None:
    elsewhere = [file for file in THE_PRODUCT if file != CLOCK]
    assert offences(elsewhere, lambda _room, tree: told_time(tree)) == {}
    assert told_time(parsed(CLOCK)) != []


def test_only_one_file_has_a_fragment() -> None:
    """A fragment runs without dashboard.py, and so without the sign-in: docs/decisions/0007-one-fragment.md."""
    assert list(offences(EVERY_FILE, lambda _room, tree: fragments(tree))) == ["page_parts/live.py"]


def test_nothing_is_caught_and_swallowed() -> None:
    assert offences(THE_PRODUCT, lambda _room, tree: caught_everything(tree)) == {}


def test_files_are_short() -> None:
    lengths = {file: len((ROOT / file).read_text(encoding="utf-8").splitlines()) for file in SHORT}
    assert {file: length for file, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    assert offences(SHORT, lambda _room, tree: long_functions(tree)) == {}


def test_the_walk_finds_the_house() -> None:
    """Were the walk to find nothing, every rule above would hold."""
    assert {"settings.py", CLOCK, "tests/structure/test_imports.py"} <= set(EVERY_FILE)
    assert {"coordination", "data_model", "pages", "server"} <= {room_of(file) for file in THE_PRODUCT}


@pytest.mark.parametrize(
    ("room", "source", "found"),
    [
        ("charts", "from data_model.letters import Letter", {"data_model"}),
        ("charts", "from coordination import wording, letters", {"coordination"}),
        ("charts", "from coordination import wording\nfrom data_model.words import Role", set()),
        ("data_model", "def f():\n    import coordination.clock", {"coordination"}),
        ("api", "from tests import cast", {"tests"}),
        ("pages", "from api.doors import Door", {"api"}),
        ("pages", "from coordination import letters\nfrom page_parts import frame", set()),
    ],
)
def test_a_wrong_way_is_noticed(room: str, source: str, found: set[str]) -> None:
    assert wrong_ways(room, ast.parse(source)) == found


@pytest.mark.parametrize(
    ("room", "source", "found"),
    [
        ("coordination", "def f():\n    import streamlit.runtime", {"streamlit"}),
        ("pages", "import plotly.express as px", {"plotly"}),
        ("pages", "import streamlit as st", set()),
        ("page_parts", "from starlette.requests import Request", {"starlette"}),
        ("charts", "import sqlalchemy", {"sqlalchemy"}),
    ],
)
def test_a_stray_library_is_noticed(room: str, source: str, found: set[str]) -> None:
    assert stray_libraries(room, ast.parse(source)) == found


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import datetime as dt\ndt.datetime.now(dt.UTC)", [2]),
        ("from datetime import datetime as moment\nmoment.utcnow()", [2]),
        ("from time import time\ntime()", [2]),
        ("import time as t\nt.time_ns()", [2]),
        ("import pandas as pd\npd.Timestamp.now()", [2]),
        ("import time\ntime.perf_counter()\ntime.monotonic()", []),
        ("from coordination import clock\nclock.now(session)", []),
    ],
)
def test_asking_the_machine_for_the_time_is_noticed(source: str, lines: list[int]) -> None:
    assert told_time(ast.parse(source)) == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import streamlit as st\n@st.fragment(run_every=2)\ndef look(): ...", [2]),
        ("import streamlit as st\n@st.dialog('Sure?')\ndef ask(): ...", [2]),
        ("from streamlit import fragment", [1]),
        ("from streamlit.runtime.fragment import fragment", [1]),
        ("import streamlit as st\nst.form('fragment')", []),
    ],
)
def test_a_fragment_is_noticed(source: str, lines: list[int]) -> None:
    assert fragments(ast.parse(source)) == lines


@pytest.mark.parametrize(
    ("handler", "lines"),
    [
        ("except:\n    pass", [3]),
        ("except Exception:\n    pass", [3]),
        ("except (OSError, BaseException) as error:\n    print(error)", [3]),
        ("except Exception:\n    undo()\n    raise", []),
        ("except OSError:\n    pass", []),
    ],
)
def test_catching_everything_is_noticed(handler: str, lines: list[int]) -> None:
    assert caught_everything(ast.parse(f"try:\n    act()\n{handler}")) == lines


def test_a_long_function_is_noticed() -> None:
    body = "    act()\n" * LONGEST_FUNCTION
    assert long_functions(ast.parse(f"def endless():\n{body}")) == ["endless: 51 lines"]
