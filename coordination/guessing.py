"""Guessing at passwords and codes, slowed down: each wrong one is kept for a while, and the next must wait."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlmodel import col

from coordination.problems import Problem
from coordination.wording import counted
from coordination.writes import Write
from data_model.accounts import FailedSignIn

FREE_GUESSES = 5
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
MOST_DOUBLINGS = 8  # by then the longest wait is reached


class TooManyGuesses(Problem):
    """The next guess must wait."""


def refuse_if_guessing(w: Write, guessed: str) -> None:
    """Raise TooManyGuesses where the next guess at `guessed`, a SHA-256, must wait."""
    # Nothing is kept longer than it is needed; what lies ahead is from before the clock was set back.
    w.session.execute(delete(FailedSignIn).where(or_(col(FailedSignIn.failed_at) <= w.now - LONGEST_WAIT,
                                                     col(FailedSignIn.failed_at) > w.now)))
    failures = w.session.scalars(select(col(FailedSignIn.failed_at)).where(col(FailedSignIn.guessed) == guessed)).all()
    wait = wait_before_guessing(failures, w.now)
    if wait:
        seconds = math.ceil(wait.total_seconds())
        raise TooManyGuesses(f"Too many wrong attempts. Try again in {counted(seconds, 'second')}.")


def failed(w: Write, guessed: str) -> None:
    """Keep a wrong guess."""
    w.session.add(FailedSignIn(guessed=guessed, failed_at=w.now))


def forget(w: Write, guessed: str) -> None:
    """The right one was given: the wrong ones before it no longer count."""
    w.session.execute(delete(FailedSignIn).where(col(FailedSignIn.guessed) == guessed))


def wait_before_guessing(failures: Sequence[datetime], now: datetime) -> timedelta:
    """How long the next guess must wait: nothing for the first few, then twice as long after each, to a limit."""
    recent = [moment for moment in failures if now - moment < LONGEST_WAIT]
    if len(recent) < FREE_GUESSES:
        return timedelta()
    doublings = min(len(recent) - FREE_GUESSES, MOST_DOUBLINGS)
    wait = min(FIRST_WAIT * float(2**doublings), LONGEST_WAIT)
    return max(max(recent) + wait - now, timedelta())
