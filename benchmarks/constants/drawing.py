"""The constants, read once when the server starts."""

from benchmarks.constants import recording

SIDEBAR, PAGE = recording.calls()
