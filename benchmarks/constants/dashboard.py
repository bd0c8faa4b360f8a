"""The entry of the constants' server, call for call as dashboard.py makes them."""

import streamlit as st

from benchmarks.constants.drawing import SIDEBAR
from data_model.words import Role
from page_parts.directory import pages_of

st.set_page_config(layout="wide")
chosen = st.navigation([
    st.Page("page.py", title=entry.title, url_path=entry.name, default=Role.OFFICIAL in entry.first_for,
            visibility="visible" if entry.listed else "hidden")
    for entry in pages_of(Role.OFFICIAL)
])
with st.sidebar:
    for draw in SIDEBAR:
        draw()
chosen.run()
