"""Downloads: every file is made, or fetched, for the visitor who asks at that moment, and never cached.

Addresses say `letter` (a reference) and `as_at` (a London day), which mean what they mean on screen. Tables of a letter
take `platform` and `commitment` too, each as often as wanted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
from starlette.responses import Response

from api import advice_sections, briefings, dialogue, figures, incidents, reach, returns, signals
from api.asked import Asked, answering, number
from api.attachments import attachment
from api.doors import Door
from api.files import CSV, DOCX, XLSX, file_name
from coordination import audit, clock, letters, requests, standing
from coordination.audit import Sought
from coordination.problems import Changed, Fault, Invalid, NotFound
from coordination.updates import evidence, record
from coordination.viewers import SEES_ALL_PLATFORMS
from coordination.wording import SOURCE, listed, moment_in_words
from data_model.words import Marking, Role
from exports.docx import Asked as AskedFor
from exports.docx import Recipient, chasing_letter
from exports.provenance import Provenance
from exports.tables import csv_file, xlsx_file

SEES_UPDATES = SEES_ALL_PLATFORMS | {Role.PLATFORM}
AUDIT_SOURCE = "Parley's audit, a chain of entries each bound to the one before by its hash"
AUDIT_FILTERS = ("search", "action", "actor", "from", "to")
Read = Callable[[Asked], pd.DataFrame]


@dataclass(frozen=True)
class Table:
    """A table of a letter to take away: as CSV its first sheet, as XLSX all of them. `marking` is the letter's where
    it is None."""

    name: str
    title: str
    roles: frozenset[Role]
    sheets: Mapping[str, Read]
    marking: Marking | None = None


def _matrix(asked: Asked) -> pd.DataFrame:
    return standing.matrix(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)


def _over_time(asked: Asked) -> pd.DataFrame:
    return standing.over_time(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)


def _versions(asked: Asked) -> pd.DataFrame:
    return record.versions(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)


def _criteria(asked: Asked) -> pd.DataFrame:
    return record.criteria(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)


def _evidence(asked: Asked) -> pd.DataFrame:
    return record.evidence(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)


TABLES = (
    Table("overview", "Where the platforms stand", SEES_ALL_PLATFORMS, {"Overview": _matrix}),
    Table("history", "Standing day by day", SEES_UPDATES, {"History": _over_time}),
    Table("updates", "Updates and findings", SEES_UPDATES,
          {"Updates": _versions, "Criteria": _criteria, "Evidence": _evidence}, Marking.OFFICIAL_SENSITIVE),
)


def file_of(asked: Asked, name: str, kind: str) -> Response:
    """One of TABLES as a file: csv or xlsx."""
    table = next(each for each in TABLES if each.name == name)
    if kind == "csv":
        first = next(iter(table.sheets.values()))
        content = csv_file(asked.only_asked_for(first(asked)), _provenance(asked, table))
        return attachment(content, CSV, file_name(asked, table.name, "csv"))
    sheets = {sheet: asked.only_asked_for(read(asked)) for sheet, read in table.sheets.items()}
    return attachment(xlsx_file(sheets, _provenance(asked, table)), XLSX, file_name(asked, table.name, "xlsx"))


def _doors_to(table: Table) -> Iterator[Door]:
    def as_csv(asked: Asked) -> Response:
        return file_of(asked, table.name, "csv")

    def as_xlsx(asked: Asked) -> Response:
        return file_of(asked, table.name, "xlsx")

    for kind, make in (("csv", as_csv), ("xlsx", as_xlsx)):
        yield Door(f"/downloads/{table.name}.{kind}", answering(make), roles=table.roles)


def _provenance(asked: Asked, table: Table) -> Provenance:
    page = "/figures" if asked.viewer.role in SEES_ALL_PLATFORMS else "/platform"
    return asked.provenance(f"{table.title}{asked.of_whom()}", SOURCE, letter=asked.letter.reference,
                            marking=table.marking or asked.letter.marking,
                            address=asked.address(page, "as_at", "platform", "commitment",
                                                  letter=asked.letter.reference))


def audit_csv(asked: Asked) -> Response:
    """The audit's entries that the address asks for, as CSV."""
    return attachment(csv_file(_entries(asked), _audit_provenance(asked)), CSV, file_name(asked, "audit", "csv"))


