"""Sharing a signal, withdrawing one, and who may be addressed."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Engine, Select, func, or_, select
from sqlmodel import Session, col

from coordination.incidents import vocabulary
from coordination.problems import Changed, Fault, Invalid, NotAllowed, NotFound, from_validation
from coordination.signals import indicators, matching, rules
from coordination.texts import LONGEST_STATEMENT, storable
from coordination.viewers import Viewer, own_platform
from coordination.webhooks import events
from coordination.wording import counted, listed, moment_in_words
from coordination.writes import write
from data_model.accounts import Account
from data_model.letters import Recipient
from data_model.organisations import Organisation, Platform
from data_model.signals import Signal, SignalAddressee, SignalIndicator, SignalMatch
from data_model.words import IndicatorKind, OrganisationKind, Role, SignalKind, Tlp

REPRESENTATIVES = frozenset({Role.PLATFORM})
LONGEST_SUMMARY = 1_000
SUMMARY_HINT = ("Say in a sentence or two what the others should look for. Quote nothing abusive, and do not name the "
                "person abused.")
OLDEST = timedelta(days=366)  # before it is shared; what is older is a slip in the year
NOT_THERE = "There is no such signal."
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


def _summary(value: str) -> str:
    if not value:
        raise ValueError(f"Give a summary. {SUMMARY_HINT}")
    if len(value) > LONGEST_SUMMARY:
        raise ValueError(f"Shorten the summary to {LONGEST_SUMMARY:,} characters.")
    return value


class SignalInput(BaseModel):
    """What a platform shares, and with whom. `everyone` is everyone whom the letter concerns."""

    model_config = ConfigDict(extra="forbid")

    letter_id: Id
    platform_id: Id
    kind: SignalKind
    category_id: Id
    summary: Annotated[str, AfterValidator(storable), AfterValidator(_summary)]
    indicator_kind: IndicatorKind
    indicator: str
    observed_at: AwareDatetime
    tlp: Tlp
    platform_ids: list[Id] = Field(default_factory=list)
    organisation_ids: list[Id] = Field(default_factory=list)
    account_ids: list[Id] = Field(default_factory=list)
    everyone: bool = False


@dataclass(frozen=True)
class Person:
    """One person whom a signal may name: a representative of `platforms` (their ids), or an official."""

    account_id: int
    name: str
    organisation_id: int
    organisation: str
    platforms: tuple[int, ...]


@dataclass(frozen=True)
class Choices:
    """For whom a platform may share, and whom it may address: names by id, in the order of lists. `categories` are
    all but that of all entries; `slugs` are those of all these platforms, by id."""

    own: dict[int, str]
    platforms: dict[int, str]
    departments: dict[int, str]
    people: tuple[Person, ...]
    categories: dict[int, str]
    slugs: dict[int, str]


def choices(session: Session, viewer: Viewer, letter_id: int) -> Choices:
    """What the viewer may choose for a signal about this letter. Raises NotAllowed; and NotFound where the letter is
    not addressed to the viewer's platform."""
    viewer.must_be(REPRESENTATIVES, "share signals")
    recipients = (select(col(Platform.id), col(Platform.name))
                  .join(Recipient, col(Recipient.platform_id) == Platform.id)
                  .where(col(Recipient.letter_id) == letter_id))
    own = _names(session, recipients.where(own_platform(viewer, col(Platform.id))))
    if not own:
        raise NotFound("There is no such letter.")
    others = _names(session, recipients.where(col(Platform.organisation_id) != viewer.organisation_id))
    departments = _names(session, select(col(Organisation.id), col(Organisation.name)).where(
        col(Organisation.kind) == OrganisationKind.GOVERNMENT))
    categories = {each.id: each.name for each in vocabulary.read(session).categories if each.level}
    slugs = select(col(Platform.id), col(Platform.slug)).where(col(Platform.id).in_({*own, *others}))
    return Choices(own, others, departments, _people(session, set(others), set(departments)), categories,
                   _names(session, slugs))


def share(engine: Engine, viewer: Viewer, given: dict[str, object]) -> int:
    """Share a signal (`SignalInput`). Returns its id. Raises Invalid with every fault, NotFound or NotAllowed."""
    asked = checked(given)
    with write(engine, viewer, REPRESENTATIVES, "share signals") as w:
        id_, told = put(w.session, w.person, asked, w.now)
        w.record("signal.share", told)
        return id_


