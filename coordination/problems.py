"""What can go wrong, in sentences that a person can act on. Screens, routes and commands show them as they are."""

from dataclasses import dataclass

from pydantic import ValidationError


class Problem(Exception):
    """Base of everything that Parley refuses. `str(problem)` is the sentence to show."""


class NotFound(Problem):
    """There is no such record for this viewer: it does not exist, or they may not know of it."""


class NotAllowed(Problem):
    """The viewer's role does not do this."""


class Changed(Problem):
    """Somebody else was faster. What the person wrote is theirs to keep."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with what was sent: `where` names the field, `sentence` says what to do."""

    where: str
    sentence: str


class Invalid(Problem):
    """What was sent breaks a rule. Nothing was stored."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.sentence for fault in faults))


def from_validation(error: ValidationError) -> Invalid:
    """Turn a pydantic error into sentences. Messages of our own validators come through word for word."""
    return Invalid(*(_fault(item["loc"], item["msg"]) for item in error.errors()))


def _fault(place: tuple[int | str, ...], message: str) -> Fault:
    where = ".".join(str(part) for part in place)
    sentence = message.removeprefix("Value error, ")
    if sentence == message:
        sentence = f"{where.replace('_', ' ').capitalize()}: {message[0].lower()}{message[1:]}."
    return Fault(where, sentence)
