"""Update requests: asking, seeing who answered, withdrawing; and each of it as known at any moment."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session, SQLModel, col

from coordination import requests
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.requests import RequestCommitment, RequestPlatform, UpdateRequest
from tests import cast as casting
from tests.cast import OPENING, Cast, a_request, a_return, a_version, an_acceptance
from tests.conftest import StoppedClock

SECOND = timedelta(seconds=1)


def given(engine: Engine, **changed: object) -> dict[str, object]:
    return {"letter_id": casting.letter_id(engine), "platform_ids": [casting.platform_id(engine, "facebook")],
            "commitment_ids": [casting.commitment_id(engine, 1)], "due_on": date(2019, 12, 9),
            "message": "Please say more."} | changed


def pairs(engine: Engine, viewer: Viewer, at: object, *, withdrawn: bool = False) -> pd.DataFrame:
    with reading(engine) as session:
        return requests.pairs(session, viewer, casting.letter_id(engine), as_at=at, withdrawn=withdrawn)  # type: ignore[arg-type]


def answers(engine: Engine, cast: Cast, at: object) -> list[object]:
    return list(pairs(engine, cast.official, at)["version_id"])


def count(engine: Engine, table: type[SQLModel]) -> int:
    with reading(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def last_sentence(engine: Engine) -> str:
    with reading(engine) as session:
        return session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc())).first() or ""


@pytest.mark.parametrize(("today", "offered"), [
    (date(2019, 12, 2), date(2019, 12, 9)), (date(2019, 12, 6), date(2019, 12, 13)),
    (date(2019, 12, 7), date(2019, 12, 13)), (date(2019, 12, 20), date(2019, 12, 31)),
    (date(2020, 4, 9), date(2020, 4, 20)),  # over Easter
])
def test_five_working_days_are_offered_first(today: date, offered: date) -> None:
    assert requests.usual_due_day(today) == offered


def test_a_request_goes_to_every_platform_on_every_commitment_that_it_names(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_request(recorded, cast.official, platforms=("twitter", "facebook"), commitments=(3, 1),
                    message=" Please.\x00 ")
    found = pairs(recorded, cast.official, stopped_clock.now)
    assert list(found.columns) == requests.PAIR_COLUMNS
    assert [(row["slug"], row["commitment"]) for row in found.to_dict("records")] == [
        ("facebook", 1), ("facebook", 3), ("twitter", 1), ("twitter", 3)]
    assert set(found["request_id"]) == {id_}
    assert set(found["due_on"]) == {date(2019, 12, 9)}
    assert list(found["answered_at"]) == [None] * 4
    assert last_sentence(recorded) == (
        "Cabinet Office official asked Facebook and Twitter for an update on commitment 1 and 3 by 2019-12-09.")
    with reading(recorded) as session:
        seen = requests.in_view(session, cast.twitter, id_, as_at=stopped_clock.now)
    assert (seen.message, seen.asked_by, seen.asker_organisation, seen.asked_at, seen.withdrawn_at) == (
        "Please.", "Cabinet Office official", "Cabinet Office", OPENING, None)


@pytest.mark.parametrize(("changed", "sentences"), [
    ({"platform_ids": []}, ["Choose at least one platform to ask."]),
    ({"commitment_ids": []}, ["Choose at least one commitment to ask about."]),
    ({"due_on": date(2019, 12, 2)}, ["Choose a day after today for the answer."]),
    ({"due_on": date(2019, 12, 1)}, ["Choose a day after today for the answer."]),
    ({"due_on": date(2019, 12, 7)},
     ["Saturday 7 December 2019 is not a working day. The next one is Monday 9 December 2019."]),
    ({"due_on": date(2019, 12, 25)},
     ["Wednesday 25 December 2019 is not a working day. The next one is Friday 27 December 2019."]),
    ({"due_on": date(2020, 12, 2)}, ["Choose a day within a year from today for the answer."]),
    ({"due_on": date.max}, ["Choose a day within a year from today for the answer."]),
    ({"due_on": "soon"}, ["Due on: enter a real date, like 2019-12-02."]),
    ({"message": "x" * 10_001}, ["Message: use at most 10,000 characters."]),
    ({"platform_ids": [10**30]}, ["Platform ids.0: this is not a number that can be chosen."]),
    ({"letter_id": "x"}, ["Letter id: this is not a number that can be chosen."]),
    ({"asked_by": 1}, ["Asked by: this cannot be set here."]),
    ({"platform_ids": [], "commitment_ids": [], "due_on": date(2019, 12, 2)},
     ["Choose at least one platform to ask.", "Choose at least one commitment to ask about.",
      "Choose a day after today for the answer."]),
])
def test_a_request_that_cannot_be_is_refused_with_every_fault(recorded: Engine, cast: Cast,
                                                              changed: dict[str, object], sentences: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        requests.ask(recorded, cast.official, given(recorded, **changed))
    assert [fault.sentence for fault in refused.value.faults] == sentences
    assert count(recorded, UpdateRequest) == count(recorded, RequestPlatform) == count(recorded, RequestCommitment) == 0


def test_only_the_letters_own_platforms_and_commitments_can_be_asked(recorded: Engine, cast: Cast) -> None:
    elsewhere = casting.platform_id(recorded, "elsewhere")
    for changed in ({"platform_ids": [elsewhere]}, {"commitment_ids": [10_000]}, {"letter_id": 10_000},
                    {"platform_ids": [casting.platform_id(recorded, "facebook"), elsewhere]}):
        with pytest.raises(Invalid, match=r"^Choose platforms and commitments of this letter\.$"):
            requests.ask(recorded, cast.official, given(recorded, **changed))


def test_a_platform_or_commitment_named_twice_is_asked_once(recorded: Engine, cast: Cast,
                                                            stopped_clock: StoppedClock) -> None:
    facebook, first = casting.platform_id(recorded, "facebook"), casting.commitment_id(recorded, 1)
    requests.ask(recorded, cast.official, given(recorded, platform_ids=[facebook] * 2, commitment_ids=[first] * 3))
    assert len(pairs(recorded, cast.official, stopped_clock.now)) == 1


def test_nobody_but_officials_asks_or_withdraws(recorded: Engine, cast: Cast) -> None:
    id_ = a_request(recorded, cast.official)
    for viewer in (cast.facebook, cast.twitter, cast.analyst, cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed, match="cannot ask for updates"):
            requests.ask(recorded, viewer, given(recorded))
        with pytest.raises(NotAllowed, match="cannot withdraw requests"):
            requests.withdraw(recorded, viewer, id_, "No.")


def test_a_request_is_seen_by_government_and_its_addressees_alone(recorded: Engine, cast: Cast,
                                                                  session: Session) -> None:
    id_ = a_request(recorded, cast.official, platforms=("facebook",))
    for viewer in (cast.official, cast.second_official, cast.analyst, cast.facebook):
        assert requests.in_view(session, viewer, id_, as_at=OPENING).id == id_
        assert len(requests.listing(session, viewer, casting.letter_id(recorded), as_at=OPENING)) == 1
    for viewer in (cast.twitter, cast.stranger, cast.administrator):
        with pytest.raises(NotFound, match=r"^There is no such request\.$"):
            requests.in_view(session, viewer, id_, as_at=OPENING)
        assert requests.listing(session, viewer, casting.letter_id(recorded), as_at=OPENING).empty
        assert pairs(recorded, viewer, OPENING).empty


def test_the_first_version_submitted_since_answers(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    a_version(recorded, cast.facebook)
    stopped_clock.advance(hours=1)
    asked = stopped_clock.now
    a_request(recorded, cast.official)
    assert answers(recorded, cast, asked) == [None]  # what was there before is not an answer
    a_version(recorded, cast.facebook, commitment=2)
    a_version(recorded, cast.twitter)
    assert answers(recorded, cast, asked) == [None]  # nor is what others or other commitments say
    answered = stopped_clock.advance(hours=1)
    first = a_version(recorded, cast.facebook)
    stopped_clock.advance(hours=1)
    a_version(recorded, cast.facebook)
    [row] = pairs(recorded, cast.official, stopped_clock.now).to_dict("records")
    assert (row["version_id"], row["answered_at"]) == (first, answered)
    assert answers(recorded, cast, answered) == [first]
    assert answers(recorded, cast, answered - SECOND) == [None]


def test_a_version_submitted_at_the_very_moment_answers(recorded: Engine, cast: Cast) -> None:
    a_request(recorded, cast.official)
    version = a_version(recorded, cast.facebook)
    assert answers(recorded, cast, OPENING) == [version]


def test_a_returned_answer_is_none_and_so_is_what_it_replaced(recorded: Engine, cast: Cast,
                                                              stopped_clock: StoppedClock) -> None:
    a_request(recorded, cast.official)
    a_version(recorded, cast.facebook)
    stopped_clock.advance(hours=1)
    second = a_version(recorded, cast.facebook)
    stopped_clock.advance(hours=1)
    a_return(recorded, cast.official, second)
    assert answers(recorded, cast, stopped_clock.now) == [None]
    assert answers(recorded, cast, stopped_clock.now - SECOND) != [None]  # it was one until it was returned
    stopped_clock.advance(hours=1)
    third = a_version(recorded, cast.facebook)
    assert answers(recorded, cast, stopped_clock.now) == [third]
    an_acceptance(recorded, cast.official, third)
    assert answers(recorded, cast, stopped_clock.now) == [third]


def test_a_withdrawn_request_is_owed_until_then_and_stays_on_record(recorded: Engine, cast: Cast,
                                                                    stopped_clock: StoppedClock) -> None:
    id_ = a_request(recorded, cast.official)
    asked = stopped_clock.now
    withdrawn = stopped_clock.advance(hours=1)
    requests.withdraw(recorded, cast.second_official, id_, " Asked by mistake. ")
    assert last_sentence(recorded) == "Home Office official withdrew the request of 2019-12-02."
    assert len(pairs(recorded, cast.official, withdrawn - SECOND)) == 1
    assert pairs(recorded, cast.official, withdrawn).empty
    assert len(pairs(recorded, cast.official, withdrawn, withdrawn=True)) == 1
    assert pairs(recorded, cast.official, asked - SECOND, withdrawn=True).empty
    with reading(recorded) as session:
        letter = casting.letter_id(recorded)
        before = requests.in_view(session, cast.facebook, id_, as_at=withdrawn - SECOND)
        after = requests.in_view(session, cast.facebook, id_, as_at=withdrawn)
        with pytest.raises(NotFound):
            requests.in_view(session, cast.facebook, id_, as_at=asked - SECOND)
        listed = [list(requests.listing(session, cast.official, letter, as_at=at)["withdrawn"])
                  for at in (asked - SECOND, asked, withdrawn)]
    assert (before.withdrawn_at, before.withdrawn_reason) == (None, "")
    assert (after.withdrawn_at, after.withdrawn_reason) == (withdrawn, "Asked by mistake.")
    assert listed == [[], [False], [True]]


def test_withdrawing_needs_a_reason_and_happens_once(recorded: Engine, cast: Cast) -> None:
    id_ = a_request(recorded, cast.official)
    for nothing in ("", " \n", "\x00"):
        with pytest.raises(Invalid, match=r"^Say why you withdraw the request; the platforms will read it\.$"):
            requests.withdraw(recorded, cast.official, id_, nothing)
    with pytest.raises(Invalid, match=r"^Shorten the reason to 10,000 characters\.$"):
        requests.withdraw(recorded, cast.official, id_, "x" * 10_001)
    requests.withdraw(recorded, cast.official, id_, "No longer needed.")
    with pytest.raises(Changed, match=r"^This request was already withdrawn on 2 December 2019 at 09:00\.$"):
        requests.withdraw(recorded, cast.official, id_, "No longer needed.")
    with pytest.raises(NotFound, match=r"^There is no such request\.$"):
        requests.withdraw(recorded, cast.official, 10_000, "No longer needed.")


def test_the_list_says_in_words_whom_and_what_was_asked_and_how_much_was_answered(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    older = a_request(recorded, cast.official, platforms=("twitter", "facebook", "google"), commitments=(3, 1))
    stopped_clock.advance(hours=1)
    newer = a_request(recorded, cast.second_official, platforms=("twitter",), commitments=(2,))
    stopped_clock.advance(hours=1)
    a_version(recorded, cast.facebook)
    with reading(recorded) as session:
        seen = requests.listing(session, cast.analyst, casting.letter_id(recorded), as_at=stopped_clock.now)
        own = requests.listing(session, cast.facebook, casting.letter_id(recorded), as_at=stopped_clock.now)
    assert list(seen.columns) == ["id", "asked_at", "asked_by", "due_on", "platforms", "commitments", "answered",
                                  "owed", "withdrawn"]
    assert [list(row)[0:1] + list(row)[2:] for row in seen.itertuples(index=False)] == [
        [newer, "Home Office official", date(2019, 12, 9), "Twitter", "2", 0, 1, False],
        [older, "Cabinet Office official", date(2019, 12, 9), "Facebook, Google and Twitter", "1 and 3", 1, 6, False]]
    assert list(own["platforms"]) == ["Facebook"]
    assert list(own["owed"]) == [2]


def test_a_letter_nobody_asked_about_has_an_empty_list_with_its_columns(recorded: Engine, cast: Cast,
                                                                        session: Session) -> None:
    found = requests.listing(session, cast.official, casting.letter_id(recorded), as_at=OPENING)
    assert found.empty
    assert "owed" in found.columns
