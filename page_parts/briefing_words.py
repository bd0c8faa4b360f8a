"""What the page says of a briefing and of its parts."""

from collections.abc import Mapping

from coordination.advice import markdown
from coordination.briefings import figures
from coordination.briefings.inputs import FigurePart
from coordination.briefings.reading import BriefingInView
from coordination.exploring import choices, reading
from coordination.exploring.catalogue import Catalogue
from coordination.problems import NotFound
from exports import pictures
from page_parts import parameters
from page_parts.directory import with_query
from page_parts.visit import Visit

KINDS = {"heading": "Heading", "words": "Words", "figure": "Figure", "overview": "Where the platforms stand",
         "quotation": "What the letter says", "scorecard": "Scorecard"}
EXPLAINED = {
    "heading": "", "words": "", "figure": "",
    "overview": "Every platform and commitment: what was found, what the platform says, and whether its updates are on "
                "time. A table.",
    "quotation": "Word for word, with its source.",
    "scorecard": "One platform, commitment by commitment and criterion by criterion. Tables.",
}


def head(here: Visit, found: BriefingInView) -> dict[str, object]:
    """What stands at the top of a briefing: what it is, where it can be taken away, and what to know before."""
    query = {"letter": found.reference, "briefing": found.id, "as_at": None if here.live else here.as_at_day}
    files = [(kind.upper(), with_query(f"/downloads/briefing.{kind}", **query)) for kind in ("docx", "pdf")]
    return {"found": found, "files": files, "role": here.viewer.role, "query": parameters.kept(here),
            "missing": pictures.missing() if any(part.kind == "figure" for part in found.parts) else None}


def part(here: Visit, content: Mapping[str, object], known: Catalogue) -> dict[str, object]:
    """What a part is; of a figure, its title and where it can be explored."""
    kind = str(content["kind"])
    said: dict[str, object] = {"kind": KINDS[kind], "sentence": EXPLAINED[kind], "href": "", "title": ""}
    if kind != "figure":
        return said
    figure = FigurePart.model_validate(content)
    try:
        view, left_out = choices.fitted(known, figures.view_of(figure, known, here.letter))
    except NotFound as missing:
        return said | {"sentence": f"This figure cannot be shown any more. {missing} Remove it."}
    return said | {"title": reading.title(known, view), "sentence": " ".join(left_out),
                   "href": figures.address(view, here.letter.reference, known.today)}


def faults(text: str) -> list[str]:
    """What is wrong with words that were written."""
    return [fault.sentence for fault in markdown.faults("text", text)]
