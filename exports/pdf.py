"""A flowing document as tagged PDF (PDF/UA-1): what is on its pages can be read out, searched and copied."""

import json
from dataclasses import asdict
from datetime import UTC
from pathlib import Path

import typst

from exports.flow import Document, Heading, Listed, Part, by_link

SETTING = Path(__file__).with_name("flow.typ").read_bytes()
# What the font that comes with the library has, whatever fonts a machine has: European letters, and punctuation.
KNOWN = frozenset(chr(code) for first, last in (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1E80, 0x1E85), (0x1EF2, 0x1EF3), (0x2010, 0x2015), (0x2018, 0x201E),
    (0x2020, 0x2022), (0x2026, 0x2026), (0x20AC, 0x20AC), (0x2190, 0x2193)) for code in range(first, last + 1)) | {"\n"}
UNKNOWN = "□"


def pdf_file(document: Document) -> bytes:
    """The document as PDF: its language, title and properties, tagged headings, lists and links, numbered pages. The
    same document gives the same bytes. A character that its font lacks, like an emoji, is shown as “□”."""
    moment = document.made_at.astimezone(UTC)
    parts = [_part(each) for each in document.parts]
    data = json.dumps(_with_known(asdict(document) | {"made_at": None, "parts": parts}))
    return _compiled(data, int(moment.timestamp()))


def _compiled(data: str, moment: int) -> bytes:
    made = typst.compile(SETTING, sys_inputs={"document": data}, format="pdf", pdf_standards=["ua-1"],
                         ignore_system_fonts=True, timestamp=moment)
    assert isinstance(made, bytes)  # a list only for images
    return made


def _part(part: Part) -> dict[str, object]:
    if isinstance(part, Heading):
        return {"kind": "heading", **asdict(part)}
    if isinstance(part, Listed):
        items = [[_part(block) for block in item] for item in part.items]
        return {"kind": "list", "ordered": part.ordered, "items": items, "lang": part.lang}
    runs = [{"link": link, "runs": [asdict(run) for run in some]} for link, some in by_link(part.runs)]
    return {"kind": "paragraph", "runs": runs, "lang": part.lang, "look": part.look}


def _with_known(value: object) -> object:
    """The same data, in which every text has only characters that can be set."""
    if isinstance(value, dict):
        return {name: each if name == "link" else _with_known(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_known(each) for each in value]
    if isinstance(value, str):
        return "".join(character if character in KNOWN else UNKNOWN for character in value)
    return value
