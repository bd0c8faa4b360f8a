"""The house rules that code can be checked for: which way imports run, who tells the time, how long things get."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Parley's words, and the problems it raises, which every room may use.
WORDS = {"data_model.words", "coordination.problems", "coordination.schedule", "coordination.wording"}
# Every room, and the rooms that it may import from besides itself. A new room is entered here on purpose.
ROOMS: dict[str, set[str]] = {
    "data_model": set(),
    "coordination": {"data_model"},
    "charts": set(),
    "exports": set(),
    "seeds": {"coordination", "data_model"},
    "api": {"charts", "coordination", "data_model", "exports"},
    "page_parts": {"charts", "coordination", "data_model", "exports", "settings"},
    "pages": {"charts", "coordination", "data_model", "exports", "page_parts"},
    "settings": set(),
    "dashboard": {"charts", "coordination", "data_model", "exports", "page_parts", "pages"},
    "server": {"api", "charts", "coordination", "data_model", "page_parts", "seeds", "settings"},
    "manage": {"coordination", "data_model", "exports", "seeds", "settings"},
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
    "sqlalchemy": {"data_model", "coordination", "seeds", "api", "page_parts", "server", "manage", "settings"},
    "sqlmodel": {"data_model", "coordination", "seeds", "api", "page_parts", "server", "manage"},
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
SHORT = [file for file in EVERY_FILE if not file.startswith("tests/") and "/migrations/versions/" not in file]


def room_of(file: str) -> str:
    """The room that a file is in: its top folder, or its own name where it lies at the top."""
    return Path(file).parts[0].removesuffix(".py")


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


def test_every_room_is_known() -> None:
    assert {room_of(file) for file in EVERY_FILE} - OUTSIDE <= set(ROOMS)


@pytest.mark.parametrize("file", THE_PRODUCT)
def test_imports_run_one_way(file: str) -> None:
    needing_leave = {module for module in modules(parsed(file)) if module not in WORDS}
    rooms = {module.split(".")[0] for module in needing_leave} & (set(ROOMS) | OUTSIDE)
    assert rooms - {room_of(file)} - ROOMS[room_of(file)] == set()


@pytest.mark.parametrize("file", THE_PRODUCT)
def test_a_file_imports_by_the_whole_name(file: str) -> None:
    assert [module for module in modules(parsed(file)) if module.startswith(".")] == []


@pytest.mark.parametrize("file", THE_PRODUCT)
def test_libraries_stay_in_their_rooms(file: str) -> None:
    kept_elsewhere = {name for name, rooms in KEPT_TO.items() if room_of(file) not in rooms}
    assert imported(parsed(file)) & kept_elsewhere == set()


def test_no_script_lies_directly_in_pages() -> None:
    """Streamlit would serve it by its name, without dashboard.py and so without the sign-in."""
    assert [file for file in EVERY_FILE if Path(file).parent == Path("pages")] == []


@pytest.mark.parametrize("file", [file for file in THE_PRODUCT if file != CLOCK])
def test_only_the_clock_tells_the_time(file: str) -> None:
    assert told_time(parsed(file)) == []


@pytest.mark.parametrize("file", THE_PRODUCT)
def test_nothing_is_caught_and_swallowed(file: str) -> None:
    assert caught_everything(parsed(file)) == []


@pytest.mark.parametrize("file", SHORT)
def test_files_are_short(file: str) -> None:
    assert len((ROOT / file).read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("file", SHORT)
def test_functions_are_short(file: str) -> None:
    assert long_functions(parsed(file)) == []


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
