"""Streamlit pieces that pages share. The only room that touches st.session_state."""
