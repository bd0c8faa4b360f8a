"""Where the platforms stand and how that came about, to look at and to take away."""

from page_parts import figures
from page_parts.frame import page

with page("figures") as here:
    figures.show(here)
