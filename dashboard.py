"""The Streamlit entry: who is visiting, what they typed, and which pages they see. Nothing else."""

import streamlit as st

from page_parts import desks
from page_parts.frame import navigation, signed_out
from page_parts.visit import visiting

st.set_page_config(layout="wide")  # the window takes the page's title
with visiting() as visit:
    if visit:
        desks.keep(visit)
        navigation(visit)
    else:
        signed_out()
