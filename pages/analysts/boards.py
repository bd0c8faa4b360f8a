"""Views that were kept, one's own and those that colleagues share, and boards of them."""

from page_parts import boards
from page_parts.frame import page

with page("boards") as here:
    boards.show(here)
