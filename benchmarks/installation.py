"""Installations to measure: a scratch database with the exercise and what is put beside it, and who is signed in."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from sqlalchemy import Engine

from benchmarks.servers import Server, running
from coordination import letters, sign_ins, standing
from coordination.sign_ins import Visitor
from coordination.updates import reading
from coordination.viewers import ROLE_NAMES
from data_model import database
from data_model.words import Role
from seeds.first_run import prepare

LASTS = timedelta(hours=12)


class Installation:
    """A database, and an official of the exercise's cast who looks at it."""

    def __init__(self, url: str, fill: Callable[[Engine], None] | None = None) -> None:
        self.url = url
        self.engine = database.make_engine(url)
        prepare(self.engine, exercise=True)
        if fill:
            fill(self.engine)
        with database.reading(self.engine) as session:
            cast = sign_ins.cast(session)
        self._official = int(cast.loc[cast["role"] == ROLE_NAMES[Role.OFFICIAL], "id"].iloc[0])

    def server(self) -> AbstractContextManager[Server]:
        """Parley itself on this database."""
        return running("server.py", DATABASE_URL=self.url, EXERCISE="true")

    def sign_in(self) -> str:
        """A new sign-in of the official. It is also the smallest write, after which the data have a new version."""
        return sign_ins.sign_in_as_cast(self.engine, self._official, LASTS)

    def visitor(self) -> Visitor:
        """The official, on a new visit."""
        visitor = sign_ins.visitor(self.engine, self.sign_in())
        assert visitor
        return visitor

    def reading_times(self) -> tuple[float, float]:
        """Seconds that the overview's two large reads take here: the history, and the matrix made of it."""
        visitor = self.visitor()
        return min((_reading_time(self.engine, visitor) for _ in range(5)), key=sum)

    def close(self) -> None:
        """Close the database."""
        self.engine.dispose()


def _reading_time(engine: Engine, visitor: Visitor) -> tuple[float, float]:
    with database.reading(engine) as session:
        letter = letters.in_view(session, visitor.viewer)
        began = time.perf_counter()
        history = reading.history(session, visitor.viewer, letter.id, as_at=visitor.now)
        read = time.perf_counter()
        standing.matrix(session, visitor.viewer, letter, as_at=visitor.now, history=history)
        return read - began, time.perf_counter() - read
