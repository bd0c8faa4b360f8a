"""Views: figures that are kept under a name, one's own and those that colleagues share. Making one is no news for
anybody else, so that no answer of these is kept ready."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.v1.calling import Call, Revision, reads, submits
from api.v1.fields import Id
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import OfALetter, Wanted, answered, snapshot
from api.v1.rows import reference_of, rows
from api.v1.saved_models import NameBody, NewViewBody, ViewAnswer, ViewInList
from api.v1.writing import carried_out
from coordination.exploring import asked_for, saved
from data_model.words import Role

router = subject("Views, boards and briefings")
Reader = Annotated[Call, reads(Role.ANALYST)]
Writer = Annotated[Call, submits(Role.ANALYST)]


@router.get("/views", operation_id="list_views", summary="Views", response_model=Page[ViewInList])
def list_views(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Your own views of a letter, and those that colleagues share, as they are now."""
    with snapshot(call, wanted, kept=False) as asked:
        found = saved.listing(asked.session, asked.viewer, asked.letter.id)
    return paging.answer(call, rows(ViewInList, found), key=lambda each: (not each.own, each.name.casefold(), each.id))


@router.post("/views", operation_id="save_view", summary="Keep a view", status_code=201, response_model=ViewAnswer)
def save_view(call: Writer, given: NewViewBody) -> Response:
    """Keep a view under a name. What is impossible in it, such as a split that the measure has not, is refused; on the
    page it would be left out."""
    def do() -> Response:
        with snapshot(call, Wanted(None, given.letter)) as asked:
            view = asked_for.view(asked.session, asked.viewer, asked.letter, given.query, as_at=asked.as_at)
            letter_id = asked.letter.id
        return _after(call, saved.save(call.engine, call.viewer, letter_id, given.name, view, given.shared), 201)

    return carried_out(call, do)


@router.get("/views/{view_id}", operation_id="read_view", summary="One view", response_model=ViewAnswer)
def read_view(call: Reader, view_id: Id) -> Response:
    """One view: your own, one that a colleague shares, or one on a board that is shared. `/explore` with its query says
    what it shows, and `/explore/file` draws it."""
    return _after(call, view_id)


@router.put("/views/{view_id}", operation_id="change_view", summary="Rename or share a view",
            response_model=ViewAnswer)
def change_view(call: Writer, view_id: Id, revision: Revision, given: NameBody) -> Response:
    """Name a view of your own, and share it with your organisation or share it no longer."""
    def do() -> Response:
        saved.change(call.engine, call.viewer, view_id, revision, given.name, given.shared)
        return _after(call, view_id)

    return carried_out(call, do)


@router.delete("/views/{view_id}", operation_id="delete_view", summary="Delete a view", status_code=204,
               response_class=Response)
def delete_view(call: Writer, view_id: Id, revision: Revision,
                off_boards: Annotated[bool, Query(description="It may be taken off the boards that it is on",
                                                  examples=[True])] = False) -> Response:
    """Delete a view of your own. One that is on boards, also of colleagues, is deleted with `off_boards=true` alone."""
    def do() -> Response:
        saved.remove(call.engine, call.viewer, view_id, revision, off_boards=off_boards)
        return Response(status_code=204)

    return carried_out(call, do)


def _after(call: Call, view_id: int, status: int = 200) -> Response:
    """The view as it is now. Raises NotFound."""
    with snapshot(call, kept=False) as asked:
        found = saved.opened(asked.session, asked.viewer, view_id)
        said = ViewAnswer.of(found, letter=reference_of(asked, found.letter_id))
    return answered(said, status, tag=found.revision, location=f"/views/{view_id}" if status == 201 else "")
