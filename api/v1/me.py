"""Whose key this is."""

from datetime import date
from typing import Annotated

from starlette.responses import Response

from api.v1.calling import Call, anybody
from api.v1.fields import Answer
from api.v1.operations import subject
from api.v1.reading import answered, snapshot
from coordination import clock, platforms
from coordination.version import VERSION
from data_model.words import Role, Scope

router = subject("Your key")
Anybody = Annotated[Call, anybody(Role.PLATFORM, Role.ANALYST)]


class OwnPlatform(Answer):
    """A platform that the key's person may speak for or read of."""

    slug: str
    name: str


class Me(Answer):
    """The person whose key it is, and what it is good for."""

    name: str
    email: str
    role: Role
    organisation: str
    platforms: list[OwnPlatform]
    key_id: int
    scopes: list[Scope]
    exercise: bool
    today: date
    parley_version: str


@router.get("/me", operation_id="read_me", summary="Whose key this is", response_model=Me)
def read_me(call: Anybody) -> Response:
    """The person who answers for the key, their organisation and its platforms, and what the key is good for."""
    with snapshot(call) as asked:
        known = platforms.listing(asked.session, asked.viewer)
    viewer = call.viewer
    return answered(Me(
        name=viewer.name, email=viewer.email, role=viewer.role, organisation=viewer.organisation,
        platforms=[OwnPlatform.of(row) for row in known.to_dict("records")],
        key_id=viewer.key_id or 0, scopes=sorted(call.caller.scopes), exercise=call.visitor.exercise,
        today=clock.day(call.visitor.now), parley_version=VERSION))
