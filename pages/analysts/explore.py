"""Any measure, split and drawn in any way that it allows; to look at, to take away, and to keep as a view."""

from page_parts import explore
from page_parts.frame import page

with page("explore") as here:
    explore.show(here)
