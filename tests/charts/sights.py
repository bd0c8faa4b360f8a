"""One exploration for each form that a figure has, with short names and with the worst that names may be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from coordination.exploring.explored import Explored
from coordination.exploring.views import LONGEST_NOTE, Form, Note
from coordination.incidents.asking import Grain
from tests.charts.explorations import LAG, NOTICES, explored

SHORT = ("Facebook", "Google", "Twitter", "Snap")
# 200 letters, one word and many; read from right to left; emoji, one of several; markup; a formula.
HOSTILE = (
    "W" * 200,
    "An organisation with a name that goes on " * 5,
    "שלום לכולם وأهلا بكم " * 9,
    "👩‍🦰😀🏴󠁧󠁢󠁷󠁬󠁳󠁿 " * 12
    + "<b>bold</b> <a href='https://elsewhere.example'>link</a> $x^2$ $$\\frac{a}{b}$$ &lt;i&gt;",
)
FIGURES: tuple[tuple[float | str, ...], ...] = (
    (1_234_567, 0, "n", 90, 80), (400_000, 60, "s", 70, "-"), (10, 30, 20, 0, 60), (5, "-", 7, 8, 9))
STATEMENTS = ("Google restated 3 days of “Notices received”.", "Numbers under 5 are not shown, so that nobody can be "
              "picked out.")


def sights(names: tuple[str, ...], *, hostile: bool) -> Iterator[tuple[str, Explored]]:
    """A figure of each form over weeks and, where it has one, over days, in total, with intervals, and with more groups
    than share a panel; each with what it is called."""
    over_time = dict(zip(names, FIGURES, strict=True))
    title = names[-1] if hostile else "Notices received, by platform, week by week"
    said = (*STATEMENTS, names[1]) if hostile else STATEMENTS
    notes = [Note(date(2019, 11, day), name[:LONGEST_NOTE].strip())
             for day, name in zip((6, 12, 28, 30), names, strict=True)]
    about: dict[str, Any] = {"title": title, "statements": said, "notes": notes, "missing": 1}
    for form in Form:
        yield f"{form} by week", explored(over_time, form=form, **about)
    for form in (Form.LINE, Form.BAR, Form.HEAT_MAP, Form.AREA):
        days = {name: (list(figures) * 6)[:28] for name, figures in over_time.items()}
        yield f"{form} by day", explored(days, form=form, grain=Grain.DAY, **about)
    crossed = {(group, within): [FIGURES[at][other]] for at, group in enumerate(names)
               for other, within in enumerate(names)}
    for form in (Form.BAR, Form.STACKED_BAR, Form.HEAT_MAP, Form.SMALL_MULTIPLES, Form.TABLE):
        yield f"{form} in total", explored(crossed, form=form, grain=Grain.CAMPAIGN, **about)
    whole: dict[str, list[int]] = {name: [7] for name in names}
    yield "stacked bar of one", explored(whole, form=Form.STACKED_BAR, grain=Grain.CAMPAIGN, **about)
    lag = {name: [(12.5, 10, 15), (20, 16, float("nan")), "n"] for name in names}
    yield "line with intervals", explored(lag, meanings=[LAG], **about)
    yield "measures apart", explored(lag, form=Form.SMALL_MULTIPLES, meanings=[NOTICES, LAG], **about)
    yield "many groups", explored({f"{name}{number}": [number, 2] for name in names for number in (1, 2, 3)}, **about)
