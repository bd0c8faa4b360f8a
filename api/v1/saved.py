"""What analysts keep under a name: their own views, boards and briefings, and those that colleagues share. Programs
read them; they are made on screen. Making one is no news for anybody else, so that no answer of these is kept ready.
"""

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.v1.calling import Call, reads
from api.v1.fields import Answer, Id, Moment
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import OfALetter, answered, snapshot
from api.v1.rows import rows
from coordination.briefings import reading as briefings
from coordination.exploring import boards, saved
from data_model.words import BriefingTemplate, Marking, Role

router = subject("Views, boards and briefings")
Reader = Annotated[Call, reads(Role.ANALYST)]
QUERY = "What an address of Explore says after “?”, here and on the page"


class ViewAnswer(Answer):
    """A view that is kept."""

    id: int
    name: str
    query: str = Field(description=QUERY)
    shared: bool
    own: bool
    owner: str
    saved_at: Moment
    boards: list[str] = Field(description="Names of the boards that it is on")


class BoardInList(Answer):
    """A board, and how many figures are on it."""

    id: int
    name: str
    shared: bool
    own: bool
    owner: str
    figures: int
    saved_at: Moment


class BoardFigure(Answer):
    """A view on a board."""

    view_id: int
    name: str
    query: str | None = Field(description=f"{QUERY}; null where a colleague shares it no longer")


class BoardAnswer(Answer):
    """One board with its figures, in order."""

    id: int
    name: str
    shared: bool
    own: bool
    owner: str
    saved_at: Moment
    figures: list[BoardFigure]


class BriefingInList(Answer):
    """A briefing, and how many parts it has."""

    id: int
    name: str
    template: BriefingTemplate
    marking: Marking
    parts: int
    shared: bool
    own: bool
    owner: str
    saved_at: Moment


@router.get("/views", operation_id="list_views", summary="Views", response_model=Page[ViewAnswer])
def list_views(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Your own views of a letter, and those that colleagues share, as they are now."""
    with snapshot(call, wanted, kept=False) as asked:
        found = saved.listing(asked.session, asked.viewer, asked.letter.id)
    return paging.answer(call, rows(ViewAnswer, found), key=lambda each: (not each.own, each.name.casefold(), each.id))


@router.get("/boards", operation_id="list_boards", summary="Boards", response_model=Page[BoardInList])
def list_boards(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Your own boards of a letter, and those that colleagues share, as they are now."""
    with snapshot(call, wanted, kept=False) as asked:
        found = boards.listing(asked.session, asked.viewer, asked.letter.id)
    return paging.answer(call, rows(BoardInList, found), key=lambda each: (not each.own, each.name.casefold(), each.id))


@router.get("/boards/{board_id}", operation_id="read_board", summary="One board", response_model=BoardAnswer)
def read_board(call: Reader, board_id: Id) -> Response:
    """One board with the views on it."""
    with snapshot(call, kept=False) as asked:
        found = boards.opened(asked.session, asked.viewer, board_id)
    own = {name: getattr(found, name) for name in BoardAnswer.model_fields if name != "figures"}
    return answered(BoardAnswer(**own, figures=[BoardFigure.model_validate(each) for each in found.figures]))


@router.get("/briefings", operation_id="list_briefings", summary="Briefings", response_model=Page[BriefingInList])
def list_briefings(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Your own briefings on a letter, and those that colleagues share, as they are now."""
    with snapshot(call, wanted, kept=False) as asked:
        found = briefings.listing(asked.session, asked.viewer, asked.letter.id)
    return paging.answer(call, rows(BriefingInList, found),
                         key=lambda each: (not each.own, each.name.casefold(), each.id))
