"""Briefings: documents of figures, tables, quotations and words, to send on."""

from page_parts import briefings
from page_parts.frame import page

with page("briefings") as here:
    briefings.show(here)
