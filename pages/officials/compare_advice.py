"""Advice: what each platform tells candidates, side by side, what officials agree, and what is published."""

from page_parts import advice
from page_parts.frame import page

with page("compare-advice") as here:
    advice.show(here)
