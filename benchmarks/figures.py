"""A measured figure against its bar, and the page that keeps them."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil

RESULTS = Path(__file__).with_name("results.md")
TITLE = """# What was measured

Written by `make bench`; see [`__main__.py`](__main__.py) for what each figure means and how it is taken.
"""
HEADING = "\n## "
LIBRARIES = ("streamlit", "starlette", "uvicorn", "sqlalchemy", "sqlmodel", "pandas")


@dataclass(frozen=True)
class Figure:
    """One figure. `bar` is what it may be at most (or, where `at_least`, at least); None where there is no bar."""

    name: str
    value: float
    unit: str = "×"
    bar: float | None = None
    at_least: bool = False
    detail: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar holds."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """Name, figure, bar, verdict and detail in words."""
        bar = "" if self.bar is None else f"{'at least' if self.at_least else 'at most'} {self.bar:g} {self.unit}"
        verdict = "" if self.bar is None else "holds" if self.holds else "falls short"
        return self.name, f"{_three_digits(self.value)} {self.unit}", bar, verdict, self.detail

    def line(self) -> str:
        """The figure on one line of a terminal."""
        name, value, bar, verdict, detail = self.cells
        return f"{name:<58} {value:>10}   {bar:<16} {verdict:<12} {detail}".rstrip()


def keep(part: str, figures: Sequence[Figure], on: date) -> None:
    """Write a part of results.md anew, and leave the others, each with its day, machine and versions."""
    _, *kept = RESULTS.read_text(encoding="utf-8").split(HEADING)
    parts = {each.split("\n", 1)[0]: each.strip() for each in kept}
    rows = ["| " + " | ".join(figure.cells) + " |" for figure in figures]
    parts[part] = "\n".join([
        part, "",
        f"- Measured on {on:%d %B %Y}, all in one run.",
        f"- Machine: {_processor()}, {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB; "
        f"{platform.system()} {platform.release()}. The servers and the browsers' stand-in share it.",
        f"- Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        + ", ".join(f"{name} {version(name)}" for name in LIBRARIES) + ".", "",
        "| figure | measured | bar | | |", "|---|---|---|---|---|", *rows])
    RESULTS.write_text(TITLE + "".join(HEADING + parts[each] + "\n" for each in sorted(parts)), encoding="utf-8")


def _processor() -> str:
    """The processor's name, where the system tells."""
    told = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in told.read_text().splitlines() if line.startswith("model name")
             ] if told.exists() else []
    return names[0] if names else platform.processor() or platform.machine()


def _three_digits(value: float) -> str:
    """0.73, 43.1, 4,055"""
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
