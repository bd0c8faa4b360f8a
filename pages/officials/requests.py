"""Requests: asking for updates, and who answered."""

from page_parts import requests
from page_parts.frame import page

with page("requests") as here:
    requests.show(here)
