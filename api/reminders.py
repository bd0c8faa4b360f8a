"""Reminders in the background: what is to be told is composed when anything has changed, and what waits is sent."""

from datetime import date
from functools import lru_cache
from threading import Event

from sqlalchemy import Engine
from sqlmodel import col, select

from api.doors import Installation
from coordination import clock
from coordination.reminders import reminding
from coordination.reminders.reminding import Post
from data_model.audit import AuditHead
from data_model.database import reading


def remind(installation: Installation, stopping: Event) -> None:
    """Compose and send; nothing where reminders are off."""
    post, engine = installation.post, installation.engine
    if post is None:
        return
    with reading(engine) as session:
        now = clock.now(session)
        version = session.scalars(select(col(AuditHead.data_version))).one()
    _composed(engine, post, version, clock.day(now), clock.hour(now) >= post.digest_hour)
    reminding.send(engine, post.sender, stopping.is_set)


@lru_cache(maxsize=1)
def _composed(engine: Engine, post: Post, _version: str, _today: date, _daily: bool) -> int:
    """Compose once for each state of the data, day, and half of it: nothing else changes what is to be told."""
    return reminding.compose(engine, post)
