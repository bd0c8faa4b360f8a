"""Exploring: any measure, split and narrowed in any way that it allows; and what measures there are."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.v1.calling import Call, reads
from api.v1.explore_models import FigureAnswer, FigureMeaning, FigureRow, MeasureAnswer
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import Asked, OfALetter, answered, snapshot
from api.v1.rows import rows
from api.v1.tables import MEDIA_TYPE, wants_csv
from coordination.exploring import asked_for, catalogue, data
from coordination.exploring.explored import Explored
from coordination.exploring.measured import Catalogue, Subject
from coordination.exploring.views import MOST_MEASURES, MOST_NOTES
from coordination.texts import storable
from data_model.words import Role

MOST_SAID = 100  # of one kind in an address
LONGEST_SAID = 200
router = subject("Explore")
Reader = Annotated[Call, reads(Role.ANALYST)]
Said = Annotated[str, Query(max_length=LONGEST_SAID)]
Several = Annotated[list[Said], Query(max_length=MOST_SAID)]


@router.get("/measures", operation_id="list_measures", summary="What can be explored",
            response_model=Page[MeasureAnswer])
def list_measures(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Every measure with its definition, what it may be split by, and over which stretches of time."""
    with snapshot(call, wanted) as asked:
        known = catalogue.read(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return paging.answer(call, list(_measures(known)), key=lambda each: (list(Subject).index(each.subject), each.key))


@router.get("/explore", operation_id="read_figure", summary="A figure", response_model=FigureAnswer,
            responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
def read_figure(
    call: Reader, wanted: OfALetter,
    measure: Annotated[list[Said], Query(max_length=MOST_MEASURES, description="Keys of measures",
                                         examples=[["notices-received"]])] = [],  # noqa: B006
    by: Annotated[list[Said], Query(max_length=2, description="Ways to split, the first of which makes the groups; "
                                                              "“none” for none", examples=[["platform"]])]
    = [],  # noqa: B006
    grain: Annotated[str, Query(max_length=LONGEST_SAID, description="Stretch of time", examples=["week"])] = "",
    first_day: Annotated[str, Query(alias="from", max_length=10, description="The first day that counts")] = "",
    last_day: Annotated[str, Query(alias="to", max_length=10, description="The last day that counts")] = "",
    form: Annotated[str, Query(max_length=LONGEST_SAID, description="How the page draws it")] = "",
    platform: Annotated[Several, Query(description="Slugs of the platforms to show; else all")] = [],  # noqa: B006
    category: Annotated[str, Query(max_length=LONGEST_SAID, description="Code of the category to show")] = "",
    commitment: Annotated[Several, Query(description="Numbers of commitments to show; else all")] = [],  # noqa: B006
    nation: Annotated[str, Query(max_length=LONGEST_SAID, description="The nation to show", examples=["wales"])] = "",
    kind: Annotated[Several, Query(description="Words of the measure's own kind; else all")] = [],  # noqa: B006
    dates: Annotated[str, Query(max_length=3, description="“no”: without the campaign's dates on the page")] = "",
    note: Annotated[list[Said], Query(max_length=MOST_NOTES, description="A day, a space, and words on the page")]
    = [],  # noqa: B006
    row: Annotated[Several, Query(description="Names of the rows to show; else all")] = [],  # noqa: B006
) -> Response:
    """What a view shows, said by the same address as on the page Explore; what the view asks for that is impossible is
    left out, and `statements` say so. As CSV, the data that files of the figure are bound to by their SHA-256."""
    said = {"measure": measure, "by": by, "grain": [grain], "from": [first_day], "to": [last_day], "form": [form],
            "platform": platform, "category": [category], "commitment": commitment, "nation": [nation], "kind": kind,
            "dates": [dates] if dates else [], "note": note, "row": row}
    with snapshot(call, wanted) as asked:
        found = asked_for.explored(asked.session, asked.viewer, asked.letter,
                                   lambda name: [storable(each) for each in said[name]], as_at=asked.as_at)
        if wants_csv(call.request.headers.get("accept", "")):
            return Response(data.csv_bytes(found), media_type=MEDIA_TYPE)
        return answered(_figure(call, asked, found, row))


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
