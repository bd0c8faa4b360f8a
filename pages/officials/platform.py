"""Platform."""

from page_parts.frame import nothing_here, page

with page("platform"):
    nothing_here("Nothing is here yet.")