def audit_xlsx(asked: Asked) -> Response:
    """The audit's entries that the address asks for, as XLSX."""
    content = xlsx_file({"Audit": _entries(asked)}, _audit_provenance(asked))
    return attachment(content, XLSX, file_name(asked, "audit", "xlsx"))


def _entries(asked: Asked) -> pd.DataFrame:
    first, last = asked.day("from"), asked.day("to")
    if first and last and first > last:
        raise Invalid(Fault("from", "The first day is after the last one. Choose an earlier first day."))
    sought = Sought(asked.text("search"), asked.text("action"), asked.text("actor"), first, last)
    return audit.entries(asked.session, asked.viewer, sought, as_at=asked.as_at if asked.past else None)


def _audit_provenance(asked: Asked) -> Provenance:
    filters = [f"{name} “{asked.text(name)}”" for name in AUDIT_FILTERS if asked.text(name)]
    return asked.provenance(f"Audit: {listed(filters)}" if filters else "Audit", AUDIT_SOURCE, letter="all letters",
                            marking=Marking.OFFICIAL_SENSITIVE, address=asked.address("/audit", *AUDIT_FILTERS))


def evidence_file(asked: Asked) -> Response:
    """One evidence file as it was attached."""
    found = evidence.file(asked.session, asked.viewer, number(asked.request.path_params["evidence_id"]))
    return attachment(found.content, found.media_type, found.name)


def chasing(asked: Asked) -> Response:
    """The letter that chases one platform for what a request asked, as known at the moment asked for."""
    request_id, slug = number(asked.request.path_params["request_id"]), asked.request.path_params["slug"]
    request = requests.in_view(asked.session, asked.viewer, request_id, as_at=asked.as_at)
    if request.withdrawn_at:
        raise Changed(f"This request was withdrawn on {moment_in_words(request.withdrawn_at)}. There is nothing to "
                      "chase.")
    known = letters.listing(asked.session, asked.viewer)
    reference = str(known.loc[known["id"] == request.letter_id, "reference"].item())
    letter = letters.in_view(asked.session, asked.viewer, reference)
    pairs = requests.pairs(asked.session, asked.viewer, letter.id, as_at=asked.as_at)
    pairs = pairs[(pairs["request_id"] == request_id) & (pairs["slug"] == slug)]
    if pairs.empty:
        raise NotFound("This platform was not asked.")
    to = letters.recipients(asked.session, asked.viewer, letter.id).set_index("slug").loc[slug]
    commitments = letters.commitments(asked.session, letter.id)
    content = chasing_letter(
        Recipient(to["addressee"], to["company"], to["name"]),
        AskedFor(letter.signed_on, clock.day(request.asked_at), request.due_on, request.asked_by,
                 request.asker_organisation, request.message, asked.installation.public_url, pairs,
                 dict(zip(commitments["number"], commitments["quotation"], strict=True))),
        asked.provenance(f"Request for an update on letter {reference}", SOURCE, letter=reference,
                         marking=letter.marking,
                         address=asked.address("/requests", "as_at", letter=reference, request=request_id)))
    return attachment(content, DOCX, file_name(asked, f"request-{request_id}-{slug}", "docx"))


ROUTES = [
    *(door for table in TABLES for door in _doors_to(table)),
    *advice_sections.ROUTES,
    *briefings.ROUTES,
    *dialogue.ROUTES,
    *figures.ROUTES,
    *incidents.ROUTES,
    *reach.ROUTES,
    *returns.ROUTES,
    *signals.ROUTES,
    Door("/downloads/audit.csv", answering(audit_csv), roles={Role.ADMINISTRATOR}),
    Door("/downloads/audit.xlsx", answering(audit_xlsx), roles={Role.ADMINISTRATOR}),
    Door("/downloads/evidence/{evidence_id:int}", answering(evidence_file), roles=SEES_UPDATES),
    Door("/downloads/requests/{request_id:int}/chasing-letter/{slug}.docx", answering(chasing),
         roles={Role.OFFICIAL}),
]
