"""Words that people wrote in markdown, as parts of a flowing document."""

from collections.abc import Iterable, Iterator

from coordination.advice import markdown
from exports.flow import Listed, Paragraph, Run


def flowing(blocks: Iterable[markdown.Block], lang: str = "") -> Iterator[Paragraph | Listed]:
    """The same paragraphs and lists, in order. `lang` where their language is not the document's."""
    for block in blocks:
        if isinstance(block, markdown.Paragraph):
            yield Paragraph(tuple(Run(run.text, run.strong, run.emphasis, run.link) for run in block.runs), lang)
        else:
            yield Listed(block.ordered, tuple(tuple(flowing(item)) for item in block.items), lang)
