"""What the API says of signals, and what it is told of them."""

from datetime import date
from typing import Any

from pydantic import AwareDatetime, ConfigDict, Field

from api.v1.fields import Answer, Body, Moment, Number
from coordination.signals.bundles import Becomes
from data_model.words import AnswerStep, IndicatorKind, Opinion, SignalKind, Tlp

A_SIGNAL: dict[str, Any] = {
    "platform": "facebook", "kind": "content",
    "category": "STATEMENT_CATEGORY_VIOLENCE/PARLEY_THREAT_TO_NAMED_PERSON",
    "summary": "The same picture, posted again under other names.", "indicator_kind": "URL",
    "indicator": "hxxps://example[.]com/picture", "observed_at": "2019-12-01T18:30:00Z", "tlp": "TLP:AMBER+STRICT",
    "platforms": ["twitter"],
}


class SignalInList(Answer):
    """A signal in a list. What you may know of but not read has an empty summary and indicator: `readable` says so.
    The counts are of the addressed platforms that you are told of; the last moments are your own platform's."""

    id: int
    shared_at: Moment
    observed_at: Moment
    platform: str
    platform_name: str
    kind: SignalKind
    category: str
    category_code: str
    tlp: Tlp
    addressed: list[str]
    acknowledged: int
    acted: int
    out_of: int
    acknowledged_at: Moment | None
    opinion: Opinion | None
    acted_at: Moment | None
    withdrawn: bool
    erased: bool
    readable: bool
    summary: str
    indicator_kind: IndicatorKind | None
    indicator: str
    matches: int = Field(description="How many other signals that you may read have the same indicator")


class SignalAddressee(Answer):
    """What one addressee did with a signal, of each step the newest. Opinion and words are empty for who may not read
    them. A department has no `platform` and gives no answers."""

    platform: str | None
    name: str
    person: str | None = Field(description="Whom TLP:RED names, where you may know")
    own: bool
    acknowledged_at: Moment | None
    opinion: Opinion | None
    opinion_at: Moment | None
    opinion_words: str
    acted_at: Moment | None
    acted_words: str


class SignalMatch(Answer):
    """Another signal with the same indicator, which you may read too."""

    signal_id: int
    platform_name: str
    shared_at: Moment
    distance: int = Field(description="0 for the same; bits that differ between two perceptual hashes")


class SignalAnswer(Answer):
    """One signal, as far as you may read it."""

    id: int
    letter: str
    platform: str
    platform_name: str
    kind: SignalKind
    category: str
    category_code: str
    tlp: Tlp
    shared_at: Moment
    observed_at: Moment
    withdrawn_at: Moment | None
    withdrawn_reason: str
    erased_at: Moment | None
    own: bool = Field(description="Whether your company shared it")
    readable: bool
    summary: str
    indicator_kind: IndicatorKind | None
    indicator: str
    stix_id: str
    shared_by: str
    addressees: list[SignalAddressee]
    matches: list[SignalMatch]


class PlatformToChoose(Answer):
    """A platform that the letter is addressed to."""

    platform: str
    name: str


class DepartmentToChoose(Answer):
    """A government department, by the number that bodies name it by."""

    id: int
    name: str


class PersonToChoose(Answer):
    """A person whom TLP:RED may name, by the number that bodies name them by."""

    id: int
    name: str
    organisation: str


class CategoryToChoose(Answer):
    """A category that a signal may be of."""

    code: str
    name: str


class SignalChoices(Answer):
    """For whom you may share signals about a letter, with whom, and of which categories."""

    own: list[PlatformToChoose]
    platforms: list[PlatformToChoose]
    departments: list[DepartmentToChoose]
    people: list[PersonToChoose]
    categories: list[CategoryToChoose]


class SignalBody(Body):
    """A signal, and with whom it is shared."""

    model_config = ConfigDict(json_schema_extra={"examples": [A_SIGNAL]})

    letter: str | None = Field(default=None, max_length=100, description="The letter's reference; else the newest")
    platform: str = Field(max_length=100, description="Slug of your platform, which shares it")
    kind: SignalKind = Field(description="What it is about")
    category: str = Field(max_length=200, description="The category's code")
    summary: str = Field(description="What the others should look for. Nothing abusive, and not who was abused")
    indicator_kind: IndicatorKind
    indicator: str = Field(description="It is stored in its normal form. hxxps and [.] are understood")
    observed_at: AwareDatetime
    tlp: Tlp = Field(description="How far it may go")
    platforms: list[str] = Field(default_factory=list, description="Slugs of platforms that it is for")
    departments: list[Number] = Field(default_factory=list, description="Numbers of departments that it is for")
    people: list[Number] = Field(default_factory=list, description="Numbers of people, for TLP:RED alone")
    everyone: bool = Field(default=False, description="It is for everyone whom the letter concerns")


class OpinionBody(Body):
    """Whether it breaches your own rules."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"opinion": "breaches here", "words": "Our rule 4."}]})

    opinion: Opinion
    words: str = Field(default="", description="Why")


class ActBody(Body):
    """What you did about it, and when."""

    model_config = ConfigDict(json_schema_extra={"examples": [
        {"acted_at": "2019-12-01T20:00:00Z", "words": "Taken down."}]})

    acted_at: AwareDatetime
    words: str = Field(default="", description="What was done")


class WithdrawalBody(Body):
    """Why you withdraw it. Whoever reads the signal reads this."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "It was somebody else."}]})

    reason: str


class SignalTiming(Answer):
    """How fast one addressed platform answered one signal."""

    signal_id: int
    from_platform: str
    from_platform_name: str
    to_platform: str
    to_platform_name: str
    category: str
    category_code: str
    shared_at: Moment
    acknowledged_at: Moment | None
    acted_at: Moment | None
    withdrawn_at: Moment | None


class SignalLag(Answer):
    """The lag of a group of signals, in hours from sharing (Kaplan–Meier: what is still open counts too). What a row is
    not grouped by is null, and so is a figure that the curve does not come down to."""

    step: AnswerStep
    by: str
    from_platform_name: str | None
    to_platform_name: str | None
    category: str | None
    week: date | None
    signals: int
    answered: int
    still_open: int
    median: float | None
    median_low: float | None
    median_high: float | None
    p90: float | None


class BundleObject(Answer):
    """What becomes of one object of a STIX bundle; of what cannot be read, all but the first three are null."""

    stix_id: str
    becomes: Becomes
    problem: str
    kind: SignalKind | None
    category: str | None
    tlp: Tlp | None
    indicator_kind: IndicatorKind | None
    indicator: str | None
    summary: str | None
    observed_at: Moment | None


class BundleAnswer(Answer):
    """What becomes of a bundle: object by object; the numbers of the signals that were shared; and how many objects of
    other types it has, which are left alone."""

    objects: list[BundleObject]
    shared: list[int]
    others: dict[str, int]
