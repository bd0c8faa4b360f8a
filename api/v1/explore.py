"""Exploring: any measure, split and narrowed in any way that it allows; and what measures there are."""

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.responses import Response

from api import figures
from api.asked import Asked as Downloaded
from api.v1 import files
from api.v1.calling import Call, reads
from api.v1.explore_models import FigureAnswer, FigureMeaning, FigureRow, FileKind, MeasureAnswer
from api.v1.explore_said import ViewSaid
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.problems import Refused
from api.v1.reading import Asked, OfALetter, answered, snapshot
from api.v1.rows import rows
from api.v1.tables import MEDIA_TYPE, wants_csv
from coordination.exploring import asked_for, catalogue, data
from coordination.exploring.explored import Explored
from coordination.exploring.measured import Catalogue, Subject
from data_model.words import Role
from exports.pictures import NoPictures

router = subject("Explore")
Reader = Annotated[Call, reads(Role.ANALYST)]


@router.get("/measures", operation_id="list_measures", summary="What can be explored",
            response_model=Page[MeasureAnswer])
def list_measures(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Every measure with its definition, what it may be split by, and over which stretches of time."""
    with snapshot(call, wanted) as asked:
        known = catalogue.read(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return paging.answer(call, list(_measures(known)), key=lambda each: (list(Subject).index(each.subject), each.key))


@router.get("/explore", operation_id="read_figure", summary="A figure", response_model=FigureAnswer,
            responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
def read_figure(call: Reader, wanted: OfALetter, said: ViewSaid) -> Response:
    """What a view shows, said by the same address as on the page Explore; what the view asks for that is impossible is
    left out, and `statements` say so. As CSV, the data that files of the figure are bound to by their SHA-256."""
    with snapshot(call, wanted) as asked:
        found = asked_for.explored(asked.session, asked.viewer, asked.letter, said.texts, as_at=asked.as_at)
        if wants_csv(call.request.headers.get("accept", "")):
            return Response(data.csv_bytes(found), media_type=MEDIA_TYPE)
        return answered(_figure(call, asked, found, said.texts(asked_for.ROW)))


@router.get("/explore/{file_kind}", operation_id="read_figure_file", summary="A figure as a file",
            response_class=Response, responses=files.of(*figures.MEDIA_TYPES) | {503: {}})
def read_figure_file(
    call: Reader, wanted: OfALetter, said: ViewSaid,
    file_kind: Annotated[FileKind, Path(description="A csv comes in a ZIP archive, with where it comes from beside it",
                                        examples=["xlsx"])],
    scale: Annotated[Literal["1", "2", "4"], Query(description="How many times its size a png has")] = "1",
) -> Response:
    """What a view shows as a picture, table, slide or page, with where it comes from inside it: the same files as on
    the page Explore. That you took it is on the audit. Pictures need Chromium on Parley's machine: 503 says so."""
    def make(asked: Downloaded) -> Response:
        try:
            return figures.file_of(asked, file_kind, figures.SCALES[scale])
        except NoPictures as problem:
            raise Refused(503, str(problem)) from problem

    return files.made(call, make)


def _measures(known: Catalogue) -> Iterator[MeasureAnswer]:
    for each in known.measures.values():
        means = each.meaning
        yield MeasureAnswer(
            key=each.key, name=each.name, subject=each.subject, unit=each.unit, version=means.version,
            definition=means.text, defined_by=means.source, by=list(each.by), grains=list(each.grains),
            kinds=list(each.kinds), marking=each.marking, suppressed_under=each.suppressed_under)


def _figure(call: Call, asked: Asked, found: Explored, chosen: list[str]) -> FigureAnswer:
    named = found.frame.assign(row=data.row_names(found.frame))
    address = asked_for.address(asked.letter, found, chosen)
    return FigureAnswer(
        title=found.title, letter=asked.letter.reference, as_at=found.as_at, marking=found.marking,
        address=call.installation.public_url + address, sha256=found.sha256, statements=list(found.statements),
        meanings=[FigureMeaning.model_validate(each) for each in found.meanings], rows=rows(FigureRow, named))
