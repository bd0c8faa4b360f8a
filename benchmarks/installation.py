"""Installations to measure: a scratch database with the exercise, or with ten years beside it, and who is signed in."""

import time
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from benchmarks import ten_years
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

    def __init__(self, file: Path, amount: ten_years.Amount | None = None) -> None:
        self._url = f"sqlite:///{file}"
        self._engine = database.make_engine(self._url)
        prepare(self._engine, exercise=True)
        if amount:
            ten_years.fill(self._engine, amount)
        with database.reading(self._engine) as session:
            cast = sign_ins.cast(session)
        self._official = int(cast.loc[cast["role"] == ROLE_NAMES[Role.OFFICIAL], "id"].iloc[0])

    def server(self) -> AbstractContextManager[Server]:
        """Parley itself on this database."""
        return running("server.py", DATABASE_URL=self._url, EXERCISE="true")

    def sign_in(self) -> str:
        """A new sign-in of the official. It is also the smallest write, after which the data have a new version."""
        return sign_ins.sign_in_as_cast(self._engine, self._official, LASTS)

    def reading_times(self) -> tuple[float, float]:
        """Seconds that the overview's two large reads take here: the history, and the matrix made of it."""
        visitor = sign_ins.visitor(self._engine, self.sign_in())
        assert visitor
        return min((_reading_time(self._engine, visitor) for _ in range(5)), key=sum)

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()


def _reading_time(engine: Engine, visitor: Visitor) -> tuple[float, float]:
    with database.reading(engine) as session:
        letter = letters.in_view(session, visitor.viewer)
        began = time.perf_counter()
        history = reading.history(session, visitor.viewer, letter.id, as_at=visitor.now)
        read = time.perf_counter()
        standing.matrix(session, visitor.viewer, letter, as_at=visitor.now, history=history)
        return read - began, time.perf_counter() - read
