"""Writing the exercise's history, act by act in the order of time, into the tables that people's own acts go into.

The rules of a submission hold for every version; an audit entry tells of every act, at the moment of the act.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from coordination import audit, clock
from coordination.incidents import files, vocabulary
from coordination.incidents import returns as incident_returns
from coordination.incidents.cells import Cells
from coordination.problems import Invalid
from coordination.schedule import Cadence
from coordination.updates.evidence import TYPES
from coordination.updates.inputs import faults
from coordination.wording import counted, listed
from data_model.accounts import Account
from data_model.audit import AuditHead
from data_model.base import Table
from data_model.letters import Commitment, Criterion, Election, Letter
from data_model.organisations import Platform
from data_model.requests import RequestCommitment, RequestPlatform, UpdateRequest
from data_model.updates import (
    Draft,
    Evidence,
    EvidenceContent,
    Finding,
    Review,
    Statement,
    Update,
    UpdateVersion,
    VersionEvidence,
)
from data_model.words import EvidenceKind, Outcome
from seeds import advice, dialogue, plan, reach, returns, signals, stages
from seeds.acts import Act, moved
from seeds.plan import DraftPart, RequestPart, UpdatePart, VersionPart
from seeds.returns import PlatformPart, SentPart
from seeds.stages import Exhibit, Written

WHOLE_COMMITMENT = "commitment"  # the finding with no criterion
Row = TypeVar("Row", bound=Table)


class HasId(Protocol):
    """A row with a number of its own."""

    id: int | None


def write(session: Session, folder: Path, reference: str, seed: int, until: datetime) -> None:
    """Write the history of the letter with this reference, before `until`, as the plan in `folder` has it. Needs the
    cast.

    The caller commits, and holds the audit's head.
    """
    history = History(session, folder, reference, seed, until)
    for _, act in sorted(history.acts(), key=lambda each: each[0]):
        act()


@dataclass
class Place:
    """An update in the making: its row once there is one, and how often it was submitted."""

    part: UpdatePart
    platform: Platform
    commitment: Commitment
    representative: Account
    row: Update | None = None
    versions: list[UpdateVersion] = field(default_factory=list)

    @property
    def described(self) -> str:
        """“Facebook's update on commitment 1, due 2019-11-15”, as the audit says it."""
        return f"{self.platform.name}'s update on commitment {self.commitment.number}, due {self.part.due_on}"


