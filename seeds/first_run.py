"""What every start makes sure of: the tables, the vocabulary, the letters with their public record and, if
asked, the exercise; and that signals say nothing any more whose time is up."""

from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination.exercise import is_exercise
from coordination.problems import Invalid, Problem
from coordination.signals import retention
from data_model import migrate
from data_model.accounts import Account
from data_model.database import reading
from seeds import exercise as exercises
from seeds import letters, vocabulary


def prepare(engine: Engine, *, exercise: bool) -> None:
    """Bring the database up to date. Quick where there is nothing to do.

    Raises Problem where the database is newer than this version, where it holds an exercise that was not asked for,
    and where an exercise is asked for beside real accounts.
    """
    upgrade(engine)
    with reading(engine) as session:
        has_one = is_exercise(session)
        accounts = session.scalars(select(func.count(col(Account.id)))).one()
    if has_one and not exercise:
        raise Problem("This database holds the exercise. Remove it with python manage.py exercise remove, or set "
                      "EXERCISE=true.")
    if exercise and not has_one and accounts:
        raise Problem("EXERCISE is on, but this database holds real accounts. Set EXERCISE=false, or let "
                      "DATABASE_URL name another database for the exercise.")
    begin = exercise and not has_one
    seed(engine, begin=begin)
    if begin:
        _begin(engine)
    retention.run(engine, "Every start")


def _begin(engine: Engine) -> None:
    """Begin the exercise, unless another start was faster."""
    try:
        exercises.begin(engine)
    except Invalid:
        with reading(engine) as session:
            if not is_exercise(session):
                raise


def upgrade(engine: Engine) -> bool:
    """Bring the tables up to date; returns whether there was anything to do. Raises Problem."""
    try:
        return migrate.upgrade(engine)
    except migrate.MadeByAnotherVersion as error:
        raise Problem(f"This database was made by a newer version of Parley (its revision is {error}). Install that "
                      "version, or restore a backup made before it.") from error


def seed(engine: Engine, *, begin: bool = False) -> None:
    """Put the vocabulary of incident returns and every letter under seeds/letters on record. `begin` says that the
    exercise is about to: then the audit says so on the day on which its history opens."""
    at = exercises.description().history_from if begin else None
    vocabulary.load(engine, at=at)
    for folder in sorted(each for each in letters.LETTERS.iterdir() if each.is_dir()):
        letters.load(engine, folder, at=at)
