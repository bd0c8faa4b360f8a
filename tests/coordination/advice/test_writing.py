"""From draft to sent version: what is stored, who may, and what a second window is told."""

import pytest
from sqlalchemy import Engine, func, select

from coordination import audit
from coordination.advice import agreeing, writing
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from data_model.advice import AdviceDraft, AdviceVersion
from data_model.database import reading as reading_from
from data_model.words import AdviceTopic, Agreement
from tests import cast as casting
from tests.advice import a_draft, a_returned_section, a_sent_section, content
from tests.cast import Cast
from tests.conftest import StoppedClock

TOPIC = AdviceTopic.BREACHES


@pytest.fixture
def place(recorded: Engine, cast: Cast) -> tuple[int, int, AdviceTopic]:
    """Facebook's section on what breaches, as writes name it."""
    return casting.letter_id(recorded), casting.own_platform_id(recorded, cast.facebook), TOPIC


Place = tuple[int, int, AdviceTopic]


def count(engine: Engine, table: type[AdviceDraft] | type[AdviceVersion]) -> int:
    with reading_from(engine) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def desk(engine: Engine, viewer: Viewer, place: Place) -> writing.Desk:
    with reading_from(engine) as session:
        return writing.desk(session, viewer, *place)


def told(engine: Engine, cast: Cast, newest: int) -> list[str]:
    with reading_from(engine) as session:
        return list(audit.entries(session, cast.administrator)["sentence"].head(newest))


def test_a_draft_is_begun_once_saved_and_sent(recorded: Engine, cast: Cast, place: Place,
                                              stopped_clock: StoppedClock) -> None:
    first = writing.open_draft(recorded, cast.facebook, *place)
    assert writing.open_draft(recorded, cast.facebook, *place) == first
    revision = writing.save(recorded, cast.facebook, *place, first, {"english": "Unfinish"})
    assert revision == first + 1
    saved = desk(recorded, cast.facebook, place).draft
    assert saved
    assert (saved.content.english, saved.revision, saved.saved_by, saved.saved_at) == (
        "Unfinish", revision, "Facebook representative", stopped_clock.now)
    id_ = writing.send(recorded, cast.facebook, *place, revision, content())
    now = desk(recorded, cast.facebook, place)
    assert (now.platform, now.draft) == ("Facebook", None)
    assert now.last
    assert (now.last.id, now.last.number, now.last.content.model_dump(), now.last.decision) == (
        id_, 1, content() | {"report_address": "", "responds_in_hours": None}, None)
    assert told(recorded, cast, 2) == [
        "Facebook representative sent version 1 of Facebook's advice on what breaches to officials.",
        "Facebook representative began a draft of Facebook's advice on what breaches."]


def test_the_next_draft_begins_where_the_last_version_ended(recorded: Engine, cast: Cast, place: Place) -> None:
    a_returned_section(recorded, cast, reason="Say more.")
    revision = writing.open_draft(recorded, cast.facebook, *place)
    now = desk(recorded, cast.facebook, place)
    assert now.draft
    assert now.last
    assert now.draft.content == now.last.content
    assert (now.last.decision, now.last.reason, now.last.decided_by) == (
        Agreement.RETURNED, "Say more.", "Cabinet Office official")
    with pytest.raises(Invalid, match="This is what version 1 says"):
        writing.send(recorded, cast.facebook, *place, revision, content())
    writing.send(recorded, cast.facebook, *place, revision, content(english="More."))
    last = desk(recorded, cast.facebook, place).last
    assert last
    assert last.number == 2


def test_what_may_not_be_sent_stays_a_draft(recorded: Engine, cast: Cast, place: Place) -> None:
    revision = a_draft(recorded, cast.facebook)
    with pytest.raises(Invalid) as refused:
        writing.send(recorded, cast.facebook, *place, revision, content(english="[x](x)", report_address="y"))
    assert [fault.where for fault in refused.value.faults] == ["english", "report_address"]
    assert (count(recorded, AdviceDraft), count(recorded, AdviceVersion)) == (1, 0)


