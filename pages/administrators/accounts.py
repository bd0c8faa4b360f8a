"""Accounts."""

from page_parts.frame import nothing_here, page

with page("accounts"):
    nothing_here("Nothing is here yet.")
