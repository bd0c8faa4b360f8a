"""Home."""

from page_parts.frame import nothing_here, page

with page("home"):
    nothing_here("Nothing is here yet.")
