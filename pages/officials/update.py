"""Update."""

from page_parts.frame import nothing_here, page

with page("update"):
    nothing_here("Nothing is here yet.")
