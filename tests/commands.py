"""What a command did, for the fixture `run`."""

from collections.abc import Callable

Run = Callable[..., "Answer"]


class Answer:
    """What a command did: its exit code, and what it printed where."""

    def __init__(self, code: int, out: str, error: str) -> None:
        self.code, self.out, self.error = code, out, error
