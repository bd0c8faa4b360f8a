"""Signals and their lag to take away: as tables what the visitor may know of, as a STIX bundle what they may read.

Addresses say `letter` and `as_at` as everywhere, and for the signals what the page Signals says: kind, category, tlp,
state and platform (who shared it).
"""

import pandas as pd
from starlette.responses import Response

from api.asked import Asked, answering
from api.attachments import attachment
from api.doors import Door
from api.files import CSV, XLSX, file_name
from coordination.problems import NotFound
from coordination.signals import exporting
from coordination.signals.reading import Only
from coordination.signals.states import State
from coordination.viewers import SEES_ALL_PLATFORMS
from data_model.words import Marking, Role, SignalKind, Tlp
from exports.provenance import Provenance
from exports.stix import stix_file
from exports.tables import csv_file, xlsx_file

STIX = "application/stix+json;version=2.1"
SOURCE = "Parley, from signals that platforms shared and what the others answered"
HOW = ("How it is estimated", "Kaplan–Meier: what is still open counts for as long as it has been open. An empty cell "
                              "means that the curve does not come down so far. A signal for two platforms counts once "
                              "for each.")
SAID = ("as_at", "kind", "category", "tlp", "state", "platform")
READERS = SEES_ALL_PLATFORMS | {Role.PLATFORM}


def signals_csv(asked: Asked) -> Response:
    """The signals that the visitor may know of, as CSV."""
    return attachment(csv_file(_known(asked), _provenance(asked, "Signals", *SAID)), CSV,
                      file_name(asked, "signals", "csv"))


def signals_xlsx(asked: Asked) -> Response:
    """The same as XLSX, and on a second sheet when each addressed platform answered each of them."""
    known = _known(asked)
    answers = exporting.answers(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    sheets = {"Signals": known, "Answers": answers[answers["signal"].isin(known["signal"])]}
    return attachment(xlsx_file(sheets, _provenance(asked, "Signals", *SAID)), XLSX,
                      file_name(asked, "signals", "xlsx"))


def signals_stix(asked: Asked) -> Response:
    """The signals that the visitor may read, as a STIX 2.1 bundle."""
    found = exporting.content(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
    return attachment(stix_file(found, _provenance(asked, "Signals", "as_at")), STIX,
                      file_name(asked, "signals", "stix.json"))


def lag_csv(asked: Asked) -> Response:
    """The lag of the pairs of platforms that the visitor sees, as CSV."""
    return attachment(csv_file(_lag(asked), _provenance(asked, "Lag", "as_at"), [HOW]), CSV,
                      file_name(asked, "lag", "csv"))


def lag_xlsx(asked: Asked) -> Response:
    """The same as XLSX, with how it is estimated."""
    sheets = {"Lag": _lag(asked), "Estimate": pd.DataFrame([HOW], columns=["name", "definition"])}
    return attachment(xlsx_file(sheets, _provenance(asked, "Lag", "as_at")), XLSX, file_name(asked, "lag", "xlsx"))


def _known(asked: Asked) -> pd.DataFrame:
    return exporting.known(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at, only=_only(asked))


def _lag(asked: Asked) -> pd.DataFrame:
    return exporting.lags(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)


def _only(asked: Asked) -> Only:
    """Which signals the address asks for. Raises NotFound for words that there are not."""
    kind, tlp, state = asked.text("kind"), asked.text("tlp"), asked.text("state")
    if kind not in {"", *SignalKind} or tlp not in {"", *Tlp} or state not in {"", *State}:
        raise NotFound("There are no such signals.")
    return Only(slug=asked.text("platform") or None, kind=SignalKind(kind) if kind else None,
                tlp=Tlp(tlp) if tlp else None, category_code=asked.text("category") or None,
                state=State(state) if state else None)


def _provenance(asked: Asked, title: str, *kept: str) -> Provenance:
    return asked.provenance(title, SOURCE, letter=asked.letter.reference, marking=Marking.OFFICIAL_SENSITIVE,
                            address=asked.address("/signals", *kept, letter=asked.letter.reference))


ROUTES = [
    Door("/downloads/signals.csv", answering(signals_csv), roles=READERS),
    Door("/downloads/signals.xlsx", answering(signals_xlsx), roles=READERS),
    Door("/downloads/signals.stix.json", answering(signals_stix), roles=READERS),
    Door("/downloads/lag.csv", answering(lag_csv), roles=READERS),
    Door("/downloads/lag.xlsx", answering(lag_xlsx), roles=READERS),
]
