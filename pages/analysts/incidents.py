"""Incident counts by platform, category, nation and time, with what each figure means."""

from page_parts import incidents
from page_parts.frame import page

with page("incidents") as here:
    incidents.show(here)
