"""Letters: who sees which, and what each asks."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import figures, letters
from coordination.criteria import Figure
from coordination.problems import NotFound
from coordination.viewers import Viewer
from data_model.database import reading, writing
from data_model.letters import Commitment, Criterion, Election, Letter, PublicRecordEntry, Recipient
from data_model.organisations import Platform
from data_model.words import Marking, Role
from tests import cast as casting
from tests.cast import OPENING, Cast, a_return, a_version
from tests.conftest import StoppedClock


@pytest.fixture
def with_a_newer_one(recorded: Engine, cast: Cast) -> Engine:
    """A second letter, to the stranger alone, with commitments numbered past nine."""
    with writing(recorded) as session:
        election = Election(name="Another election", dissolution=date(2023, 4, 1), polling_day=date(2023, 5, 4),
                            close_of_nominations=datetime(2023, 4, 5, 15, tzinfo=UTC), source="a test")
        session.add(election)
        session.flush()
        letter = Letter(reference="LT/2", title="Another letter", signed_on=date(2023, 4, 3), signatories="A minister",
                        text="Ten things.", source="a test", marking=Marking.OFFICIAL_SENSITIVE,
                        election_id=election.id or 0)
        session.add(letter)
        session.flush()
        elsewhere = session.scalars(select(Platform).where(col(Platform.slug) == "elsewhere")).one()
        session.add(Recipient(letter_id=letter.id or 0, platform_id=elsewhere.id or 0, addressee="Whom it concerns"))
        for number in (10, 2):
            commitment = Commitment(letter_id=letter.id or 0, number=number, title=f"Thing {number}", quotation="Ten",
                                    span_start=0, span_end=3, first_due_on=date(2023, 4, 10), update_every_days=7)
            session.add(commitment)
            session.flush()
            session.add(Criterion(commitment_id=commitment.id or 0, code=f"{number}a", text="It is done"))
    return recorded


def test_the_letter_is_there_with_its_election_and_signatories(cast: Cast, session: Session) -> None:
    letter = letters.in_view(session, cast.facebook)
    assert (letter.reference, letter.signed_on, letter.marking, letter.election, letter.polling_day) == (
        "MCO/00433", date(2019, 11, 5), Marking.OFFICIAL, "UK general election 2019", date(2019, 12, 12))
    assert len(letter.signatories) == 3
    assert letter.close_of_nominations == datetime(2019, 11, 14, 16, tzinfo=UTC)


def test_every_quotation_stands_in_the_letter_where_its_span_says(cast: Cast, session: Session) -> None:
    letter = letters.in_view(session, cast.official)
    found = letters.commitments(session, letter.id).to_dict("records")
    assert [row["number"] for row in found] == [1, 2, 3, 4, 5]
    for row in found:
        assert letter.text[row["span_start"]:row["span_end"]] == row["quotation"]


def test_government_sees_every_letter_newest_first_and_a_platform_those_addressed_to_it(
        with_a_newer_one: Engine, cast: Cast) -> None:
    with reading(with_a_newer_one) as session:
        for viewer in (cast.official, cast.second_official, cast.analyst, cast.administrator):
            assert list(letters.listing(session, viewer)["reference"]) == ["LT/2", "MCO/00433"]
            assert letters.in_view(session, viewer).reference == "LT/2"
            assert letters.in_view(session, viewer, "MCO/00433").reference == "MCO/00433"
        for viewer, own, others in ((cast.facebook, "MCO/00433", "LT/2"), (cast.twitter, "MCO/00433", "LT/2"),
                                    (cast.stranger, "LT/2", "MCO/00433")):
            assert list(letters.listing(session, viewer)["reference"]) == [own]
            assert letters.in_view(session, viewer).reference == own
            with pytest.raises(NotFound, match=r"^There is no such letter\.$"):
                letters.in_view(session, viewer, others)


def test_a_reference_that_no_letter_has_is_not_found(cast: Cast, session: Session) -> None:
    with pytest.raises(NotFound, match=r"^There is no such letter\.$"):
        letters.in_view(session, cast.official, "mco/00433")


def test_without_any_letter_the_sentence_says_so(engine: Engine) -> None:
    with reading(engine) as session, pytest.raises(NotFound, match=r"^No letter is on record yet\.$"):
        letters.in_view(session, Viewer(1, "", "", Role.OFFICIAL, 1, ""))


def test_criteria_are_in_the_order_of_their_commitments_also_past_nine(with_a_newer_one: Engine, cast: Cast) -> None:
    with reading(with_a_newer_one) as session:
        first = letters.criteria(session, casting.letter_id(with_a_newer_one))
        second = letters.criteria(session, casting.letter_id(with_a_newer_one, "LT/2"))
    assert list(first["code"]) == ["1a", "1b", "1c", "1d", "2a", "2b", "2c", "2d", "2e", "3a", "3b", "3c", "4a", "4b",
                                   "4c", "5a"]
    assert list(second["code"]) == ["2a", "10a"]
    assert list(first["computed_by"])[-1] == "updates_on_record"
    assert set(second["computed_by"]) == {None}
    assert list(first["computed_by"][:9]) == ["advice_breaches", "advice_reporting", "advice_response", "advice_joint",
                                              "reach_officials", "reach_parties", "reach_candidates",
                                               "reach_electoral_staff", "reach_soon"]


def test_a_letter_without_anything_has_empty_frames_with_their_columns(cast: Cast, session: Session) -> None:
    for frame, column in ((letters.commitments(session, 10_000), "number"), (letters.criteria(session, 10_000), "code"),
                          (letters.recipients(session, cast.official, 10_000), "slug"),
                          (letters.public_record(session, 10_000), "codes")):
        assert frame.empty
        assert column in frame.columns


def test_recipients_are_by_name_and_a_platform_finds_itself_alone(recorded: Engine, cast: Cast,
                                                                  session: Session) -> None:
    letter = casting.letter_id(recorded)
    found = letters.recipients(session, cast.official, letter)
    assert list(zip(found["slug"], found["company"], found["addressee"], strict=True)) == [
        ("facebook", "Facebook", "Mr Mark Zuckerberg, Facebook CEO"),
        ("google", "Google", "Mr Sundar Pichai, Google CEO"), ("twitter", "Twitter", "Mr Jack Dorsey, Twitter CEO")]
    assert list(letters.recipients(session, cast.twitter, letter)["slug"]) == ["twitter"]
    assert letters.recipients(session, cast.stranger, letter).empty
    assert letters.recipients(session, cast.administrator, letter).empty


def test_the_public_record_names_the_criteria_that_a_fact_bears_on_each_fact_once(
        recorded: Engine, session: Session) -> None:
    found = letters.public_record(session, casting.letter_id(recorded))
    assert len(found) == len(session.scalars(select(col(PublicRecordEntry.id))).all()) > 0
    assert list(found["published"]) == sorted(found["published"])
    assert all(found["source"])
    codes = [each for row in found["codes"] if row for each in row.split(", ")]
    assert set(codes) <= set(letters.criteria(session, casting.letter_id(recorded))["code"])


def on_record(engine: Engine, cast: Cast, at: datetime) -> dict[str, Figure]:
    with reading(engine) as session:
        letter = letters.in_view(session, cast.official)
        criteria = letters.criteria(session, letter.id)
        return figures.computed(session, cast.official, letter, "facebook", criteria, as_at=at)


def test_updates_on_record_are_counted_by_commitment_as_known_at_the_moment(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    a_version(recorded, cast.facebook, commitment=1)
    a_version(recorded, cast.twitter, commitment=2)
    later = stopped_clock.advance(hours=1)
    a_return(recorded, cast.official, a_version(recorded, cast.facebook, commitment=1))
    a_version(recorded, cast.facebook, commitment=4)
    a_version(recorded, cast.facebook, commitment=5)  # the criterion's own commitment does not count itself
    sentence = "A submitted update is on record for {} of the 4 other commitments."
    assert on_record(recorded, cast, OPENING)["5a"] == Figure(1, 4, sentence.format(1))
    assert on_record(recorded, cast, later)["5a"] == Figure(2, 4, sentence.format(2))


def test_the_letter_is_nowhere_in_the_code(root: Path) -> None:
    for folder in ("coordination", "data_model"):
        for file in (root / folder).rglob("*.py"):
            words = file.read_text(encoding="utf-8")
            for word in ("00433", "one stop shop", "Dowden"):
                assert word not in words, file
