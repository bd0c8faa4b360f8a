"""Who may sign in, as what, and the links with which they set their passwords."""

from page_parts import accounts
from page_parts.frame import page

with page("accounts") as here:
    accounts.show(here)
