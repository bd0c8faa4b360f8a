"""Write an update, attach its evidence, look at it as officials will, and submit it."""

from page_parts import submit
from page_parts.frame import page

with page("submit") as here:
    submit.show(here)
