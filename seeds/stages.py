"""The words of the exercise: what a platform writes at a stage of a commitment, and what officials answer.

Every part of a text has several wordings; the chance that is handed in chooses one. {names in braces} stand for the
platform's own words and for facts chosen with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import Field

from coordination.updates.inputs import DraftContent
from data_model.words import Claim, FindingWord
from seeds import documents, exhibits
from seeds.documents import Part, Words

Wordings = list[list[str]]  # sentences in order, each in one or more wordings


class ExhibitPart(Part):
    """A piece of evidence: a link to a published page, or what is in a file that is made for it."""

    title: Words = Field(max_length=200)
    dated_on: date
    link: Words | None = None
    file: Literal["pdf", "csv"] | None = None
    name: Words | None = None
    lines: list[str] = Field(default_factory=list)
    header: list[str] = Field(default_factory=list)
    rows: list[list[str]] = Field(default_factory=list)
    counts: tuple[int, int] = (1, 9)
    falling: bool = False


class StagePart(Part):
    """One stage: the words of an update, and of the review that accepts or returns it."""

    claim: Claim
    facts: dict[str, list[str]] = Field(default_factory=dict)
    narrative: Wordings
    remaining: Wordings
    delay_reason: Wordings = Field(default_factory=list)
    statements: dict[str, Wordings] = Field(default_factory=dict)
    evidence: list[ExhibitPart] = Field(default_factory=list)
    findings: dict[str, FindingWord] = Field(default_factory=dict)
    reason: Wordings = Field(default_factory=list)
    return_reason: Wordings = Field(default_factory=list)


class StagesPart(Part):
    """All of one commitment_*.yaml."""

    commitment: int
    stages: dict[str, StagePart]


@dataclass(frozen=True)
class Exhibit:
    """A piece of evidence, ready to be stored. A link has a url; a file has a name and content."""

    title: str
    dated_on: date
    url: str | None = None
    file_name: str | None = None
    content: bytes | None = None


@dataclass(frozen=True)
class Written:
    """A stage in one platform's words."""

    content: DraftContent
    evidence: tuple[Exhibit, ...]
    findings: Mapping[str, FindingWord]
    reason: str
    return_reason: str


@cache
def read(folder: Path) -> dict[int, dict[str, StagePart]]:
    """The stages of every commitment in `folder`, by commitment number and name. Raises Invalid."""
    found = [documents.read(file, StagesPart) for file in sorted(folder.glob("commitment_*.yaml"))]
    return {part.commitment: part.stages for part in found}


def written(stage: StagePart, names: Mapping[str, str], chance: Random) -> Written:
    """The stage as a platform writes it. `names` are what the braces in the texts stand for."""
    known = dict(names) | {fact: chance.choice(choices) for fact, choices in stage.facts.items()}

    def say(wordings: Wordings) -> str:
        return " ".join(chance.choice(wording) for wording in wordings).strip().format_map(known)

    content = DraftContent(
        claim=stage.claim, narrative=say(stage.narrative), remaining=say(stage.remaining),
        delay_reason=say(stage.delay_reason),
        statements={code: say(wordings) for code, wordings in stage.statements.items()})
    evidence = tuple(_exhibit(part, known, chance) for part in stage.evidence)
    return Written(content, evidence, stage.findings, say(stage.reason), say(stage.return_reason))


def say(wordings: Wordings, chance: Random) -> str:
    """One text of the wordings, in nobody's own words."""
    return " ".join(chance.choice(wording) for wording in wordings)


def _exhibit(part: ExhibitPart, known: Mapping[str, str], chance: Random) -> Exhibit:
    if part.file is None:
        return Exhibit(part.title, part.dated_on, url=part.link)
    if part.file == "pdf":
        content = exhibits.pdf([line.format_map(known) for line in part.lines])
    else:
        numbers = [chance.randint(*part.counts) for _ in part.rows]
        if part.falling:
            numbers.sort(reverse=True)
        content = exhibits.table(part.header, [[*row, number] for row, number in zip(part.rows, numbers, strict=True)])
    return Exhibit(part.title, part.dated_on, file_name=part.name, content=content)
