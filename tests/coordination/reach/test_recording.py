from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import audit
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.reach import reading, recording
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.words import Audience, Channel, SenderKind
from tests import cast as casting
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.reach import a_distribution, an_empty_edition, by_platform, distribution, to_all, to_staff


@pytest.fixture(autouse=True)
def edition(recorded: Engine, cast: Cast) -> None:
    an_empty_edition(recorded, cast)


def listed(engine: Engine, viewer: Viewer, clock: StoppedClock) -> list[dict[str, object]]:
    with reading_from(engine) as session:
        return reading.listing(session, viewer, casting.letter_id(engine), as_at=clock.now).to_dict("records")


def told(engine: Engine, cast: Cast) -> list[str]:
    """The audit's newest entries."""
    with reading_from(engine) as session:
        return list(audit.entries(session, cast.administrator)["sentence"][:2])


def test_what_is_recorded_is_listed_as_it_was_said(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_distribution(recorded, cast.official)
    assert listed(recorded, cast.analyst, stopped_clock) == [{
        "id": id_, "edition": 1, "sender_kind": SenderKind.PARTY, "sender": "Labour Party",
        "audience": Audience.CANDIDATES, "party": "Labour", "channel": Channel.EMAIL, "sent_on": date(2019, 11, 23),
        "people": 600, "number": 1, "reason": "", "recorded_by": "Cabinet Office official",
        "recorded_at": stopped_clock.now}]
    assert told(recorded, cast)[0] == (
        "Cabinet Office official recorded that edition 1, sent by party by email on 2019-11-23 to candidates of "
        "Labour, went to 600 people.")


def test_an_official_records_what_anybody_sent_and_a_platform_its_own(recorded: Engine, cast: Cast,
                                                                      stopped_clock: StoppedClock) -> None:
    for given in (distribution(), to_all(), to_staff(), by_platform("twitter")):
        a_distribution(recorded, cast.official, given)
    a_distribution(recorded, cast.facebook, by_platform("FACEBOOK"))
    assert {row["sender"] for row in listed(recorded, cast.official, stopped_clock)} == {
        "Labour Party", "House of Commons", "Acting returning officers", "Twitter", "Facebook"}
    assert [row["sender"] for row in listed(recorded, cast.facebook, stopped_clock)] == ["Facebook"]
    assert [row["sender"] for row in listed(recorded, cast.twitter, stopped_clock)] == ["Twitter"]


@pytest.mark.parametrize("given", [distribution(), to_all(), to_staff(), by_platform("Twitter"),
                                   distribution(sender="Facebook")])
def test_a_platform_records_nobody_elses(given: dict[str, object], recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Invalid, match=r"^Record what your own platform sent: Facebook\.$"):
        a_distribution(recorded, cast.facebook, given)


@pytest.mark.parametrize("who", ["analyst", "administrator"])
def test_who_only_reads_cannot_record_or_restate(who: str, recorded: Engine, cast: Cast) -> None:
    id_ = a_distribution(recorded, cast.official)
    with pytest.raises(NotAllowed, match=r"cannot record distributions\.$"):
        a_distribution(recorded, getattr(cast, who))
    with pytest.raises(NotAllowed, match=r"cannot restate distributions\.$"):
        recording.restate(recorded, getattr(cast, who), id_, 1, 5, "Why.")


def test_a_platform_that_the_letter_is_not_addressed_to_finds_no_letter(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(NotFound, match=r"^There is no such letter\.$"):
        a_distribution(recorded, cast.stranger, by_platform("Elsewhere"))


def test_nobody_restates_what_they_cannot_see(recorded: Engine, cast: Cast) -> None:
    id_ = a_distribution(recorded, cast.twitter, by_platform("Twitter"))
    for viewer in (cast.facebook, cast.stranger):
        with pytest.raises(NotFound, match=r"^There is no such distribution\.$"):
            recording.restate(recorded, viewer, id_, 1, 5, "Why.")


WRONG = {
    "no such edition": ({"edition": 7}, "There is no edition 7 of this letter’s advice. Published so far: 1."),
    "too early": ({"sent_on": date(2019, 11, 21)},
                  "Edition 1 was published on 22 November 2019. Enter that day or a later one."),
    "tomorrow": ({"sent_on": date(2019, 12, 3)}, "This day is still to come. Record what was sent once it was."),
    "nobody's platform": ({"sender_kind": "platform", "sender": "MySpace"},
                          "Choose a platform that the letter is addressed to: Facebook, Google and Twitter."),
    "no such party": ({"party": "Whigs"}, "The public record has no such party. Write Conservative, Labour, Liberal "
                                          "Democrat, Green, Brexit Party, SNP, UKIP, Plaid Cymru, other, or nothing "
                                          "for all."),
    "a party to nobody's": ({"party": ""}, "Say of which party the people are that a party sent it to."),
    "staff of a party": ({"audience": "electoral staff"}, "Electoral staff are of no party. Leave the party empty."),
    "a party to staff": ({"audience": "electoral staff", "party": ""},
                         "A party sends to its candidates or agents. Choose one of these."),
    "nobody": ({"people": 0}, "Enter how many people: a whole number from 1 to 10,000,000."),
    "too many": ({"people": 10_000_001}, "Enter how many people: a whole number from 1 to 10,000,000."),
    "more than there are": ({"people": 632}, "There are 631 candidates of Labour, and this says 632 people. If it is "
                                             "right, confirm it."),
    "no sender": ({"sender": " "}, "Sender: this is needed."),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_is_refused_with_what_to_do(case: str, recorded: Engine, cast: Cast) -> None:
    changed, sentence = WRONG[case]
    with pytest.raises(Invalid) as refused:
        a_distribution(recorded, cast.official, **changed)
    assert sentence in str(refused.value)


def test_more_people_than_there_are_stand_once_they_are_confirmed(recorded: Engine, cast: Cast,
                                                                  stopped_clock: StoppedClock) -> None:
    letter = casting.letter_id(recorded)
    id_ = recording.record(recorded, cast.official, letter, distribution(people=700), confirmed=True)
    recording.restate(recorded, cast.official, id_, 1, 800, "Counted again.", confirmed=True)
    with pytest.raises(Invalid, match="There are 631 candidates of Labour, and this says 900 people"):
        recording.restate(recorded, cast.official, id_, 2, 900, "Counted again.")
    assert [row["people"] for row in listed(recorded, cast.official, stopped_clock)] == [800]


def test_the_same_sending_is_recorded_once_however_its_sender_is_spelt(recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.official)
    for sender in ("Labour Party", " labour  PARTY "):
        with pytest.raises(Invalid, match=r"^This sending is on record already with 600 people, as distrib"):
            a_distribution(recorded, cast.official, sender=sender)
    for other in ({"sent_on": date(2019, 11, 24)}, {"channel": "post"}, {"audience": "agents"}, {"sender": "Young L"}):
        a_distribution(recorded, cast.official, **other)


def test_a_restatement_has_a_reason_and_all_of_it_stays_readable(recorded: Engine, cast: Cast,
                                                                 stopped_clock: StoppedClock) -> None:
    id_, first = a_distribution(recorded, cast.official), stopped_clock.now
    stopped_clock.advance(hours=1)
    with pytest.raises(Invalid, match=r"^Say why the number of people is restated\.$"):
        recording.restate(recorded, cast.second_official, id_, 1, 610, "  ")
    with pytest.raises(Invalid, match=r"^600 is on record already\. Enter another number\.$"):
        recording.restate(recorded, cast.second_official, id_, 1, 600, "Why.")
    recording.restate(recorded, cast.second_official, id_, 1, 610, "Ten bounced, then did not.")
    assert told(recorded, cast)[0] == (
        "Home Office official restated that edition 1, sent by party by email on 2019-11-23 to candidates of Labour, "
        "went to 610 people, not to 600.")
    with reading_from(recorded) as session:
        history = reading.versions(session, cast.analyst, id_, as_at=stopped_clock.now)
        before = reading.in_view(session, cast.analyst, casting.letter_id(recorded), id_, as_at=first)
    assert history.drop(columns="recorded_at").to_numpy().tolist() == [
        [2, 610, "Ten bounced, then did not.", "Home Office official"], [1, 600, "", "Cabinet Office official"]]
    assert (before["people"], before["number"]) == (600, 1)


def test_whoever_was_slower_is_told_what_it_is_now(recorded: Engine, cast: Cast) -> None:
    id_ = a_distribution(recorded, cast.official)
    recording.restate(recorded, cast.official, id_, 1, 0, "It was a test.")
    with pytest.raises(Changed, match=r"^Cabinet Office official restated this distribution on 2 December 2019 at "
                                      r"09:00: it was taken back\."):
        recording.restate(recorded, cast.second_official, id_, 1, 610, "Counted again.")


def test_what_was_taken_back_is_listed_and_can_be_restated_but_not_recorded_anew(
    recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
) -> None:
    id_ = a_distribution(recorded, cast.facebook, by_platform())
    recording.restate(recorded, cast.facebook, id_, 1, 0, "It was a test.")
    assert told(recorded, cast)[0] == (
        "Facebook representative took back that edition 1, sent by platform by message on 2019-11-23 to candidates, "
        "went to 50 people.")
    assert [row["people"] for row in listed(recorded, cast.facebook, stopped_clock)] == [0]
    with pytest.raises(Invalid, match=r"^This sending is on record already and was taken back, as distribution"):
        a_distribution(recorded, cast.facebook, by_platform())
    recording.restate(recorded, cast.facebook, id_, 2, 50, "It was none.")
    assert [row["people"] for row in listed(recorded, cast.facebook, stopped_clock)] == [50]


def test_the_audit_quotes_no_word_that_somebody_typed(recorded: Engine, cast: Cast) -> None:
    id_ = a_distribution(recorded, cast.official, sender="A sender of mine")
    recording.restate(recorded, cast.official, id_, 1, 5, "A reason of mine.")
    assert not [sentence for sentence in told(recorded, cast) if "of mine" in sentence]


def test_a_list_of_one_edition_has_that_one_alone(recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
                                                  session: Session) -> None:
    an_empty_edition(recorded, cast, stopped_clock.now)
    a_distribution(recorded, cast.official)
    a_distribution(recorded, cast.official, edition=2, sent_on=date(2019, 12, 2))
    found = reading.listing(session, cast.official, casting.letter_id(recorded), as_at=stopped_clock.now, edition=2)
    assert list(found["edition"]) == [2]
