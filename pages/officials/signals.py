"""Signals: what platforms shared with one another, who answered it, and how long it took."""

from page_parts import signals
from page_parts.frame import page

with page("signals") as here:
    signals.show(here)
