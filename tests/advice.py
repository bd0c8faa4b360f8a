"""Factories of advice: sections that are written, sent, agreed and returned, as screens do it."""

from sqlalchemy import Engine

from coordination import clock
from coordination.advice import agreeing, editions, publishing, writing
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import AdviceTopic
from tests import cast as casting
from tests.cast import Cast

ENGLISH = "We take down threats.\n\n- Threats to kill\n- Private addresses"
WELSH = "Rydym yn dileu bygythiadau."


def content(topic: AdviceTopic = AdviceTopic.BREACHES, **changed: object) -> dict[str, object]:
    """What a platform writes on a topic, with nothing missing."""
    given: dict[str, object] = {"english": ENGLISH, "welsh": WELSH}
    if topic is AdviceTopic.REPORTING:
        given["report_address"] = "https://example.com/report"
    if topic is AdviceTopic.RESPONSE:
        given["responds_in_hours"] = 48
    return given | changed


def a_draft(engine: Engine, by: Viewer, topic: AdviceTopic = AdviceTopic.BREACHES, **changed: object) -> int:
    """A saved draft of the viewer's own platform. Returns its revision."""
    letter, platform = casting.letter_id(engine), casting.own_platform_id(engine, by)
    revision = writing.open_draft(engine, by, letter, platform, topic)
    return writing.save(engine, by, letter, platform, topic, revision, content(topic, **changed))


def a_sent_section(engine: Engine, by: Viewer, topic: AdviceTopic = AdviceTopic.BREACHES, **changed: object) -> int:
    """A version that waits for officials. Returns its id."""
    letter, platform = casting.letter_id(engine), casting.own_platform_id(engine, by)
    revision = writing.open_draft(engine, by, letter, platform, topic)
    return writing.send(engine, by, letter, platform, topic, revision, content(topic, **changed))


def an_agreed_section(engine: Engine, cast: Cast, slug: str = "facebook", topic: AdviceTopic = AdviceTopic.BREACHES,
                      **changed: object) -> int:
    """A version that the cast's representative of Facebook or Twitter sent and its official agreed. Returns its id."""
    id_ = a_sent_section(engine, getattr(cast, slug), topic, **changed)
    agreeing.agree(engine, cast.official, id_)
    return id_


def a_returned_section(engine: Engine, cast: Cast, slug: str = "facebook", topic: AdviceTopic = AdviceTopic.BREACHES,
                       reason: str = "Say what happens next.", **changed: object) -> int:
    """A version that the cast's official returned. Returns its id."""
    id_ = a_sent_section(engine, getattr(cast, slug), topic, **changed)
    agreeing.give_back(engine, cast.official, id_, reason)
    return id_


def an_edition(engine: Engine, by: Viewer, note: str = "", note_welsh: str = "") -> int:
    """The next edition, of what is agreed. Returns its number."""
    letter = casting.letter_id(engine)
    with reading(engine) as session:
        newest = editions.published(session, as_at=clock.now(session))
    return publishing.publish(engine, by, letter, newest.number + 1 if newest else 1, note, note_welsh)
