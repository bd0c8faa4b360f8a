"""A figure as one HTML file, which opens anywhere without a network: the drawing, which answers to pointing, its data,
and what it says of itself. Nothing in it can fetch or send anything."""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from charts.theme import DARK, FONT, LIGHT
from coordination.exploring import data
from coordination.exploring.explored import Explored
from exports.cells import Cell, in_words, rows_of
from exports.columns import shown
from exports.pictures import Figure
from exports.provenance import FILE_DATA, FigureProvenance

HERE = Path(__file__).parent
SCRIPT = (HERE / "figure_page.js").read_text(encoding="utf-8")
# One button, which saves the drawing.
CONFIG = {"modeBarButtons": [["toImage"]], "displayModeBar": True, "displaylogo": False, "scrollZoom": False,
          "doubleClick": False, "responsive": True}
_environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                           lstrip_blocks=True, auto_reload=False)


def html_file(explored: Explored, provenance: FigureProvenance, drawings: Mapping[str, Figure], alt: str) -> bytes:
    """The figure as an HTML file. `drawings` are those for light and dark, and on wide screens wide-light and
    wide-dark; `alt` says in words what they show."""
    table = data.table(explored)
    columns = shown(table.columns)
    rows = list(rows_of(table, columns))
    held = {"about": provenance.lines(), "columns": list(columns),
            "rows": [[_held(each) for each in row] for row in rows], "config": CONFIG,
            "figures": {name: json.loads(each.to_json()) for name, each in drawings.items()}}
    page = _environment.get_template("figure_page.html").render(
        about=provenance, statements=explored.statements, meanings=explored.meanings, alt=alt, titles=columns.values(),
        rows=[[(in_words(each), _is_number(each)) for each in row] for row in rows], light=LIGHT, dark=DARK,
        font=Markup(FONT), policy=policy(), id=FILE_DATA, held=_json(held), library=Markup(_library()),  # noqa: S704
        script=Markup(SCRIPT))  # noqa: S704
    return page.encode("utf-8", "replace")


@lru_cache
def policy() -> str:
    """The content security policy of the file: its own two scripts may run, and nothing may be fetched."""
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
                      for script in (_library(), SCRIPT))
    return (f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
            "base-uri 'none'; form-action 'none'")


@lru_cache
def _library() -> str:
    """plotly.js as the installed package has it."""
    package = find_spec("plotly")
    assert package
    assert package.origin
    return (Path(package.origin).parent / "package_data" / "plotly.min.js").read_text(encoding="utf-8")


def _json(held: object) -> Markup:
    """Data for a script element, which nothing in it can end."""
    text = json.dumps(held, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return Markup(text)  # noqa: S704


def _held(value: Cell) -> Cell:
    return value.isoformat() if isinstance(value, date) else value


def _is_number(value: Cell) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
