"""What we owe, by when, and what was returned and why."""

from page_parts import home
from page_parts.frame import page

with page("home") as here:
    home.show(here)
