"""Putting briefings together: whose they are, how they are saved, and how high they are marked."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import audit
from coordination.briefings import inputs, reading, writing
from coordination.briefings.inputs import FigurePart, HeadingPart, OverviewPart, QuotationPart, ScorecardPart, WordsPart
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from data_model.database import reading as reading_from
from data_model.words import BriefingTemplate, Marking
from tests.briefings import LAG, REPORTS, a_briefing, opened
from tests.cast import Cast, letter_id
from tests.conftest import StoppedClock

OFFICIAL, SENSITIVE = Marking.OFFICIAL, Marking.OFFICIAL_SENSITIVE


def content(*parts: dict[str, object], name: str = "Monday", marking: Marking = OFFICIAL) -> dict[str, object]:
    return {"name": name, "marking": marking, "parts": list(parts)}


def test_a_weekly_note_begins_with_what_ministers_ask(recorded: Engine, cast: Cast) -> None:
    id_ = writing.make(recorded, cast.analyst, letter_id(recorded), "  Monday\n note ", BriefingTemplate.WEEKLY_NOTE)
    found = opened(recorded, cast.analyst, id_)
    assert (found.name, found.reference, found.own, found.shared) == ("Monday note", "MCO/00433", True, False)
    assert [part.kind for part in found.parts] == [
        "words", "heading", "overview", "heading", "figure", "heading", "figure", "figure", "heading", "figure",
        "heading", "quotation"]
    assert found.marking == SENSITIVE  # for the lag is


def test_a_scorecard_asks_for_a_platform(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Invalid, match="Choose the platform that the scorecard is of: facebook, google and twitter"):
        writing.make(recorded, cast.analyst, letter_id(recorded), "A", BriefingTemplate.SCORECARD, platform="x")
    id_ = writing.make(recorded, cast.analyst, letter_id(recorded), "A", BriefingTemplate.SCORECARD, platform="twitter")
    found = opened(recorded, cast.analyst, id_)
    assert found.parts[:2] == (HeadingPart(text="Where Twitter stands"), ScorecardPart(platform="twitter"))
    assert found.marking == SENSITIVE


def test_an_answer_asks_for_the_question(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(Invalid, match="Enter the question that is to be answered"):
        writing.make(recorded, cast.official, letter_id(recorded), "A", BriefingTemplate.ANSWER, question=" ")
    id_ = writing.make(recorded, cast.official, letter_id(recorded), "A", BriefingTemplate.ANSWER, question="Why?")
    found = opened(recorded, cast.official, id_)
    assert found.parts[:4] == (HeadingPart(text="Question"), WordsPart(text="Why?"), HeadingPart(text="Answer"),
                               WordsPart())
    assert found.marking == OFFICIAL


@pytest.mark.parametrize("who", ["facebook", "administrator", "stranger"])
def test_only_officials_and_analysts_write_briefings(recorded: Engine, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed, match="cannot write briefings"):
        writing.make(recorded, getattr(cast, who), letter_id(recorded), "A", BriefingTemplate.BLANK)


def test_what_is_saved_is_what_is_read(recorded: Engine, cast: Cast) -> None:
    parts = (HeadingPart(text="One"), WordsPart(text="**Two**\n\nthree"), FigurePart(query=REPORTS, follows=True),
             OverviewPart(), QuotationPart(commitments=(1, 3)), ScorecardPart(platform="facebook"))
    assert opened(recorded, cast.analyst, a_briefing(recorded, cast.analyst, *parts)).parts == parts


def test_a_name_is_once_a_persons_own(recorded: Engine, cast: Cast) -> None:
    a_briefing(recorded, cast.analyst, name="Monday")
    a_briefing(recorded, cast.official, name="Monday")
    with pytest.raises(Invalid, match="You already have a briefing of this name"):
        a_briefing(recorded, cast.analyst, name="Monday")


def test_a_marking_is_never_lower_than_what_is_in_it(recorded: Engine, cast: Cast) -> None:
    id_ = a_briefing(recorded, cast.analyst, marking=OFFICIAL)
    revision = opened(recorded, cast.analyst, id_).revision
    for part, because in (({"kind": "figure", "query": LAG}, r"“Lag to act, median” \(part 1\)"),
                          ({"kind": "scorecard", "platform": "facebook"}, r"the scorecard \(part 1\)")):
        with pytest.raises(Invalid, match=f"must be marked OFFICIAL-SENSITIVE, because of {because}"):
            writing.save(recorded, cast.analyst, id_, revision, content(part))
        revision = writing.save(recorded, cast.analyst, id_, revision, content(part, marking=SENSITIVE))
    writing.save(recorded, cast.analyst, id_, revision, content({"kind": "figure", "query": REPORTS}))


def test_another_window_is_noticed(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    id_ = a_briefing(recorded, cast.analyst)
    revision = opened(recorded, cast.analyst, id_).revision
    writing.save(recorded, cast.analyst, id_, revision, content({"kind": "words", "text": "first"}))
    with pytest.raises(Changed, match="saved from another window on 2 December 2019 at 09:00"):
        writing.save(recorded, cast.analyst, id_, revision, content({"kind": "words", "text": "second"}))
    assert opened(recorded, cast.analyst, id_).parts == (WordsPart(text="first"),)


def test_a_colleague_opens_what_is_shared_and_changes_nothing(recorded: Engine, cast: Cast) -> None:
    id_ = a_briefing(recorded, cast.analyst, shared=True)
    found = opened(recorded, cast.official, id_)  # of the Cabinet Office too
    assert (found.own, found.owner) == (False, "Government analyst")
    for change in (lambda: writing.save(recorded, cast.official, id_, found.revision, content()),
                   lambda: writing.share(recorded, cast.official, id_, found.revision, shared=False),
                   lambda: writing.remove(recorded, cast.official, id_, found.revision)):
        with pytest.raises((NotAllowed, NotFound)):
            change()
    with pytest.raises(NotFound):
        opened(recorded, cast.second_official, id_)  # of the Home Office


def test_nobody_opens_what_is_not_shared(recorded: Engine, cast: Cast, session: Session) -> None:
    id_ = a_briefing(recorded, cast.analyst)
    for viewer in (cast.official, cast.second_official, cast.facebook, cast.administrator):
        assert reading.listing(session, viewer, letter_id(recorded)).empty
        with pytest.raises(NotFound):
            reading.opened(session, viewer, id_)


def test_what_is_deleted_is_gone(recorded: Engine, cast: Cast) -> None:
    id_ = a_briefing(recorded, cast.analyst)
    writing.remove(recorded, cast.analyst, id_, opened(recorded, cast.analyst, id_).revision)
    with pytest.raises(NotFound):
        opened(recorded, cast.analyst, id_)


def test_the_audit_says_who_makes_shares_and_deletes_and_quotes_nothing(recorded: Engine, cast: Cast) -> None:
    with reading_from(recorded) as session:
        before = audit.data_version(session)
    id_ = a_briefing(recorded, cast.analyst, name="secret", shared=True)
    writing.remove(recorded, cast.analyst, id_, opened(recorded, cast.analyst, id_).revision)
    with reading_from(recorded) as session:
        told = list(audit.entries(session, cast.administrator, newest=3)["sentence"])
        assert audit.data_version(session) == before  # what pages keep of the record stays good
    assert told == [f"Government analyst deleted briefing {id_}.",
                    f"Government analyst shares briefing {id_} with their organisation.",
                    f"Government analyst began briefing {id_} (template: blank)."]


@pytest.mark.parametrize(("parts", "sentence"), [
    ([{"kind": "words", "text": "x" * 8001}], "Part 1: use at most 8,000 characters."),
    ([{"kind": "heading"}, {"kind": "heading", "text": "x" * 161}], "Part 2: use at most 160 characters."),
    ([{"kind": "heading"}] * 61, "A briefing has at most 60 parts. Take some out, or make another one."),
    ([{"kind": "figure", "query": REPORTS}] * 25,
     "A briefing has at most 24 figures. Take some out, or make another one."),
])
def test_what_is_too_much_is_refused_in_a_sentence(parts: list[dict[str, object]], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        inputs.checked(content(*parts))
    assert str(refused.value) == sentence


def test_what_turns_the_reading_order_round_is_taken_out() -> None:
    given = inputs.checked(content({"kind": "words", "text": "a\u202eb\x00c"},
                                   {"kind": "heading", "text": "\u2066x\n"}))
    assert given.parts == (WordsPart(text="abc"), HeadingPart(text="x"))
