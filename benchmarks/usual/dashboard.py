"""The page itself. DATABASE_URL, MEASURE, FIRST_DAY and LAST_DAY say of what."""

import os
from datetime import date

import plotly.express as px
import streamlit as st

from benchmarks.usual.table import grouped
from data_model.database import shared_engine

days = [date.fromisoformat(os.environ[name]) for name in ("FIRST_DAY", "LAST_DAY")]
st.set_page_config(layout="wide")
st.title("Incidents")
found = grouped(shared_engine(os.environ["DATABASE_URL"]), os.environ["MEASURE"], *days)
st.plotly_chart(px.line(found, x="day", y="value", color="platform"))
st.dataframe(found)
