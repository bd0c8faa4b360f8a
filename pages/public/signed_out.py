"""What a tab shows once its sign-in has ended, and whoever opens the socket without one."""

import streamlit as st

from page_parts import html

st.html(html.STYLE)
html.show("signed_out.html")
