"""The files of a figure, each with where it comes from inside it."""

from coordination.exploring.views import View
from exports import pictures
from page_parts import explore_address, html
from page_parts.visit import Visit

SCALES = (1, 2, 4)


def show(here: Visit, view: View) -> None:
    """A link for every kind, with what needs what."""
    def to(kind: str, **more: object) -> str:
        return explore_address.download(here, view, kind, **more)

    html.show("explore_files.html", missing=pictures.missing(), to=to, scales=SCALES)
