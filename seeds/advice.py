"""The exercise's advice: what each platform wrote on each topic, what officials decided, and who looked at it again.

It is stored by the very functions that a platform's own sections go through, at the moments of the plan.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random

from pydantic import Field
from sqlmodel import Session

from coordination.advice import agreeing, correcting, publishing, sections, writing
from coordination.advice.inputs import SectionInput
from coordination.advice.publishing import Note
from coordination.viewers import Viewer
from data_model.accounts import Account
from data_model.organisations import Platform
from data_model.words import AdviceTopic, Agreement
from seeds import documents
from seeds.acts import Act, moved
from seeds.documents import Part, Words
from seeds.plan import LondonTime

Record = Callable[[datetime, Account, str, str], None]


class CheckPart(Part):
    """That somebody found a version still right."""

    at: LondonTime
    by: Words


class SectionVersionPart(Part):
    """What was sent, what officials decided, and who looked at it again. It was agreed where there is no reason."""

    sent: LondonTime
    english: Words
    welsh: str = ""
    report_address: str = ""
    responds_in_hours: int | None = None
    decided: LondonTime | None = None
    by: Words = "Cabinet Office official"
    reason: str = ""
    checked: list[CheckPart] = Field(default_factory=list)


class SectionPart(Part):
    """One platform on one topic."""

    platform: Words
    topic: AdviceTopic
    versions: list[SectionVersionPart]


class CorrectionPart(Part):
    """What an urgent correction puts in place of a published section."""

    platform: Words
    topic: AdviceTopic
    english: Words
    welsh: str = ""
    report_address: str = ""
    responds_in_hours: int | None = None


class EditionPart(Part):
    """One edition: of everything agreed by then, or the last one with a section corrected."""

    at: LondonTime
    by: Words
    note: str = ""
    note_welsh: str = ""
    corrects: CorrectionPart | None = None


class AdvicePart(Part):
    """All of advice.yaml."""

    sections: list[SectionPart]
    editions: list[EditionPart]


@cache
def read(folder: Path) -> AdvicePart:
    """The plan in `folder`. Raises Invalid."""
    return documents.read(folder / "advice.yaml", AdvicePart)


@dataclass(frozen=True)
class Advice:
    """The plan with the rows that it speaks of: platforms by slugs, accounts by names."""

    session: Session
    plan: AdvicePart
    letter_id: int
    platforms: Mapping[str, Platform]
    cast: Mapping[str, Account]
    record: Record
    chance: Callable[..., Random]

    def acts(self) -> list[Act]:
        """Everything that happened, in no order."""
        found = [act for part in self.plan.sections for version in part.versions
                 for act in self._acts_of(part, version,
                                          self.chance("advice", part.platform, part.topic, version.sent))]
        for edition in self.plan.editions:
            at = moved(edition.at, self.chance("edition", edition.at))
            found.append((at, partial(self._publish, edition, at)))
        return found

    def _acts_of(self, part: SectionPart, version: SectionVersionPart, chance: Random) -> list[Act]:
        """A draft is begun, sent, decided on and looked at again."""
        sent = moved(version.sent, chance)
        begun = sent - timedelta(minutes=chance.randint(40, 200))
        found: list[Act] = [(begun, partial(self._begin, part, begun)),
                            (sent, partial(self._send, part, version, sent))]
        if version.decided:
            decided = moved(version.decided, chance)
            found.append((decided, partial(self._decide, part, version, decided)))
        for check in version.checked:
            at = moved(check.at, chance)
            found.append((at, partial(self._check, part, self.cast[check.by], at)))
        return found

    def _begin(self, part: SectionPart, at: datetime) -> None:
        platform = self.platforms[part.platform]
        self.record(at, self._representative(platform), "advice.begin",
                    f"began a draft of {platform.name}'s advice on {part.topic}.")

    def _send(self, part: SectionPart, version: SectionVersionPart, at: datetime) -> None:
        platform = self.platforms[part.platform]
        by = self._representative(platform)
        given = SectionInput(english=version.english, welsh=version.welsh, report_address=version.report_address,
                             responds_in_hours=version.responds_in_hours)
        _, told = writing.put(self.session, _viewer(by), self.letter_id, platform.id or 0, part.topic, given, at)
        self.record(at, by, "advice.send", told)

    def _decide(self, part: SectionPart, version: SectionVersionPart, at: datetime) -> None:
        by, decision = self.cast[version.by], Agreement.RETURNED if version.reason else Agreement.AGREED
        told = agreeing.decide(self.session, _viewer(by), self._newest(part), decision, version.reason, at)
        self.record(at, by, "advice.return" if version.reason else "advice.agree", told)

    def _check(self, part: SectionPart, by: Account, at: datetime) -> None:
        told = agreeing.look_again(self.session, _viewer(by), self._newest(part), at)
        self.record(at, by, "advice.check", told)

    def _publish(self, part: EditionPart, at: datetime) -> None:
        by, note = self.cast[part.by], Note(note=part.note, note_welsh=part.note_welsh)
        if part.corrects is None:
            _, told = publishing.put(self.session, by.id or 0, self.letter_id, note, at)
            self.record(at, by, "advice.publish", told)
            return
        given = SectionInput.model_validate(part.corrects.model_dump(exclude={"platform", "topic"}))
        _, acts = correcting.put_correction(self.session, by.id or 0, self._newest(part.corrects), given, note, at)
        for action, sentence in acts:
            self.record(at, by, action, sentence)

    def _newest(self, part: SectionPart | CorrectionPart) -> int:
        version = sections.newest(self.session, self.letter_id, self.platforms[part.platform].id or 0, part.topic)
        assert version is not None  # it was sent before
        return version.id or 0

    def _representative(self, platform: Platform) -> Account:
        return next(row for row in self.cast.values() if row.organisation_id == platform.organisation_id)


def _viewer(row: Account) -> Viewer:
    return Viewer(row.id or 0, row.name, row.email, row.role, row.organisation_id, "")
