"""Tables as the files that screens offer: with where they come from inside them, as CSV or as XLSX with all sheets. The
same rows come as JSON, page by page, from the lists. That somebody took a file is on the audit."""

from enum import StrEnum
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from api import advice_sections, dialogue, downloads, incidents, reach, returns, signals
from api.files import XLSX
from api.v1 import files
from api.v1.calling import Call, reads, reads_signals
from api.v1.counts_said import CountsSaid, Measures, Slugs
from api.v1.fields import Day, Id
from api.v1.operations import subject
from api.v1.problems import Refused
from api.v1.reach import OfAnEdition
from api.v1.reading import AsAt, OfALetter
from coordination.viewers import ROLE_NAMES, SEES_ALL_PLATFORMS
from data_model.words import Role

router = subject("Files")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
SignalReader = Annotated[Call, reads_signals(Role.PLATFORM, Role.ANALYST)]
FILES = files.of("text/csv", XLSX)


class TableKind(StrEnum):
    """What a table can be taken away as."""

    CSV = "csv"
    XLSX = "xlsx"


class RecordTable(StrEnum):
    """Tables of updates."""

    OVERVIEW = "overview"
    HISTORY = "history"
    UPDATES = "updates"


class DialogueTable(StrEnum):
    """Tables of dialogue. “dialogue” is who met whom, by week."""

    MEETINGS = "meetings"
    ACTIONS = "actions"
    DIALOGUE = "dialogue"


class ReachTable(StrEnum):
    """Tables of reach."""

    REACH = "reach"
    DISTRIBUTIONS = "distributions"


class SignalsTable(StrEnum):
    """Tables of signals."""

    SIGNALS = "signals"
    LAG = "lag"


class WordsTable(StrEnum):
    """What returns are written with."""

    TEMPLATE = "return-template"
    VOCABULARY = "vocabulary"


Kind = Annotated[TableKind, Path(examples=["xlsx"])]
Commitments = Annotated[list[Annotated[int, Query(ge=1, le=999)]], Query(
    default_factory=list, max_length=100, examples=[[1]], description="Only of commitments with these numbers")]


@router.get("/files/record/{record_table}/{kind}", operation_id="read_record_file", summary="Updates as a file",
            response_class=Response, responses=FILES)
def read_record_file(call: Reader, record_table: Annotated[RecordTable, Path(examples=["updates"])], kind: Kind,
                     wanted: OfALetter, platform: Slugs, commitment: Commitments) -> Response:
    """Where the platforms stand (“overview”, for analysts), day by day (“history”), or every update with its criteria
    and evidence (“updates”)."""
    if record_table is RecordTable.OVERVIEW and call.viewer.role not in SEES_ALL_PLATFORMS:
        raise Refused(403, f"{ROLE_NAMES[call.viewer.role]}s cannot do this.")
    return files.made(call, lambda asked: downloads.file_of(asked, record_table, kind))


@router.get("/files/dialogue/{dialogue_table}/{kind}", operation_id="read_dialogue_file", summary="Dialogue as a file",
            response_class=Response, responses=FILES)
def read_dialogue_file(call: Reader, dialogue_table: Annotated[DialogueTable, Path(examples=["meetings"])], kind: Kind,
                       wanted: OfALetter) -> Response:
    """The meetings that you may see, their actions, or who met whom by week."""
    return files.made(call, lambda asked: dialogue.file_of(asked, dialogue_table, kind))


@router.get("/files/reach/{reach_table}/{kind}", operation_id="read_reach_file", summary="Reach as a file",
            response_class=Response, responses=FILES)
def read_reach_file(call: Reader, reach_table: Annotated[ReachTable, Path(examples=["reach"])], kind: Kind,
                    wanted: OfALetter, edition: OfAnEdition = None) -> Response:
    """How far the advice has reached, or the distributions that you may see."""
    makes = {("reach", "csv"): reach.reach_csv, ("reach", "xlsx"): reach.reach_xlsx,
             ("distributions", "csv"): reach.distributions_csv, ("distributions", "xlsx"): reach.distributions_xlsx}
    return files.made(call, makes[reach_table.value, kind.value])


@router.get("/files/signals/{signals_table}/{kind}", operation_id="read_signals_file", summary="Signals as a file",
            response_class=Response, responses=FILES)
def read_signals_file(call: SignalReader, signals_table: Annotated[SignalsTable, Path(examples=["lag"])], kind: Kind,
                      wanted: OfALetter) -> Response:
    """The signals that you may know of, without what they say; or how long answers took."""
    makes = {("signals", "csv"): signals.signals_csv, ("signals", "xlsx"): signals.signals_xlsx,
             ("lag", "csv"): signals.lag_csv, ("lag", "xlsx"): signals.lag_xlsx}
    return files.made(call, makes[signals_table.value, kind.value])


@router.get("/files/advice/{kind}", operation_id="read_advice_file", summary="Sections of advice as a file",
            response_class=Response, responses=FILES)
def read_advice_file(call: Reader, kind: Kind, wanted: OfALetter, platform: Slugs) -> Response:
    """Every platform's section on every topic, as the page Advice compares them; as XLSX also what is missing."""
    make = advice_sections.sections_csv if kind is TableKind.CSV else advice_sections.sections_xlsx
    return files.made(call, make)


@router.get("/files/incidents/{kind}", operation_id="read_incidents_file", summary="What counts come to, as a file",
            response_class=Response, responses=FILES)
def read_incidents_file(call: Reader, kind: Kind, wanted: OfALetter, said: CountsSaid) -> Response:
    """The figures that `/incidents` has at the same address, each with its definition."""
    return files.made(call, incidents.incidents_csv if kind is TableKind.CSV else incidents.incidents_xlsx)


@router.get("/files/counts/{kind}", operation_id="read_counts_file", summary="Counts on record, as a file",
            response_class=Response, responses=FILES)
def read_counts_file(
    call: Reader, kind: Kind, wanted: AsAt, platform: Slugs, measure: Measures,
    first_day: Annotated[Day | None, Query(description="Only periods with this day or a later one")] = None,
    last_day: Annotated[Day | None, Query(description="Only periods with this day or an earlier one")] = None,
) -> Response:
    """Every count that stands. It can be sent back as it is. Of very many, `/counts` gives one page after another."""
    return files.made(call, returns.counts_csv if kind is TableKind.CSV else returns.counts_xlsx)


@router.get("/files/returns/{return_id}/{kind}", operation_id="read_return_file", summary="One return as a file",
            response_class=Response, responses=FILES)
def read_return_file(call: Reader, return_id: Id, kind: Kind, wanted: AsAt) -> Response:
    """What one return added or changed. It can be sent back as it is."""
    return files.made(call, lambda asked: returns.return_file(asked, return_id, kind))


@router.get("/files/words/{words_table}/{kind}", operation_id="read_words_file", summary="The template, or its words",
            response_class=Response, responses=FILES)
def read_words_file(call: Reader, words_table: Annotated[WordsTable, Path(examples=["return-template"])],
                    kind: Kind) -> Response:
    """The template of returns without counts, or all that its columns may say."""
    makes = {("return-template", "csv"): returns.return_template_csv,
             ("return-template", "xlsx"): returns.return_template_xlsx,
             ("vocabulary", "csv"): returns.vocabulary_csv, ("vocabulary", "xlsx"): returns.vocabulary_xlsx}
    return files.made(call, makes[words_table.value, kind.value])
