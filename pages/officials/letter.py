"""Letter."""

from page_parts.frame import nothing_here, page

with page("letter"):
    nothing_here("Nothing is here yet.")
