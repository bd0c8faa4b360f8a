"""A figure that is ready to send, and showing it with the toolbar that saves it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from charts.drawing import toolbar
from charts.ready import ReadyFigure


@dataclass(frozen=True)
class Drawn:
    """A figure that is ready to send, what it shows in words, its height in pixels, and its table."""

    figure: ReadyFigure
    alt: str
    height: int
    table: pd.DataFrame


def drawn(figure: Any, alt: Callable[[pd.DataFrame], str], frame: pd.DataFrame, table: pd.DataFrame) -> Drawn:
    """A plotly figure of `frame`, made ready to send, with its table as it is shown."""
    return Drawn(ReadyFigure(figure), alt(frame), int(figure.layout.height), table)


def show_figure(each: Drawn, *, key: str, file_name: str, file_format: str) -> None:
    """The figure, which its toolbar saves as `file_name` in a format that plotly knows (svg, png)."""
    st.plotly_chart(each.figure, theme=None, key=key, alt=each.alt,
                    config=toolbar(file_name, file_format, each.height))
