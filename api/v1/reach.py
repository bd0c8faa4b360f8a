"""Reach: how many candidates and electoral staff the advice has reached, and what platforms sent on."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.v1.calling import Call, Revision, reads, submits
from api.v1.fields import LARGEST, Id
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reach_models import (
    DistributionAnswer,
    DistributionBody,
    DistributionInList,
    DistributionVersion,
    ReachAnswer,
    RestatementBody,
)
from api.v1.reading import AsAt, Asked, OfALetter, Wanted, answered, snapshot
from api.v1.rows import own_platform, rows
from api.v1.writing import carried_out
from coordination import letters, platforms
from coordination.problems import NotFound
from coordination.reach import exporting, reading, recording
from data_model.words import Role, SenderKind

router = subject("Reach")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
Writer = Annotated[Call, submits(Role.PLATFORM)]
OfAnEdition = Annotated[int | None, Query(ge=1, le=LARGEST, description="Number of one edition; else of all")]


@router.get("/reach", operation_id="list_reach", summary="How far the advice has reached",
            response_model=Page[ReachAnswer])
def list_reach(call: Reader, wanted: OfALetter, paging: Paged, edition: OfAnEdition = None) -> Response:
    """How many people of each audience, and of each party in it, were reached at least and at most, and how soon.
    Counted over all senders."""
    with snapshot(call, wanted) as asked:
        found = exporting.reach(asked.session, asked.viewer, asked.letter, as_at=asked.as_at, edition=edition)
    return paging.answer(call, rows(ReachAnswer, found), key=lambda each: (each.audience, each.party))


@router.get("/distributions", operation_id="list_distributions", summary="Distributions",
            response_model=Page[DistributionInList])
def list_distributions(call: Reader, wanted: OfALetter, paging: Paged, edition: OfAnEdition = None) -> Response:
    """Who sent which edition to whom, the last sent first: a platform sees what it sent itself."""
    with snapshot(call, wanted) as asked:
        found = reading.listing(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at, edition=edition)
    return paging.answer(call, rows(DistributionInList, found), key=lambda each: (each.sent_on, each.id),
                         newest_first=True)


@router.get("/distributions/{distribution_id}", operation_id="read_distribution", summary="One distribution",
            response_model=DistributionAnswer)
def read_distribution(call: Reader, distribution_id: Id, wanted: AsAt) -> Response:
    """One distribution, with what was said of it before."""
    with snapshot(call, wanted) as asked:
        return _answered(asked, distribution_id)


@router.post("/distributions", operation_id="record_distribution", summary="Record what was sent", status_code=201,
             response_model=DistributionAnswer)
def record_distribution(call: Writer, given: DistributionBody) -> Response:
    """Record that your platform sent an edition of the advice to people. A number that is larger than there are people
    is asked about: send it again with `confirmed` where it is right."""
    def do() -> Response:
        with snapshot(call, Wanted(None, given.letter)) as asked:
            own_platform(asked, given.platform)
            letter_id, known = asked.letter.id, platforms.listing(asked.session, asked.viewer)
        said = given.model_dump(exclude={"platform", "letter", "confirmed"}) | {
            "sender_kind": SenderKind.PLATFORM, "sender": known.loc[known["slug"] == given.platform, "name"].item()}
        id_ = recording.record(call.engine, call.viewer, letter_id, said, confirmed=given.confirmed)
        return _after(call, id_, 201)

    return carried_out(call, do)


@router.put("/distributions/{distribution_id}", operation_id="restate_distribution", summary="Restate a distribution",
            response_model=DistributionAnswer)
def restate_distribution(call: Writer, distribution_id: Id, revision: Revision, given: RestatementBody) -> Response:
    """Say anew how many people a distribution of your own went to, and why; 0 takes it back. Both numbers stay
    readable."""
    def do() -> Response:
        recording.restate(call.engine, call.viewer, distribution_id, revision, given.people, given.reason,
                          confirmed=given.confirmed)
        return _after(call, distribution_id)

    return carried_out(call, do)


def _after(call: Call, distribution_id: int, status: int = 200) -> Response:
    """The distribution as it is after a write."""
    with snapshot(call) as asked:
        return _answered(asked, distribution_id, status)


def _answered(asked: Asked, distribution_id: int, status: int = 200) -> Response:
    """One distribution, of whichever letter. Raises NotFound."""
    for letter_id in letters.listing(asked.session, asked.viewer)["id"]:
        found = reading.listing(asked.session, asked.viewer, int(letter_id), as_at=asked.as_at,
                                distribution_id=distribution_id)
        if not found.empty:
            versions = reading.versions(asked.session, asked.viewer, distribution_id, as_at=asked.as_at)
            row, = rows(DistributionInList, found)
            said = DistributionAnswer(**row.model_dump(), versions=rows(DistributionVersion, versions))
            return answered(said, status, tag=row.number,
                            location=f"/distributions/{distribution_id}" if status == 201 else "")
    raise NotFound("There is no such distribution.")
