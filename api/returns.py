"""Incident returns to take away: an empty template, what it may say, counts as they are on record or as one return
had them, and rows to correct. All of them can be sent back as they are."""

import pandas as pd
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.asked import Asked, answering, number
from api.attachments import attachment
from api.doors import Door
from api.files import CSV, XLSX, file_name
from coordination import letters, platforms
from coordination.incidents import exporting, vocabulary
from coordination.incidents.vocabulary import Vocabulary
from coordination.problems import NotFound
from coordination.sign_ins import Visitor
from coordination.viewers import SEES_ALL_PLATFORMS
from coordination.wording import listed
from data_model.words import Marking, Role
from exports.provenance import Provenance
from exports.tables import csv_file, xlsx_file

SENDERS_AND_READERS = SEES_ALL_PLATFORMS | {Role.PLATFORM}
SOURCE = "Parley, from incident returns sent by platforms"
VOCABULARY_SOURCE = ("Parley; categories and measures of Commission Implementing Regulation (EU) 2024/2835, annex I, "
                     "with Parley's own")
FILTERS = ("as_at", "platform", "first_day", "last_day", "measure")
HEADER = exporting.COLUMNS[:-1]
HARASSMENT = "STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_CYBER_HARASSMENT"
THREAT = "STATEMENT_CATEGORY_VIOLENCE/PARLEY_THREAT_TO_NAMED_PERSON"
WEEK = "2019-11-18/2019-11-24"
EXAMPLES = pd.DataFrame([
    ("2019-11-18", "england", HARASSMENT, "content-actioned", "12"),
    ("2019-11-18", "wales", THREAT, "reports-from-candidates", "0"),
    ("2019-11-18", "northern ireland", THREAT, "reports-from-candidates", "not reported"),
    (WEEK, "uk", "TOTAL", "median-hours-to-action", "14.5"),
], columns=HEADER)
ROWS = "/downloads/rows"
LARGEST_ROWS = 2 * 1024 * 1024  # bytes of the form


def return_template_csv(asked: Asked) -> Response:
    """The template without counts. Its examples stand above the header, where nobody sends them by mistake."""
    examples = [(f"Example {row}", ", ".join(cells)) for row, cells in enumerate(EXAMPLES.to_numpy().tolist(), 1)]
    return attachment(csv_file(_no_counts(), _template_provenance(asked), examples), CSV,
                      file_name(asked, "return-template", "csv"))


def return_template_xlsx(asked: Asked) -> Response:
    """The template without counts, examples, and what it may say."""
    sheets = {"Counts": _no_counts(), "Examples": EXAMPLES,
              "What to write": exporting.words(vocabulary.read(asked.session))}
    return attachment(xlsx_file(sheets, _template_provenance(asked)), XLSX, file_name(asked, "return-template", "xlsx"))


def vocabulary_csv(asked: Asked) -> Response:
    """What the template's columns may say, as CSV."""
    return attachment(csv_file(exporting.words(vocabulary.read(asked.session)), _words_provenance(asked)), CSV,
                      file_name(asked, "vocabulary", "csv"))


def vocabulary_xlsx(asked: Asked) -> Response:
    """What the template's columns may say, as XLSX."""
    sheets = {"What to write": exporting.words(vocabulary.read(asked.session))}
    return attachment(xlsx_file(sheets, _words_provenance(asked)), XLSX, file_name(asked, "vocabulary", "xlsx"))


def counts_csv(asked: Asked) -> Response:
    """The counts that the address asks for, as CSV."""
    words = vocabulary.read(asked.session)
    return _as_csv(asked, words, _counts(asked, words), _counts_provenance(asked), "counts")


def counts_xlsx(asked: Asked) -> Response:
    """The counts that the address asks for, as XLSX."""
    words = vocabulary.read(asked.session)
    return _as_xlsx(asked, words, _counts(asked, words), _counts_provenance(asked), "counts")


def return_csv(asked: Asked) -> Response:
    """What one return added or changed, as CSV."""
    return return_file(asked, number(asked.request.path_params["return_id"]), "csv")


def return_xlsx(asked: Asked) -> Response:
    """What one return added or changed, as XLSX."""
    return return_file(asked, number(asked.request.path_params["return_id"]), "xlsx")


def return_file(asked: Asked, return_id: int, kind: str) -> Response:
    """What a return by its number added or changed, as csv or xlsx."""
    words = vocabulary.read(asked.session)
    return (_as_csv if kind == "csv" else _as_xlsx)(asked, words, *_return(asked, words, return_id))


def rows(_request: Request, _visitor: Visitor, form: dict[str, str]) -> Response:
    """Hand back, as a file, the rows that a page posts: they are kept nowhere between a check and its correction."""
    text = form.get("rows", "")
    if not text.strip():
        return PlainTextResponse("There are no rows to save. Check the file again.", 400)
    return attachment(text.encode("utf-8-sig"), CSV, "rows-to-correct.csv")