def test_a_second_window_is_told_who_was_faster(recorded: Engine, cast: Cast, place: Place) -> None:
    revision = writing.open_draft(recorded, cast.facebook, *place)
    writing.save(recorded, cast.facebook, *place, revision, {"english": "First window."})
    late = "Facebook representative saved this draft from another window on 2 December 2019 at 09:00"
    for act in (writing.save, writing.send):
        with pytest.raises(Changed, match=late):
            act(recorded, cast.facebook, *place, revision, {"english": "Second window."})
    with pytest.raises(Changed, match=late):
        writing.discard(recorded, cast.facebook, *place, revision)
    writing.send(recorded, cast.facebook, *place, revision + 1, content())
    with pytest.raises(Changed, match="Nothing was sent twice"):
        writing.send(recorded, cast.facebook, *place, revision + 1, content())


def test_a_discarded_draft_is_gone_and_what_was_sent_stays(recorded: Engine, cast: Cast, place: Place) -> None:
    a_sent_section(recorded, cast.facebook)
    revision = a_draft(recorded, cast.facebook, english="Other.")
    writing.discard(recorded, cast.facebook, *place, revision)
    now = desk(recorded, cast.facebook, place)
    assert (now.draft, now.last and now.last.number) == (None, 1)
    assert told(recorded, cast, 1) == [
        "Facebook representative discarded the draft of Facebook's advice on what breaches."]
    # A tab left open on it is not taken for one that is open on the next draft.
    writing.open_draft(recorded, cast.facebook, *place)
    with pytest.raises(Changed):
        writing.save(recorded, cast.facebook, *place, revision, content())


def test_where_no_draft_and_no_version_is_there_is_nothing_to_save(recorded: Engine, cast: Cast, place: Place) -> None:
    with pytest.raises(NotFound, match="There is no such draft"):
        writing.save(recorded, cast.facebook, *place, 1, content())


@pytest.mark.parametrize("who", ["twitter", "stranger"])
def test_another_companys_section_is_not_there(recorded: Engine, cast: Cast, place: Place, who: str) -> None:
    revision, viewer = a_draft(recorded, cast.facebook), getattr(cast, who)
    for act in (lambda: writing.open_draft(recorded, viewer, *place),
                lambda: writing.save(recorded, viewer, *place, revision, content()),
                lambda: writing.send(recorded, viewer, *place, revision, content()),
                lambda: writing.discard(recorded, viewer, *place, revision),
                lambda: desk(recorded, viewer, place)):
        with pytest.raises(NotFound, match="There is no such advice"):
            act()
    assert (count(recorded, AdviceDraft), count(recorded, AdviceVersion)) == (1, 0)


@pytest.mark.parametrize("who", ["official", "analyst", "administrator"])
def test_only_platforms_write_and_nobody_else_sees_a_draft(recorded: Engine, cast: Cast, place: Place,
                                                           who: str) -> None:
    revision, viewer = a_draft(recorded, cast.facebook), getattr(cast, who)
    for act in (lambda: writing.open_draft(recorded, viewer, *place),
                lambda: writing.save(recorded, viewer, *place, revision, content()),
                lambda: writing.send(recorded, viewer, *place, revision, content()),
                lambda: writing.discard(recorded, viewer, *place, revision)):
        with pytest.raises(NotAllowed, match="cannot write advice"):
            act()
    with pytest.raises(NotFound):
        desk(recorded, viewer, place)


def test_a_platform_that_the_letter_is_not_addressed_to_writes_nothing(recorded: Engine, cast: Cast) -> None:
    with pytest.raises(NotFound):
        a_draft(recorded, cast.stranger)


def test_a_version_that_was_agreed_never_changes_when_a_newer_one_is_sent(recorded: Engine, cast: Cast,
                                                                          place: Place) -> None:
    first = a_sent_section(recorded, cast.facebook)
    agreeing.agree(recorded, cast.official, first)
    a_sent_section(recorded, cast.facebook, english="Newer.")
    with reading_from(recorded) as session:
        assert session.get_one(AdviceVersion, first).english == content()["english"]
