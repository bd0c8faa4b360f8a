"""Keys with which an organisation's programs call the API: made, listed and revoked."""

from page_parts import api_keys
from page_parts.frame import page

with page("api-keys") as here:
    api_keys.show(here)
