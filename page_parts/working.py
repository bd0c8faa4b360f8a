"""Work that takes a while: after a second it shows how many rows are done, and a way out.

A click on Cancel reruns the script; Streamlit then stops the old run where it next shows progress, by an exception that
passes through the work, so that its transaction is rolled back.
"""

from collections.abc import Callable
from time import monotonic

import streamlit as st

QUIET_SECONDS, SECONDS_BETWEEN = 1.0, 0.2


class Working:
    """Call it with the number of rows done. `total` is how many there are, None where nobody knows yet."""

    def __init__(self, doing: str, total: int | None, key: str, cancelled: Callable[[], None]) -> None:
        self.doing, self.total, self.key, self.cancelled = doing, total, key, cancelled
        self.place, self.shown = st.empty(), False
        self.next = monotonic() + QUIET_SECONDS

    def __call__(self, rows: int) -> None:
        if monotonic() < self.next:
            return
        self.next = monotonic() + SECONDS_BETWEEN
        share = min(rows / self.total, 1.0) if self.total else 0.0
        of = f" of {self.total:,}" if self.total else ""
        if not self.shown:
            with self.place.container():
                self.bar = st.progress(share)
                st.button("Cancel", key=self.key, on_click=self.cancelled)
            self.shown = True
        self.bar.progress(share, text=f"{self.doing}: {rows:,}{of} rows done")

    def go_on(self, doing: str) -> None:
        """The next step, of which nobody knows how many rows it has."""
        self.doing, self.total = doing, None

    def finished(self) -> None:
        """Take the bar away."""
        self.place.empty()
