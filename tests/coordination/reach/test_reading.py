from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from coordination import figures, letters
from coordination.criteria import Figure
from coordination.problems import Invalid, NotAllowed, NotFound
from coordination.reach import audiences, reading, recording, timing, words
from coordination.reach.reading import Reached
from coordination.viewers import Viewer
from data_model.advice import AdviceDecision, AdviceVersion
from data_model.database import reading as reading_from
from data_model.database import writing
from data_model.words import AdviceTopic, Agreement, Audience
from tests import cast as casting
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock
from tests.reach import a_distribution, an_empty_edition, by_platform, to_all, to_staff

CLOSE = datetime(2019, 11, 14, 16, tzinfo=UTC)
CANDIDATES, STAFF, AGENTS = Audience.CANDIDATES, Audience.ELECTORAL_STAFF, Audience.AGENTS


@pytest.fixture(autouse=True)
def edition(recorded: Engine, cast: Cast) -> None:
    an_empty_edition(recorded, cast)


def reached(engine: Engine, viewer: Viewer, at: datetime = OPENING, edition: int | None = None) -> Reached:
    with reading_from(engine) as session:
        letter = letters.in_view(session, viewer)
        return reading.reached(session, viewer, letter, as_at=at, edition=edition)


def computed(engine: Engine, viewer: Viewer, at: datetime = OPENING) -> dict[str, Figure]:
    with reading_from(engine) as session:
        letter = letters.in_view(session, viewer)
        criteria = letters.criteria(session, letter.id)
        found = figures.computed(session, viewer, letter, "facebook", criteria, as_at=at)
    return {code: figure for code, figure in found.items() if code.startswith("2")}


def test_of_nothing_sent_nothing_was_reached(recorded: Engine, cast: Cast) -> None:
    found = reached(recorded, cast.official)
    assert [words.at_least(each) for each in found.in_all.values()] == ["None of 3,327", "None", "None"]
    assert found.distributions == 0


def test_the_letters_own_sentence_of_both_bounds(recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.official, people=600)
    a_distribution(recorded, cast.official, party="Liberal Democrat", sender="Liberal Democrats", people=604)
    a_distribution(recorded, cast.official, to_all(1_000))
    a_distribution(recorded, cast.official, to_all(746, sent_on=date(2019, 11, 30)))
    candidates = reached(recorded, cast.official).in_all[CANDIDATES]
    assert words.at_least(candidates) == "At least 1,204 and at most 2,950 of 3,327 (36% to 89%)"
    assert (candidates.sendings, candidates.first_on) == (4, date(2019, 11, 23))


def test_parties_are_told_apart_the_largest_first(recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.official, people=600)
    a_distribution(recorded, cast.official, to_all(3_000, sent_on=date(2019, 11, 25)))
    parties = {each.party: each for each in reached(recorded, cast.official).by_party[CANDIDATES]}
    assert list(parties) == ["Conservative", "Labour", "Liberal Democrat", "Green", "Brexit Party", "SNP", "UKIP",
                             "Plaid Cymru", "other"]
    assert words.at_least(parties["Labour"]) == "At least 600 and at most 631 of 631 (95% to 100%)"
    assert words.at_least(parties["Conservative"]) == "At least 308 and at most 635 of 635 (48% to 100%)"
    assert words.at_least(parties["Green"]) == "At least 171 and at most 498 of 498 (34% to 100%)"
    assert words.at_least(parties["SNP"]) == "At least 0 and at most 59 of 59 (0% to 100%)"
    assert parties["Labour"].first_on == date(2019, 11, 23)
    assert parties["SNP"].first_on == date(2019, 11, 25)


def test_one_sending_alone_is_exact(recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.official, party="Plaid Cymru", people=12)
    found = reached(recorded, cast.official)
    assert words.at_least(found.by_party[CANDIDATES][7]) == "Exactly 12 of 36 (33%)"


def test_who_were_more_than_there_are_were_all_of_them_and_no_more(recorded: Engine, cast: Cast) -> None:
    recording.record(recorded, cast.official, casting.letter_id(recorded), to_all(5_000), confirmed=True)
    assert words.at_least(reached(recorded, cast.official).in_all[CANDIDATES]) == "Exactly 3,327 of 3,327 (100%)"


