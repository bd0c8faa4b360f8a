"""Audit."""

from page_parts.frame import nothing_here, page

with page("audit"):
    nothing_here("Nothing is here yet.")
