import importlib
import json

import plotly.graph_objects as go
import plotly.io
from streamlit.testing.v1 import AppTest

from charts import ready


def figure() -> go.Figure:
    return go.Figure(go.Scatter(x=[1, 2], y=[3, 4], name="Facebook"),
                     go.Layout(title="Standing", width=640, height=360, template="none"))


def show_plain_and_ready() -> None:
    import streamlit as st

    from charts.ready import ReadyFigure
    from tests.charts.test_ready import figure

    st.plotly_chart(figure(), theme=None, width="content", height="content", key="plain")
    ready_figure = ReadyFigure(figure())
    ready_figure.to_dict().ready_json = ready_figure.to_dict().ready_json.replace("Standing", "Made once")
    st.plotly_chart(ready_figure, theme=None, width="content", height="content", key="ready")


def test_the_ready_json_is_the_plain_one() -> None:
    assert plotly.io.to_json(ready.ReadyFigure(figure()).to_dict(), validate=False) == figure().to_json()


def test_streamlit_sends_the_json_that_was_made_once() -> None:
    """The word in the title is changed in the JSON alone, so that it arrives only if Streamlit sent that."""
    shown = AppTest.from_function(show_plain_and_ready).run()
    assert not shown.exception
    plain, made_once = shown.get("plotly_chart")
    assert plain.proto.spec == figure().to_json()
    assert made_once.proto.spec == plain.proto.spec.replace("Standing", "Made once")


def test_streamlit_finds_the_figures_own_size() -> None:
    assert ready.ReadyFigure(figure()).to_dict()["layout"] == {"width": 640, "height": 360}


def test_other_figures_are_written_as_before() -> None:
    assert json.loads(plotly.io.to_json(figure(), validate=False))["layout"]["title"] == {"text": "Standing"}
    assert json.loads(plotly.io.to_json({"data": [], "layout": {"width": 99}}))["layout"]["width"] == 99


def test_running_the_module_again_wraps_only_once_and_still_sends_figures_made_before() -> None:
    before = ready.ReadyFigure(figure())
    again = importlib.reload(ready)
    assert not hasattr(plotly.io.to_json.__wrapped__, "__wrapped__")
    for made in (before, again.ReadyFigure(figure())):
        assert plotly.io.to_json(made.to_dict()) == figure().to_json()
