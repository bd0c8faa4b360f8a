"""The sections of advice to take away, as the page Advice compares them."""

import pandas as pd
from starlette.responses import Response

from api.asked import Asked, answering
from api.attachments import attachment
from api.doors import Door
from api.files import CSV, XLSX, file_name
from coordination.advice import exporting
from coordination.viewers import SEES_ALL_PLATFORMS
from data_model.words import Marking, Role
from exports.provenance import Provenance
from exports.tables import csv_file, xlsx_file

NAME = "advice-sections"
SOURCE = "Parley, from what platforms wrote for candidates and officials agreed"
READERS = SEES_ALL_PLATFORMS | {Role.PLATFORM}


def sections_csv(asked: Asked) -> Response:
    """The sections that the visitor may see, as CSV."""
    return attachment(csv_file(_sections(asked), _provenance(asked)), CSV, file_name(asked, NAME, "csv"))


def sections_xlsx(asked: Asked) -> Response:
    """The same as XLSX, and what is missing on a second sheet."""
    gaps = exporting.gaps(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    sheets = {"Sections": _sections(asked), "Gaps": _asked_for(asked, gaps)}
    return attachment(xlsx_file(sheets, _provenance(asked)), XLSX, file_name(asked, NAME, "xlsx"))


def _sections(asked: Asked) -> pd.DataFrame:
    return _asked_for(asked, exporting.compared(asked.session, asked.viewer, asked.letter, as_at=asked.as_at))


def _asked_for(asked: Asked, found: pd.DataFrame) -> pd.DataFrame:
    """All rows, or those of the platforms that the address names. A platform may take all that it sees on screen, and
    so the others' published sections too."""
    return found[found["slug"].isin(list(asked.platforms))] if asked.texts("platform") else found


def _provenance(asked: Asked) -> Provenance:
    return asked.provenance("Advice for candidates, by platform and topic", SOURCE, letter=asked.letter.reference,
                            marking=Marking.OFFICIAL_SENSITIVE,
                            address=asked.address("/compare-advice", "as_at", letter=asked.letter.reference))


ROUTES = [
    Door(f"/downloads/{NAME}.csv", answering(sections_csv), roles=READERS),
    Door(f"/downloads/{NAME}.xlsx", answering(sections_xlsx), roles=READERS),
]
