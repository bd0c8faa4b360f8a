"""What a picture or PDF says of itself, as XMP (ISO 16684-1): the same packet in PNG, SVG and PDF, which records
systems and picture programs read."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from xml.dom.minidom import Element

from PIL import Image
from PIL.PngImagePlugin import PngInfo, putchunk
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import StreamObject
from pypdf.xmp import RDF_NAMESPACE, XmpInformation

from exports.cells import holdable

PNG, SVG, PDF = b"\x89PNG\r\n\x1a\n", b"<svg", b"%PDF-"
NAMESPACE, PROPERTY = "urn:parley:file/", "provenance"
KEYWORD = "XML:com.adobe.xmp"  # of the text chunk of a PNG that holds XMP
HEADER_ENDS = 33  # a PNG's signature and its first chunk, which must stay first
PACKET = re.compile(rb"<\?xpacket begin=.*?<\?xpacket end=.*?\?>", re.DOTALL)
Lines = Sequence[tuple[str, str]]


def packet(lines: Lines, made_at: datetime) -> bytes:
    """The lines of a Provenance as an XMP packet: what XMP has a word for under it, and all of them as they are."""
    return _with(XmpInformation.create(), lines, made_at)


def into_svg(content: bytes, lines: Lines, made_at: datetime) -> bytes:
    """An SVG that carries them in its first element, <metadata>."""
    start = content.index(b">", content.index(SVG)) + 1
    return content[:start] + svg_part(lines, made_at) + content[start:]


def into_png(content: bytes, lines: Lines, made_at: datetime) -> bytes:
    """A PNG that carries them in a text chunk (iTXt). Its picture is not written anew."""
    return content[:HEADER_ENDS] + png_part(lines, made_at) + content[HEADER_ENDS:]


def svg_part(lines: Lines, made_at: datetime) -> bytes:
    """The element that carries them, for after the tag that an SVG begins with."""
    return b"<metadata>" + packet(lines, made_at) + b"</metadata>"


def png_part(lines: Lines, made_at: datetime) -> bytes:
    """The chunk that carries them, for after a PNG's first HEADER_ENDS bytes."""
    said, made = PngInfo(), io.BytesIO()
    said.add_itxt(KEYWORD, packet(lines, made_at).decode())
    for kind, data, *_ in said.chunks:
        putchunk(made, kind, data)
    return made.getvalue()


def into_pdf(content: bytes, lines: Lines, made_at: datetime) -> bytes:
    """A PDF that carries them, beside what it says of itself already; its tags stay."""
    writer, said = PdfWriter(clone_from=io.BytesIO(content)), {name: holdable(value) for name, value in lines}
    writer.xmp_metadata = _with(writer.xmp_metadata or XmpInformation.create(), lines, made_at)
    writer.add_metadata({"/Title": said["Title"], "/Author": said["Made by"], "/Subject": f"Letter {said['Letter']}",
                         "/Keywords": said["Marking"]})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def read(content: bytes) -> list[tuple[str, str]]:
    """The lines that a PNG, SVG or PDF carries; none where it is none of them, is damaged, or carries none."""
    try:
        held = _held(content)
        return list(_lines(XmpInformation(_stream(held)))) if held else []
    except (PyPdfError, OSError, SyntaxError, ValueError):
        return []


def _held(content: bytes) -> bytes | None:
    if content.startswith(PNG):
        said = Image.open(io.BytesIO(content)).info.get(KEYWORD, "")
        return str(said).encode()
    if content.startswith(PDF):
        found = PdfReader(io.BytesIO(content)).xmp_metadata
        return found.stream.get_data() if found else None
    in_svg = PACKET.search(content) if SVG in content[:1000] else None
    return in_svg[0] if in_svg else None


def _with(xmp: XmpInformation, lines: Lines, made_at: datetime) -> bytes:
    said = {name: holdable(value) for name, value in lines}
    xmp.dc_title = {"x-default": said["Title"]}
    xmp.dc_creator, xmp.dc_source = [said["Made by"]], said["Source"]
    xmp.dc_identifier, xmp.dc_rights = said["Address"], {"x-default": said["Marking"]}
    xmp.xmp_creator_tool = f"Parley {said['Parley version']}"
    _append(xmp.rdf_root, [f"{name}: {value}" for name, value in said.items()])
    xmp.xmp_create_date = made_at.astimezone(UTC)  # the last: it writes all of it
    return xmp.stream.get_data()


def _append(root: Element, items: Iterable[str]) -> None:
    """Our own property, a list of texts, in a description of its own."""
    document = root.ownerDocument
    assert document is not None
    description = root.appendChild(document.createElementNS(RDF_NAMESPACE, "rdf:Description"))
    description.setAttributeNS(RDF_NAMESPACE, "rdf:about", "")
    description.setAttribute("xmlns:parley", NAMESPACE)
    own = description.appendChild(document.createElementNS(NAMESPACE, f"parley:{PROPERTY}"))
    listed = own.appendChild(document.createElementNS(RDF_NAMESPACE, "rdf:Seq"))
    for text in items:
        item = listed.appendChild(document.createElementNS(RDF_NAMESPACE, "rdf:li"))
        item.appendChild(document.createTextNode(text))


def _lines(xmp: XmpInformation) -> Iterable[tuple[str, str]]:
    for own in xmp.rdf_root.getElementsByTagNameNS(NAMESPACE, PROPERTY):
        for item in own.getElementsByTagNameNS(RDF_NAMESPACE, "li"):
            name, _, value = "".join(str(node.nodeValue) for node in item.childNodes).partition(": ")
            yield name, value


def _stream(data: bytes) -> StreamObject:
    stream = StreamObject()
    stream.set_data(data)
    return stream
