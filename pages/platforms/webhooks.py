"""Where a company's own servers are told of what happens, what they were told, and how each attempt ended."""

from page_parts import webhooks
from page_parts.frame import page

with page("webhooks") as here:
    webhooks.show(here)
