from datetime import date

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination import audit
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.reach import files, importing, reading, recording
from coordination.reach.files import File
from coordination.reach.importing import DryRun
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.reach import DistributionVersion
from tests import cast as casting
from tests.cast import OPENING, Cast
from tests.reach import a_distribution, an_empty_edition

HEADER = "Edition,Kind of sender,Sender,Audience,Party,Channel,Sent on,People"
LABOUR = "1,party,Labour Party,candidates,Labour,email,2019-11-23,600"
GREENS = "1,party,Green Party,candidates,Green,email,2019-11-24,450"
STAFF = "1,returning officers,Acting returning officers,electoral staff,,briefing,2019-11-25,900"


@pytest.fixture(autouse=True)
def edition(recorded: Engine, cast: Cast) -> None:
    an_empty_edition(recorded, cast)


def a_file(*rows: str) -> File:
    return files.read("\n".join((HEADER, *rows)).encode(), "sent.csv", today=date(2019, 12, 2))


def dry_run(engine: Engine, viewer: Viewer, *rows: str) -> DryRun:
    with reading_from(engine) as session:
        return importing.dry_run(session, viewer, casting.letter_id(engine), a_file(*rows), as_at=OPENING)


def store(engine: Engine, viewer: Viewer, *rows: str, **given: object) -> DryRun:
    return importing.store(engine, viewer, casting.letter_id(engine), a_file(*rows), **given)  # type: ignore[arg-type]


def stored(engine: Engine) -> list[tuple[str, int, int]]:
    """Sender, people and version of all that is on record, by sender."""
    with reading_from(engine) as session:
        viewer = casting.the_cast(engine).official
        found = reading.listing(session, viewer, casting.letter_id(engine), as_at=OPENING)
    return sorted(zip(found["sender"], found["people"], found["number"], strict=True))


def test_a_dry_run_says_what_would_be_and_stores_nothing(recorded: Engine, cast: Cast) -> None:
    a_distribution(recorded, cast.official)
    run = dry_run(recorded, cast.official, LABOUR, GREENS.replace("450", "440"), STAFF)
    assert (run.seen, run.kept, run.storable, run.needs_reason) == ((2, 0, 0), 1, True, False)
    assert stored(recorded) == [("Labour Party", 600, 1)]


def test_all_of_it_is_stored_and_told_in_one_sentence(recorded: Engine, cast: Cast) -> None:
    store(recorded, cast.official, LABOUR, GREENS, STAFF)
    assert stored(recorded) == [("Acting returning officers", 900, 1), ("Green Party", 450, 1),
                                ("Labour Party", 600, 1)]
    with reading_from(recorded) as session:
        assert audit.entries(session, cast.administrator)["sentence"][0] == (
            "Cabinet Office official imported a file of distributions: 3 added, 0 left as they were.")


def test_the_same_file_again_changes_nothing_and_says_so(recorded: Engine, cast: Cast) -> None:
    store(recorded, cast.official, LABOUR, GREENS)
    run = dry_run(recorded, cast.official, LABOUR.replace("Labour Party", "LABOUR party"), GREENS)
    assert (run.changes_nothing, run.storable, run.kept, run.faults.listed) == (True, False, 2, [])
    with pytest.raises(Invalid, match=r"^All of it is on record already, so there is nothing to store\.$"):
        store(recorded, cast.official, LABOUR, GREENS)
    with reading_from(recorded) as session:
        assert session.scalars(select(func.count(col(DistributionVersion.id)))).one() == 2


def test_a_changed_number_needs_a_reason(recorded: Engine, cast: Cast) -> None:
    store(recorded, cast.official, LABOUR, GREENS)
    rows = LABOUR.replace("600", "610"), GREENS, STAFF
    run = dry_run(recorded, cast.official, *rows)
    assert (run.seen, run.kept, run.needs_reason) == ((1, 1, 0), 1, True)
    assert [(each.row, each.before.version.people if each.before else None, each.said.people)
            for each in run.changed] == [(2, 600, 610)]
    with pytest.raises(Invalid, match=r"^Say why the number of people is restated\.$"):
        store(recorded, cast.official, *rows)
    assert len(stored(recorded)) == 2
    store(recorded, cast.official, *rows, reason="Late answers.")
    assert stored(recorded) == [("Acting returning officers", 900, 1), ("Green Party", 450, 1),
                                ("Labour Party", 610, 2)]


