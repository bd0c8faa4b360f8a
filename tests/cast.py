"""The standing cast, and keyword factories that go through the same functions as the screens do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination import accounts, clock, requests, reviews
from coordination.accounts import AccountInput
from coordination.dialogue import actions, meetings
from coordination.updates import drafts, evidence, submitting
from coordination.viewers import Viewer
from data_model import migrate
from data_model.accounts import Account
from data_model.database import reading, writing
from data_model.letters import Commitment, Criterion, Letter
from data_model.organisations import Organisation, Platform
from data_model.words import Claim, FindingWord, MeetingKind, OrganisationKind, Role
from seeds import first_run
from tests.databases import Fill

STRANGERS_COMPANY = "A company the letter is not addressed to"
POLICE = "Metropolitan Police Service"
OPENING = datetime(2019, 12, 2, 9, 0, tzinfo=UTC)  # the Monday on which the exercise opens
EXERCISE_ENTRIES = 859  # in the audit of an exercise that has just begun
MEMBERS = {
    "official": ("Cabinet Office official", Role.OFFICIAL, "Cabinet Office"),
    "second_official": ("Home Office official", Role.OFFICIAL, "Home Office"),
    "facebook": ("Facebook representative", Role.PLATFORM, "Facebook"),
    "twitter": ("Twitter representative", Role.PLATFORM, "Twitter"),
    "analyst": ("Government analyst", Role.ANALYST, "Cabinet Office"),
    "administrator": ("Administrator", Role.ADMINISTRATOR, "Cabinet Office"),
    "stranger": ("Stranger", Role.PLATFORM, STRANGERS_COMPANY),
}
LEADS = {"Facebook", STRANGERS_COMPANY}  # companies whose representative manages their API keys


@dataclass(frozen=True)
class Cast:
    """Viewers with accounts. The stranger represents a platform that the letter is not addressed to."""

    official: Viewer
    second_official: Viewer
    facebook: Viewer
    twitter: Viewer
    analyst: Viewer
    administrator: Viewer
    stranger: Viewer

    def everyone(self) -> list[Viewer]:
        """All of them."""
        return list(vars(self).values())


def migrated(engine: Engine) -> None:
    """Fill a template: tables only."""
    migrate.upgrade(engine)


def with_the_record(engine: Engine) -> None:
    """Fill a template: the letter and the public record, as a live installation starts."""
    migrate.upgrade(engine)
    first_run.seed(engine)


def with_the_exercise(engine: Engine) -> None:
    """Fill a template: all that a first run in the exercise loads."""
    first_run.prepare(engine, exercise=True)


def with_the_cast(engine: Engine) -> None:
    """Fill a template: the record, and an account for every member of the cast, made as by the command line on the
    morning on which the stopped clock starts."""
    with_the_record(engine)
    with writing(engine) as session:
        stranger = Organisation(name=STRANGERS_COMPANY, kind=OrganisationKind.COMPANY)
        session.add(stranger)
        session.flush()
        session.add(Platform(slug="elsewhere", name="Elsewhere", organisation_id=stranger.id or 0))
    with at_opening():
        for name, role, organisation in MEMBERS.values():
            viewer(engine, name=name, role=role, organisation=organisation, lead=organisation in LEADS)


def filling(write: Callable[[Engine, Cast], object]) -> Fill:
    """What fills a template with the record, the cast and, on the opening morning, what `write` writes; returns what
    that returned."""
    def fill(engine: Engine) -> object:
        with_the_cast(engine)
        with at_opening():
            return write(engine, the_cast(engine))

    return fill


@contextmanager
def at_opening() -> Iterator[None]:
    """On the morning on which the stopped clock starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real_now", lambda: OPENING)
        yield


def the_cast(engine: Engine) -> Cast:
    """The cast of a database that `with_the_cast` filled."""
    query = select(Account, col(Organisation.name)).join(Organisation, col(Organisation.id) == Account.organisation_id)
    with reading(engine) as session:
        found = {account.name: Viewer(account.id or 0, account.name, account.email, account.role,
                                      account.organisation_id, organisation)
                 for account, organisation in session.execute(query)}
    return Cast(**{member: found[name] for member, (name, _, _) in MEMBERS.items()})


