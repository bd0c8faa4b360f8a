"""The figure of Reach: the share of candidates reached, by party, as ranges; with what saves it."""

from collections.abc import Hashable

import pandas as pd
import streamlit as st

from charts import reach as charts
from charts.drawing import Caption
from coordination import audit
from coordination.reach import audiences, words
from coordination.reach.reading import Reached
from data_model.words import Audience, Marking
from page_parts import html
from page_parts.drawn import Drawn, drawn, show_figure
from page_parts.kept import kept
from page_parts.reach_known import reached
from page_parts.visit import Visit

SOURCE = "Parley, from distributions on record"
TITLE = "Share of candidates reached, by party"


def show(here: Visit, edition: int | None) -> None:
    """The figure; its table stands above, in the figures."""
    part = _drawn((*here.key, edition, st.context.theme.type == "dark"), here)
    html.show("heading.html", heading=TITLE, sentence="")
    file_format = st.radio("Save the figure as", ["svg", "png"], format_func=str.upper, horizontal=True,
                           key="reach.save_as")
    day = here.today if here.live else here.as_at_day
    show_figure(part, key="reach.figure", file_name=f"parley-reach-{day}", file_format=file_format)


@kept(60)
def _drawn(key: Hashable, here: Visit) -> Drawn:
    assert isinstance(key, tuple)
    edition, dark = key[-2:]
    frame = table(reached(here, edition))
    title = f"{TITLE}: edition {edition}" if edition else TITLE
    caption = Caption(title=title, letter=here.letter.reference, source=SOURCE, as_at=here.as_at,
                      marking=Marking.OFFICIAL_SENSITIVE, exercise=here.visitor.exercise,
                      audit_head=str(audit.head(here.session)))
    return drawn(charts.by_party(frame, caption, dark=dark), charts.by_party_alt, frame, frame)


def table(found: Reached) -> pd.DataFrame:
    """What is drawn: all candidates and then each party, of those whose number is known."""
    rows = [("All candidates", found.in_all[Audience.CANDIDATES])]
    rows += [(audiences.in_words(each.party), each) for each in found.by_party[Audience.CANDIDATES]]
    drawn_ = [(name, words.at_least(each), *each.shares) for name, each in rows if each.shares]
    return pd.DataFrame(drawn_, columns=["group", "in_words", "at_least_share", "at_most_share"])
