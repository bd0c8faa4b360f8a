"""What an Office file says of itself in its own properties, for the libraries that do not write them."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from exports.cells import holdable

LONGEST = 255  # characters of a value that Office programs show
OWN = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the format's name for properties that people add
FIRST_ID = 2  # by the format


def custom_properties(lines: Iterable[tuple[str, str]]) -> bytes:
    """The part docProps/custom.xml, with a property for each line. A value that is too long is cut."""
    properties = "".join(
        f"<property fmtid={quoteattr(OWN)} pid='{number}' name={quoteattr(name)}>"
        f"<vt:lpwstr>{escape(holdable(value)[:LONGEST])}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(lines, start=FIRST_ID))
    return ("<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"
            "<Properties xmlns='http://schemas.openxmlformats.org/officeDocument/2006/custom-properties' "
            "xmlns:vt='http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes'>"
            f"{properties}</Properties>").encode()