def viewer(engine: Engine, *, name: str, role: Role, organisation: str, lead: bool = False) -> Viewer:
    """A new account, and its person as a viewer."""
    email = f"{name.lower().replace(' ', '.')}@example.com"
    id_, _ = accounts.add(engine, "a test", AccountInput(name=name, email=email, role=role, organisation=organisation,
                                                            lead=lead))
    with reading(engine) as session:
        account = session.get_one(Account, id_)
        return Viewer(id_, account.name, account.email, account.role, account.organisation_id, organisation)


def somebody(engine: Engine, role: Role, organisation: str) -> Viewer:
    """Whoever has had an account of this role at an organisation for longest."""
    query = (select(Account).join(Organisation, col(Organisation.id) == Account.organisation_id)
             .where(col(Account.role) == role, col(Organisation.name) == organisation).order_by(col(Account.id)))
    with reading(engine) as session:
        found = session.scalars(query).first()
        assert found is not None
        return Viewer(found.id or 0, found.name, found.email, found.role, found.organisation_id, organisation)


def platform_id(engine: Engine, slug: str) -> int:
    """The id of a platform."""
    with reading(engine) as session:
        return session.scalars(select(col(Platform.id)).where(col(Platform.slug) == slug)).one() or 0


def commitment_id(engine: Engine, number: int, letter: str = "MCO/00433") -> int:
    """The id of a letter's commitment."""
    query = select(col(Commitment.id)).join(Letter, col(Letter.id) == Commitment.letter_id)
    with reading(engine) as session:
        query = query.where(col(Commitment.number) == number, col(Letter.reference) == letter)
        return session.scalars(query).one() or 0


def letter_id(engine: Engine, reference: str = "MCO/00433") -> int:
    """The id of a letter."""
    with reading(engine) as session:
        return session.scalars(select(col(Letter.id)).where(col(Letter.reference) == reference)).one() or 0


def codes(engine: Engine, number: int) -> list[str]:
    """The codes of a commitment's criteria, in order."""
    query = select(col(Criterion.code)).where(col(Criterion.commitment_id) == commitment_id(engine, number))
    with reading(engine) as session:
        return list(session.scalars(query.order_by(col(Criterion.code))))


def content(**changed: object) -> dict[str, object]:
    """What a person writes in an update that may be submitted on any day."""
    return {"claim": Claim.IN_PROGRESS, "narrative": "We have begun.", "remaining": "The rest.",
            "delay_reason": "We started late.", "statements": {}} | changed


def a_draft(engine: Engine, by: Viewer, *, commitment: int = 1, due_on: date | None = None,
            **changed: object) -> tuple[int, int]:
    """A saved draft of the viewer's own platform. Returns the update's id and the draft's revision."""
    update = drafts.open_draft(engine, by, own_platform_id(engine, by), commitment_id(engine, commitment), due_on)
    with reading(engine) as session:
        revision = drafts.in_view(session, by, update).revision
    return update, drafts.save(engine, by, update, revision, content(**changed))


def a_version(engine: Engine, by: Viewer, *, commitment: int = 1, due_on: date | None = None, link: str = "",
              **changed: object) -> int:
    """A submitted version, with a link as evidence where `link` gives its title. Returns the version's id."""
    update, revision = a_draft(engine, by, commitment=commitment, due_on=due_on, **changed)
    if link:
        revision = evidence.add_link(engine, by, update, revision, a_link(title=link))
    return submitting.submit(engine, by, update, revision)


def a_link(**changed: object) -> dict[str, object]:
    """Evidence that was published at an address."""
    return {"title": "Our announcement", "dated_on": date(2019, 11, 14), "url": "https://example.com/news"} | changed


