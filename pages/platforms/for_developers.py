"""How programs use the API and webhooks: the first five minutes, with commands that work as written."""

from page_parts import for_developers
from page_parts.frame import page

with page("for-developers") as here:
    for_developers.show(here)
