"""Requests."""

from page_parts.frame import nothing_here, page

with page("requests"):
    nothing_here("Nothing is here yet.")
