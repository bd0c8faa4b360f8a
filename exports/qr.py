"""A text as a QR code."""

import segno

SCALE, QUIET = 5, 4  # pixels of a module; modules of white around them, without which cameras find none


def qr_code(text: str) -> str:
    """The picture of a QR code of `text`, as the data: address of an SVG. Black on white, also on a dark page."""
    address: str = segno.make(text, error="m").svg_data_uri(scale=SCALE, border=QUIET, dark="#000", light="#fff")
    return address
