"""The Streamlit entry: who is visiting, and which pages they see. Nothing else."""

import streamlit as st

from page_parts.frame import navigation, signed_out
from page_parts.visit import visiting

st.set_page_config(layout="wide")  # the window takes the page's title
with visiting() as visit:
    if visit:
        navigation(visit)
    else:
        signed_out()
