"""Review."""

from page_parts.frame import nothing_here, page

with page("review"):
    nothing_here("Nothing is here yet.")
