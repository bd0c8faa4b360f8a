"""Advice in the walk of who sees what: marked words of each platform, and every way to read them."""

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from coordination.advice import exporting, publishing, reading, writing
from coordination.viewers import Viewer
from data_model.words import AdviceTopic
from tests.advice import a_draft, a_returned_section, an_agreed_section
from tests.cast import Cast

if TYPE_CHECKING:
    from tests.coordination.asking import Asking, Call

# What an edition has is public for ever.
PUBLIC = {"advice.editions.agreed", "advice.editions.listing", "advice.editions.numbers", "advice.editions.published",
          "advice.editions.still_to_come"}
WITHIN = {"advice.agreeing.decide", "advice.agreeing.look_again", "advice.correcting.put_correction",
          "advice.publishing.newest",
          "advice.publishing.next_number", "advice.publishing.put", "advice.publishing.store",
          "advice.publishing.versions_in", "advice.publishing.who", "advice.reading.last_checked",
          "advice.sections.described", "advice.sections.newest", "advice.sections.newest_agreed",
          "advice.sections.own", "advice.writing.put", "advice.writing.store"}


def calls(ask: "Asking") -> dict[str, list["Call"]]:
    """By module and name, every way in which the viewer may call a read of advice."""
    who, places = (ask.session, ask.viewer), [(id_, topic) for id_ in (1, 2, 3) for topic in AdviceTopic]
    return {
        "advice.exporting.compared": [lambda: exporting.compared(*who, ask.letter, as_at=ask.at)],
        "advice.exporting.gaps": [lambda: exporting.gaps(*who, ask.letter, as_at=ask.at)],
        "advice.publishing.would_publish": [
            lambda: publishing.would_publish(*who, ask.letter, as_at=ask.at)],
        "advice.reading.sections": [lambda: reading.sections(*who, ask.letter, as_at=ask.at)],
        "advice.reading.versions": [partial(reading.versions, *who, ask.letter_id, *place, as_at=ask.at)
                                    for place in places],
        "advice.writing.at_revision": [partial(writing.at_revision, *who, ask.letter_id, *place, 1)
                                       for place in places],
        "advice.writing.desk": [partial(writing.desk, *who, ask.letter_id, *place) for place in places],
    }


def write(engine: Engine, cast: Cast, who: Viewer, slug: str) -> None:
    """Sections of one platform in which every word says whose it is: agreed, returned, and still a draft."""
    mark = f"{slug}-only"
    an_agreed_section(engine, cast, slug, english=mark, welsh=mark)
    a_returned_section(engine, cast, slug, AdviceTopic.RESPONSE, mark, english=mark, welsh=mark)
    a_draft(engine, who, AdviceTopic.REPORTING, english=f"{slug}-draft", welsh=f"{slug}-draft")
