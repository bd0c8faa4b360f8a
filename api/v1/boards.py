"""Boards: up to nine views side by side, one's own boards and those that colleagues share."""

from typing import Annotated

from starlette.responses import Response

from api.v1.calling import Call, Revision, reads, submits
from api.v1.fields import Id
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import OfALetter, Wanted, answered, snapshot
from api.v1.rows import reference_of, rows
from api.v1.saved_models import (
    BoardAnswer,
    BoardFigure,
    BoardInList,
    FigureBody,
    NameBody,
    NewBoardBody,
    PlaceOnBoardBody,
)
from api.v1.writing import carried_out
from coordination.exploring import boards
from coordination.problems import NotFound
from data_model.words import Role

router = subject("Views, boards and briefings")
Reader = Annotated[Call, reads(Role.ANALYST)]
Writer = Annotated[Call, submits(Role.ANALYST)]


@router.get("/boards", operation_id="list_boards", summary="Boards", response_model=Page[BoardInList])
def list_boards(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Your own boards of a letter, and those that colleagues share, as they are now."""
    with snapshot(call, wanted, kept=False) as asked:
        found = boards.listing(asked.session, asked.viewer, asked.letter.id)
    return paging.answer(call, rows(BoardInList, found), key=lambda each: (not each.own, each.name.casefold(), each.id))


@router.post("/boards", operation_id="make_board", summary="Make a board", status_code=201,
             response_model=BoardAnswer)
def make_board(call: Writer, given: NewBoardBody) -> Response:
    """Make an empty board."""
    def do() -> Response:
        with snapshot(call, Wanted(None, given.letter)) as asked:
            letter_id = asked.letter.id
        return _after(call, boards.make(call.engine, call.viewer, letter_id, given.name, given.shared), 201)

    return carried_out(call, do)


@router.get("/boards/{board_id}", operation_id="read_board", summary="One board", response_model=BoardAnswer)
def read_board(call: Reader, board_id: Id) -> Response:
    """One board with the views on it."""
    return _after(call, board_id)


@router.put("/boards/{board_id}", operation_id="change_board", summary="Rename or share a board",
            response_model=BoardAnswer)
def change_board(call: Writer, board_id: Id, revision: Revision, given: NameBody) -> Response:
    """Name a board of your own, and share it, with your own views on it, or share it no longer."""
    def do() -> Response:
        boards.change(call.engine, call.viewer, board_id, revision, given.name, given.shared)
        return _after(call, board_id)

    return carried_out(call, do)


@router.delete("/boards/{board_id}", operation_id="delete_board", summary="Delete a board", status_code=204,
               response_class=Response)
def delete_board(call: Writer, board_id: Id, revision: Revision) -> Response:
    """Delete a board of your own. The views on it stay."""
    def do() -> Response:
        boards.remove(call.engine, call.viewer, board_id, revision)
        return Response(status_code=204)

    return carried_out(call, do)


@router.post("/boards/{board_id}/figures", operation_id="put_on_board", summary="Put a view on a board",
             response_model=BoardAnswer)
def put_on_board(call: Writer, board_id: Id, revision: Revision, given: FigureBody) -> Response:
    """Put a view that you may open at the end of a board of your own."""
    def do() -> Response:
        boards.put(call.engine, call.viewer, board_id, revision, given.view_id)
        return _after(call, board_id)

    return carried_out(call, do)


@router.put("/boards/{board_id}/figures/{view_id}", operation_id="move_on_board", summary="Move a figure on a board",
            response_model=BoardAnswer)
def move_on_board(call: Writer, board_id: Id, view_id: Id, revision: Revision, given: PlaceOnBoardBody) -> Response:
    """Move a figure of a board of your own to another place; past the last one, it is the last."""
    def do() -> Response:
        with snapshot(call, kept=False) as asked:
            there = [each.view_id for each in boards.opened(asked.session, asked.viewer, board_id).figures]
        if view_id not in there:
            raise NotFound("This view is not on the board.")
        boards.move(call.engine, call.viewer, board_id, revision, view_id, by=given.place - 1 - there.index(view_id))
        return _after(call, board_id)

    return carried_out(call, do)


@router.delete("/boards/{board_id}/figures/{view_id}", operation_id="take_off_board",
               summary="Take a figure off a board", response_model=BoardAnswer)
def take_off_board(call: Writer, board_id: Id, view_id: Id, revision: Revision) -> Response:
    """Take a figure off a board of your own. The view stays."""
    def do() -> Response:
        boards.take_off(call.engine, call.viewer, board_id, revision, view_id)
        return _after(call, board_id)

    return carried_out(call, do)


def _after(call: Call, board_id: int, status: int = 200) -> Response:
    """The board as it is now. Raises NotFound."""
    with snapshot(call, kept=False) as asked:
        found = boards.opened(asked.session, asked.viewer, board_id)
        said = BoardAnswer.of(found, letter=reference_of(asked, found.letter_id),
                              figures=[BoardFigure.model_validate(each) for each in found.figures])
    return answered(said, status, tag=found.revision, location=f"/boards/{board_id}" if status == 201 else "")
