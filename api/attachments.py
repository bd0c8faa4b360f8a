"""Files as answers: saved and never shown, under a name that no browser or disk takes for anything else."""

import re
import unicodedata
from pathlib import PurePath
from urllib.parse import quote

from starlette.responses import Response

LONGEST_NAME = 120
LONGEST_ENDING = 10
# What file systems read as more than a name, what headers do, and what turns the reading order round.
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|%;=]')
# Names that Windows takes for devices, whatever their ending.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """A file for the visitor to save. Should a browser open it all the same, it opens in a sandbox."""
    return Response(content, headers={
        "Content-Type": media_type,
        "Content-Disposition": disposition(name),
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
    })


def disposition(name: str) -> str:
    """Content-Disposition for saving a file under `name` (RFC 6266): in ASCII for old readers, and whole in UTF-8."""
    safe = safe_name(name)
    stem, ending = PurePath(safe).stem, PurePath(safe).suffix
    plain = f"{_ascii(stem).strip(' .') or 'file'}{_ascii(ending)}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def safe_name(name: str) -> str:
    """A file name without folders, marks that mean something to a system, invisible characters or a hidden ending."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(each if unicodedata.category(each)[0] not in "CZ" else " " * (unicodedata.category(each) == "Zs")
                      for each in unicodedata.normalize("NFC", last))
    clean = " ".join(NOT_IN_NAMES.sub("_", visible).split()).strip(". ")
    ending = PurePath(clean).suffix[:LONGEST_ENDING]
    stem = clean.removesuffix(PurePath(clean).suffix)[: LONGEST_NAME - len(ending)].strip(". ")
    named = f"{stem or 'file'}{ending}"
    return f"_{named}" if DEVICES.fullmatch(named) else named


def _ascii(text: str) -> str:
    """The text without accents, and without what is not ASCII."""
    return NOT_IN_NAMES.sub("_", unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())
