"""Distributions for tests, through the functions that screens use; and editions to distribute, with nothing in them."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine
from sqlmodel import func, select

from coordination.reach import recording
from coordination.viewers import Viewer
from data_model.advice import AdviceEdition
from data_model.database import writing
from data_model.words import Audience, Channel, SenderKind
from tests import cast as casting
from tests.cast import Cast

PUBLISHED = datetime(2019, 11, 22, 12, tzinfo=UTC)


def an_empty_edition(engine: Engine, cast: Cast, published_at: datetime = PUBLISHED) -> int:
    """The next edition of the letter's advice. Returns its number."""
    with writing(engine) as session:
        number = session.exec(select(func.count()).select_from(AdviceEdition)).one() + 1
        session.add(AdviceEdition(letter_id=casting.letter_id(engine), number=number, published_at=published_at,
                                  published_by=cast.official.account_id))
    return number


def distribution(**changed: object) -> dict[str, object]:
    """What an official says of what a party sent its candidates on the day after the first edition."""
    return {"edition": 1, "sender_kind": SenderKind.PARTY, "sender": "Labour Party", "audience": Audience.CANDIDATES,
            "party": "Labour", "channel": Channel.EMAIL, "sent_on": date(2019, 11, 23), "people": 600} | changed


def to_all(people: int = 1_000, **changed: object) -> dict[str, object]:
    """What an official says of what the House of Commons sent to candidates of any party."""
    return distribution(**{"sender_kind": SenderKind.PARLIAMENT, "sender": "House of Commons", "party": "",
                           "people": people} | changed)


def to_staff(people: int = 900, **changed: object) -> dict[str, object]:
    """What an official says of what returning officers sent to electoral staff."""
    return distribution(**{"sender_kind": SenderKind.RETURNING_OFFICERS, "sender": "Acting returning officers",
                           "party": "", "audience": Audience.ELECTORAL_STAFF, "channel": Channel.BRIEFING,
                           "people": people} | changed)


def by_platform(name: str = "Facebook", **changed: object) -> dict[str, object]:
    """What a platform says of what it sent to candidates of any party."""
    return distribution(**{"sender_kind": SenderKind.PLATFORM, "sender": name, "party": "",
                           "channel": Channel.MESSAGE, "people": 50} | changed)


def a_distribution(engine: Engine, by: Viewer, given: dict[str, object] | None = None, **changed: object) -> int:
    """A distribution on record. Returns its id."""
    return recording.record(engine, by, casting.letter_id(engine), (given or distribution()) | changed)
