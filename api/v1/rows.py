"""Frames as answers: rows as models have them."""

from typing import Any, TypeVar

import pandas as pd
from pydantic import BaseModel

from api.v1.reading import Asked
from coordination import letters
from coordination.problems import Fault, Invalid, NotFound

Model = TypeVar("Model", bound=BaseModel)
NAMES = {"slug": "platform", "platform": "platform_name"}


def rows(model: type[Model], frame: pd.DataFrame) -> list[Model]:
    """The frame's rows, of its columns those that the model has; gaps (NaN, NaT) as None. What frames call slug and
    platform the API calls platform and platform_name."""
    named = frame.rename(columns=NAMES) if "slug" in frame else frame
    records = named[list(model.model_fields)].astype(object).to_dict("records")
    return [model.model_validate({name: _told(value) for name, value in row.items()}) for row in records]


def _told(value: Any) -> Any:
    return None if value is None or value is pd.NaT or (isinstance(value, float) and value != value) else value


def reference_of(asked: Asked, letter_id: int) -> str:
    """What a letter that the viewer sees is called."""
    known = letters.listing(asked.session, asked.viewer)
    return str(known.loc[known["id"] == letter_id, "reference"].item())


def own_platform(asked: Asked, slug: str) -> int:
    """The id of the viewer's own platform, to which the letter asked for is addressed. Raises Invalid."""
    known = letters.recipients(asked.session, asked.viewer, asked.letter.id)
    found = known.loc[known["slug"] == slug, "id"]
    if found.empty:
        raise Invalid(Fault("platform", "The letter is addressed to no platform of yours by this name."))
    return int(found.item())


def own_platform_in_address(asked: Asked, slug: str) -> int:
    """The same, of an address. Raises NotFound."""
    try:
        return own_platform(asked, slug)
    except Invalid as invalid:
        raise NotFound("There is no such platform of yours.") from invalid
