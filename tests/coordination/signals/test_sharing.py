"""Sharing, withdrawing and answering: what is stored, what is refused with which sentence, and what was known when."""

from datetime import datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session

from coordination import accounts
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.signals import answering, reading, sharing
from coordination.signals.reading import Only
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.signals import Signal, SignalAddressee, SignalAnswer
from data_model.words import Opinion, SignalKind, Tlp
from tests import cast as casting
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock
from tests.signals import THREAT, a_signal, an_act, given

MINUTE = timedelta(minutes=1)


def listing(engine: Engine, viewer: Viewer, at: datetime, **only: object) -> pd.DataFrame:
    with reading_from(engine) as session:
        return reading.listing(session, viewer, casting.letter_id(engine), as_at=at, only=Only(**only))  # type: ignore[arg-type]


def in_view(engine: Engine, viewer: Viewer, id_: int, at: datetime) -> reading.SignalInView:
    with reading_from(engine) as session:
        return reading.in_view(session, viewer, id_, as_at=at)


def count(engine: Engine, table: type[Signal] | type[SignalAddressee] | type[SignalAnswer]) -> int:
    with reading_from(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def faults(engine: Engine, viewer: Viewer, **changed: object) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        sharing.share(engine, viewer, given(engine, viewer, **changed))
    assert count(engine, Signal) == count(engine, SignalAddressee) == 0
    return [(fault.where, fault.sentence) for fault in refused.value.faults]


def test_a_signal_is_stored_as_it_was_shared(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_signal(recorded, cast.twitter, summary=" Again.\x00 ", indicator="hxxps://Example[.]com/a", kind="campaign")
    seen = in_view(recorded, cast.twitter, id_, stopped_clock.now)
    assert (seen.platform, seen.kind, seen.category_code, seen.tlp, seen.summary, seen.indicator, seen.shared_by) == (
        "Twitter", SignalKind.CAMPAIGN, THREAT, Tlp.GREEN, "Again.", "https://example.com/a", "Twitter representative")
    assert (seen.shared_at, seen.observed_at) == (OPENING, OPENING - timedelta(hours=1))
    assert seen.stix_id.startswith("indicator--")
    assert [each.described for each in seen.addressees] == [
        "Facebook", "Google", "Cabinet Office", "Department for Digital, Culture, Media and Sport", "Home Office"]
    assert seen.is_open
    assert seen.own


def test_everybody_is_addressed_once_however_often_they_are_named(recorded: Engine, cast: Cast) -> None:
    facebook = casting.platform_id(recorded, "facebook")
    a_signal(recorded, cast.twitter, platform_ids=[facebook, facebook], organisation_ids=[
        cast.official.organisation_id] * 2, everyone=True)
    assert count(recorded, SignalAddressee) == 5
    a_signal(recorded, cast.twitter, tlp=Tlp.RED, account_ids=[cast.facebook.account_id] * 2)
    assert count(recorded, SignalAddressee) == 6


@pytest.mark.parametrize(("changed", "found"), [
    ({"summary": " "}, [("summary", f"Give a summary. {sharing.SUMMARY_HINT}")]),
    ({"summary": "x" * 1_001}, [("summary", "Shorten the summary to 1,000 characters.")]),
    ({"indicator": ""}, [("indicator", "Give the indicator. For example: https://example.com/page")]),
    ({"observed_at": OPENING + MINUTE},
     [("observed_at", "It cannot have been observed in the future. Enter London time.")]),
    ({"observed_at": OPENING - timedelta(days=367)}, [("observed_at", "Enter a time within the last year.")]),
    ({"category_id": 1}, [("category_id", "Choose one of the categories.")]),
    ({"category_id": 10**6}, [("category_id", "Choose one of the categories.")]),
    ({"platform_ids": [10**6]},
     [("platform_ids", "Choose platforms that the letter is addressed to, and government departments.")]),
    ({"organisation_ids": [10**6]},
     [("platform_ids", "Choose platforms that the letter is addressed to, and government departments.")]),
    ({"tlp": "TLP:RED", "account_ids": [10**6]},
     [("account_ids", "Choose people who represent another platform or a government department.")]),
    ({"tlp": "TLP:RED", "everyone": True},
     [("tlp", "TLP:RED is for named people. Choose the people who may read this, or another marking.")]),
    ({"everyone": False}, [("addressees", "Choose at least one platform or department.")]),
    ({"observed_at": OPENING + MINUTE, "everyone": False, "indicator": "x"}, [
        ("observed_at", "It cannot have been observed in the future. Enter London time."),
        ("addressees", "Choose at least one platform or department."),
        ("indicator", "Give the whole web address, which begins with https:// or http://. For example: "
                      "https://example.com/page")]),
])
def test_a_signal_that_cannot_be_is_refused_with_every_fault(
        recorded: Engine, cast: Cast, changed: dict[str, object], found: list[tuple[str, str]]) -> None:
    assert faults(recorded, cast.twitter, **changed) == found


def test_what_is_of_the_wrong_form_is_refused(recorded: Engine, cast: Cast) -> None:
    for changed in ({"tlp": "TLP:BLUE"}, {"kind": "x"}, {"observed_at": OPENING.replace(tzinfo=None)},
                    {"shared_at": OPENING}, {"platform_ids": ["x"]}, {"indicator_kind": "IP"}):
        assert len(faults(recorded, cast.twitter, **changed)) == 1


def test_contradictions_with_the_letter_are_said(recorded: Engine, cast: Cast) -> None:
    twitter, elsewhere = casting.platform_id(recorded, "twitter"), casting.platform_id(recorded, "elsewhere")
    assert faults(recorded, cast.twitter, platform_ids=[twitter]) == [
        ("platform_ids", "Twitter cannot be addressed: your own company reads the signal anyway.")]
    assert faults(recorded, cast.twitter, platform_ids=[elsewhere])[0][0] == "platform_ids"
    assert faults(recorded, cast.twitter, platform_id=casting.platform_id(recorded, "facebook")) == [
        ("platform_id", "Share for your own platform, to which the letter is addressed.")]
    for person in (cast.stranger, cast.analyst, cast.administrator, cast.twitter):
        assert faults(recorded, cast.twitter, tlp=Tlp.RED, account_ids=[person.account_id])[0][0] == "account_ids"
    accounts.set_active(recorded, "a test", cast.facebook.account_id, active=False)
    assert faults(recorded, cast.twitter, tlp=Tlp.RED, account_ids=[cast.facebook.account_id])[0][0] == "account_ids"


def test_only_platforms_of_the_letter_share(recorded: Engine, cast: Cast, session: Session) -> None:
    for viewer in (cast.official, cast.analyst, cast.administrator):
        asked = given(recorded, cast.twitter)
        with pytest.raises(NotAllowed, match="cannot share signals"):
            sharing.share(recorded, viewer, asked)
        with pytest.raises(NotAllowed, match="cannot share signals"):
            sharing.choices(session, viewer, casting.letter_id(recorded))
    with pytest.raises(NotFound, match=r"^There is no such letter\.$"):
        sharing.share(recorded, cast.stranger, given(recorded, cast.stranger))
    with pytest.raises(NotFound, match=r"^There is no such letter\.$"):
        sharing.share(recorded, cast.twitter, given(recorded, cast.twitter) | {"letter_id": 10**6})


def test_the_form_offers_what_the_rules_let_through(recorded: Engine, cast: Cast, session: Session) -> None:
    may = sharing.choices(session, cast.twitter, casting.letter_id(recorded))
    assert list(may.own.values()) == ["Twitter"]
    assert list(may.platforms.values()) == ["Facebook", "Google"]
    assert list(may.departments.values()) == ["Cabinet Office", "Department for Digital, Culture, Media and Sport",
                                              "Home Office"]
    assert [(each.name, each.organisation) for each in may.people] == [
        ("Cabinet Office official", "Cabinet Office"), ("Facebook representative", "Facebook"),
        ("Home Office official", "Home Office")]
    assert "Threat to a named person (Parley 1)" in may.categories.values()


def test_withdrawing_takes_a_reason_and_the_platform_that_shared(recorded: Engine, cast: Cast,
                                                                 stopped_clock: StoppedClock) -> None:
    id_ = a_signal(recorded, cast.twitter)
    with pytest.raises(Invalid, match=r"^Say why you withdraw the signal; its addressees will read it\.$"):
        sharing.withdraw(recorded, cast.twitter, id_, " ")
    with pytest.raises(Invalid, match=r"^Shorten the reason to 2,000 characters\.$"):
        sharing.withdraw(recorded, cast.twitter, id_, "x" * 2_001)
    with pytest.raises(NotAllowed, match=r"^Only Twitter can withdraw this signal\.$"):
        sharing.withdraw(recorded, cast.facebook, id_, "x")
    before = stopped_clock.now
    stopped_clock.advance(hours=1)
    sharing.withdraw(recorded, cast.twitter, id_, "We were wrong.")
    with pytest.raises(Changed, match=r"^This signal was withdrawn on 2 December 2019 at 10:00"):
        sharing.withdraw(recorded, cast.twitter, id_, "Again.")
    with pytest.raises(Changed, match=r"^This signal was withdrawn on 2 December 2019 at 10:00"):
        answering.acknowledge(recorded, cast.facebook, id_)
    now = in_view(recorded, cast.facebook, id_, stopped_clock.now)
    then = in_view(recorded, cast.facebook, id_, before)
    assert (now.withdrawn_at, now.withdrawn_reason, now.summary) == (
        stopped_clock.now, "We were wrong.", "The same picture, again.")
    assert (then.withdrawn_at, then.withdrawn_reason, then.is_open) == (None, "", True)
    assert list(listing(recorded, cast.facebook, before)["withdrawn"]) == [False]
    assert list(listing(recorded, cast.facebook, stopped_clock.now)["withdrawn"]) == [True]


def test_each_step_is_known_from_when_it_was_recorded_and_the_newest_counts(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_signal(recorded, cast.twitter)
    moments = [stopped_clock.now]
    for step in (lambda: answering.acknowledge(recorded, cast.facebook, id_),
                 lambda: answering.give_opinion(recorded, cast.facebook, id_, "cannot tell", "Perhaps."),
                 lambda: answering.give_opinion(recorded, cast.facebook, id_, Opinion.BREACHES, "It does."),
                 lambda: answering.act(recorded, cast.facebook, id_, OPENING - MINUTE, "Taken down."),
                 lambda: answering.act(recorded, cast.facebook, id_, OPENING + MINUTE, "Taken down: corrected.")):
        moments.append(stopped_clock.advance(hours=1))
        step()
    told = []
    for at in moments:
        seen = [each.answer for each in in_view(recorded, cast.twitter, id_, at).addressees if each.slug == "facebook"]
        told += [(each.acknowledged_at, each.opinion, each.opinion_words, each.acted_at, each.acted_words)
                 for each in seen]
    first, second = OPENING - MINUTE, OPENING + MINUTE
    breaches, words = (Opinion.BREACHES, "It does."), "Taken down: corrected."
    assert told == [
        (None, None, "", None, ""), (moments[1], None, "", None, ""),
        (moments[1], Opinion.CANNOT_TELL, "Perhaps.", None, ""), (moments[1], *breaches, None, ""),
        (moments[1], *breaches, first, "Taken down."), (moments[1], *breaches, second, words)]


@pytest.mark.parametrize("step", ["opinion", "act"])
def test_an_opinion_or_an_act_acknowledges_too(recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
                                               step: str) -> None:
    id_ = a_signal(recorded, cast.twitter)
    stopped_clock.advance(hours=1)
    if step == "opinion":
        answering.give_opinion(recorded, cast.facebook, id_, "breaches here")
    else:
        an_act(recorded, cast.facebook, id_)
    [row] = listing(recorded, cast.facebook, stopped_clock.now).to_dict("records")
    assert (row["acknowledged_at"], row["acknowledged"], row["out_of"]) == (stopped_clock.now, 1, 1)
    with pytest.raises(Changed, match=r"^Facebook representative acknowledged this signal already, on 2 December 2019"):
        answering.acknowledge(recorded, cast.facebook, id_)


@pytest.mark.parametrize(("act", "sentence"), [
    (lambda engine, viewer, id_: answering.give_opinion(engine, viewer, id_, ""),
     "Choose whether it breaches your rules."),
    (lambda engine, viewer, id_: answering.act(engine, viewer, id_, None),
     "Enter the day and time at which you acted."),
    (lambda engine, viewer, id_: answering.act(engine, viewer, id_, OPENING + MINUTE),
     "What is done cannot be in the future. Enter London time."),
    (lambda engine, viewer, id_: answering.act(engine, viewer, id_, OPENING - timedelta(days=400)),
     "Enter a time within a year before the signal was shared."),
    (lambda engine, viewer, id_: answering.act(engine, viewer, id_, OPENING, "x" * 2_001),
     "Words: use at most 2,000 characters."),
])
def test_an_answer_that_cannot_be_is_refused(recorded: Engine, cast: Cast, act: object, sentence: str) -> None:
    id_ = a_signal(recorded, cast.twitter)
    with pytest.raises(Invalid) as refused:
        act(recorded, cast.facebook, id_)  # type: ignore[operator]
    assert str(refused.value) == sentence
    assert count(recorded, SignalAnswer) == 0


def test_only_those_addressed_answer(recorded: Engine, cast: Cast) -> None:
    id_ = a_signal(recorded, cast.twitter)
    with pytest.raises(NotAllowed, match=r"^Only those whom a signal is addressed to answer it\.$"):
        answering.acknowledge(recorded, cast.twitter, id_)
    for viewer in (cast.official, cast.analyst, cast.administrator):
        with pytest.raises(NotAllowed, match="cannot answer signals"):
            answering.acknowledge(recorded, viewer, id_)


def test_a_list_is_the_newest_first_page_by_page_and_as_narrow_as_asked(recorded: Engine, cast: Cast,
                                                                        stopped_clock: StoppedClock) -> None:
    ids = []
    for number in range(5):
        stopped_clock.advance(minutes=1)
        by = cast.facebook if number == 3 else cast.twitter
        ids.append(a_signal(recorded, by, indicator=f"https://example.com/{number}", kind="user" if number == 2 else
                            "content", tlp=Tlp.CLEAR if number == 4 else Tlp.GREEN))
    at = stopped_clock.now

    def shown(**only: object) -> list[int]:
        return [ids.index(id_) for id_ in listing(recorded, cast.official, at, **only)["id"]]

    assert shown() == [4, 3, 2, 1, 0]
    assert shown(newest=2) == [4, 3]
    assert shown(newest=2, skip=2) == [2, 1]
    assert shown(slug="facebook") == [3]
    assert shown(kind=SignalKind.USER) == [2]
    assert shown(tlp=Tlp.CLEAR) == [4]
    assert shown(category_code=THREAT) == shown(category_code=THREAT.split("/")[0]) == [4, 3, 2, 1, 0]
    assert shown(category_code="STATEMENT_CATEGORY_VIOL") == []
    assert [ids.index(id_) for id_ in listing(recorded, cast.official, at - 2 * MINUTE)["id"]] == [2, 1, 0]
    with reading_from(recorded) as session:
        assert reading.count(session, cast.official, casting.letter_id(recorded), as_at=at,
                             only=Only(slug="twitter", newest=1)) == 4


def test_every_pair_is_timed_and_those_named_under_red_are_their_platform(recorded: Engine, cast: Cast,
                                                                          stopped_clock: StoppedClock) -> None:
    second = casting.viewer(recorded, name="Second at Facebook", role=cast.facebook.role, organisation="Facebook")
    id_ = a_signal(recorded, cast.twitter, tlp=Tlp.RED, account_ids=[cast.facebook.account_id, second.account_id,
                                                                     cast.official.account_id])
    stopped_clock.advance(hours=2)
    answering.acknowledge(recorded, second, id_)
    with pytest.raises(Changed):
        answering.acknowledge(recorded, cast.facebook, id_)
    stopped_clock.advance(hours=1)
    an_act(recorded, cast.facebook, id_)
    stopped_clock.advance(hours=1)
    sharing.withdraw(recorded, cast.twitter, id_, "x")
    with reading_from(recorded) as session:
        [pair] = reading.pairs(session, cast.analyst, casting.letter_id(recorded),
                               as_at=stopped_clock.now).to_dict("records")
    hour = timedelta(hours=1)
    assert (pair["from_slug"], pair["to_slug"], pair["category_code"]) == ("twitter", "facebook", THREAT)
    assert [pair[name] for name in ("shared_at", "acknowledged_at", "acted_at", "ended_at")] == [
        OPENING, OPENING + 2 * hour, OPENING + 3 * hour, OPENING + 4 * hour]
