"""Dialogue: meetings past and planned, what they agreed, and whether they are as regular as expected."""

from page_parts import dialogue
from page_parts.frame import page

with page("dialogue") as here:
    dialogue.show(here)
