"""Submit an update."""

from page_parts.frame import nothing_here, page

with page("submit"):
    nothing_here("Nothing is here yet.")
