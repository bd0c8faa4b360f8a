"""Ten years of letters and updates, written in bulk beside the exercise into a scratch SQLite database.

38 letters with updates due on 200 days each and, newest, one with updates due on 400 days: every day, from each of
5 platforms on each of 5 commitments. That makes 200,000 updates, 10,000 of them on the letter in view. Every fifth
update was returned once, so there are 240,000 versions; every version is reviewed, but for those due yesterday.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, product

from sqlalchemy import Connection, Engine, case, func, insert, literal, select, text, update
from sqlmodel import col

from data_model.accounts import Account, Exercise
from data_model.base import Table
from data_model.letters import Commitment, Criterion, Election, Letter, Recipient
from data_model.organisations import Organisation, Platform
from data_model.requests import RequestCommitment, RequestPlatform, UpdateRequest
from data_model.updates import Evidence, Finding, Review, Statement, Update, UpdateVersion, VersionEvidence
from data_model.words import Claim, EvidenceKind, FindingWord, Marking, OrganisationKind, Outcome, Role

TODAY = date(2029, 12, 3)
FIRST = date(2020, 1, 6)
OLDER_LETTERS, DAYS_BETWEEN = 38, 75
PLATFORMS, COMMITMENTS, CRITERIA, REQUESTS = 5, 5, 2, 4  # criteria of each commitment, requests of each letter
RETURNED_ONCE = 5  # every so manieth update
AT_ONCE = 10_000  # rows
NARRATIVE = "What we have done since the last update, in the words of a platform. " * 5
CLAIMS, FINDINGS = list(Claim), list(FindingWord)
Row = Mapping[str, object]


@dataclass(frozen=True)
class Amount:
    """How much: due days of each older letter and of the newest."""

    older_days: int
    newest_days: int

    @property
    def updates(self) -> int:
        """How many updates that makes."""
        return (OLDER_LETTERS * self.older_days + self.newest_days) * PLATFORMS * COMMITMENTS


FULL = Amount(200, 400)
QUICK = Amount(20, 40)


@dataclass(frozen=True)
class Place:
    """One letter's place in the ten years."""

    signed_on: date
    days: int

    def due_days(self) -> list[date]:
        """Every day from the one after the signing on."""
        return [self.signed_on + timedelta(days=count) for count in range(1, self.days + 1)]


def fill(engine: Engine, amount: Amount) -> None:
    """Fill a database that holds the exercise, and move the exercise's clock ten years on."""
    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        platforms = _platforms(connection)
        official = _one(connection, Account, role=Role.OFFICIAL)
        submitter = _one(connection, Account, role=Role.PLATFORM)
        newest = TODAY - timedelta(days=amount.newest_days + 1)
        places = [Place(FIRST + timedelta(days=DAYS_BETWEEN * count), amount.older_days)
                  for count in range(OLDER_LETTERS)]
        for number, place in enumerate([*places, Place(newest, amount.newest_days)], 1):
            commitments = _letter(connection, number, place, platforms)
            _requests(connection, number, place, platforms, commitments, official)
            _updates(connection, place, platforms, commitments, submitter, official)
        _findings(connection)
        _statements(connection)
        _evidence(connection, submitter)
        connection.execute(update(Exercise).values(opens_at=_at(TODAY, 9)))
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _platforms(connection: Connection) -> list[int]:
    """The platforms' ids: those of the exercise, and as many more as are missing."""
    for number in range(connection.scalar(select(func.count(col(Platform.id)))) or 0, PLATFORMS):
        company = _add(connection, Organisation, name=f"Company {number}", kind=OrganisationKind.COMPANY)
        _add(connection, Platform, slug=f"platform-{number}", name=f"Platform {number}", organisation_id=company)
    return list(connection.scalars(select(col(Platform.id)).order_by(col(Platform.id)).limit(PLATFORMS)))


def _letter(connection: Connection, number: int, place: Place, platforms: Iterable[int]) -> list[int]:
    """A letter with its election, recipients, commitments and criteria. Returns the commitments' ids."""
    last = place.due_days()[-1]
    election = _add(connection, Election, name=f"Election {number}", dissolution=place.signed_on,
                    close_of_nominations=_at(last, 16), polling_day=last + timedelta(days=2), source="Benchmark")
    words = [f"Do the {count}. thing that this letter asks. " for count in range(1, COMMITMENTS + 1)]
    letter = _add(connection, Letter, reference=f"BENCH/{number:05}", title=f"Letter {number}", source="Benchmark",
                  signed_on=place.signed_on, signatories="A minister", text="".join(words), marking=Marking.OFFICIAL,
                  election_id=election)
    connection.execute(insert(Recipient), [
        {"letter_id": letter, "platform_id": platform, "addressee": "Chief executive"} for platform in platforms])
    made = []
    for count, quotation in enumerate(words, 1):
        start = sum(len(before) for before in words[:count - 1])
        made.append(_add(connection, Commitment, letter_id=letter, number=count, title=f"Thing {count}",
                         quotation=quotation, span_start=start, span_end=start + len(quotation),
                         first_due_on=place.due_days()[0], update_every_days=1))
        connection.execute(insert(Criterion), [
            {"commitment_id": made[-1], "code": f"{count}{'ab'[part]}", "text": "A testable part"}
            for part in range(CRITERIA)])
    return made


