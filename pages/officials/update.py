"""One version of an update, exactly as it was submitted, and what was decided on it."""

from page_parts import record
from page_parts.frame import page

with page("update") as here:
    record.show(here)