def checked(given: dict[str, object]) -> SignalInput:
    """What was sent, as far as it can be checked by itself. Raises Invalid."""
    try:
        return SignalInput.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error


def put(session: Session, viewer: Viewer, asked: SignalInput, at: datetime, *,
        stix_id: str | None = None, may: Choices | None = None) -> tuple[int, str]:
    """Store a signal shared by `viewer` at `at`, with its addressees and what it matches, within the caller's write.
    Returns its id and what the audit is to say. `may` saves reading the choices again. Raises Invalid with every fault,
    NotFound or NotAllowed."""
    may = may or choices(session, viewer, asked.letter_id)
    value, found = judged(asked, may, at)
    if found:
        raise Invalid(*found)
    signal = Signal(letter_id=asked.letter_id, platform_id=asked.platform_id, kind=asked.kind, tlp=asked.tlp,
                    category_id=asked.category_id, summary=asked.summary, observed_at=asked.observed_at, shared_at=at,
                    shared_by=viewer.account_id, stix_id=stix_id or f"indicator--{uuid.uuid4()}")
    session.add(signal)
    session.flush()
    assert signal.id is not None
    earlier = matching.find(session, asked.platform_id, asked.indicator_kind, value)
    addressees = _addressees(asked, may)
    session.add(SignalIndicator(signal_id=signal.id, kind=asked.indicator_kind, value=value))
    session.add_all(SignalAddressee(signal_id=signal.id, **to) for to in addressees)
    session.add_all(SignalMatch(signal_id=signal.id, earlier_id=each.signal_id, distance=each.distance)
                    for each in earlier)
    session.flush()
    events.signal_addressed(session, signal, [to["platform_id"] for to in addressees if "platform_id" in to])
    return signal.id, (f"shared signal {signal.id}, marked {asked.tlp}, for {may.own[asked.platform_id]} with "
                       f"{counted(len(addressees), 'addressee')}.")


def judged(asked: SignalInput, may: Choices, at: datetime) -> tuple[str, list[Fault]]:
    """The indicator in its normal form, and everything that is wrong with sharing this at `at`."""
    found = _faults(asked, may, at)
    try:
        return indicators.normal(asked.indicator_kind, asked.indicator), found
    except Invalid as problem:
        return "", [*found, *problem.faults]


def withdraw(engine: Engine, viewer: Viewer, signal_id: int, reason: str) -> None:
    """Withdraw a signal of the viewer's own platform: whoever read it can read why. Raises NotFound, NotAllowed,
    Changed or Invalid."""
    reason = storable(reason)
    if not reason:
        raise Invalid(Fault("reason", "Say why you withdraw the signal; its addressees will read it."))
    if len(reason) > LONGEST_STATEMENT:
        raise Invalid(Fault("reason", f"Shorten the reason to {LONGEST_STATEMENT:,} characters."))
    with write(engine, viewer, REPRESENTATIVES, "withdraw signals") as w:
        w.record("signal.withdraw", take_back(w.session, w.person, signal_id, reason, w.now))


def take_back(session: Session, viewer: Viewer, signal_id: int, reason: str, at: datetime) -> str:
    """Withdraw a signal at `at` within the caller's write. Returns what the audit is to say. Raises NotFound,
    NotAllowed or Changed."""
    signal = known(session, viewer, signal_id)
    owner = session.get_one(Platform, signal.platform_id)
    if owner.organisation_id != viewer.organisation_id:
        raise NotAllowed(f"Only {owner.name} can withdraw this signal.")
    must_be_open(signal)
    signal.withdrawn_at, signal.withdrawn_reason = at, reason
    return f"withdrew signal {signal_id}."


def known(session: Session, viewer: Viewer, signal_id: int) -> Signal:
    """The signal with this id, if the viewer may know of it. Raises NotFound, in the same words and after the same
    query, where there is none and where it is not the viewer's."""
    found = session.scalars(select(Signal).where(col(Signal.id) == signal_id, rules.knows_of(viewer))).first()
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def must_be_open(signal: Signal) -> None:
    """Raise Changed where the signal was withdrawn or erased."""
    if signal.withdrawn_at:
        raise Changed(f"This signal was withdrawn on {moment_in_words(signal.withdrawn_at)}.")
    if signal.erased_at:
        raise Changed(f"What this signal said was erased on {moment_in_words(signal.erased_at)}, as its time was up.")


