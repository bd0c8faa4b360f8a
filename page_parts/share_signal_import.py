"""Sharing the signals of a STIX 2.1 bundle: what would come of each object is said first, then they are shared at once,
or none of them."""

import pandas as pd
import streamlit as st

from coordination.problems import Invalid
from coordination.signals import bundles
from coordination.signals.bundles import Becomes, Bundle
from coordination.signals.sharing import Choices
from coordination.wording import counted
from page_parts import html, share_signal_addressees
from page_parts.directory import PAGES
from page_parts.frame import tell_next
from page_parts.incident_words import category_name, words_of
from page_parts.once import again, once
from page_parts.signals_words import defanged, label_of
from page_parts.visit import Visit

PLACE = "share-signal.import"
LARGEST_MB = bundles.MOST_BYTES // 1_000_000
TITLES = {"becomes": "What becomes of it", "stix_id": "Object", "problem": "Why", "tlp": "Marking",
          "indicator": "Indicator", "summary": "Summary", "category": "Category", "observed_at": "Observed"}


def show(here: Visit, may: Choices) -> None:
    """The file, whom its signals go to, what would come of each, and the button that shares them."""
    html.show("share_signal_import.html")
    file = st.file_uploader(f"STIX 2.1 bundle: JSON, at most {LARGEST_MB} MB", type=["json"],
                            max_upload_size=LARGEST_MB, key=f"{PLACE}.file")
    if file is None:
        return
    try:
        bundle = _read(file.file_id, file.getvalue())
        given = _given(here, may)
        found = bundles.dry_run(here.session, here.viewer, bundle, given)
    except Invalid as invalid:
        html.show("faults.html", heading="There is a problem. Nothing was shared.",
                  sentences=[fault.sentence for fault in invalid.faults])
        return
    _told(bundle, found)
    _share(here, bundle, given, int((found["becomes"] == Becomes.NEW).sum()))


def _read(file_id: str, content: bytes) -> Bundle:
    """What the file holds, read once for as long as it is on screen. Raises Invalid."""
    known = st.session_state.get(f"{PLACE}.read")
    if not known or known[0] != file_id:
        known = st.session_state[f"{PLACE}.read"] = (file_id, bundles.read(content))
    return known[1]


def _given(here: Visit, may: Choices) -> dict[str, object]:
    """For which platform and with whom its signals are shared."""
    own, words = next(iter(may.own)), words_of(here)
    if len(may.own) > 1:
        own = st.selectbox("For which platform", list(may.own), key=f"{PLACE}.platform",
                           format_func=lambda id_: html.plain(may.own[id_]))
    category = st.selectbox("Category of those that name none of ours", index=None, placeholder="Type to search",
                            options=[each.id for each in words.categories if each.id in may.categories],
                            format_func=lambda id_: category_name(words, words.category[id_]), key=f"{PLACE}.category")
    return {"letter_id": here.letter.id, "platform_id": own, "category_id": category,
            **share_signal_addressees.ask_all(may, PLACE)}


def _told(bundle: Bundle, found: pd.DataFrame) -> None:
    """What would come of each object, as counts and as a table."""
    becomes = found["becomes"].value_counts()
    html.show("share_signal_found.html", others=dict(bundle.others),
              counts=[(each.value, int(becomes.get(each, 0))) for each in Becomes])
    if found.empty:
        return
    shown = [f"{label_of(kind)}: {defanged(kind, value)}" if value else None
             for kind, value in zip(found["indicator_kind"], found["indicator"], strict=True)]
    table = found.assign(indicator=shown)[list(TITLES)].rename(columns=TITLES)
    table["Observed"] = pd.to_datetime(table["Observed"], utc=True).dt.tz_convert("Europe/London")
    st.dataframe(table, hide_index=True, key=f"{PLACE}.table", alt="What would come of each object", placeholder="–",
                 column_config={"Observed": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
                                "Object": st.column_config.TextColumn(width="medium")})


def _share(here: Visit, bundle: Bundle, given: dict[str, object], new: int) -> None:
    if not new:
        return
    name = f"{PLACE}.share"
    pressed = st.button(f"Share {counted(new, 'signal')}", type="primary", key=f"{name}.button")
    act = once(pressed, name)
    if not pressed:
        return
    if act:
        with st.spinner("Sharing…"):
            try:
                shared = bundles.store(here.engine, here.viewer, bundle, given)
            except Invalid as invalid:
                again(name)
                html.show("faults.html", heading="There is a problem. Nothing was shared.",
                          sentences=[fault.sentence for fault in invalid.faults])
                return
        tell_next(f"{counted(len(shared), 'signal is', 'signals are')} shared.")
    st.switch_page(PAGES["signals"].script)