def _requests(connection: Connection, number: int, place: Place, platforms: Iterable[int],
              commitments: Iterable[int], official: int) -> None:
    letter = _one(connection, Letter, reference=f"BENCH/{number:05}")
    days = place.due_days()
    for day in days[::len(days) // REQUESTS][:REQUESTS]:
        request = _add(connection, UpdateRequest, letter_id=letter, due_on=day + timedelta(days=7), asked_by=official,
                       asked_at=_at(day, 11))
        connection.execute(insert(RequestPlatform),
                           [{"request_id": request, "platform_id": platform} for platform in platforms])
        connection.execute(insert(RequestCommitment),
                           [{"request_id": request, "commitment_id": commitment} for commitment in commitments])


def _updates(connection: Connection, place: Place, platforms: list[int], commitments: list[int], submitter: int,
             official: int) -> None:
    """The updates of one letter with their versions and reviews."""
    first = 1 + (connection.scalar(select(func.max(col(Update.id)))) or 0)
    updates = [{"id": id_, "platform_id": platform, "commitment_id": commitment, "period_start": due, "due_on": due}
               for id_, (due, platform, commitment)
               in enumerate(product(place.due_days(), platforms, commitments), first)]
    _insert(connection, Update, updates)
    _insert(connection, UpdateVersion, _versions(updates, submitter))
    versions = connection.execute(
        select(col(UpdateVersion.id), col(UpdateVersion.number), col(Update.id), col(Update.due_on))
        .join(Update, col(Update.id) == UpdateVersion.update_id)
        .where(col(Update.id) >= first, col(Update.due_on) < TODAY - timedelta(days=1))).all()
    _insert(connection, Review, (
        {"version_id": version, "reason": "It follows from the evidence.", "decided_by": official,
         "outcome": Outcome.RETURNED if (id_ or 0) % RETURNED_ONCE == 0 and number == 1 else Outcome.ACCEPTED,
         "decided_at": _at(due, 13 + number)}
        for version, number, id_, due in versions))


def _versions(updates: Iterable[Row], submitter: int) -> Iterator[Row]:
    for row in updates:
        id_, due = int(str(row["id"])), date.fromisoformat(str(row["due_on"]))
        for number in (1, 2) if id_ % RETURNED_ONCE == 0 else (1,):
            yield {"update_id": id_, "number": number, "claim": CLAIMS[id_ % len(CLAIMS)], "narrative": NARRATIVE,
                   "remaining": "The rest.", "submitted_by": submitter, "submitted_at": _at(due, 12 + number)}


def _findings(connection: Connection) -> None:
    """One finding for each accepted review's commitment, and one for each of its criteria."""
    word = case({number: literal(each.value) for number, each in enumerate(FINDINGS)},
                value=col(Review.id) % len(FINDINGS))
    found = select(col(Finding.review_id))
    accepted = select(col(Review.id), word).where(col(Review.outcome) == Outcome.ACCEPTED)
    overall = accepted.where(col(Review.id).not_in(found))
    connection.execute(insert(Finding).from_select(["review_id", "finding"], overall))
    criteria = (
        accepted.add_columns(col(Criterion.id))
        .join(UpdateVersion, col(UpdateVersion.id) == Review.version_id)
        .join(Update, col(Update.id) == UpdateVersion.update_id)
        .join(Criterion, col(Criterion.commitment_id) == Update.commitment_id)
        .where(col(Review.id).not_in(found.where(col(Finding.criterion_id).is_not(None)))))
    connection.execute(insert(Finding).from_select(["review_id", "finding", "criterion_id"], criteria))


def _statements(connection: Connection) -> None:
    """What each version says of each criterion of its commitment."""
    said = (
        select(col(UpdateVersion.id), col(Criterion.id), literal("What we say of this part."))
        .join(Update, col(Update.id) == UpdateVersion.update_id)
        .join(Criterion, col(Criterion.commitment_id) == Update.commitment_id)
        .where(col(UpdateVersion.id).not_in(select(col(Statement.version_id)))))
    connection.execute(insert(Statement).from_select(["version_id", "criterion_id", "text"], said))


def _evidence(connection: Connection, submitter: int) -> None:
    """A link for every other update, submitted with each of its versions."""
    _insert(connection, Evidence, (
        {"update_id": id_, "kind": EvidenceKind.LINK, "title": "Our announcement", "dated_on": due,
         "url": f"https://example.com/{id_}", "added_by": submitter, "added_at": _at(due, 12)}
        for id_, due in connection.execute(
            select(col(Update.id), col(Update.due_on)).where(
                col(Update.id) % 2 == 0, col(Update.id).not_in(select(col(Evidence.update_id))))).all()))
    backed = (
        select(col(UpdateVersion.id), col(Evidence.id))
        .join(Evidence, col(Evidence.update_id) == UpdateVersion.update_id)
        .where(col(Evidence.id).not_in(select(col(VersionEvidence.evidence_id)))))
    connection.execute(insert(VersionEvidence).from_select(["version_id", "evidence_id"], backed))


def _insert(connection: Connection, table: type[Table], rows: Iterable[Row]) -> None:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        connection.execute(insert(table), some)


def _add(connection: Connection, table: type[Table], **values: object) -> int:
    """Insert one row; returns its id."""
    (id_,) = connection.execute(insert(table).values(**values)).inserted_primary_key or (0,)
    return int(id_)


def _one(connection: Connection, table: type[Table], **values: object) -> int:
    """The first id of the rows that have these values."""
    query = select(table.__table__.c.id).filter_by(**values).order_by("id")  # type: ignore[attr-defined]
    return int(connection.scalars(query.limit(1)).one())


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
