"""Reach: who was sent which edition of the advice, and how many it reached."""

from page_parts import reach
from page_parts.frame import page

with page("reach") as here:
    reach.show(here)