def _as_csv(asked: Asked, words: Vocabulary, found: pd.DataFrame, provenance: Provenance, name: str) -> Response:
    meanings = exporting.definitions(words, found["measure"])
    notes = [(f"Definition of {row['measure']}", f"{row['definition']} ({row['defined_by']})")
             for row in meanings.to_dict("records")]
    return attachment(csv_file(found, provenance, notes), CSV, file_name(asked, name, "csv"))


def _as_xlsx(asked: Asked, words: Vocabulary, found: pd.DataFrame, provenance: Provenance, name: str) -> Response:
    sheets = {"Counts": found, "Definitions": exporting.definitions(words, found["measure"])}
    return attachment(xlsx_file(sheets, provenance), XLSX, file_name(asked, name, "xlsx"))


def _no_counts() -> pd.DataFrame:
    return pd.DataFrame(columns=HEADER, dtype=object)


def _counts(asked: Asked, words: Vocabulary) -> pd.DataFrame:
    wanted = exporting.wanted(words, platforms.listing(asked.session, asked.viewer)["slug"].tolist(),
                              asked.texts("platform"), asked.texts("measure"), asked.day("first_day"),
                              asked.day("last_day"))
    return exporting.on_record(asked.session, asked.viewer, words, wanted, as_at=asked.as_at)


def _platforms(asked: Asked) -> dict[str, str]:
    """Slug to name of the platforms asked for by `platform`, or of all that the viewer sees, whichever letters are
    addressed to them."""
    known = platforms.listing(asked.session, asked.viewer)
    names = dict(zip(known["slug"], known["name"], strict=True))
    wanted = asked.texts("platform") or list(names)
    if not set(wanted) <= set(names):
        raise NotFound("There is no such platform.")
    return {slug: names[slug] for slug in wanted}


def _return(asked: Asked, words: Vocabulary, return_id: int) -> tuple[pd.DataFrame, Provenance, str]:
    found = exporting.of_return(asked.session, asked.viewer, words, return_id, as_at=asked.as_at)
    title = f"Counts that return {return_id} added or changed"
    return found, _provenance(asked, title, SOURCE, "/returns", **{"return": return_id}), f"return-{return_id}"


def _counts_provenance(asked: Asked) -> Provenance:
    said = [listed(_platforms(asked).values())] if asked.texts("platform") else []
    said += [f"{word} {asked.text(name)}" for word, name in (("from", "first_day"), ("to", "last_day"))
             if asked.text(name)]
    said += [listed(asked.texts("measure"))] if asked.texts("measure") else []
    return _provenance(asked, f"Counts on record{': ' if said else ''}{'; '.join(said)}", SOURCE, "/returns", *FILTERS)


def _template_provenance(asked: Asked) -> Provenance:
    return _provenance(asked, "Template for incident returns", VOCABULARY_SOURCE, _page_to_send(asked))


def _words_provenance(asked: Asked) -> Provenance:
    return _provenance(asked, "What incident returns may say", VOCABULARY_SOURCE, _page_to_send(asked))


def _page_to_send(asked: Asked) -> str:
    return "/send-return" if asked.viewer.role is Role.PLATFORM else "/returns"


def _provenance(asked: Asked, title: str, source: str, page: str, *kept: str, **given: int) -> Provenance:
    """Returns belong to no letter. The file names the one in view, where any is addressed to the viewer's company."""
    known = letters.listing(asked.session, asked.viewer)
    letter: dict[str, str | int] = {} if known.empty else {"letter": asked.letter.reference}
    marking = Marking.OFFICIAL if source == VOCABULARY_SOURCE else Marking.OFFICIAL_SENSITIVE
    return asked.provenance(title, source, letter=str(letter.get("letter", "none")), marking=marking,
                            address=asked.address(page, *kept, **letter, **given))


ROUTES = [
    Door("/downloads/return-template.csv", answering(return_template_csv), roles=SENDERS_AND_READERS),
    Door("/downloads/return-template.xlsx", answering(return_template_xlsx), roles=SENDERS_AND_READERS),
    Door("/downloads/vocabulary.csv", answering(vocabulary_csv), roles=SENDERS_AND_READERS),
    Door("/downloads/vocabulary.xlsx", answering(vocabulary_xlsx), roles=SENDERS_AND_READERS),
    Door("/downloads/counts.csv", answering(counts_csv), roles=SENDERS_AND_READERS),
    Door("/downloads/counts.xlsx", answering(counts_xlsx), roles=SENDERS_AND_READERS),
    Door("/downloads/returns/{return_id:int}.csv", answering(return_csv), roles=SENDERS_AND_READERS),
    Door("/downloads/returns/{return_id:int}.xlsx", answering(return_xlsx), roles=SENDERS_AND_READERS),
    Door(ROWS, rows, roles={Role.PLATFORM, Role.OFFICIAL}, posted=LARGEST_ROWS),
]