def findings(engine: Engine, number: int = 1, word: FindingWord = FindingWord.PARTLY_MET,
             **changed: object) -> dict[str, object]:
    """An official's findings on a commitment, all alike."""
    return {"commitment": word, "criteria": dict.fromkeys(codes(engine, number), word),
            "reason": "It follows from the evidence."} | changed


def an_acceptance(engine: Engine, by: Viewer, version_id: int, *, commitment: int = 1,
                  word: FindingWord = FindingWord.PARTLY_MET) -> int:
    """An accepting review of a version on the commitment with this number. Returns the review's id."""
    return reviews.accept(engine, by, version_id, findings(engine, commitment, word))


def a_return(engine: Engine, by: Viewer, version_id: int, reason: str = "Say where it is published.") -> int:
    """A returning review. Returns its id."""
    return reviews.give_back(engine, by, version_id, reason)


def a_request(engine: Engine, by: Viewer, *, platforms: tuple[str, ...] = ("facebook",),
              commitments: tuple[int, ...] = (1,), due_on: date = date(2019, 12, 9), message: str = "") -> int:
    """A request for updates. Returns its id."""
    return requests.ask(engine, by, {
        "letter_id": letter_id(engine), "platform_ids": [platform_id(engine, slug) for slug in platforms],
        "commitment_ids": [commitment_id(engine, number) for number in commitments], "due_on": due_on,
        "message": message})


def own_platform_id(engine: Engine, by: Viewer) -> int:
    """The platform that the viewer represents."""
    with reading(engine) as session:
        return session.scalars(select(col(Platform.id)).where(
            col(Platform.organisation_id) == by.organisation_id)).one() or 0


def organisation_id(engine: Engine, name: str) -> int:
    """The id of an organisation."""
    with reading(engine) as session:
        return session.scalars(select(col(Organisation.id)).where(col(Organisation.name) == name)).one() or 0


def meeting(engine: Engine, *organisations: str, commitments: tuple[int, ...] = (4,), **changed: object,
            ) -> dict[str, object]:
    """What an official says of a policing meeting at the end of the day on which the stopped clock starts."""
    return {"letter_id": letter_id(engine), "kind": MeetingKind.POLICING, "title": "Weekly policing call",
            "day": date(2019, 12, 2), "starts": time(16), "ends": time(17), "place": "By telephone",
            "agenda": "Threats\nContacts for polling day",
            "organisation_ids": [organisation_id(engine, name) for name in organisations or ("Facebook", POLICE)],
            "commitment_ids": [commitment_id(engine, number) for number in commitments]} | changed


def a_meeting(engine: Engine, by: Viewer, *organisations: str, commitments: tuple[int, ...] = (4,),
              **changed: object) -> int:
    """A planned meeting, with Facebook and the police where no `organisations` are named. Returns its id."""
    return meetings.plan(engine, by, meeting(engine, *organisations, commitments=commitments, **changed))


def a_held_meeting(engine: Engine, by: Viewer, *organisations: str, note: str = "Agreed.", **changed: object) -> int:
    """A meeting that was held, by default on the morning of the day before the stopped clock starts. Returns its id."""
    given = meeting(engine, *organisations, **{"day": date(2019, 12, 1), "starts": time(9), "ends": time(10)} | changed)
    id_ = meetings.plan(engine, by, given)
    meetings.hold(engine, by, id_, 1, {"organisation_ids": given["organisation_ids"], "note": note})
    return id_


def action(engine: Engine, organisation: str = "Facebook", **changed: object) -> dict[str, object]:
    """What an official says of an action."""
    return {"text": "Name a contact for polling day.", "organisation_id": organisation_id(engine, organisation),
            "person": "Head of policy", "due_on": date(2019, 12, 9)} | changed


def an_action(engine: Engine, by: Viewer, meeting_id: int, organisation: str = "Facebook", **changed: object) -> int:
    """An action of a meeting. Returns its id."""
    return actions.add(engine, by, meeting_id, action(engine, organisation, **changed))
