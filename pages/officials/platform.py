"""One platform's whole record. For its own representatives, their own."""

from page_parts import platform
from page_parts.frame import page

with page("platform") as here:
    platform.show(here)
