"""Beginning the exercise: its cast, its clock, and a history written through the same tables as the real thing."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from pydantic import EmailStr, TypeAdapter
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination import clock
from coordination.exercise import is_exercise
from coordination.problems import Fault, Invalid
from coordination.wording import counted
from coordination.writes import write
from data_model.accounts import Account, Exercise
from data_model.database import reading
from data_model.organisations import Organisation
from data_model.words import Role
from seeds import documents, history
from seeds.documents import Moment, Part, Words
from seeds.letters import ACTOR

FOLDER = Path(__file__).parent / "exercises" / "election_2019"
DOMAIN = "exercise.parley.example"
CAST_AFTER = timedelta(minutes=10)  # on the day on which the history opens


class MemberPart(Part):
    """One of the standing cast."""

    name: Words
    role: Role
    organisation: Words

    @property
    def email(self) -> EmailStr:
        """cabinet.office.official@…: an address that no mail can reach."""
        return TypeAdapter(EmailStr).validate_python(f"{self.name.lower().replace(' ', '.')}@{DOMAIN}")


class ExercisePart(Part):
    """All of exercise.yaml."""

    letter: Words
    seed: int
    history_from: Moment
    opens_at: Moment
    cast: list[MemberPart]


@cache
def description() -> ExercisePart:
    """The exercise as its document describes it."""
    return documents.read(FOLDER / "exercise.yaml", ExercisePart)


def begin(engine: Engine, *, seed: int | None = None) -> None:
    """Begin the exercise in an installation that has its letter and no accounts. The same seed writes the same
    history. All of it is stored, or none.

    Raises Invalid where there are accounts, or an exercise, already.
    """
    part = description()
    chosen = part.seed if seed is None else seed
    with write(engine, ACTOR) as w:
        _refuse(w.session)
        w.session.add(Exercise(seed=chosen, opens_at=part.opens_at, began_at=clock.real_now()))
        w.session.flush()
        w.now = part.history_from + CAST_AFTER
        for member in part.cast:
            w.session.add(Account(email=member.email, name=member.name, role=member.role, exercise_id=1,
                                  organisation_id=_organisation(w.session, member.organisation), created_at=w.now,
                                  lead=member.role is Role.PLATFORM))
        w.session.flush()
        w.record("exercise.begin", f"began the exercise with {counted(len(part.cast), 'account')}.")
        history.write(w.session, FOLDER, part.letter, chosen, part.opens_at)


def refuse_if_in_use(engine: Engine) -> None:
    """Raise Invalid where the exercise cannot begin: there is one already, or there are real accounts."""
    with reading(engine) as session:
        _refuse(session)


def _refuse(session: Session) -> None:
    if is_exercise(session):
        raise Invalid(Fault("exercise", "The exercise has begun already."))
    if session.scalars(select(func.count(col(Account.id)))).one():
        raise Invalid(Fault("exercise", "This installation has real accounts. The exercise begins only where there "
                                        "are none: let DATABASE_URL name another database."))


def _organisation(session: Session, name: str) -> int:
    found = session.scalars(select(col(Organisation.id)).where(col(Organisation.name) == name)).first()
    if found is None:
        raise Invalid(Fault("exercise", f"The exercise's letter is not on record: there is no organisation “{name}”."))
    return found
