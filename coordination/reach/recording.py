"""Recording distributions: one at a time, and restating or taking one back. Everything stays readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, and_, select
from sqlalchemy.sql import Select
from sqlmodel import Session, col

from coordination.problems import Changed, Fault, Invalid, NotFound
from coordination.reach import inputs, rules
from coordination.reach.inputs import MOST_PEOPLE, DistributionInput
from coordination.reach.known import known
from coordination.reach.reading import newest, seen_by
from coordination.viewers import Viewer
from coordination.wording import counted, moment_in_words
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.advice import AdviceEdition
from data_model.reach import Distribution, DistributionVersion
from data_model.words import Role

SENDERS = frozenset({Role.OFFICIAL, Role.PLATFORM})
Key = tuple[object, ...]
CONFIRM = "If it is right, confirm it."


@dataclass(frozen=True)
class Found:
    """A distribution on record, its version that counts now, and its edition."""

    row: Distribution
    version: DistributionVersion
    edition: AdviceEdition

    def said(self, people: int) -> DistributionInput:
        """What it says, with this number of people; 0 where it is taken back."""
        row = self.row
        return DistributionInput.model_construct(
            edition=self.edition.number, sender_kind=row.sender_kind, sender=row.sender, audience=row.audience,
            party=row.party, channel=row.channel, sent_on=row.sent_on, people=people)


def record(engine: Engine, viewer: Viewer, letter_id: int, given: dict[str, object], *, confirmed: bool = False) -> int:
    """Put a distribution on record (`DistributionInput`). Returns its id. A platform records its own alone.

    `confirmed` says that it went to more people than there are known to be. Raises Invalid with every fault, NotFound,
    NotAllowed.
    """
    asked = inputs.read(DistributionInput, given)
    with write(engine, viewer, SENDERS, "record distributions") as w:
        there_is = known(w.session, w.person, letter_id, as_at=w.now)
        asked = rules.settled(asked, there_is)
        found = rules.faults(asked, there_is)
        question = rules.question(asked, there_is)
        if question and not confirmed:
            found.append(Fault("confirmed", f"{question} {CONFIRM}"))
        if not found and (before := on_record(w.session, letter_id).get(key(asked))):
            found.append(Fault("sender", _already(before.version)))
        if found:
            raise Invalid(*found)
        w.record("reach.record", told(asked))
        return put(w.session, [asked], w.account_id, w.now)[0]


def restate(engine: Engine, viewer: Viewer, distribution_id: int, number: int, people: int, reason: str, *,
            confirmed: bool = False) -> None:
    """Say anew how many people a distribution went to, and why; 0 takes it back. Raises Changed where version `number`
    is no longer the newest, Invalid, NotFound, NotAllowed."""
    reason = inputs.reason(reason)
    if not 0 <= people <= MOST_PEOPLE:
        raise Invalid(Fault("people", f"{inputs.HOW_MANY} 0 takes the distribution back."))
    with write(engine, viewer, SENDERS, "restate distributions") as w:
        found = _of(w, distribution_id)
        if found.version.number != number:
            raise _changed(w, found.version)
        if found.version.people == people:
            raise Invalid(Fault("people", f"{people:,} is on record already. Enter another number."))
        there_is = known(w.session, w.person, found.edition.letter_id, as_at=w.now)
        question = rules.question(found.said(people), there_is)
        if question and not confirmed:
            raise Invalid(Fault("confirmed", f"{question} {CONFIRM}"))
        w.record("reach.restate", follow(w.session, found, people, reason, w.account_id, w.now))


def put(session: Session, asked: Sequence[DistributionInput], by: int, at: datetime) -> list[int]:
    """Store distributions that were checked. Returns their ids."""
    editions = dict(session.execute(select(col(AdviceEdition.number), col(AdviceEdition.id))).all())
    rows = [Distribution(edition_id=editions[each.edition], sender_kind=each.sender_kind, sender=each.sender,
                         audience=each.audience, party=each.party, channel=each.channel, sent_on=each.sent_on)
            for each in asked]
    session.add_all(rows)
    session.flush()
    ids = [row.id or 0 for row in rows]
    session.add_all(DistributionVersion(distribution_id=id_, number=1, people=each.people, recorded_by=by,
                                        recorded_at=at) for id_, each in zip(ids, asked, strict=True))
    session.flush()
    return ids


def told(asked: DistributionInput) -> str:
    """What the audit says of a new distribution, after the actor's name."""
    return f"recorded that {described(asked)} went to {counted(asked.people, 'person', 'people')}."


def follow(session: Session, found: Found, people: int, reason: str, by: int, at: datetime) -> str:
    """Store the next version of a distribution. Returns the sentence for the audit, after the actor's name."""
    session.add(DistributionVersion(distribution_id=found.version.distribution_id, number=found.version.number + 1,
                                    people=people, reason=reason, recorded_by=by, recorded_at=at))
    session.flush()
    what = described(found.said(people))
    if not people:
        return f"took back that {what} went to {counted(found.version.people, 'person', 'people')}."
    return f"restated that {what} went to {counted(people, 'person', 'people')}, not to {found.version.people:,}."


def described(asked: DistributionInput) -> str:
    """“edition 2, sent by a party by email on 2019-11-23 to candidates of Labour,” as the audit says it: the names of
    senders are words that people wrote, and stay out of it."""
    party = f" of {asked.party}" if asked.party else ""
    return (f"edition {asked.edition}, sent by {asked.sender_kind} by {asked.channel} on {asked.sent_on} to "
            f"{asked.audience}{party},")


def on_record(session: Session, letter_id: int) -> dict[Key, Found]:
    """What is on record of a letter's advice, by what makes a sending the same."""
    rows = session.execute(_newest().where(col(AdviceEdition.letter_id) == letter_id))
    found = (Found(*row) for row in rows)
    return {key(each.said(each.version.people)): each for each in found}


def key(asked: DistributionInput) -> Key:
    """What makes two sendings the same. Senders are one but for case."""
    return (asked.edition, asked.sender_kind, asked.sender.casefold(), asked.audience, asked.party, asked.channel,
            asked.sent_on)


def _newest() -> Select[Distribution, DistributionVersion, AdviceEdition]:
    return (
        select(Distribution, DistributionVersion, AdviceEdition)
        .select_from(Distribution)
        .join(DistributionVersion, and_(col(DistributionVersion.distribution_id) == Distribution.id, newest()))
        .join(AdviceEdition, col(AdviceEdition.id) == Distribution.edition_id)
    )


def _of(w: Write, distribution_id: int) -> Found:
    found = w.session.execute(
        _newest().where(col(Distribution.id) == distribution_id, seen_by(w.person))).first()
    if found is None:
        raise NotFound("There is no such distribution.")
    return Found(*found)


def _already(version: DistributionVersion) -> str:
    what = (f"with {counted(version.people, 'person', 'people')}" if version.people else "and was taken back")
    return f"This sending is on record already {what}, as distribution {version.distribution_id}. Restate that one."


def _changed(w: Write, version: DistributionVersion) -> Changed:
    who = w.session.get_one(Account, version.recorded_by).name
    now = f"it went to {counted(version.people, 'person', 'people')}" if version.people else "it was taken back"
    return Changed(f"{who} restated this distribution on {moment_in_words(version.recorded_at)}: {now}. Nothing was "
                   "stored; what you wrote is still on your screen.")
