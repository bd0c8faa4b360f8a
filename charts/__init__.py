"""Frames in, plotly figures out. theme.py owns every colour, symbol and label."""
