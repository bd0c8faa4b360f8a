"""A flowing document as tagged PDF (PDF/UA-1): what is on its pages can be read out, searched and copied."""

import json
from dataclasses import asdict, replace
from datetime import UTC
from pathlib import Path

import typst

from exports.flow import Contents, Document, Heading, Listed, Part, Picture, Table, by_link, listed

SETTING = Path(__file__).with_name("flow.typ").read_bytes()
# What the font that comes with the library has, whatever fonts a machine has: European letters, and punctuation.
KNOWN = frozenset(chr(code) for first, last in (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1E80, 0x1E85), (0x1EF2, 0x1EF3), (0x2010, 0x2015), (0x2018, 0x201E),
    (0x2020, 0x2022), (0x2026, 0x2026), (0x20AC, 0x20AC), (0x2190, 0x2193), (0x2212, 0x2212), (0x2264, 0x2265))
                  for code in range(first, last + 1)) | {"\n"}
UNKNOWN = "□"
EMPTY = b'<svg xmlns="http://www.w3.org/2000/svg"/>'  # for a picture of which only the room counts
AS_IT_IS = frozenset({"link", "content"})  # neither is set as text


def pdf_file(document: Document) -> bytes:
    """The document as PDF: its language, title and properties, tagged headings, lists, tables, pictures and links,
    numbered pages. A character that its font lacks, like an emoji, is shown as “□”.

    The same document gives the same bytes, and without pictures on every machine: words in an SVG are set in the
    machine's fonts, as the browser that drew it did. Raises CannotBeSet for an SVG of which they lack a character.
    """
    return _compiled(document, ignore_system_fonts=not any(isinstance(part, Picture) for part in document.parts))


def pages_of(document: Document) -> list[int]:
    """The page of the PDF on which each heading of flow.listed begins."""
    if not listed(document.parts):
        return []
    laid_out = replace(document, parts=tuple(replace(part, content=EMPTY, kind="svg") if isinstance(part, Picture)
                                             else part for part in document.parts))
    found = typst.query(SETTING, "<pages>", field="value", one=True, sys_inputs={"document": _data(laid_out)})
    pages: list[int] = json.loads(found)
    return pages


class CannotBeSet(Exception):
    """A picture has a character that no font of this machine has, or what no picture of ours has. Caught by whoever
    can give another picture."""


def _compiled(document: Document, *, ignore_system_fonts: bool) -> bytes:
    moment = int(document.made_at.astimezone(UTC).timestamp())
    try:
        made = typst.compile(SETTING, sys_inputs={"document": _data(document)}, format="pdf", pdf_standards=["ua-1"],
                             ignore_system_fonts=ignore_system_fonts, timestamp=moment)
    except typst.TypstError as error:
        raise CannotBeSet(error.message) from error
    assert isinstance(made, bytes)  # a list only for images
    return made


def _data(document: Document) -> str:
    parts = [_part(each) for each in document.parts]
    return json.dumps(_with_known(asdict(replace(document, parts=())) | {"made_at": None, "parts": parts}))


def _part(part: Part) -> dict[str, object]:
    if isinstance(part, Picture):
        content = part.content.decode() if part.kind == "svg" else list(part.content)
        return {"kind": "picture", "format": part.kind, "content": content, "alt": part.alt, "width": part.width,
                "height": part.height}
    if isinstance(part, Table):
        return {"kind": "table", **asdict(part), "right": sorted(part.right)}
    if isinstance(part, Contents):
        return {"kind": "contents", **asdict(part)}
    if isinstance(part, Heading):
        return {"kind": "heading", **asdict(part)}
    if isinstance(part, Listed):
        items = [[_part(block) for block in item] for item in part.items]
        return {"kind": "list", "ordered": part.ordered, "items": items, "lang": part.lang}
    runs = [{"link": link, "runs": [asdict(run) for run in some]} for link, some in by_link(part.runs)]
    return {"kind": "paragraph", "runs": runs, "lang": part.lang, "look": part.look}


def _with_known(value: object) -> object:
    """The same data, in which every text that is set has only characters that can be."""
    if isinstance(value, dict):
        return {name: each if name in AS_IT_IS else _with_known(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_known(each) for each in value]
    if isinstance(value, str):
        return "".join(character if character in KNOWN else UNKNOWN for character in value)
    return value
