"""What pages keep between reruns."""

from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from types import SimpleNamespace
from typing import cast

import pytest

from page_parts.kept import kept
from page_parts.visit import Visit


def a_visit() -> Visit:
    """As much of a visit as keeping looks at: the database it is in."""
    return cast(Visit, SimpleNamespace(engine=object()))


def test_the_same_key_is_made_once() -> None:
    made: list[Hashable] = []

    @kept(10)
    def text(key: Hashable, here: Visit) -> str:
        made.append(key)
        return f"text {key}"

    here = a_visit()
    assert [text(1, here), text(2, here), text(1, here)] == ["text 1", "text 2", "text 1"]
    assert made == [1, 2]


def test_another_database_has_its_own() -> None:
    here, there = a_visit(), a_visit()

    @kept(10)
    def text(key: Hashable, where: Visit) -> str:
        return "here" if where is here else "there"

    assert [text(1, here), text(1, there), text(1, here)] == ["here", "there", "here"]


def test_the_oldest_goes_first() -> None:
    made: list[Hashable] = []

    @kept(2)
    def text(key: Hashable, here: Visit) -> str:
        made.append(key)
        return str(key)

    here = a_visit()
    for key in (1, 2, 3, 3, 2, 1):
        assert text(key, here) == str(key)
    assert made == [1, 2, 3, 1]


def test_what_fails_is_not_kept() -> None:
    fails = [True, False]

    @kept(10)
    def text(key: Hashable, here: Visit) -> str:
        if fails.pop(0):
            raise LookupError("Not now.")
        return "made"

    here = a_visit()
    with pytest.raises(LookupError, match="Not now"):
        text(1, here)
    assert text(1, here) == "made"


def test_many_who_ask_at_once_wait_for_one() -> None:
    made: list[Hashable] = []
    never, all_there = Event(), Barrier(8)

    @kept(10)
    def text(key: Hashable, here: Visit) -> str:
        made.append(key)
        never.wait(0.2)  # long enough for everybody else to ask
        return "made"

    here = a_visit()

    def ask() -> str:
        all_there.wait()
        return text(1, here)

    with ThreadPoolExecutor(8) as threads:
        found = [asked.result() for asked in [threads.submit(ask) for _ in range(8)]]
    assert found == ["made"] * 8
    assert made == [1]
