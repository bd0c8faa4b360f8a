"""Requests for updates: who was asked, who answered, and asking again."""

from page_parts import requests
from page_parts.frame import page

with page("requests") as here:
    requests.show(here)
