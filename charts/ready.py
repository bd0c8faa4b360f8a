"""Figures that are ready to send. st.plotly_chart turns a figure into JSON at every rerun, which for a page of
figures costs more than all the rest of it; a ReadyFigure carries its JSON, made once, and Streamlit sends that.

How: st.plotly_chart asks the figure for to_dict() and hands the answer to plotly.io.to_json. Ours answers with a dict
that knows its own JSON, and to_json is wrapped, once, to return it. Any other figure is written as before. A test
draws one through st.plotly_chart and fails if Streamlit should stop going that way.
"""

from collections.abc import Callable
from functools import wraps

import plotly.graph_objects as go
import plotly.io
from plotly.basedatatypes import BaseFigure


class _Spec(dict[str, object]):
    """What Streamlit looks at besides the JSON: the layout, for the figure's own width and height."""

    def __init__(self, text: str, layout: dict[str, object]) -> None:
        super().__init__(layout=layout)
        self.ready_json = text


class ReadyFigure(BaseFigure):  # type: ignore[misc]
    """A figure whose JSON is made. Only for st.plotly_chart: it can be shown, and no longer changed."""

    def __init__(self, figure: go.Figure) -> None:
        size = {name: figure.layout[name] for name in ("width", "height")}
        # Not super().__init__: it would build the whole figure again.
        self._spec = _Spec(plotly.io.to_json(figure, validate=False), size)

    def to_dict(self) -> _Spec:
        return self._spec


def _returning_ready_json(to_json: Callable[..., str]) -> Callable[..., str]:
    @wraps(to_json)
    def written(fig: object, *args: object, **kwargs: object) -> str:
        # By attribute and not by class: hot reload makes the class anew, while a cache holds figures of the old one.
        made: str | None = getattr(fig, "ready_json", None)
        return made if made is not None else to_json(fig, *args, **kwargs)

    return written


# Hot reload may run this module again: wrap what was there first, not our own wrapper.
plotly.io.to_json = _returning_ready_json(getattr(plotly.io.to_json, "__wrapped__", plotly.io.to_json))
