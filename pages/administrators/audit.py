"""Who did what to what, when: read, filtered, exported and verified."""

from page_parts import audit
from page_parts.frame import page

with page("audit") as here:
    audit.show(here)
