"""Figures and tables."""

from page_parts.frame import nothing_here, page

with page("figures"):
    nothing_here("Nothing is here yet.")
