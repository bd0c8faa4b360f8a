"""What a platform writes, and the rules a submission must meet. Pure: no session and no clock."""

from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from coordination.problems import Fault
from coordination.texts import Line, ShortText, Text
from data_model.words import Claim

LONGEST_ADDRESS = 2_000
MOST_STATEMENTS = 100
Code = Annotated[str, Field(max_length=10)]
NOT_YET = frozenset({Claim.NOT_STARTED, Claim.PLANNED, Claim.DECLINED})
FINISHED = frozenset({Claim.DELIVERED, Claim.DECLINED})


def _what_is_said(statements: dict[str, str]) -> dict[str, str]:
    return {code: text for code, text in statements.items() if text}


Statements = Annotated[dict[Code, ShortText], Field(max_length=MOST_STATEMENTS), AfterValidator(_what_is_said)]


class DraftContent(BaseModel):
    """The words of an update. `statements` maps a criterion's code to what is said of it, where anything is."""

    model_config = ConfigDict(extra="forbid")

    claim: Claim | None = None
    narrative: Text = ""
    remaining: Text = ""
    delay_reason: Text = ""
    statements: Statements = Field(default_factory=dict)


def _web_address(value: str) -> str:
    """An address that a browser opens on the site that it seems to name: no spaces, and no name before an “@”."""
    address = value.strip()
    try:
        parts = urlsplit(address)
        named = "." in (parts.hostname or "").strip(".") and "@" not in parts.netloc and address.isprintable()
    except ValueError:
        named = False
    if not named or parts.scheme not in {"http", "https"} or " " in address or "\\" in address:
        raise ValueError("Enter a web address that starts with https:// or http://, like https://example.com/page.")
    return address


def _title(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError("Give the evidence a title that says what it shows.")
    return value


def _own_date(value: object) -> object:
    if not value:
        raise ValueError("Enter the evidence’s own date: when it was published or made.")
    return value


class EvidenceInput(BaseModel):
    """What a platform says of a piece of evidence: a title, and the evidence's own date."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[Line, BeforeValidator(_title)]
    dated_on: Annotated[date, BeforeValidator(_own_date)]


class LinkInput(EvidenceInput):
    """Evidence that was published at an address."""

    url: Annotated[str, AfterValidator(_web_address), Field(max_length=LONGEST_ADDRESS)]


def faults(content: DraftContent, *, evidence: int, due_on: date, today: date) -> list[Fault]:
    """What stands in the way of submitting `content` on `today`, with `evidence` pieces attached; none is fine."""
    found = []
    if content.claim is None:
        found.append(Fault("claim", "Choose a claim: what do you say of this commitment?"))
    if not content.narrative:
        found.append(Fault("narrative", "Say what you have done."))
    if content.claim is Claim.DELIVERED and not evidence:
        found.append(Fault("evidence", "A claim of “delivered” needs at least one file or link as evidence."))
    if content.claim and content.claim not in FINISHED and not content.remaining:
        found.append(Fault("remaining", "Say what remains to be done."))
    if needs_delay_reason(content.claim, due_on=due_on, today=today) and not content.delay_reason:
        found.append(Fault("delay_reason", "Give the reason for the delay: "
                           + ("this update is late." if today > due_on else f"the claim is “{content.claim}”.")))
    return found


def needs_delay_reason(claim: Claim | None, *, due_on: date, today: date) -> bool:
    """Whether a reason is owed: the update is late, or its claim is not started, planned or declined."""
    return today > due_on or claim in NOT_YET
