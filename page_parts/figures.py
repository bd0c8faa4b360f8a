"""Figures and tables: where the platforms stand, and day by day. Each figure, its table, and both to take away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from charts.drawing import Caption
from charts.standing import history_alt, history_figure, matrix_alt, matrix_figure
from coordination import audit, letters, standing
from coordination.wording import SOURCE
from exports import columns
from page_parts import html
from page_parts.drawn import Drawn, drawn, show_figure
from page_parts.frame import nothing_here, problem
from page_parts.visit import Visit

FORMATS = {"svg": "SVG", "png": "PNG"}
MOMENT, DAY = "D MMM YYYY, HH:mm", "D MMM YYYY"


@dataclass(frozen=True)
class Chosen:
    """Slugs and numbers of the platforms and commitments to show, in the letter's order; none chosen means all."""

    platforms: tuple[str, ...]
    commitments: tuple[int, ...]

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a frame (with columns slug and commitment) that are chosen."""
        keep = frame["slug"].isin(self.platforms) if self.platforms else frame["slug"].notna()
        return frame[keep & frame["commitment"].isin(self.commitments)] if self.commitments else frame[keep]


def show(here: Visit) -> None:
    """The choices, then both figures with their tables."""
    platforms = letters.recipients(here.session, here.viewer, here.letter.id)
    if platforms.empty:
        nothing_here("This letter is addressed to no platform yet, so there is nothing to draw.")
        return
    chosen, file_format = _choices(here, platforms)
    dark = st.context.theme.type == "dark"
    _part(here, "Where the platforms stand", "overview", _overview(here.key, chosen, dark, here), chosen, file_format)
    _part(here, "Standing day by day", "history", _history(here.key, chosen, dark, here), chosen, file_format)
    html.show("figures_record.html", links=_links(here, "updates", chosen))


def _choices(here: Visit, platforms: pd.DataFrame) -> tuple[Chosen, str]:
    names = dict(zip(platforms["slug"], platforms["name"], strict=True))
    commitments = letters.commitments(here.session, here.letter.id)
    titles = {str(number): f"{number}. {title}" for number, title in
              zip(commitments["number"], commitments["title"], strict=True)}
    left, middle, right = st.columns([2, 3, 1])
    with left:
        slugs = _several(here, "platform", "Platforms", names)
    with middle:
        numbers = _several(here, "commitment", "Commitments", titles)
    file_format = right.radio("Save figures as", list(FORMATS), format_func=FORMATS.__getitem__, horizontal=True,
                              key="figures.save_as")
    html.show("figures_how.html", file_format=FORMATS[file_format])
    return Chosen(tuple(slugs), tuple(map(int, numbers))), file_format


def _several(here: Visit, name: str, label: str, options: Mapping[str, str]) -> list[str]:
    """Some of the options (what the address says, to what a person reads), in their order; none means all.

    The address keeps them under `name`, as downloads take them. What this letter does not have is said and left out.
    """
    asked = st.query_params.get_all(name)
    if not set(asked) <= set(options):
        problem(f"The address asks for {label.lower()} that this letter does not have. They are left out.")
    chosen = st.multiselect(label, list(options), [each for each in options if each in asked],
                            format_func=options.__getitem__, placeholder=f"All {label.lower()}",
                            key=f"figures.{name}.{here.letter.reference}")
    if set(chosen) != set(asked):
        st.query_params[name] = chosen
    return [each for each in options if each in chosen]


def _part(here: Visit, heading: str, name: str, part: Drawn, chosen: Chosen, file_format: str) -> None:
    html.show("heading.html", heading=heading, sentence="")
    file_name = f"parley-{name}-{here.today if here.live else here.as_at_day}"
    show_figure(part, key=f"figures.{name}", file_name=file_name, file_format=file_format)
    st.dataframe(part.table, hide_index=True, key=f"figures.{name}.table", alt=f"{heading}: the table",
                 placeholder="–", column_config=_formats(part.table))
    html.show("figures_links.html", links=_links(here, name, chosen))


@st.cache_resource(max_entries=60, show_spinner="Drawing…")
def _overview(key: tuple[object, ...], chosen: Chosen, dark: bool, _here: Visit) -> Drawn:
    frame = chosen.of(standing.matrix(_here.session, _here.viewer, _here.letter, as_at=_here.as_at))
    figure = matrix_figure(frame, _caption(_here, "Where the platforms stand"), dark=dark)
    return drawn(figure, matrix_alt, frame, _table(frame))


@st.cache_resource(max_entries=60, show_spinner="Drawing…")
def _history(key: tuple[object, ...], chosen: Chosen, dark: bool, _here: Visit) -> Drawn:
    letter = _here.letter
    frame = chosen.of(standing.over_time(_here.session, _here.viewer, letter, as_at=_here.as_at))
    figure = history_figure(frame, _caption(_here, "Standing day by day"), dark=dark,
                            marks={"Letter": letter.signed_on, "Polling day": letter.polling_day})
    return drawn(figure, history_alt, frame, _table(frame))


def _caption(here: Visit, title: str) -> Caption:
    return Caption(title=title, letter=here.letter.reference, source=SOURCE, as_at=here.as_at,
                   marking=here.letter.marking, exercise=here.visitor.exercise,
                   audit_head=str(audit.head(here.session)))


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that files show, under the same titles; moments in London time."""
    shown = columns.shown(frame.columns)
    table = frame[list(shown)].copy()
    for name in shown:
        if name.endswith("_at"):
            table[name] = pd.to_datetime(table[name], utc=True).dt.tz_convert("Europe/London")
    return table.rename(columns=shown)


def _formats(table: pd.DataFrame) -> dict[str, object]:
    return {title: st.column_config.DatetimeColumn(format=MOMENT) for title in table.columns
            if isinstance(table[title].dtype, pd.DatetimeTZDtype)}


def _links(here: Visit, name: str, chosen: Chosen) -> Sequence[tuple[str, str]]:
    """(CSV or XLSX, address) of the table as it is shown."""
    query = [("letter", here.letter.reference), *(("platform", slug) for slug in chosen.platforms),
             *(("commitment", str(number)) for number in chosen.commitments)]
    if not here.live:
        query.append(("as_at", str(here.as_at_day)))
    return [(kind.upper(), f"/downloads/{name}.{kind}?{urlencode(query)}") for kind in ("csv", "xlsx")]