def test_what_was_taken_back_does_not_count(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_distribution(recorded, cast.official)
    stopped_clock.advance(hours=1)
    recording.restate(recorded, cast.official, id_, 1, 0, "It was a test.")
    assert reached(recorded, cast.official, stopped_clock.now).distributions == 0
    assert reached(recorded, cast.official).in_all[CANDIDATES].bounds.lower == 600


def test_a_past_moment_knows_only_what_was_recorded_by_then(recorded: Engine, cast: Cast,
                                                            stopped_clock: StoppedClock) -> None:
    stopped_clock.advance(days=1)
    a_distribution(recorded, cast.official)
    audiences.set_size(recorded, cast.official, casting.letter_id(recorded), STAFF, 9_000, "A letter.")
    before, after = reached(recorded, cast.official), reached(recorded, cast.official, stopped_clock.now)
    assert (before.distributions, after.distributions) == (0, 1)
    assert (before.in_all[STAFF].population, after.in_all[STAFF].population) == (None, 9_000)


def test_one_edition_can_be_asked_for_alone(recorded: Engine, cast: Cast) -> None:
    an_empty_edition(recorded, cast, datetime(2019, 11, 27, 9, tzinfo=UTC))
    a_distribution(recorded, cast.official, people=600)
    a_distribution(recorded, cast.official, edition=2, sent_on=date(2019, 11, 28), people=500)
    assert [reached(recorded, cast.official, edition=number).in_all[CANDIDATES].bounds.lower
            for number in (None, 1, 2)] == [600, 600, 500]


def test_everybody_who_sees_the_letter_sees_the_counts_but_an_administrator(recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.official)
    a_distribution(recorded, cast.twitter, by_platform("Twitter"))
    for viewer in (cast.official, cast.second_official, cast.analyst, cast.facebook, cast.twitter):
        assert reached(recorded, viewer).distributions == 2
    assert reached(recorded, cast.administrator).distributions == 0
    with reading_from(recorded) as session:
        letter = letters.in_view(session, cast.official)
        assert reading.reached(session, cast.stranger, letter, as_at=OPENING).distributions == 0
        assert reading.listing(session, cast.stranger, letter.id, as_at=OPENING).empty
        assert reading.listing(session, cast.administrator, letter.id, as_at=OPENING).empty


def test_electoral_staff_have_no_share_until_somebody_says_how_many_there_are(recorded: Engine, cast: Cast,
                                                                              stopped_clock: StoppedClock) -> None:
    a_distribution(recorded, cast.official, to_staff(900))
    a_distribution(recorded, cast.official, to_staff(300, channel="email"))
    before = reached(recorded, cast.official).in_all[STAFF]
    assert words.at_least(before) == "At least 900 and at most 1,200"
    assert words.unknown(before) == ("How many electoral staff there are is not known until an official enters it, "
                                     "with its source; so there is no share.")
    audiences.set_size(recorded, cast.official, casting.letter_id(recorded), STAFF, 8_000, "The first count.")
    audiences.set_size(recorded, cast.official, casting.letter_id(recorded), STAFF, 1_000, "A better count.")
    found = reached(recorded, cast.official)
    assert words.at_least(found.in_all[STAFF]) == "At least 900 and at most 1,000 of 1,000 (90% to 100%)"
    assert (found.sizes[STAFF].source, words.unknown(found.in_all[STAFF])) == ("A better count.", "")


def test_only_officials_enter_a_size_and_only_with_a_source_and_never_of_candidates(recorded: Engine,
                                                                                    cast: Cast) -> None:
    letter = casting.letter_id(recorded)
    for viewer in (cast.analyst, cast.facebook, cast.administrator):
        with pytest.raises(NotAllowed):
            audiences.set_size(recorded, viewer, letter, STAFF, 5, "Me.")
    with pytest.raises(NotFound):
        audiences.set_size(recorded, cast.official, letter + 1, STAFF, 5, "Me.")
    for audience, people, source, sentence in (
        (CANDIDATES, 5, "Me.", "How many candidates there are is on public record. Choose another audience."),
        (AGENTS, 0, "Me.", "Enter how many people: a whole number from 1 to 10,000,000."),
        (AGENTS, 5, " ", "Source: this is needed."),
    ):
        with pytest.raises(Invalid) as refused:
            audiences.set_size(recorded, cast.official, letter, audience, people, source)
        assert str(refused.value) == sentence


@pytest.mark.parametrize(("sent_on", "told"), [
    (date(2019, 11, 12), "at least 40 hours before nominations closed"),
    (date(2019, 11, 13), "at least 16 hours before nominations closed"),
    (date(2019, 11, 14), "up to 8 hours after nominations closed"),
    (date(2019, 11, 15), "up to 32 hours after nominations closed"),
    (date(2019, 11, 23), "up to 224 hours after nominations closed"),
])
def test_a_day_is_counted_from_its_end_so_that_nothing_looks_sooner(sent_on: date, told: str) -> None:
    assert timing.against_close(sent_on, CLOSE) == told


def test_the_hours_are_londons_also_when_its_clocks_go_back() -> None:
    assert timing.hours_before(date(2019, 10, 26), datetime(2019, 10, 27, 23, tzinfo=UTC)) == 24


def test_the_figures_of_a_letter_that_nobody_distributed_anything_for(recorded: Engine, cast: Cast) -> None:
    assert computed(recorded, cast.official) == {
        "2a": Figure(0, 3, "Officials have agreed this platform’s advice on 0 of 3 topics."),
        "2b": Figure(0, 8, "0 of the 8 parties that the public record names sent an edition to their candidates or "
                           "agents."),
        "2c": Figure(0, 3_327, "No edition was sent to candidates yet."),
        "2d": Figure(0, None, "No edition was sent to electoral staff yet. How many electoral staff there are is not "
                              "known until an official enters it, with its source; so there is no share."),
        "2e": Figure(0, 3_327, "No edition was sent to candidates yet. By the close of nominations at least 0 "
                               "candidates had been reached."),
    }


def agreed(engine: Engine, cast: Cast, topic: AdviceTopic, decided_at: datetime) -> None:
    """A section of Facebook's advice that an official agreed."""
    with writing(engine) as session:
        version = AdviceVersion(letter_id=casting.letter_id(engine), topic=topic, number=1, english="x",
                                platform_id=casting.platform_id(engine, "facebook"),
                                submitted_by=cast.facebook.account_id, submitted_at=decided_at)
        session.add(version)
        session.flush()
        session.add(AdviceDecision(version_id=version.id or 0, decision=Agreement.AGREED, decided_at=decided_at,
                                   decided_by=cast.official.account_id))


def test_the_figures_of_a_letter_whose_advice_was_distributed(recorded: Engine, cast: Cast,
                                                              stopped_clock: StoppedClock) -> None:
    agreed(recorded, cast, AdviceTopic.BREACHES, OPENING)
    agreed(recorded, cast, AdviceTopic.REPORTING, stopped_clock.advance(hours=1))
    a_distribution(recorded, cast.official)
    a_distribution(recorded, cast.official, party="Green", sender="Green Party", people=400, audience="agents")
    a_distribution(recorded, cast.official, party="other", sender="Yorkshire Party", people=28)
    a_distribution(recorded, cast.official, to_all(500))
    a_distribution(recorded, cast.official, to_staff(900))
    audiences.set_size(recorded, cast.official, casting.letter_id(recorded), STAFF, 9_000, "A count.")
    found = computed(recorded, cast.analyst, stopped_clock.now)
    assert found == {
        "2a": Figure(2, 3, "Officials have agreed this platform’s advice on 2 of 3 topics."),
        "2b": Figure(2, 8, "2 of the 8 parties that the public record names sent an edition to their candidates or "
                           "agents: Labour and Green."),
        "2c": Figure(628, 3_327, "Candidates reached by 3 distributions: at least 628 and at most 1,128 of 3,327 "
                                 "(18% to 34%). The lower figure is shown."),
        "2d": Figure(900, 9_000, "Electoral staff reached by 1 distribution: exactly 900 of 9,000 (10%)."),
        "2e": Figure(0, 3_327, "The first sending was on 23 November 2019, 18 days after the letter and up to 224 "
                               "hours after nominations closed on 14 November 2019 at 16:00. By the close of "
                               "nominations at least 0 candidates had been reached."),
    }
    assert found == computed(recorded, cast.facebook, stopped_clock.now)
    assert computed(recorded, cast.official)["2a"].value == 1


def test_what_was_sent_before_nominations_closed_counts_as_soon(recorded: Engine, cast: Cast) -> None:
    number = an_empty_edition(recorded, cast, datetime(2019, 11, 10, 9, tzinfo=UTC))
    for day, people in ((12, 100), (13, 70), (14, 300)):
        a_distribution(recorded, cast.official, edition=number, sent_on=date(2019, 11, day), people=people)
    assert computed(recorded, cast.official)["2e"] == Figure(
        100, 3_327, "The first sending was on 12 November 2019, 7 days after the letter and at least 40 hours before "
                    "nominations closed on 14 November 2019 at 16:00. By the close of nominations at least 100 "
                    "candidates had been reached.")