def test_0_takes_back_what_is_on_record_and_nothing_else(recorded: Engine, cast: Cast) -> None:
    store(recorded, cast.official, LABOUR)
    run = dry_run(recorded, cast.official, LABOUR.replace("600", "0"), GREENS.replace("450", "0"))
    assert [(fault.row, fault.column, fault.wrong) for fault in run.faults.listed] == [
        (3, "People", "0 takes back what is on record, and this is not.")]
    store(recorded, cast.official, LABOUR.replace("600", "0"), reason="It was a test.")
    assert stored(recorded) == [("Labour Party", 0, 2)]
    assert dry_run(recorded, cast.official, LABOUR.replace("600", "0")).kept == 1


@pytest.mark.parametrize(("row", "column", "wrong", "remedy"), [
    (LABOUR.replace("1,", "7,", 1), "Edition", "There is no edition 7 of this letter’s advice.",
     "Published so far: 1."),
    (LABOUR.replace("11-23", "11-21"), "Sent on", "Edition 1 was published on 22 November 2019.",
     "Enter that day or a later one."),
    (LABOUR.replace(",Labour,", ",Whigs,"), "Party", "The public record has no such party.",
     "Write Conservative, Labour, Liberal Democrat, Green, Brexit Party, SNP, UKIP, Plaid Cymru, other, or nothing for "
     "all."),
    ("1,platform,MySpace,candidates,,message,2019-11-23,5", "Sender", "This cannot stand here.",
     "Choose a platform that the letter is addressed to: Facebook, Google and Twitter."),
    (LABOUR.replace(",candidates,Labour,", ",electoral staff,Labour,"), "Party", "Electoral staff are of no party.",
     "Leave the party empty."),
])
def test_what_cannot_be_is_told_with_its_row_and_nothing_at_all_is_stored(
    row: str, column: str, wrong: str, remedy: str, recorded: Engine, cast: Cast,
) -> None:
    run = dry_run(recorded, cast.official, GREENS, row)
    assert [(fault.row, fault.column, fault.wrong, fault.remedy, fault.fatal) for fault in run.faults.listed][:1] == [
        (3, column, wrong, remedy, True)]
    assert run.failing == (tuple(row.split(",")),)
    with pytest.raises(Invalid, match=r"must be put right first\. Nothing was stored"):
        store(recorded, cast.official, GREENS, row)
    assert stored(recorded) == []


def test_the_same_sending_twice_in_a_file_is_told_of(recorded: Engine, cast: Cast) -> None:
    run = dry_run(recorded, cast.official, LABOUR, GREENS, LABOUR.replace("Labour P", "labour p"))
    assert [(fault.row, fault.wrong) for fault in run.faults.listed] == [
        (4, "The same sending stands in row 2 already.")]


def test_more_people_than_there_are_are_asked_about_once(recorded: Engine, cast: Cast) -> None:
    row = LABOUR.replace("600", "700")
    run = dry_run(recorded, cast.official, row)
    assert [(fault.wrong, fault.remedy, fault.fatal) for fault in run.faults.listed] == [
        ("There are 631 candidates of Labour, and this says 700 people.",
         "Confirm it if it is right, or correct it.", False)]
    assert run.storable
    with pytest.raises(Invalid, match=r"^Confirm what is asked about, or correct it\.$"):
        store(recorded, cast.official, row)
    store(recorded, cast.official, row, confirmed=True)
    assert dry_run(recorded, cast.official, row).faults.listed == []


def test_a_record_that_moved_on_since_the_check_is_checked_again(recorded: Engine, cast: Cast) -> None:
    run = dry_run(recorded, cast.official, LABOUR, GREENS)
    id_ = a_distribution(recorded, cast.second_official)
    with pytest.raises(Changed, match="has changed since the check"):
        store(recorded, cast.official, LABOUR, GREENS, seen=run.seen)
    recording.restate(recorded, cast.official, id_, 1, 5, "Why.")
    assert stored(recorded) == [("Labour Party", 5, 2)]


def test_only_officials_import_and_only_for_a_letter_there_is(recorded: Engine, cast: Cast) -> None:
    for viewer in (cast.analyst, cast.facebook, cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed, match=r"cannot import distributions\.$"):
            dry_run(recorded, viewer, LABOUR)
        with pytest.raises(NotAllowed, match=r"cannot import distributions\.$"):
            store(recorded, viewer, LABOUR)
    with pytest.raises(NotFound):
        importing.store(recorded, cast.official, 10_000, a_file(LABOUR))


def test_five_thousand_rows_are_stored_at_once(recorded: Engine, cast: Cast) -> None:
    rows = [LABOUR.replace("Labour Party", f"Branch {number}") for number in range(5_000)]
    assert len(store(recorded, cast.official, *rows).added) == 5_000
