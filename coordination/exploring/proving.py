"""Whether the database still gives the figures that a file has."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlmodel import Session

from coordination.exploring import asked_for
from coordination.exploring.explored import Claimed
from coordination.problems import NotFound
from coordination.viewers import Viewer


def differing(session: Session, viewer: Viewer, claimed: Iterable[Claimed], *, as_at: datetime) -> Iterator[str]:
    """A sentence for each figure that the database does not give as it was at `as_at`."""
    for each in claimed:
        try:
            found = asked_for.again(session, viewer, each.address, as_at=as_at)
        except NotFound:
            yield f"{each.name} cannot be made again: the database does not have what its address asks for."
            continue
        if found.sha256 != each.sha256:
            yield f"{each.name} differs: its data has SHA-256 {each.sha256}, and the database gives {found.sha256}."
