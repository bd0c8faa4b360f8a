"""The letter, with what it asks marked in place, and who stands where on it."""

from page_parts import letter
from page_parts.frame import page

with page("letter") as here:
    letter.show(here)
