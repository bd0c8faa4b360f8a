"""Incident counts to take away: the same view as the page Incidents, said by the same address."""

import pandas as pd
from starlette.responses import Response

from api.asked import Asked, answering
from api.attachments import attachment
from api.doors import Door
from api.files import CSV, XLSX, file_name
from coordination import clock, platforms
from coordination.incidents import counting, public, viewing, vocabulary
from coordination.incidents.viewing import Meaning, View
from coordination.viewers import SEES_ALL_PLATFORMS
from data_model.words import Marking, Role
from exports.provenance import Provenance
from exports.tables import csv_file, xlsx_file

SOURCE = "Parley, from counts returned by platforms and, where named, figures on public record"
SAID = ("as_at", "measure", "by", "category", "nation", "grain", "from", "to", "with", "platform")
COLUMNS = ["group", "measure", "first_day", "last_day", "state", "value", "missing", "share", "rate", "before",
           "difference", "definition", "defined_by"]


def incidents_csv(asked: Asked) -> Response:
    """The view's figures, each with its definition, as CSV."""
    table, _, provenance = _made(asked)
    return attachment(csv_file(table, provenance), CSV, file_name(asked, "incidents", "csv"))


def incidents_xlsx(asked: Asked) -> Response:
    """The view's figures, each with its definition, as XLSX; the definitions once more on a sheet of their own."""
    table, definitions, provenance = _made(asked)
    content = xlsx_file({"Incidents": table, "Definitions": definitions}, provenance)
    return attachment(content, XLSX, file_name(asked, "incidents", "xlsx"))


def _made(asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame, Provenance]:
    words, view = _view(asked)
    found, meanings = viewing.figures(
        asked.session, asked.viewer, words, view, platforms.listing(asked.session, asked.viewer),
        public.series(asked.session, asked.letter.id), as_at=asked.as_at)
    provenance = asked.provenance(
        viewing.title(words, view), SOURCE, letter=asked.letter.reference, marking=Marking.OFFICIAL_SENSITIVE,
        address=asked.address("/incidents", *SAID, letter=asked.letter.reference))
    return _table(found, meanings), _definitions(meanings), provenance


def _view(asked: Asked) -> tuple[vocabulary.Vocabulary, View]:
    words = vocabulary.read(asked.session)
    last = counting.latest_day(asked.session, asked.viewer, as_at=asked.as_at) or clock.day(asked.as_at)
    usual = viewing.usual(words, asked.letter.signed_on, last)
    return words, viewing.view_of(words, asked.text, tuple(asked.texts("platform")), usual)


def _table(found: pd.DataFrame, meanings: list[Meaning]) -> pd.DataFrame:
    known = {each.key: each for each in meanings}
    said = [known[key] for key in found["definition"]]
    whole = {name: _plain(found[name]) for name in ("value", "before", "difference")}
    return found.assign(
        **whole, missing=[viewing.missing_in_words(row) for row in found.to_dict("records")],
        definition=[f"{each.version}: {each.text}" if each.version else each.text for each in said],
        defined_by=[each.source for each in said])[COLUMNS]


def _plain(values: "pd.Series[float]") -> "pd.Series[float]":
    """Counts without a decimal point; what is no whole number as it is."""
    return pd.Series([int(each) if each == each and each.is_integer() else each for each in values.tolist()],
                     values.index, object)


def _definitions(meanings: list[Meaning]) -> pd.DataFrame:
    rows = [(each.name, each.version, each.text, each.source, each.unit.strip() or "items") for each in meanings]
    return pd.DataFrame(rows, columns=["measure", "version", "definition", "defined_by", "unit"])


READERS = SEES_ALL_PLATFORMS | {Role.PLATFORM}
ROUTES = [Door("/downloads/incidents.csv", answering(incidents_csv), roles=READERS),
          Door("/downloads/incidents.xlsx", answering(incidents_xlsx), roles=READERS)]
