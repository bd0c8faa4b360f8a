"""The figure of Dialogue: who met whom by week, expected against held; its table, and both to take away."""

from collections.abc import Hashable

import pandas as pd
import streamlit as st

from charts import dialogue as charts
from charts.drawing import Caption
from coordination import audit
from coordination.dialogue import cadence
from coordination.wording import days_in_words
from data_model.words import Marking, Role
from page_parts import html, parameters
from page_parts.drawn import Drawn, drawn, show_figure
from page_parts.kept import kept
from page_parts.visit import Visit

SOURCE = "Parley, from meetings on record"
TITLE = "Who met whom, by week"


def show(here: Visit) -> None:
    """The figure with its table and downloads."""
    part = _drawn((*here.key, st.context.theme.type == "dark"), here)
    html.show("heading.html", heading=TITLE, sentence="Counted from the meetings that you were asked to."
              if here.viewer.role is Role.PLATFORM else "")
    left, _ = st.columns(2)
    file_format = left.radio("Save the figure as", ["svg", "png"], format_func=str.upper, horizontal=True,
                             key="dialogue.save_as")
    day = here.today if here.live else here.as_at_day
    show_figure(part, key="dialogue.figure", file_name=f"parley-dialogue-{day}", file_format=file_format)
    if not part.table.empty:
        st.dataframe(part.table, hide_index=True, key="dialogue.table", alt=f"{TITLE}: the table",
                     column_config={"Who met": st.column_config.TextColumn(width="large")})
    html.show("dialogue_links.html", query=parameters.kept(here) | {"letter": here.letter.reference})


@kept(60)
def _drawn(key: Hashable, here: Visit) -> Drawn:
    assert isinstance(key, tuple)
    frame = cadence.by_week(here.session, here.viewer, here.letter, as_at=here.as_at)
    caption = Caption(title=TITLE, letter=here.letter.reference, source=SOURCE, as_at=here.as_at,
                      marking=Marking.OFFICIAL_SENSITIVE, exercise=here.visitor.exercise,
                      audit_head=str(audit.head(here.session)))
    figure = charts.figure(frame, caption, dark=key[-1])
    return drawn(figure, charts.alt, frame, _table(frame))


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    weeks = [days_in_words(first, last) for first, last in
             zip(frame["week_first_day"], frame["week_last_day"], strict=True)]
    looks = [charts.look_of(expected, held).word for expected, held in
             zip(frame["expected"], frame["held"], strict=True)]
    return pd.DataFrame({"Kind": frame["kind"].astype(str).str.capitalize(), "Week": weeks,
                         "Expected": frame["expected"], "Held": frame["held"], "In words": looks,
                         "Who met": [", ".join(names) for names in frame["organisations"]]})
