"""What people take away is on the audit before it goes out."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Engine

from coordination.problems import NotAllowed
from coordination.viewers import Viewer
from coordination.wording import moment_in_words
from coordination.writes import write


def record(engine: Engine, viewer: Viewer, what: str, content: bytes, *, letter: str = "",
           as_at: datetime | None = None) -> None:
    """Note that a viewer takes a file away, by its SHA-256. `what` names the file in Parley's own words and numbers;
    `letter` is the reference of the letter that it is of, and `as_at` the moment, where it has them.

    What pages keep stays good. Raises NotAllowed where the viewer is no longer who they were when it was made.
    """
    with write(engine, viewer, {viewer.role}, "download this") as w:
        if w.person.organisation_id != viewer.organisation_id:
            raise NotAllowed("You moved to another organisation meanwhile. Ask for the file again.")
        parts = [f"downloaded {what}", f"of letter {letter}" if letter else "",
                 f"as at {moment_in_words(as_at)}" if as_at else ""]
        w.record("download", f"{' '.join(filter(None, parts))}, SHA-256 {sha256(content).hexdigest()}.",
                 only_read=True)