def _names(session: Session, query: Select[int | None, str]) -> dict[int, str]:
    """Names by id, in the order of names."""
    return {id_ or 0: name for id_, name in session.execute(query.order_by(func.lower(query.selected_columns[1])))}


def _people(session: Session, platforms: set[int], departments: set[int]) -> tuple[Person, ...]:
    """Active representatives of these platforms and active officials of these departments, by organisation and name."""
    run: dict[int, tuple[int, ...]] = {}
    for id_, organisation_id in session.execute(select(col(Platform.id), col(Platform.organisation_id)).where(
            col(Platform.id).in_(platforms)).order_by(col(Platform.id))):
        run[organisation_id] = (*run.get(organisation_id, ()), id_)
    representing = (col(Account.role) == Role.PLATFORM) & col(Account.organisation_id).in_(run)
    official = (col(Account.role) == Role.OFFICIAL) & col(Account.organisation_id).in_(departments)
    query = (select(col(Account.id), col(Account.name), col(Organisation.id), col(Organisation.name))
             .join(Organisation, col(Organisation.id) == Account.organisation_id)
             .where(col(Account.active), or_(representing, official))
             .order_by(func.lower(col(Organisation.name)), func.lower(col(Account.name)), col(Account.id)))
    return tuple(Person(id_, name, organisation_id, organisation, run.get(organisation_id, ()))
                 for id_, name, organisation_id, organisation in session.execute(query))


def _faults(asked: SignalInput, may: Choices, at: datetime) -> list[Fault]:
    found = []
    if asked.platform_id not in may.own:
        found.append(Fault("platform_id", "Share for your own platform, to which the letter is addressed."))
    if asked.category_id not in may.categories:
        found.append(Fault("category_id", "Choose one of the categories."))
    if asked.observed_at > at:
        found.append(Fault("observed_at", "It cannot have been observed in the future. Enter London time."))
    elif at - asked.observed_at > OLDEST:
        found.append(Fault("observed_at", "Enter a time within the last year."))
    return found + _faults_of_addressees(asked, may)


def _faults_of_addressees(asked: SignalInput, may: Choices) -> list[Fault]:
    people = {each.account_id: each for each in may.people}
    own = [may.own[id_] for id_ in asked.platform_ids if id_ in may.own]
    if own:
        return [Fault("platform_ids", f"{listed(own)} cannot be addressed: your own company reads the signal anyway.")]
    if set(asked.platform_ids) - may.platforms.keys() or set(asked.organisation_ids) - may.departments.keys():
        return [Fault("platform_ids", "Choose platforms that the letter is addressed to, and government departments.")]
    if set(asked.account_ids) - people.keys():
        return [Fault("account_ids", "Choose people who represent another platform or a government department.")]
    organisations = [may.platforms[id_] for id_ in dict.fromkeys(asked.platform_ids)]
    organisations += [may.departments[id_] for id_ in dict.fromkeys(asked.organisation_ids)]
    named = [people[id_] for id_ in dict.fromkeys(asked.account_ids)]
    return rules.faults(asked.tlp, rules.Addressed(
        tuple(organisations), tuple((each.name, each.organisation) for each in named), asked.everyone))


def _addressees(asked: SignalInput, may: Choices) -> list[dict[str, int]]:
    """The rows that say whom it is addressed to, each once. “Everyone” is written out."""
    platforms = may.platforms if asked.everyone else dict.fromkeys(asked.platform_ids)
    departments = may.departments if asked.everyone else dict.fromkeys(asked.organisation_ids)
    rows = [{"platform_id": id_} for id_ in platforms] + [{"organisation_id": id_} for id_ in departments]
    for person in may.people:
        if person.account_id in asked.account_ids:
            where = [{"platform_id": id_} for id_ in person.platforms] or [{"organisation_id": person.organisation_id}]
            rows += [{"account_id": person.account_id} | each for each in where]
    return rows
