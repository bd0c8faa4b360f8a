"""Updates: submitting one in one call, and reading them back."""

from datetime import date
from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue
from starlette.responses import Response

from api.v1.calling import Call, reads, submits
from api.v1.fields import Answer, Body, Day, Id, Moment, Number
from api.v1.operations import subject
from api.v1.problems import within
from api.v1.reading import AsAt, Asked, answered, snapshot
from api.v1.reading import Wanted as WantedOfLetter
from api.v1.writing import carried_out
from coordination import letters
from coordination.problems import Changed, Fault, Invalid
from coordination.texts import ShortText, Text
from coordination.updates import drafts, evidence, reading, submitting
from coordination.updates.inputs import MOST_STATEMENTS, Code
from coordination.updates.reading import VersionInView
from coordination.wording import moment_in_words
from data_model.words import Claim, EvidenceKind, FindingWord, Outcome, Role

router = subject("Updates")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
Writer = Annotated[Call, submits(Role.PLATFORM)]
A_LINK: dict[str, JsonValue] = {"title": "Our announcement", "dated_on": "2019-11-14", "url": "https://example.com/news"}
AN_UPDATE = {
    "platform": "facebook", "commitment": 1, "claim": "in progress", "narrative": "We have begun.",
    "remaining": "The Welsh version.", "delay_reason": "We began after the letter's date.",
    "statements": {"1a": "Our rules name what breaches them."}, "evidence": [A_LINK],
}


class LinkBody(Body):
    """Evidence that was published at an address."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_LINK]})

    title: str = Field(description="What it shows")
    dated_on: Day = Field(description="The evidence's own date: when it was published or made")
    url: str


class Words(Body):
    """The words of an update."""

    claim: Claim | None = Field(default=None, description="What you say of the commitment")
    narrative: Text = Field(default="", description="What you have done")
    remaining: Text = Field(default="", description="What remains; needed unless the claim is delivered or declined")
    delay_reason: Text = Field(default="", description="Needed where the update is late, or the claim is not started, "
                                                       "planned or declined")
    statements: dict[Code, ShortText] = Field(
        default_factory=dict, max_length=MOST_STATEMENTS, description="A criterion's code, and what you say of it")

    @property
    def content(self) -> dict[str, object]:
        """What coordination takes for a draft's content."""
        return {name: getattr(self, name) for name in Words.model_fields}


class Place(Body):
    """Which update: of whom, on what, for when."""

    platform: str = Field(max_length=100, description="The platform's slug")
    letter: str | None = Field(default=None, max_length=100, description="The letter's reference; else the newest")
    commitment: Number = Field(description="The commitment's number")
    due_on: Day | None = Field(default=None, description="The period, by its due day; else the one today lies in")


def _needed(schema: dict[str, Any]) -> None:
    """Left out, these are answered with the sentence that the screen has for it."""
    schema["required"] = ["platform", "commitment", "claim", "narrative"]
    schema["examples"] = [AN_UPDATE]


class UpdateBody(Words, Place):
    """One update, ready to be submitted."""

    model_config = ConfigDict(json_schema_extra=_needed)

    evidence: list[LinkBody] = Field(default_factory=list, max_length=evidence.MOST_PIECES,
                                     description="Links. Files are attached to a draft")


class CriterionAnswer(Answer):
    """One criterion: what was said and what was found of it."""

    code: str
    text: str
    statement: str
    finding: FindingWord | None


class EvidenceAnswer(Answer):
    """A piece of evidence."""

    id: int
    kind: EvidenceKind
    title: str
    dated_on: date
    url: str | None
    file_name: str | None
    media_type: str | None
    size_bytes: int | None
    sha256: str | None
    added_by: str
    added_at: Moment


