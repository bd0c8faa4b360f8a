"""A briefing that can be read and taken away, and not changed: a colleague's, or on a day that is past."""

from coordination import letters
from coordination.briefings.reading import BriefingInView
from coordination.exploring import catalogue
from page_parts import briefing_words, html
from page_parts.visit import Visit


def show(here: Visit, found: BriefingInView) -> None:
    """What is in it, part by part, and where it can be taken away."""
    letter = letters.in_view(here.session, here.viewer, found.reference)
    known = catalogue.read(here.session, here.viewer, letter, as_at=here.as_at)
    parts = [briefing_words.part(here, part.model_dump(), known) | {"content": part} for part in found.parts]
    html.show("briefing_head.html", **briefing_words.head(here, found), unsaved="", saved="")
    html.show("briefing_parts.html", parts=parts, platforms=known.platforms)
