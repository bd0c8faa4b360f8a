"""Reading seed documents: every value is text until a model says what it is, so that 007 stays 007."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from coordination.problems import Fault, Invalid

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _moment(value: object) -> object:
    if not isinstance(value, str) or " " not in value:
        raise ValueError("write a moment with its place, like 2019-11-14T16:00 Europe/London")
    moment, place = value.split(" ", 1)
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(place.strip()))


Moment = Annotated[datetime, BeforeValidator(_moment)]


class Part(BaseModel):
    """A part of a seed document. What is misspelt is refused, not left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Document = TypeVar("Document", bound=Part)


def read(file: Path, model: type[Document]) -> Document:
    """The YAML document in `file`. Raises Invalid with a sentence for everything wrong in it."""
    try:
        # BaseLoader makes text of everything, and is as safe as SafeLoader.
        return model.model_validate(yaml.load(words(file), yaml.BaseLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise refused(file, f"this is not YAML: {error}") from error
    except ValidationError as error:
        raise Invalid(*(Fault(file.name, f"{file}: {_place(item['loc'])}: {_reason(item['msg'])}.")
                        for item in error.errors())) from error


def words(file: Path) -> str:
    """The text in `file`. Raises Invalid where there is none to read."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Invalid(Fault(file.name, f"There is no file {file}.")) from error
    except UnicodeDecodeError as error:
        raise refused(file, "this is not text in UTF-8") from error


def table(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, all as text."""
    return list(csv.DictReader(words(file).splitlines()))


def refused(file: Path, reason: str) -> Invalid:
    """The problem to raise for a document that cannot be used."""
    return Invalid(Fault(file.name, f"{file}: {reason.rstrip('.')}."))


def _place(place: tuple[int | str, ...]) -> str:
    """commitments 2 quotation: where in the document, counting from 1."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in place) or "the document"


def _reason(message: str) -> str:
    message = message.removeprefix("Value error, ").rstrip(".")
    return message[0].lower() + message[1:]
