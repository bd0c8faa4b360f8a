"""A person's own account, and what they set for themselves."""

from page_parts import your_account
from page_parts.frame import page

with page("your-account") as here:
    your_account.show(here)
