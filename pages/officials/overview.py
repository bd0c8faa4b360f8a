"""Who stands where, who is behind, and what to do about it today."""

from page_parts import overview
from page_parts.frame import page

with page("overview") as here:
    overview.show(here)
