"""What can go wrong, in sentences that a person can act on. Screens, routes and commands show them as they are."""

from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails


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
    return Invalid(*(fault(item) for item in error.errors(include_url=False)))


# What pydantic found, to what to do about it. Anything else comes with pydantic's own words.
REMEDIES = {
    **dict.fromkeys(("missing", "too_short"), "this is needed."),
    **dict.fromkeys(("too_long", "string_too_long"), "use at most {max_length:,} characters."),
    "string_type": "this must be text.",
    "enum": "choose one of these: {expected}.",
    "extra_forbidden": "this cannot be set here.",
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
                    "enter a real date, like 2019-12-02."),
    **dict.fromkeys(("time_type", "time_parsing"), "enter a time of day, like 14:30."),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size", "less_than_equal",
                     "greater_than_equal"), "this is not a number that can be chosen."),
}


def fault(item: ErrorDetails, skip: int = 0) -> Fault:
    """One finding of a model, as a sentence that says what to do. `skip` leaves off the first parts of its place."""
    where = ".".join(str(part) for part in item["loc"][skip:] or item["loc"][-1:])
    own = item["msg"].removeprefix("Value error, ")
    if own != item["msg"]:
        return Fault(where, own)
    if item["type"] == "value_error":  # pydantic's own check of an email address
        return Fault(where, "Enter an email address, like name@example.com.")
    known = REMEDIES.get(item["type"])
    remedy = known.format(**item.get("ctx", {})) if known else f"{item['msg'][:1].lower()}{item['msg'][1:]}."
    return Fault(where, f"{where.replace('_', ' ').capitalize()}: {remedy}")
