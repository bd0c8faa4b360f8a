"""Sending a return of incident counts: checked first, stored whole or not at all."""

from page_parts import send_return
from page_parts.frame import page

with page("send-return") as here:
    send_return.show(here)
