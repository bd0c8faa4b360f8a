"""Signals: for a platform what it is to answer and what it shared; for officials and analysts how long answers take;
and the list of all that the viewer may know of."""


from data_model.words import Role
from page_parts import html, parameters, signals_answering, signals_lag, signals_list, signals_one
from page_parts.frame import told
from page_parts.home import letter_of
from page_parts.visit import Visit


def show(here: Visit) -> None:
    """All signals about the letter in view, or the one that `?signal=` names."""
    told()
    signal_id = parameters.whole_number("signal")
    if signal_id is not None:
        signals_one.show(here, signal_id)
        return
    if letter_of(here) is None:
        return
    html.show("signals_head.html", role=here.viewer.role, live=here.live, query=parameters.kept(here))
    if here.viewer.role is Role.PLATFORM:
        signals_answering.show(here)
    else:
        signals_lag.show(here)
    signals_list.show(here)
