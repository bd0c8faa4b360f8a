"""What officials have asked for."""

from datetime import date
from typing import Annotated, Any

import pandas as pd
from pydantic import Field
from starlette.responses import Response

from api.v1.calling import Call, reads
from api.v1.fields import Answer, Id, Moment
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import AsAt, Asked, OfALetter, answered, snapshot
from coordination import requests
from data_model.words import Role

router = subject("Requests")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]


class RequestRow(Answer):
    """An official's dated request for updates: of which platforms, on which commitments, by when."""

    id: int
    message: str
    due_on: date
    asked_by: str
    asker_organisation: str
    asked_at: Moment
    withdrawn_at: Moment | None
    withdrawn_reason: str
    platforms: list[str] = Field(description="Slugs of the platforms asked, of those that you may see")
    commitments: list[int]
    answered: int = Field(description="For how many of these platforms and commitments there is an answer")
    owed: int = Field(description="Of how many")


class Pair(Answer):
    """One platform and commitment of a request, and the first version that answered it."""

    platform: str
    commitment: int
    answered_at: Moment | None
    version_id: int | None


class RequestAnswer(RequestRow):
    """A request with each platform and commitment that it is about."""

    asked: list[Pair]


@router.get("/requests", operation_id="list_requests", summary="What officials have asked for",
            response_model=Page[RequestRow])
def list_requests(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """The requests about a letter that you may see, the newest first, withdrawn ones too."""
    with snapshot(call, wanted) as asked:
        pairs = requests.pairs(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at, withdrawn=True)
        rows = [RequestRow.of(_said(asked, int(str(id_)), group)) for id_, group in pairs.groupby("request_id")]
    return paging.answer(call, rows, newest_first=True, key=lambda each: (each.asked_at, each.id))


@router.get("/requests/{request_id}", operation_id="read_request", summary="One request", response_model=RequestAnswer)
def read_request(call: Reader, request_id: Id, wanted: AsAt) -> Response:
    """One request, with what was answered of it."""
    with snapshot(call, wanted) as asked:
        letter_id = requests.in_view(asked.session, asked.viewer, request_id, as_at=asked.as_at).letter_id
        pairs = requests.pairs(asked.session, asked.viewer, letter_id, as_at=asked.as_at, withdrawn=True)
        group = pairs[pairs["request_id"] == request_id]
        said = _said(asked, request_id, group)
    each = [Pair.of(row, platform=row["slug"]) for row in group.to_dict("records")]
    return answered(RequestAnswer.of(said, asked=each))


def _said(asked: Asked, request_id: int, pairs: pd.DataFrame) -> dict[str, Any]:
    """What a request says. `pairs` has requests.PAIR_COLUMNS, of this request alone."""
    found = requests.in_view(asked.session, asked.viewer, request_id, as_at=asked.as_at)
    taken = {name: getattr(found, name) for name in RequestRow.model_fields if hasattr(found, name)}
    return taken | {"platforms": sorted(set(pairs["slug"])), "commitments": sorted(set(pairs["commitment"])),
                    "answered": int(pairs["answered_at"].notna().sum()), "owed": len(pairs)}
