"""Review: one update at a time, the longest waiting first."""

from page_parts import review
from page_parts.frame import page

with page("review") as here:
    review.show(here)
