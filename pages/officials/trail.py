"""Trail."""

from page_parts.frame import nothing_here, page

with page("trail"):
    nothing_here("Nothing is here yet.")
