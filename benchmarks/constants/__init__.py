"""The overview drawn from constants: the same Streamlit elements, with no database, sign-in or cache behind them.
It is what Streamlit itself costs."""
