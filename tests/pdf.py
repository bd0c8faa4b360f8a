"""What is in a tagged PDF, as another library reads it."""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf
from pypdf import PdfReader


def opened(content: bytes) -> Pdf:
    return pikepdf.open(io.BytesIO(content))


def elements(node: Object) -> Iterator[Dictionary]:
    """Every element of the structure, in reading order."""
    if isinstance(node, Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from elements(node.K)
    elif isinstance(node, Dictionary) and "/K" in node:
        yield from elements(node.K)


def kinds(pdf: Pdf) -> list[str]:
    """The kinds of its elements, in reading order: H1, P, Table, TR, TH, …"""
    return [str(each.S).removeprefix("/") for each in elements(pdf.Root.StructTreeRoot.K)]


def pages(content: bytes) -> list[str]:
    """The words of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def links(pdf: Pdf) -> set[str]:
    """Where its links lead outside it."""
    notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
    return {str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A}
