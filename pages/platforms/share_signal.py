"""Share a signal: what was found, whom it may go to, and who will read it."""

from page_parts import share_signal
from page_parts.frame import page

with page("share-signal") as here:
    share_signal.show(here)
