"""Briefings for tests that need some, and what is in one."""

from datetime import datetime

from sqlalchemy import Engine

from coordination import audit, clock, letters
from coordination.briefings import assembling, reading, writing
from coordination.briefings.assembled import Assembled
from coordination.briefings.assembling import Wanted
from coordination.briefings.inputs import Part, stored
from coordination.briefings.reading import BriefingInView
from coordination.viewers import Viewer
from coordination.wording import SOURCE
from data_model.database import reading as reading_from
from data_model.words import BriefingTemplate, Marking
from exports.provenance import BriefingProvenance
from tests.cast import letter_id

PUBLIC_URL = "http://parley.test"
REPORTS = "measure=reports-from-candidates&by=platform&grain=week&from=2019-11-18&to=2019-12-01&form=line"
LAG = "measure=lag-to-act&by=addressed+platform&grain=campaign&from=2019-11-05&to=2019-12-01&form=bar"


def a_briefing(engine: Engine, by: Viewer, *parts: Part, name: str = "Monday", shared: bool = False,
               marking: Marking = Marking.OFFICIAL_SENSITIVE, letter: int = 0) -> int:
    """A briefing of these parts. Returns its id."""
    id_ = writing.make(engine, by, letter or letter_id(engine), name, BriefingTemplate.BLANK)
    revision = opened(engine, by, id_).revision
    revision = writing.save(engine, by, id_, revision, {"name": name, "marking": marking, "parts": stored(parts)})
    if shared:
        writing.share(engine, by, id_, revision, shared=True)
    return id_


def opened(engine: Engine, viewer: Viewer, briefing_id: int) -> BriefingInView:
    """A briefing as the viewer sees it now."""
    with reading_from(engine) as session:
        return reading.opened(session, viewer, briefing_id)


def assembled(engine: Engine, viewer: Viewer, *parts: Part, name: str = "Monday", as_at: datetime | None = None,
              marking: Marking = Marking.OFFICIAL_SENSITIVE) -> Assembled:
    """A briefing of these parts with all that it shows."""
    with reading_from(engine) as session:
        letter = letters.in_view(session, viewer)
        wanted = Wanted(name, BriefingTemplate.WEEKLY_NOTE, marking, parts, f"{PUBLIC_URL}/briefings?briefing=1",
                        PUBLIC_URL)
        return assembling.assembled(session, viewer, letter, wanted, as_at=as_at or clock.now(session))


def provenance(engine: Engine, made: Assembled, *, exercise: bool = True) -> BriefingProvenance:
    """Where its document comes from."""
    with reading_from(engine) as session:
        head = str(audit.head(session))
    return BriefingProvenance(
        title=made.name, letter=made.reference, source=SOURCE, as_at=made.as_at, made_at=made.as_at, made_by="Analyst",
        marking=made.marking, exercise=exercise, address=made.address, audit_head=head, application_version="1.0.0",
        figures=made.named)