class History:
    """The plan with the rows that it speaks of."""

    def __init__(self, session: Session, folder: Path, reference: str, seed: int, until: datetime) -> None:
        self.session, self.seed, self.until = session, seed, until
        self.plan, self.stages, self.returns = plan.read(folder), stages.read(folder), returns.read(folder)
        self.dialogue, self.signals = dialogue.read(folder), signals.read(folder)
        self.advice, self.reach = advice.read(folder), reach.read(folder)
        self.words = vocabulary.read(session)
        self.head: AuditHead = audit.lock_head(session)
        self.letter, self.election = session.execute(
            select(Letter, Election).join(Election, col(Election.id) == Letter.election_id)
            .where(col(Letter.reference) == reference)).one()
        self.platforms = {row.slug: row for row in session.scalars(select(Platform))}
        self.commitments = {row.number: row for row in session.scalars(
            select(Commitment).where(col(Commitment.letter_id) == self.letter.id))}
        self.cast = {row.name: row for row in session.scalars(select(Account))}

    def acts(self) -> list[Act]:
        """Everything that happened, in no order."""
        found: list[Act] = []
        for part in self.plan.updates:
            platform = self.platforms[part.platform]
            place = Place(part, platform, self.commitments[part.commitment], self._representative(platform))
            for number, version in enumerate(part.versions, 1):
                found += self._acts_of_version(place, number, version)
            if part.draft:
                found += self._acts_of_draft(place, part.draft)
        for number, request in enumerate(self.plan.requests, 1):
            chance = self._chance("request", number)
            at = moved(request.asked, chance)
            found.append((at, partial(self._ask, request, stages.say(request.message, chance), at)))
        for part in self.returns.platforms:
            found += [self._act_of_return(part, sent) for sent in part.sent]
        numbers = {number: _id(row) for number, row in self.commitments.items()}
        found += dialogue.Dialogue(self.session, self.dialogue, _id(self.letter), numbers, self.cast, self._record,
                                   self._chance).acts()
        found += advice.Advice(self.session, self.advice, _id(self.letter), self.platforms, self.cast, self._record,
                               self._chance).acts()
        found += reach.Reach(self.session, self.reach, _id(self.letter), self.cast, self._record, self._chance).acts()
        codes = {code: each.id for code, each in self.words.category_by_code.items()}
        return found + signals.Signals(self.session, self.signals, _id(self.letter), self.platforms, self.cast, codes,
                                       self.until, self._record, self._chance).acts()

    def _acts_of_version(self, place: Place, number: int, part: VersionPart) -> list[Act]:
        chance = self._chance(place.part.platform, place.part.commitment, place.part.due_on, number)
        told = self._written(place, part.stage, chance)
        submitted = moved(part.submitted, chance)
        begun = submitted - timedelta(minutes=chance.randint(50, 110))
        pieces: list[int] = []
        found: list[Act] = [(begun, partial(self._begin, place, begun))]
        for count, exhibit in enumerate(told.evidence):
            at = submitted - timedelta(minutes=20 - 5 * count, seconds=chance.randint(0, 59))
            found.append((at, partial(self._attach, place, exhibit, pieces, at)))
        found.append((submitted, partial(self._submit, place, told, pieces, submitted)))
        if part.decided and part.by:
            decided, official = moved(part.decided, chance), self.cast[part.by]
            decide = self._return if part.returned else self._accept
            found.append((decided, partial(decide, place, number, told, official, decided)))
        return found

    def _acts_of_draft(self, place: Place, part: DraftPart) -> list[Act]:
        chance = self._chance(place.part.platform, place.part.commitment, place.part.due_on, "draft")
        told, saved = self._written(place, part.stage, chance), moved(part.saved, chance)
        begun = saved - timedelta(minutes=chance.randint(10, 25))
        return [(begun, partial(self._begin, place, begun)), (saved, partial(self._save, place, told, saved))]

    def _act_of_return(self, part: PlatformPart, sent: SentPart) -> Act:
        at = moved(sent.at, self._chance("return", part.platform, sent.at))
        return at, partial(self._send, part, sent, at)

    def _representative(self, platform: Platform) -> Account:
        return next(row for row in self.cast.values() if row.organisation_id == platform.organisation_id)

    def _chance(self, *what: object) -> Random:
        """Chance of its own for each thing, so that one more of them changes none of the others."""
        return Random("/".join(map(str, (self.seed, *what))))  # noqa: S311 – nothing secret hangs on it

    def _written(self, place: Place, stage: str, chance: Random) -> Written:
        voice = self.plan.voices[place.part.platform]
        others = [self.platforms[slug].name for slug in self.plan.voices if slug != place.part.platform]
        names = {"platform": place.platform.name, "others": listed(sorted(others)), "rules": voice.rules,
                 "Rules": voice.rules[0].upper() + voice.rules[1:], "reporting": voice.reporting}
        return stages.written(self.stages[place.part.commitment][stage], names, chance)

    def _begin(self, place: Place, at: datetime) -> None:
        if place.row is None:
            cadence = Cadence(place.commitment.first_due_on, place.commitment.update_every_days, self.letter.signed_on,
                              self.election.polling_day)
            start, due = cadence.period_of(place.part.due_on)
            place.row = self._stored(Update(platform_id=_id(place.platform), commitment_id=_id(place.commitment),
                                            period_start=start, due_on=due))
        self._record(at, place.representative, "draft.begin",
                     f"began a draft for {place.platform.name} on commitment {place.commitment.number}, "
                     f"due {place.part.due_on}.")

    def _save(self, place: Place, told: Written, at: datetime) -> None:
        content = told.content
        self._stored(Draft(update_id=_id(place.row), claim=content.claim, narrative=content.narrative,
                           remaining=content.remaining, delay_reason=content.delay_reason,
                           statements=dict(content.statements), saved_by=_id(place.representative), saved_at=at))

    def _attach(self, place: Place, exhibit: Exhibit, pieces: list[int], at: datetime) -> None:
        row = Evidence(update_id=_id(place.row), kind=EvidenceKind.LINK, title=exhibit.title,
                       dated_on=exhibit.dated_on, url=exhibit.url, added_by=_id(place.representative), added_at=at)
        size = ""
        if exhibit.content is not None and exhibit.file_name:
            row.kind, row.file_name = EvidenceKind.FILE, exhibit.file_name
            row.media_type = TYPES[exhibit.file_name.rsplit(".", 1)[1]]
            row.size_bytes, row.sha256 = len(exhibit.content), hashlib.sha256(exhibit.content).hexdigest()
            size = f" ({counted(row.size_bytes, 'byte')}, SHA-256 {row.sha256})"
        pieces.append(_id(self._stored(row)))
        if exhibit.content is not None:
            self._stored(EvidenceContent(evidence_id=pieces[-1], content=exhibit.content))
        self._record(at, place.representative, "evidence.add",
                     f"attached the evidence “{exhibit.title}”{size} to a draft.")

    def _submit(self, place: Place, told: Written, pieces: list[int], at: datetime) -> None:
        content, number = told.content, len(place.versions) + 1
        wrong = faults(content, evidence=len(pieces), due_on=place.part.due_on, today=clock.day(at))
        if wrong or content.claim is None:
            raise Invalid(*wrong)
        version = self._stored(UpdateVersion(
            update_id=_id(place.row), number=number, claim=content.claim, narrative=content.narrative,
            remaining=content.remaining, delay_reason=content.delay_reason, submitted_by=_id(place.representative),
            submitted_at=at))
        place.versions.append(version)
        criteria = self._criteria(place.commitment)
        for code, text in content.statements.items():
            self._stored(Statement(version_id=_id(version), criterion_id=criteria[code], text=text))
        for piece in pieces:
            self._stored(VersionEvidence(version_id=_id(version), evidence_id=piece))
        self._record(at, place.representative, "update.submit",
                     f"submitted version {number} of {place.described}: claim “{content.claim}”, "
                     f"{counted(len(pieces), 'piece')} of evidence.")

    def _accept(self, place: Place, number: int, told: Written, by: Account, at: datetime) -> None:
        review = self._decide(place.versions[number - 1], Outcome.ACCEPTED, told.reason, by, at)
        criteria = self._criteria(place.commitment)
        for code, word in told.findings.items():
            self._stored(Finding(review_id=_id(review), criterion_id=None if code == WHOLE_COMMITMENT
                                 else criteria[code], finding=word))
        self._record(at, by, "review.accept", f"accepted version {number} of {place.described}: "
                                              f"{told.findings[WHOLE_COMMITMENT]}.")

    def _return(self, place: Place, number: int, told: Written, by: Account, at: datetime) -> None:
        self._decide(place.versions[number - 1], Outcome.RETURNED, told.return_reason, by, at)
        self._record(at, by, "review.return", f"returned version {number} of {place.described}.")

    def _decide(self, version: UpdateVersion, outcome: Outcome, reason: str, by: Account, at: datetime) -> Review:
        return self._stored(Review(version_id=_id(version), outcome=outcome, reason=reason, decided_by=_id(by),
                                   decided_at=at))

    def _ask(self, part: RequestPart, message: str, at: datetime) -> None:
        by = self.cast[part.by]
        request = self._stored(UpdateRequest(letter_id=_id(self.letter), message=message, due_on=part.due_on,
                                             asked_by=_id(by), asked_at=at))
        platforms = [self.platforms[slug] for slug in part.platforms]
        for platform in platforms:
            self._stored(RequestPlatform(request_id=_id(request), platform_id=_id(platform)))
        for number in part.commitments:
            self._stored(RequestCommitment(request_id=_id(request), commitment_id=_id(self.commitments[number])))
        self._record(at, by, "request.ask",
                     f"asked {listed(sorted(row.name for row in platforms))} for an update on commitment "
                     f"{listed(map(str, part.commitments))} by {part.due_on}.")

    def _send(self, part: PlatformPart, sent: SentPart, at: datetime) -> None:
        platform = self.platforms[part.platform]
        by, name = self._representative(platform), f"{platform.slug}-{sent.first_day}-to-{sent.last_day}.csv"
        content = returns.file(self.returns, part, sent, partial(self._chance, "count"))
        cells = files.read(content, name, self.words, platform=platform.name, slug=platform.slug, today=clock.day(at))
        assert isinstance(cells, Cells)  # the template, not a table of the platform's own
        _, told = incident_returns.put(self.session, _id(platform), cells,
                                       incident_returns.Sender(_id(by), at, sent.reason))
        self._record(at, by, "return.store", told)

    def _criteria(self, commitment: Commitment) -> dict[str, int]:
        query = select(Criterion).where(col(Criterion.commitment_id) == commitment.id)
        return {row.code: _id(row) for row in self.session.scalars(query)}

    def _stored(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row

    def _record(self, at: datetime, by: Account, action: str, sentence: str) -> None:
        audit.append(self.session, self.head, at, by.id, by.name, action, f"{by.name} {sentence}")


def _id(row: HasId | None) -> int:
    assert row is not None  # its own act came before
    assert row.id is not None  # it has been flushed or was loaded
    return row.id
