"""One platform on one commitment, from the letter's sentence to what is due next."""

from page_parts import trail
from page_parts.frame import page

with page("trail") as here:
    trail.show(here)
