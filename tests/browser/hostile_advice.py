"""Advice in hostile text: a draft, which may hold anything, and a version such as a laxer release might have stored."""

from sqlalchemy import Engine

from coordination import clock
from coordination.advice import sections, writing
from coordination.viewers import Viewer
from data_model.advice import AdviceVersion
from data_model.database import writing as writing_to
from data_model.words import AdviceTopic
from tests import cast as casting
from tests.browser.hostile import LONG, Pen

TOPIC = AdviceTopic.REPORTING
# Markdown is rendered here, and so not shown as it was written. A link to another site is what advice is for.
TEXT = LONG.replace("<http://beacon.invalid/§>", "") + "\n\n<javascript:hit=§> [a](//beacon.invalid/§) [b](/beacon/§)"
ADDRESS = "https://example.com/§\"onfocus=hit=§ autofocus><img src=/beacon/§>"


def write(engine: Engine, pen: Pen, facebook: Viewer) -> dict[str, str | int]:
    """Facebook's section on where to report, with a draft and a version that waits. Returns the query that shows it."""
    place = casting.letter_id(engine), casting.own_platform_id(engine, facebook), TOPIC
    words = {name: pen.text(TEXT, "write-advice", name, marked=False) for name in ("english", "welsh")}
    words["report_address"] = pen.text(ADDRESS, "write-advice", "report_address", marked=False)
    revision = writing.open_draft(engine, facebook, *place)
    writing.save(engine, facebook, *place, revision, dict(words))
    with writing_to(engine) as session:
        last = sections.newest(session, *place)
        session.add(AdviceVersion(letter_id=place[0], platform_id=place[1], topic=TOPIC, **words,
                                  number=last.number + 1 if last else 1, submitted_by=facebook.account_id,
                                  submitted_at=clock.now(session)))
    return {"platform": "facebook", "topic": TOPIC.name.lower()}
