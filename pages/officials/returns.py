"""The returns that platforms sent, each with what it added and restated."""

from page_parts import returns
from page_parts.frame import page

with page("returns") as here:
    returns.show(here)
