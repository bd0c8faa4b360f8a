"""Updates: submitting one in one call, and reading them back."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.v1.calling import Call, reads, submits
from api.v1.fields import LARGEST, Id
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.problems import within
from api.v1.reading import AsAt, Asked, OfALetter, Wanted, answered, snapshot
from api.v1.update_models import CriterionAnswer, EvidenceAnswer, PlaceBody, UpdateAnswer, UpdateBody, UpdateRow
from api.v1.writing import carried_out
from coordination import letters
from coordination.problems import Changed, Fault, Invalid
from coordination.updates import drafts, evidence, reading, submitting
from coordination.wording import moment_in_words
from data_model.words import Role

router = subject("Updates")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
Writer = Annotated[Call, submits(Role.PLATFORM)]
PlatformWanted = Annotated[str | None, Query(max_length=100, description="Only this platform's, by its slug",
                                             examples=["facebook"])]
CommitmentWanted = Annotated[int | None, Query(ge=1, le=LARGEST, description="Only on this commitment, by its number",
                                               examples=[1])]


@router.post("/updates", operation_id="submit_update", summary="Submit an update", status_code=201,
             response_model=UpdateAnswer)
def submit_update(call: Writer, given: UpdateBody) -> Response:
    """Submit one update in one call: its words and links become the next version for its period, or nothing is
    stored. Evidence of the version before stays attached. Where somebody is writing a draft of it already, this is
    refused with 409. To attach files, write a draft."""
    def do() -> Response:
        update_id, revision = _opened(call, given)
        revision = drafts.save(call.engine, call.viewer, update_id, revision, given.content)
        for place, link in enumerate(given.evidence):
            with within("evidence", place):
                revision = evidence.add_link(call.engine, call.viewer, update_id, revision, link.model_dump())
        return submitted(call, update_id, revision)

    return carried_out(call, do)


@router.get("/updates", operation_id="list_updates", summary="The history of updates", response_model=Page[UpdateRow])
def list_updates(call: Reader, wanted: OfALetter, paging: Paged, platform: PlatformWanted = None,
                 commitment: CommitmentWanted = None) -> Response:
    """Every version that was submitted on a letter's commitments and that you may see, the newest first, with the
    decision on it."""
    with snapshot(call, wanted) as asked:
        found = reading.history(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at, slug=platform,
                                commitment=commitment)
    rows = [UpdateRow.of(row, id=row["version_id"], platform=row["slug"], platform_name=row["platform"],
                         reason=row["reason"] or "", decided_by=row["decided_by"] or "")
            for row in found.to_dict("records")]
    return paging.answer(call, rows, newest_first=True, key=lambda each: (each.submitted_at, each.id))


@router.get("/updates/{version_id}", operation_id="read_update", summary="One update in full",
            response_model=UpdateAnswer)
def read_update(call: Reader, version_id: Id, wanted: AsAt) -> Response:
    """One submitted version with what it says of each criterion, its evidence, and the decision on it."""
    with snapshot(call, wanted) as asked:
        return answered(in_full(asked, version_id))


def submitted(call: Call, update_id: int, revision: int) -> Response:
    """Submit a draft, within a write."""
    version_id = submitting.submit(call.engine, call.viewer, update_id, revision)
    with snapshot(call) as asked:
        return answered(in_full(asked, version_id), 201, location=f"/updates/{version_id}")


def in_full(asked: Asked, version_id: int) -> UpdateAnswer:
    """One version as the viewer may see it."""
    found = reading.in_view(asked.session, asked.viewer, version_id, as_at=asked.as_at)
    return UpdateAnswer.of(
        found, version=found.number, platform=found.slug, platform_name=found.platform,
        criteria=[CriterionAnswer.of(each) for each in found.criteria],
        evidence=[EvidenceAnswer.of(row) for row in found.evidence.to_dict("records")])


def opened(call: Call, given: PlaceBody) -> int:
    """Begin, or go on with, the draft that a body names, within a write. Returns its number. Raises Invalid."""
    with snapshot(call, Wanted(None, given.letter)) as asked:
        places = _ids(asked, given)
    return drafts.open_draft(call.engine, call.viewer, *places, given.due_on)


def _opened(call: Call, given: PlaceBody) -> tuple[int, int]:
    """A new draft's number and revision. Raises Changed where somebody is writing one: their words are not lost."""
    with snapshot(call, Wanted(None, given.letter)) as asked:
        listed = drafts.listing(asked.session, asked.viewer, asked.letter.id).to_dict("records")
    update_id = opened(call, given)
    saved = next((row for row in listed if row["update_id"] == update_id), None)
    if saved:
        raise Changed(f"{saved['saved_by']} is writing this update: draft {update_id}, saved on "
                      f"{moment_in_words(saved['saved_at'])}. Submit that draft, or discard it.")
    with snapshot(call) as asked:
        return update_id, drafts.in_view(asked.session, asked.viewer, update_id).revision


def _ids(asked: Asked, given: PlaceBody) -> tuple[int, int]:
    """The ids of the platform and the commitment that a body names. Raises Invalid."""
    known = letters.recipients(asked.session, asked.viewer, asked.letter.id)
    platform = known.loc[known["slug"] == given.platform, "id"]
    commitments = letters.commitments(asked.session, asked.letter.id)
    commitment = commitments.loc[commitments["number"] == given.commitment, "id"]
    found = []
    if platform.empty:
        found.append(Fault("platform", "The letter is addressed to no platform of yours by this name."))
    if commitment.empty:
        found.append(Fault("commitment", f"The letter has no commitment {given.commitment}."))
    if found:
        raise Invalid(*found)
    return int(platform.item()), int(commitment.item())
