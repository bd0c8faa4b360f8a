"""Putting briefings together: make one from a template, save it as it grows, share and delete it. One's own alone."""

import secrets

from sqlalchemy import Engine

from coordination import letters
from coordination.briefings import inputs, markings, reading, templates
from coordination.briefings.templates import Basis
from coordination.exploring import catalogue, owned
from coordination.exploring.catalogue import Catalogue
from coordination.exploring.owned import EXPLORERS
from coordination.letters import LetterInView
from coordination.problems import NotFound
from coordination.viewers import Viewer
from coordination.writes import Write, write
from data_model.exploring import Briefing
from data_model.letters import Letter
from data_model.words import BriefingTemplate

DOING = "write briefings"
FIRST_REVISIONS = 1_000_000_000


def make(engine: Engine, viewer: Viewer, letter_id: int, name: str, template: BriefingTemplate, *, platform: str = "",
         question: str = "") -> int:
    """Begin a briefing from a template, which may ask for a platform (its slug) or a question. It is marked no lower
    than what is in it. Returns its id. Raises Invalid, NotFound, NotAllowed."""
    name = owned.named(name)
    with write(engine, viewer, EXPLORERS, DOING) as w:
        letter, known = _known(w, letter_id)
        parts = templates.parts(template, Basis(letter, known, platform, question))
        # Not from 1: a tab left open on a briefing that is gone must not be taken for one open on this one.
        row = Briefing(letter_id=letter_id, owner_id=w.account_id, organisation_id=w.person.organisation_id, name=name,
                       template=template, marking=markings.lowest(parts, known, letter), parts=inputs.stored(parts),
                       shared=False, revision=secrets.randbelow(FIRST_REVISIONS), saved_at=w.now)
        id_ = owned.put(w, row)
        w.record("briefing.make", f"began briefing {id_} (template: {template}).", only_read=True)
        return id_


def save(engine: Engine, viewer: Viewer, briefing_id: int, revision: int, content: dict[str, object]) -> int:
    """Store a briefing as far as it has grown (`BriefingInput`). Returns the new revision.

    `revision` is the one that the writer started from. Raises Changed where it was saved from elsewhere meanwhile,
    Invalid for what is too long, a marking lower than that of what is in it, or a name that is taken, NotFound and
    NotAllowed.
    """
    given = inputs.checked(content)
    name = owned.named(given.name)
    with write(engine, viewer, EXPLORERS, DOING) as w:
        reading.at_revision(w.session, w.person, briefing_id, revision)
        row = owned.of_person(w, Briefing, briefing_id, revision)
        letter, known = _known(w, row.letter_id)
        markings.check(given.marking, given.parts, known, letter)
        row.marking, row.parts = given.marking, inputs.stored(given.parts)
        owned.change(w, row, name, row.shared)
        return row.revision


def share(engine: Engine, viewer: Viewer, briefing_id: int, revision: int, *, shared: bool) -> int:
    """Share one's own briefing with the organisation, or share it no longer. Returns the new revision. Raises as
    `save`."""
    with write(engine, viewer, EXPLORERS, DOING) as w:
        row = owned.of_person(w, Briefing, briefing_id, revision)
        owned.change(w, row, row.name, shared)
        return row.revision


def remove(engine: Engine, viewer: Viewer, briefing_id: int, revision: int) -> None:
    """Delete one's own briefing. Raises as `save`."""
    with write(engine, viewer, EXPLORERS, DOING) as w:
        w.session.delete(owned.of_person(w, Briefing, briefing_id, revision))
        w.record("briefing.delete", f"deleted briefing {briefing_id}.", only_read=True)


def _known(w: Write, letter_id: int) -> tuple[LetterInView, Catalogue]:
    """The letter, and what there is to show of it."""
    row = w.session.get(Letter, letter_id)
    if row is None:
        raise NotFound("There is no such letter.")
    letter = letters.in_view(w.session, w.person, row.reference)
    return letter, catalogue.read(w.session, w.person, letter, as_at=w.now)
