"""Loading letters: to the character, once, and nothing about one of them in the code."""

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlmodel import col

from coordination import audit
from coordination.problems import Invalid
from data_model.audit import AuditEntry
from data_model.base import tables
from data_model.database import reading
from data_model.dialogue import DialogueCadence
from data_model.letters import (
    Commitment,
    Criterion,
    Election,
    Letter,
    PublicFigure,
    PublicRecordCriterion,
    PublicRecordEntry,
    Recipient,
)
from data_model.organisations import Organisation, Platform
from data_model.words import Marking, MeetingKind, OrganisationKind
from seeds import letters

REAL = letters.LETTERS / "mco_00433"
INVENTED = Path(__file__).parent / "letters" / "ports"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The invented letter, in a folder that a test may spoil."""
    return Path(shutil.copytree(INVENTED, tmp_path / "ports"))


def change(file: Path, old: str, new: str) -> None:
    words = file.read_text(encoding="utf-8")
    assert words.count(old) == 1
    file.write_text(words.replace(old, new), encoding="utf-8")


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with reading(engine) as session:
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
                for table in tables.metadata.sorted_tables}


def test_the_letter_is_on_record_with_what_it_asks_of_whom(engine: Engine) -> None:
    letters.load(engine, REAL)
    with reading(engine) as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.reference, letter.signed_on) == ("MCO/00433", date(2019, 11, 5))
        assert letter.marking is Marking.OFFICIAL
        assert letter.signatories.splitlines() == [
            "The Rt Hon Oliver Dowden CBE MP, Minister for the Cabinet Office",
            "The Rt Hon Priti Patel MP, Home Secretary",
            "The Rt Hon Nicky Morgan MP, Secretary of State for Digital, Culture, Media and Sport"]
        assert letter.text == (REAL / "letter.txt").read_text(encoding="utf-8")
        recipients = select(col(Platform.slug), col(Recipient.addressee)).join(
            Platform, col(Platform.id) == Recipient.platform_id).order_by(col(Platform.slug))
        assert session.execute(recipients).all() == [
            ("facebook", "Mr Mark Zuckerberg, Facebook CEO"), ("google", "Mr Sundar Pichai, Google CEO"),
            ("twitter", "Mr Jack Dorsey, Twitter CEO")]


def test_every_quotation_stands_in_the_letter_where_its_span_says(engine: Engine) -> None:
    letters.load(engine, REAL)
    with reading(engine) as session:
        words = session.scalars(select(Letter)).one().text
        found = session.scalars(select(Commitment).order_by(col(Commitment.number))).all()
        assert [words[each.span_start:each.span_end] == each.quotation for each in found] == [True] * 5
        assert [each.quotation.split(" ", 4)[:4] for each in found] == [
            ["Work", "together", "to", "provide"], ["Work", "with", "officials", "and"],
            ["Have", "regular", "dialogue", "between"], ["Continue", "to", "have", "an"],
            ["We", "trust", "that", "you"]]
        assert found[4].quotation.endswith("look forward to you providing an update on this.")
        assert [words[each.span_start - 2:each.span_start] for each in found[:4]] == ["- "] * 4


def test_every_commitment_has_its_criteria(engine: Engine) -> None:
    letters.load(engine, REAL)
    with reading(engine) as session:
        found = session.execute(select(col(Criterion.code), col(Criterion.computed_by)).order_by(col(Criterion.code)))
        assert found.all() == [
            ("1a", "advice_breaches"), ("1b", "advice_reporting"), ("1c", "advice_response"), ("1d", "advice_joint"),
            ("2a", "reach_officials"),
            ("2b", "reach_parties"), ("2c", "reach_candidates"), ("2d", "reach_electoral_staff"), ("2e", "reach_soon"),
            ("3a", "dialogue_between_platforms"), ("3b", None), ("3c", "lag_trend"), ("4a", "dialogue_security"),
            ("4b", "dialogue_policing"), ("4c", "dialogue_electoral"), ("5a", "updates_on_record")]


def test_the_election_comes_with_its_dates_and_the_source_of_its_candidates(engine: Engine) -> None:
    letters.load(engine, REAL)
    with reading(engine) as session:
        election = session.scalars(select(Election)).one()
    assert (election.name, election.dissolution, election.polling_day, election.candidates) == (
        "UK general election 2019", date(2019, 11, 6), date(2019, 12, 12), 3327)
    assert election.close_of_nominations == datetime(2019, 11, 14, 16, tzinfo=UTC)
    assert election.candidates_source.startswith("commonslibrary.parliament.uk, Who stood")


def test_the_public_record_keeps_every_figure_under_its_own_definition(engine: Engine) -> None:
    letters.load(engine, REAL)
    with reading(engine) as session:
        entries = session.scalars(select(PublicRecordEntry).order_by(col(PublicRecordEntry.id))).all()
        weekly = next(each for each in entries if each.who == "Gorrell and others (2020)")
        figures = session.execute(
            select(col(PublicFigure.period_start), col(PublicFigure.value))
            .where(col(PublicFigure.entry_id) == weekly.id, col(PublicFigure.name) == "abusive_replies")
            .order_by(col(PublicFigure.period_start))).all()
        assert figures == [(date(2019, 11, 3), 17854), (date(2019, 11, 10), 20742), (date(2019, 11, 17), 22007),
                           (date(2019, 11, 24), 27666), (date(2019, 12, 1), 28151), (date(2019, 12, 8), 41421)]
        printed = select(func.sum(PublicFigure.value)).where(col(PublicFigure.name) == "pct_abusive_as_printed")
        assert round(session.scalars(printed).one(), 2) == 26.62
        bears_on = select(col(Criterion.code)).join(
            PublicRecordCriterion, col(PublicRecordCriterion.criterion_id) == Criterion.id)
        assert sorted(session.scalars(bears_on.where(col(PublicRecordCriterion.entry_id) == entries[0].id))) == [
            "1a", "1b", "1c", "1d"]
        assert all(each.source for each in entries)
        assert [each.published for each in entries][:3] == ["2019-11", "2019-05-22", "2019-11-15"]


def test_another_letter_loads_beside_it_without_a_change_to_the_code(engine: Engine) -> None:
    letters.load(engine, REAL)
    letters.load(engine, INVENTED)
    with reading(engine) as session:
        letter = session.scalars(select(Letter).where(col(Letter.reference) == "00077/X")).one()
        assert letter.marking is Marking.OFFICIAL_SENSITIVE
        found = session.scalars(select(Commitment).where(col(Commitment.letter_id) == letter.id)
                                .order_by(col(Commitment.number))).all()
        assert [(each.number, each.first_due_on, each.update_every_days, letter.text[each.span_start:each.span_end])
                for each in found] == [
            (1, date(2031, 3, 10), 14, "Publish one timetable of the public meetings, so that everybody can come."),
            (2, date(2031, 3, 12), 3, "Tell each other of threats to speakers, and tell us what you did about them.")]
        codes = select(col(Criterion.code)).where(col(Criterion.commitment_id).in_([each.id for each in found]))
        assert sorted(session.scalars(codes)) == ["S1", "T1", "T2"]
        election = session.get_one(Election, letter.election_id)
        assert (election.name, election.candidates) == ("Vote on the two ports", None)
        assert election.close_of_nominations == datetime(2031, 7, 4, 15, tzinfo=UTC)  # summer time in London
        kinds = session.execute(select(col(Organisation.name), col(Organisation.kind)).where(
            col(Organisation.name).in_(["Ports Office", "Flag Company"])).order_by(col(Organisation.name)))
        assert kinds.all() == [("Flag Company", OrganisationKind.COMPANY),
                                        ("Ports Office", OrganisationKind.GOVERNMENT)]


def test_nothing_about_a_letter_is_in_the_code(root: Path) -> None:
    telling = re.compile(r"MCO|00433|Zuckerberg|Dorsey|Pichai|Dowden|Patel|one.stop.shop", re.IGNORECASE)
    rooms = ("data_model", "coordination", "charts", "exports", "api", "pages", "page_parts", "seeds")
    product = [*root.glob("*.py"), *(file for room in rooms for file in (root / room).rglob("*.py"))]
    found = [f"{file.relative_to(root)}: {line}" for file in product
             for line in file.read_text(encoding="utf-8").splitlines() if telling.search(line)]
    assert found == []


def test_loading_is_one_audit_entry_and_loading_again_changes_nothing(engine: Engine) -> None:
    letters.load(engine, REAL)
    before = rows(engine)
    letters.load(engine, REAL)
    assert rows(engine) == before
    with reading(engine) as session:
        assert session.scalars(select(col(AuditEntry.sentence))).all() == [
            "Parley put the letter MCO/00433 on record: 5 commitments, 16 criteria, 3 platforms, 7 public facts."]
        assert audit.verify(session).sound


def test_the_audit_can_be_told_when_it_was(engine: Engine) -> None:
    letters.load(engine, INVENTED, at=datetime(2031, 3, 3, 17, tzinfo=UTC))
    with reading(engine) as session:
        assert session.scalars(select(col(AuditEntry.at))).one() == datetime(2031, 3, 3, 17, tzinfo=UTC)


def test_a_quotation_that_is_not_in_the_letter_is_refused_by_name(engine: Engine, folder: Path) -> None:
    change(folder / "letter.yaml", "so that everybody can come", "so that anybody can come")
    with pytest.raises(Invalid) as problem:
        letters.load(engine, folder)
    assert str(problem.value) == (f"{folder / 'letter.yaml'}: the quotation of commitment 1, “Publish one timetable of "
                                  "the public meetings, so that …”, is not in letter.txt.")
    assert rows(engine)["letters"] == 0


def test_a_quotation_that_is_there_twice_is_refused(engine: Engine, folder: Path) -> None:
    change(folder / "letter.txt", "We ask that you publish what you were told.",
           "Publish one timetable of the public meetings, so that everybody can come.")
    with pytest.raises(Invalid, match=r"commitment 1, .* is in letter\.txt 2 times; quote more of the sentence"):
        letters.load(engine, folder)
    assert rows(engine)["letters"] == 0


def test_other_words_under_a_reference_that_is_on_record_are_refused(engine: Engine, folder: Path) -> None:
    letters.load(engine, folder)
    before = rows(engine)
    change(folder / "letter.txt", "We ask that you publish", "We insist that you publish")
    with pytest.raises(Invalid, match=r"the letter 00077/X is already on record, and letter\.txt differs"):
        letters.load(engine, folder)
    assert rows(engine) == before


@pytest.mark.parametrize(("old", "new", "what"), [
    ("title: Safe meetings", "title: Safer meetings", "the title, date or signatories"),
    ("update_every_days: 14", "update_every_days: 7", "commitment 1"),
    ("text: There is one timetable", "text: There are timetables", "a criterion of commitment 1"),
    ("number: 2", "number: 3", "the list of commitments"),
])
def test_other_terms_under_the_same_reference_are_refused(engine: Engine, folder: Path, old: str, new: str,
                                                          what: str) -> None:
    letters.load(engine, folder)
    change(folder / "letter.yaml", old, new)
    with pytest.raises(Invalid, match=f"already on record, and {what} differs"):
        letters.load(engine, folder)


def test_a_figure_that_is_newly_computed_is_set_and_audited(engine: Engine, folder: Path) -> None:
    letters.load(engine, folder)
    change(folder / "letter.yaml", "code: T1, text: There is one timetable",
           "code: T1, computed_by: updates_on_record, text: There is one timetable")
    letters.load(engine, folder)
    with reading(engine) as session:
        assert session.scalars(select(col(Criterion.computed_by)).where(col(Criterion.code) == "T1")).one() == (
            "updates_on_record")
        assert session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position))).all()[1:] == [
            "Parley set the figure for criterion T1 of 00077/X to updates_on_record."]


def test_a_corrected_fact_replaces_the_wrong_one(engine: Engine, folder: Path) -> None:
    letters.load(engine, folder)
    before = rows(engine)
    change(folder / "flags.csv", "007", "8")
    letters.load(engine, folder)
    with reading(engine) as session:
        assert session.scalars(select(col(PublicFigure.value))).all() == [8]
        assert session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position))).all()[1:] == [
            "Parley brought the public record about 00077/X up to date: 2 facts."]
    assert rows(engine) == before | {"audit_entries": before["audit_entries"] + 1}


@pytest.mark.parametrize(("file", "old", "new", "sentence"), [
    ("letter.yaml", "title: One timetable", "titel: One timetable",
     "commitments 1 titel: extra inputs are not permitted"),
    ("letter.yaml", "code: T2", "code: T1", "the criterion T1 is there twice"),
    ("letter.yaml", "slug: foghorn", "slug: semaphore", "the platform semaphore is there twice"),
    ("letter.yaml", "signed_on: 2031-03-03", "signed_on: soon", "signed_on: input should be a valid date"),
    ("letter.yaml", "reference: 00077/X", "reference: [", "this is not YAML"),
    ("letter.yaml", "election: Vote on", "election: Another vote on", "is not on record, and no public record"),
    ("public_record.yaml", "bears_on: [S1, T2]", "bears_on: [S9]", "bears on S9, but the letter has no such criterion"),
    ("public_record.yaml", "T16:00 Europe/London", "T16:00", "write a moment with its place"),
    ("flags.csv", "2031-03-08", "someday", "the figures of “flags” cannot be read"),
])
def test_a_mistake_in_a_document_is_a_sentence_and_stores_nothing(engine: Engine, folder: Path, file: str, old: str,
                                                                  new: str, sentence: str) -> None:
    change(folder / file, old, new)
    with pytest.raises(Invalid) as problem:
        letters.load(engine, folder)
    assert sentence in str(problem.value)
    assert rows(engine)["letters"] == 0
    assert rows(engine)["audit_entries"] == 0


def test_a_missing_file_is_named(engine: Engine, folder: Path) -> None:
    (folder / "letter.txt").unlink()
    with pytest.raises(Invalid, match=r"There is no file .*letter\.txt"):
        letters.load(engine, folder)


def test_codes_and_references_keep_their_leading_noughts(engine: Engine) -> None:
    letters.load(engine, INVENTED)
    with reading(engine) as session:
        assert session.scalars(select(col(Letter.reference))).one() == "00077/X"
        assert session.scalars(select(col(PublicRecordEntry.published)).where(
            col(PublicRecordEntry.who) == "Coast watch")).one() == "2031-03"
        assert session.execute(text("SELECT who FROM public_record WHERE kind = 'incident figures'")).scalar_one() == (
            "The flag book")


def test_when_incident_returns_are_due_is_brought_up_to_date(engine: Engine, folder: Path) -> None:
    letters.load(engine, folder)
    assert _cadence(engine) == (None, None)
    change(folder / "letter.yaml", "signatories:", "returns: {first_due_on: 2031-04-07, every_days: 7}\nsignatories:")
    letters.load(engine, folder)
    assert _cadence(engine) == (date(2031, 4, 7), 7)
    with reading(engine) as session:
        newest = session.scalars(select(AuditEntry).order_by(col(AuditEntry.position).desc()).limit(1)).one()
        assert newest.sentence.endswith("as due every 7 days from 7 April 2031.")
        head = audit.head(session)
    letters.load(engine, folder)
    with reading(engine) as session:
        assert audit.head(session) == head


def test_a_cadence_of_returns_is_whole_or_not_there(folder: Path, engine: Engine) -> None:
    change(folder / "letter.yaml", "signatories:", "returns: {first_due_on: 2031-04-07}\nsignatories:")
    with pytest.raises(Invalid, match="returns every_days: field required"):
        letters.load(engine, folder)


def test_the_letters_own_returns_are_due_on_mondays(recorded: Engine) -> None:
    assert _cadence(recorded) == (date(2019, 11, 18), 7)


DIALOGUE = ("dialogue: {policing: {first_day: 2031-03-10, every_days: 7}, "
            "with parties: {first_day: 2031-03-12, every_days: 1}}")


def test_how_often_dialogue_is_expected_is_brought_up_to_date(engine: Engine, folder: Path) -> None:
    letters.load(engine, folder)
    assert _dialogue(engine) == {}
    change(folder / "letter.yaml", "signatories:", f"{DIALOGUE}\nsignatories:")
    letters.load(engine, folder)
    assert _dialogue(engine) == {MeetingKind.POLICING: (date(2031, 3, 10), 7),
                                 MeetingKind.WITH_PARTIES: (date(2031, 3, 12), 1)}
    change(folder / "letter.yaml", ", with parties: {first_day: 2031-03-12, every_days: 1}", "")
    letters.load(engine, folder)
    assert _dialogue(engine) == {MeetingKind.POLICING: (date(2031, 3, 10), 7)}
    letters.load(engine, folder)
    assert _told(engine) == [
        "Parley set the dialogue that is expected under 00077/X: policing every 7 days from 10 March 2031 and with "
        "parties every 1 day from 12 March 2031.",
        "Parley set the dialogue that is expected under 00077/X: policing every 7 days from 10 March 2031."]


def test_for_how_long_signals_are_kept_is_brought_up_to_date(engine: Engine, folder: Path) -> None:
    letters.load(engine, folder)
    change(folder / "letter.yaml", "signatories:", "signals_kept_days: 30\nsignatories:")
    letters.load(engine, folder)
    letters.load(engine, folder)
    with reading(engine) as session:
        assert session.scalars(select(col(Letter.signals_kept_days))).all() == [30]
    assert _told(engine) == ["Parley set the signals of 00077/X as kept for 30 days after polling day."]


def test_who_is_met_is_put_on_record_once(engine: Engine, folder: Path) -> None:
    letters.load(engine, folder)
    met = "met: [{name: The watch, kind: policing}, {name: Ports Office, kind: security}, {name: Gulls, kind: party}]"
    change(folder / "letter.yaml", "signatories:", f"{met}\nsignatories:")
    letters.load(engine, folder)
    letters.load(engine, folder)
    with reading(engine) as session:
        kinds = dict(session.execute(select(col(Organisation.name), col(Organisation.kind))).all())
    assert kinds == {"Ports Office": "government", "Flag Company": "company", "Horn Company": "company",
                     "The watch": "policing", "Gulls": "party"}
    assert _told(engine) == ["Parley put on record who is met under 00077/X: The watch and Gulls."]


@pytest.mark.parametrize(("line", "sentence"), [
    ("dialogue: {lunch: {first_day: 2031-03-10, every_days: 7}}", "dialogue lunch"),
    ("dialogue: {policing: {first_day: 2031-03-10, every_days: 0}}", "input should be greater than 0"),
    ("signals_kept_days: -1", "input should be greater than or equal to 0"),
    ("met: [{name: The watch, kind: company}]", "met 1 kind: input should be"),
    ("met: [{name: The watch, kind: party}, {name: The watch, kind: policing}]",
     "the organisation The watch is there twice"),
])
def test_a_mistake_about_dialogue_is_a_sentence(engine: Engine, folder: Path, line: str, sentence: str) -> None:
    change(folder / "letter.yaml", "signatories:", f"{line}\nsignatories:")
    with pytest.raises(Invalid, match=sentence):
        letters.load(engine, folder)
    assert rows(engine)["letters"] == 0


def test_the_letters_own_dialogue_is_expected_from_the_first_monday_after_it(recorded: Engine) -> None:
    monday = date(2019, 11, 11)
    assert _dialogue(recorded) == {
        **dict.fromkeys(MeetingKind, (monday, 7)),
        MeetingKind.WITH_PARTIES: (monday, 14), MeetingKind.ELECTORAL: (monday, 14)}
    with reading(recorded) as session:
        assert session.scalars(select(col(Letter.signals_kept_days))).all() == [90]


def _dialogue(engine: Engine) -> dict[MeetingKind, tuple[date, int]]:
    with reading(engine) as session:
        return {row.kind: (row.first_day, row.every_days) for row in session.scalars(select(DialogueCadence))}


def _told(engine: Engine) -> list[str]:
    """The audit's sentences after the first, which puts the letter on record."""
    with reading(engine) as session:
        return list(session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position))))[1:]


def _cadence(engine: Engine) -> tuple[date | None, int | None]:
    with reading(engine) as session:
        letter = session.scalars(select(Letter)).one()
        return letter.returns_first_due_on, letter.returns_every_days
