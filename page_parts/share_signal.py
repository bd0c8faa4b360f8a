"""Sharing a signal: what was found, how far it may go, and to whom. What the marking does not permit is not offered,
and is stopped with the reason where an address asks for it."""

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from coordination.problems import Fault, Invalid
from coordination.signals import indicators, retention, sharing
from coordination.signals.rules import RULES
from coordination.signals.sharing import Choices
from data_model.words import IndicatorKind, SignalKind, Tlp
from page_parts import html, moments, parameters, share_signal_addressees, share_signal_import
from page_parts.directory import PAGES, address
from page_parts.frame import faults, nothing_here, tell_next, told
from page_parts.home import letter_of
from page_parts.incident_words import category_name, words_of
from page_parts.once import again, once
from page_parts.signals_words import KIND_NAMES, defanged
from page_parts.visit import Visit

SHARE = "share-signal.share"
# What the form says of a field that is empty, where only the form knows it by that name.
MISSING = {"category_id": "Choose a category.", "observed_at": "Enter the day and time at which it was observed."}
Given = dict[str, object]


def show(here: Visit) -> None:
    """The form for one signal, and beside it the import of many."""
    told()
    if letter_of(here) is None:
        return
    if not here.live:
        nothing_here("Signals are shared now, not on a day that is past.",
                     address("share-signal", here.viewer.role, letter=here.reference), "Show now")
        return
    may = sharing.choices(here.session, here.viewer, here.letter.id)
    until = retention.kept_until(here.letter.polling_day, here.letter.signals_kept_days)
    html.show("share_signal.html", until=until, role=here.viewer.role, query=parameters.kept(here))
    one, many = st.tabs(["Share one signal", "Import a STIX bundle"])
    with one:
        _share(here, may)
    with many:
        share_signal_import.show(here, may)


def _share(here: Visit, may: Choices) -> None:
    given = _about(here, may) | _found(here)
    tlp = _marking()
    given |= {"tlp": tlp, **share_signal_addressees.ask(may, tlp)}
    share_signal_addressees.preview(here, may, tlp, given)
    refused = st.container()  # above the button, where the person is looking
    pressed = st.button("Share this signal", type="primary", key=SHARE)
    share = once(pressed, SHARE)
    if pressed:
        with refused:
            _send(here, given, share)


def _about(here: Visit, may: Choices) -> Given:
    """For which platform, and what the signal is about."""
    own = next(iter(may.own))
    if len(may.own) > 1:
        own = st.selectbox("Platform", list(may.own), format_func=lambda id_: html.plain(may.own[id_]),
                           key="share-signal.platform")
    kind = st.radio("What is the signal about?", list(SignalKind), format_func=KIND_NAMES.__getitem__, horizontal=True,
                    key="share-signal.kind")
    words = words_of(here)
    category = st.selectbox("Category", [each.id for each in words.categories if each.id in may.categories], index=None,
                            format_func=lambda id_: category_name(words, words.category[id_]),
                            placeholder="Type to search", key="share-signal.category")
    summary = st.text_area("Summary", max_chars=sharing.LONGEST_SUMMARY, key="share-signal.summary")
    html.show("share_signal_hint.html", hint=sharing.SUMMARY_HINT)
    return {"letter_id": here.letter.id, "platform_id": own, "kind": kind, "category_id": category, "summary": summary}


def _found(here: Visit) -> Given:
    """The indicator, in its normal form before anything is shared, and when it was observed."""
    left, right = st.columns([1, 2])
    kind = left.selectbox("Kind of indicator", list(IndicatorKind), key="share-signal.indicator_kind",
                          format_func=lambda each: indicators.KINDS[each].label)
    known = indicators.KINDS[kind]
    with right:
        text = st.text_input("Indicator", placeholder=known.example, key="share-signal.indicator")
        html.show("share_signal_indicator.html", hint=known.hint, **_normal(kind, text))
    observed_at: datetime | None = moments.ask(here, "Observed", "share-signal.observed_at")
    return {"indicator_kind": kind, "indicator": text, "observed_at": observed_at}


def _normal(kind: IndicatorKind, text: str) -> Mapping[str, str]:
    """What would be shared of a text, or what is wrong with it."""
    if not text.strip():
        return {"normal": "", "fault": ""}
    try:
        return {"normal": defanged(kind, indicators.normal(kind, text)), "fault": ""}
    except Invalid as invalid:
        return {"normal": "", "fault": str(invalid)}


def _marking() -> Tlp:
    asked = parameters.word("tlp")
    usual = Tlp(asked) if asked in set(Tlp) else Tlp.AMBER_STRICT
    return st.radio("How far may it go?", list(Tlp), index=list(Tlp).index(usual), key="share-signal.tlp",
                    captions=[RULES[each].meaning for each in Tlp], format_func=html.plain)


def _send(here: Visit, given: Given, share: bool) -> None:
    """Share, or say what is wrong. A second click finds nothing more to share."""
    signal_id = None
    if share:
        try:
            signal_id = sharing.share(here.engine, here.viewer, given)
        except Invalid as invalid:
            again(SHARE)
            faults(Invalid(*(Fault(each.where, MISSING[each.where]) if each.where in MISSING
                             and given[each.where] is None else each for each in invalid.faults)))
            return
    _forget()
    tell_next("The signal is shared. Its addressees have it on their screens within seconds.")
    st.switch_page(PAGES["signals"].script, query_params={"signal": str(signal_id)} if signal_id else {})


def _forget() -> None:
    """The next signal begins with an empty form."""
    for key in [key for key in st.session_state if str(key).startswith("share-signal.")]:
        del st.session_state[key]
