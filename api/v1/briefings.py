"""Briefings: documents that are put together of figures, tables, quotations and words; one's own, and those that
colleagues share. What they show is read when a document is made of them."""

from typing import Annotated

from starlette.responses import Response

from api import briefings as documents
from api.files import DOCX
from api.v1 import files
from api.v1.calling import Call, Revision, reads, submits
from api.v1.fields import Id
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import AsAt, OfALetter, Wanted, answered, snapshot
from api.v1.rows import rows
from api.v1.saved_models import BriefingAnswer, BriefingBody, BriefingInList, NewBriefingBody
from api.v1.writing import carried_out
from coordination.briefings import reading, writing
from data_model.words import Role

router = subject("Views, boards and briefings")
Reader = Annotated[Call, reads(Role.ANALYST)]
Writer = Annotated[Call, submits(Role.ANALYST)]


@router.get("/briefings", operation_id="list_briefings", summary="Briefings", response_model=Page[BriefingInList])
def list_briefings(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Your own briefings on a letter, and those that colleagues share, as they are now."""
    with snapshot(call, wanted, kept=False) as asked:
        found = reading.listing(asked.session, asked.viewer, asked.letter.id)
    return paging.answer(call, rows(BriefingInList, found),
                         key=lambda each: (not each.own, each.name.casefold(), each.id))


@router.post("/briefings", operation_id="make_briefing", summary="Begin a briefing", status_code=201,
             response_model=BriefingAnswer)
def make_briefing(call: Writer, given: NewBriefingBody) -> Response:
    """Begin a briefing from a template. It is marked no lower than what is in it."""
    def do() -> Response:
        with snapshot(call, Wanted(None, given.letter)) as asked:
            letter_id = asked.letter.id
        id_ = writing.make(call.engine, call.viewer, letter_id, given.name, given.template, platform=given.platform,
                           question=given.question)
        return _after(call, id_, 201)

    return carried_out(call, do)


@router.get("/briefings/{briefing_id}", operation_id="read_briefing", summary="One briefing",
            response_model=BriefingAnswer)
def read_briefing(call: Reader, briefing_id: Id) -> Response:
    """One briefing with its parts, as they were put together."""
    return _after(call, briefing_id)


@router.put("/briefings/{briefing_id}", operation_id="save_briefing", summary="Save a briefing",
            response_model=BriefingAnswer)
def save_briefing(call: Writer, briefing_id: Id, revision: Revision, given: BriefingBody) -> Response:
    """Store a briefing of your own as far as it has grown; unfinished is fine."""
    def do() -> Response:
        content = given.model_dump(exclude={"shared"})
        newest = writing.save(call.engine, call.viewer, briefing_id, revision, content)
        if given.shared is not None:
            writing.share(call.engine, call.viewer, briefing_id, newest, shared=given.shared)
        return _after(call, briefing_id)

    return carried_out(call, do)


@router.delete("/briefings/{briefing_id}", operation_id="delete_briefing", summary="Delete a briefing",
               status_code=204, response_class=Response)
def delete_briefing(call: Writer, briefing_id: Id, revision: Revision) -> Response:
    """Delete a briefing of your own. Documents that were made of it stay what they are."""
    def do() -> Response:
        writing.remove(call.engine, call.viewer, briefing_id, revision)
        return Response(status_code=204)

    return carried_out(call, do)


@router.get("/briefings/{briefing_id}/pdf", operation_id="read_briefing_pdf", summary="A briefing as PDF",
            response_class=Response, responses=files.of(documents.PDF))
def read_briefing_pdf(call: Reader, briefing_id: Id, wanted: AsAt) -> Response:
    """A briefing as a tagged PDF, made now of what is known now, or was on a day. That you took it is on the audit."""
    return files.made(call, lambda asked: documents.pdf_of(asked, briefing_id))


@router.get("/briefings/{briefing_id}/docx", operation_id="read_briefing_docx", summary="A briefing as DOCX",
            response_class=Response, responses=files.of(DOCX))
def read_briefing_docx(call: Reader, briefing_id: Id, wanted: AsAt) -> Response:
    """The same to go on writing in. That you took it is on the audit."""
    return files.made(call, lambda asked: documents.docx_of(asked, briefing_id))


def _after(call: Call, briefing_id: int, status: int = 200) -> Response:
    """The briefing as it is now. Raises NotFound."""
    with snapshot(call, kept=False) as asked:
        found = reading.opened(asked.session, asked.viewer, briefing_id)
    said = BriefingAnswer.of(found, letter=found.reference, parts=list(found.parts))
    return answered(said, status, tag=found.revision, location=f"/briefings/{briefing_id}" if status == 201 else "")