class UpdateAnswer(Answer):
    """One submitted version of an update, in full."""

    id: int = Field(description="The version's number, by which addresses name it")
    update_id: int = Field(description="The update of which it is a version")
    number: int
    newest: int
    letter: str
    platform: str
    platform_name: str
    commitment: int
    title: str
    period_start: date
    due_on: date
    claim: Claim
    narrative: str
    remaining: str
    delay_reason: str
    criteria: list[CriterionAnswer]
    evidence: list[EvidenceAnswer]
    submitted_by: str
    submitted_at: Moment
    outcome: Outcome | None
    finding: FindingWord | None
    reason: str
    decided_by: str
    decided_at: Moment | None


@router.post("/updates", operation_id="submit_update", summary="Submit an update", status_code=201,
             response_model=UpdateAnswer)
def submit_update(call: Writer, given: UpdateBody) -> Response:
    """Submit one update in one call: its words and links become the next version for its period, or nothing is
    stored. Evidence of the version before stays attached. To attach files, write a draft instead."""
    def do() -> Response:
        update_id, revision = _opened(call, given)
        revision = drafts.save(call.engine, call.viewer, update_id, revision, given.content)
        for place, link in enumerate(given.evidence):
            with within("evidence", place):
                revision = evidence.add_link(call.engine, call.viewer, update_id, revision, link.model_dump())
        version_id = submitting.submit(call.engine, call.viewer, update_id, revision)
        with snapshot(call) as asked:
            return answered(in_full(asked, version_id), 201, location=f"/updates/{version_id}")

    return carried_out(call, do)


@router.get("/updates/{version_id}", operation_id="read_update", summary="One update in full",
            response_model=UpdateAnswer)
def read_update(call: Reader, version_id: Id, wanted: AsAt) -> Response:
    """One submitted version with what it says of each criterion, its evidence, and the decision on it."""
    with snapshot(call, wanted) as asked:
        return answered(in_full(asked, version_id))


def in_full(asked: Asked, version_id: int) -> UpdateAnswer:
    """One version as the viewer may see it."""
    found = reading.in_view(asked.session, asked.viewer, version_id, as_at=asked.as_at)
    return _answer(found)


def place_of(asked: Asked, given: Place) -> tuple[int, int]:
    """The ids of the platform and the commitment that a body names. Raises Invalid, NotFound."""
    known = letters.recipients(asked.session, asked.viewer, asked.letter.id)
    platform = known.loc[known["slug"] == given.platform, "id"]
    commitments = letters.commitments(asked.session, asked.letter.id)
    commitment = commitments.loc[commitments["number"] == given.commitment, "id"]
    found = []
    if platform.empty:
        found.append(Fault("platform", "The letter is addressed to no platform of yours by this name."))
    if commitment.empty:
        found.append(Fault("commitment", f"The letter has no commitment {given.commitment}."))
    if found:
        raise Invalid(*found)
    return int(platform.item()), int(commitment.item())


def _opened(call: Call, given: Place) -> tuple[int, int]:
    """A new draft's number and revision. Raises Changed where somebody is writing one: their words are not lost."""
    with snapshot(call, WantedOfLetter(None, given.letter)) as asked:
        places = place_of(asked, given)
        listed = drafts.listing(asked.session, asked.viewer, asked.letter.id).to_dict("records")
    update_id = drafts.open_draft(call.engine, call.viewer, *places, given.due_on)
    saved = next((row for row in listed if row["update_id"] == update_id), None)
    if saved:
        raise Changed(f"{saved['saved_by']} is writing this update: draft {update_id}, saved on "
                      f"{moment_in_words(saved['saved_at'])}. Submit that draft, or discard it.")
    with snapshot(call) as asked:
        return update_id, drafts.in_view(asked.session, asked.viewer, update_id).revision


def _answer(found: VersionInView) -> UpdateAnswer:
    own = {name: getattr(found, name) for name in UpdateAnswer.model_fields
           if name not in {"platform", "platform_name", "criteria", "evidence"}}
    return UpdateAnswer(
        **own, platform=found.slug, platform_name=found.platform,
        criteria=[CriterionAnswer.model_validate(each) for each in found.criteria],
        evidence=[EvidenceAnswer.model_validate(row) for row in found.evidence.to_dict("records")])
