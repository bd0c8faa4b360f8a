"""Write what candidates are told, in English and in Welsh, and send it to officials."""

from page_parts import write_advice
from page_parts.frame import page

with page("write-advice") as here:
    write_advice.show(here)
