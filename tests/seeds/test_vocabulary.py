"""The vocabulary of incident returns: as published, with Parley's own, and never given another meaning."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import audit
from coordination import exercise as exercises
from coordination.incidents.vocabulary import ALL, Vocabulary
from coordination.incidents.vocabulary import read as read_vocabulary
from coordination.problems import Invalid
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.words import Statistic, Unit
from seeds import vocabulary

# The columns of figures in the published template, without the blanks at the ends of some.
PART_4 = (
    "Number of notices received", "Number of notices received from Trusted flaggers",
    "Number of specific items of information included in the total number of notices",
    "Number of specific items of information included in the total number of notices by Trusted Flaggers "
    "(Trusted Flagger notices)",
    "Median time to take action", "Median time to take action (Trusted Flagger notices)",
    "Number of actions taken on the basis of the law",
    "Number of actions taken on the basis of the law (Trusted Flagger notices)",
    "Number of actions taken on the basis of the terms and conditions of the service",
    "Number of actions taken on the basis of the terms and conditions of the service (Trusted Flagger notices)",
)
PART_6 = (
    "Number of measures taken at the provider's own initiative",
    "Number of measures taken after detection with solely automated means", "Visibility restriction Removal",
    "Visibility restriction Disable", "Visibility restriction Demoted", "Visibility restriction Age restricted",
    "Visibility restriction Interaction restricted", "Visibility restriction Labelled", "Visibility restriction Other",
    "Monetary restriction Suspension", "Monetary restriction Termination", "Monetary restriction Other",
    "Provision of the service Suspension", "Provision of the service Termination", "Account restriction Suspension",
    "Account restriction Termination",
)
OWN = {
    "STATEMENT_CATEGORY_VIOLENCE/PARLEY_THREAT_TO_NAMED_PERSON": "Threat to a named person (Parley 1)",
    "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS/PARLEY_DISCLOSURE_OF_PRIVATE_INFORMATION":
        "Disclosure of private information (doxxing) (Parley 2)",
    "STATEMENT_CATEGORY_SCAMS_AND_FRAUD/PARLEY_IMPERSONATION_OF_CANDIDATE": "Impersonation of a candidate (Parley 3)",
}


@pytest.fixture
def known(session: Session) -> Vocabulary:
    return read_vocabulary(session)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the documents, to change."""
    return Path(shutil.copytree(vocabulary.FOLDER, tmp_path / "vocabulary"))


def test_the_harmonised_list_is_whole_and_in_its_order(known: Vocabulary) -> None:
    harmonised = [each for each in known.categories if not each.own]
    assert [sum(each.level == level for each in harmonised) for level in range(3)] == [1, 17, 82]
    assert harmonised[0].code == ALL
    assert [each.label for each in harmonised[1:6]] == [
        "Category 1", "Category 1a", "Category 1b", "Category 1c", "Category 2"]
    assert harmonised[-1].code == "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"


def test_the_keyword_other_is_a_different_one_under_each_category(known: Vocabulary) -> None:
    others = [each for each in known.categories if each.keyword == "KEYWORD_OTHER"]
    assert len(others) == 15
    assert {known.category[each.parent_id or 0].code for each in others} == {
        each.code.split("/")[0] for each in others}
    assert "KEYWORD_OTHER" not in known.category_by_code


def test_a_keyword_that_only_one_category_has_is_found_alone(known: Vocabulary) -> None:
    assert known.category_by_code["KEYWORD_HATE_SPEECH"].code == (
        "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH/KEYWORD_HATE_SPEECH")


def test_parleys_own_categories_roll_up_to_harmonised_ones_and_come_last_under_them(known: Vocabulary) -> None:
    own = [each for each in known.categories if each.own]
    assert {each.code: each.name for each in own} == OWN
    for each in own:
        siblings = known.children(each.parent_id or 0)
        assert siblings[-1] == each
        assert known.category[each.parent_id or 0].level == 1


def test_renamed_codes_stand_for_the_current_ones(known: Vocabulary) -> None:
    assert known.category_by_code["STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE"].code == (
        "STATEMENT_CATEGORY_OTHER_VIOLATION_TC")
    assert known.category_by_code["KEYWORD_ONLINE_BULLYING_INTIMIDATION"].code == (
        "STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_CYBER_BULLYING_INTIMIDATION")


def test_codes_that_became_one_together_stand_for_nothing(known: Vocabulary) -> None:
    assert "KEYWORD_DISINFORMATION" not in known.category_by_code
    assert "KEYWORD_MISINFORMATION" not in known.category_by_code


@pytest.mark.parametrize(("part", "columns"), [(4, PART_4), (6, PART_6)])
def test_every_column_of_figures_in_the_template_is_a_measure(known: Vocabulary, part: int,
                                                              columns: tuple[str, ...]) -> None:
    assert tuple(each.harmonised_column for each in known.measures if each.harmonised_part == part) == columns


def test_medians_and_percentiles_are_hours_and_all_else_are_items_that_add_up(known: Vocabulary) -> None:
    hours = {each.slug for each in known.measures if each.unit is Unit.HOURS}
    assert hours == {"median-hours-to-action", "p90-hours-to-action", "median-hours-to-act-on-notices",
                     "median-hours-to-act-on-trusted-flagger-notices"}
    assert {each.slug for each in known.measures if not each.additive} == hours
    assert known.measure_by_key["p90-hours-to-action"].statistic is Statistic.P90


def test_content_acted_on_is_set_against_mentions_of_candidates(known: Vocabulary) -> None:
    assert {each.slug: each.denominator for each in known.measures if each.denominator} == {
        "content-actioned": "mentions-of-candidates"}


def test_every_measure_has_a_definition_and_a_source(known: Vocabulary) -> None:
    assert len(known.measures) == 31
    assert all(each.definition.endswith(".") and each.source for each in known.measures)


def test_it_is_told_once_in_the_audit_and_running_again_changes_nothing(recorded: Engine) -> None:
    with reading(recorded) as session:
        before, told = audit.head(session), _told(session)
    assert told == ["Parley put the vocabulary of incident returns on record: 103 categories, 5 earlier codes, "
                    "31 measures."]
    vocabulary.load(recorded)
    with reading(recorded) as session:
        assert audit.head(session) == before


def test_it_stays_when_the_exercise_is_removed(exercised: Engine) -> None:
    with reading(exercised) as session:
        before = read_vocabulary(session)
    exercises.remove(exercised, "a test")
    with reading(exercised) as session:
        assert read_vocabulary(session) == before


def test_what_is_new_is_added_in_its_place(recorded: Engine, folder: Path) -> None:
    _change(folder / vocabulary.HARMONISED, "Category 1c,", "Category 1x,Circus,KEYWORD_CIRCUS,\nCategory 1c,")
    _change(folder / "aliases.yaml", "aliases:\n", "aliases:\n  KEYWORD_RING: STATEMENT_CATEGORY_ANIMAL_WELFARE\n")
    vocabulary.load(recorded, folder)
    with reading(recorded) as session:
        known = read_vocabulary(session)
        assert _told(session)[-1].endswith("on record: 1 category, 1 earlier code, 0 measures.")
    assert [each.label for each in known.categories[2:6]] == ["Category 1a", "Category 1b", "Category 1x",
                                                              "Category 1c"]
    assert known.category_by_code["KEYWORD_RING"].label == "Category 1"


def test_what_is_no_longer_in_the_documents_stays_on_record_after_the_rest(recorded: Engine, folder: Path) -> None:
    _change(folder / "own_categories.yaml", "PARLEY_THREAT_TO_NAMED_PERSON", "PARLEY_THREAT")
    vocabulary.load(recorded, folder)
    with reading(recorded) as session:
        known = read_vocabulary(session)
    assert len(known.categories) == 104
    assert known.categories[-1].keyword == "PARLEY_THREAT_TO_NAMED_PERSON"


def test_another_definition_is_another_version_beside_the_first(recorded: Engine, folder: Path) -> None:
    _change(folder / "measures.yaml", "  - slug: content-actioned\n", """  - slug: content-actioned
    version: 2
    name: Content acted on
    definition: Pieces of content and accounts.
    source: Parley
    unit: items
    statistic: total
  - slug: content-actioned
""")
    vocabulary.load(recorded, folder)
    with reading(recorded) as session:
        known = read_vocabulary(session)
    assert [each.key for each in known.measures[:3]] == [
        "reports-from-candidates", "content-actioned v2", "content-actioned"]
    assert known.measure_by_key["content-actioned"].version == 2


@pytest.mark.parametrize(("file", "old", "new", "named"), [
    ("measures.yaml", "by any\n      route", "by e-mail", "reports-from-candidates version 1"),
    (vocabulary.HARMONISED, "Animal harm", "Harm", "STATEMENT_CATEGORY_ANIMAL_WELFARE/KEYWORD_ANIMAL_HARM"),
    ("aliases.yaml", "SERVICE: STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "SERVICE: STATEMENT_CATEGORY_VIOLENCE",
     "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE"),
])
def test_what_is_on_record_is_given_no_other_meaning(recorded: Engine, folder: Path, file: str, old: str, new: str,
                                                     named: str) -> None:
    _change(folder / file, old, new)
    with pytest.raises(Invalid, match=f"{named} is already on record with another meaning"):
        vocabulary.load(recorded, folder)


@pytest.mark.parametrize(("file", "old", "new", "wrong"), [
    ("measures.yaml", "denominator: mentions-of-candidates", "denominator: median-hours-to-action",
     "no measure that adds up"),
    ("measures.yaml", "slug: content-actioned", "slug: reports-from-candidates",
     "reports-from-candidates version 1 is there twice"),
    ("measures.yaml", "    harmonised_part: 4\n", "", "names a part or a column of the template, but not both"),
    ("own_categories.yaml", "rolls_up_to: STATEMENT_CATEGORY_VIOLENCE", "rolls_up_to: STATEMENT_CATEGORY_PEACE",
     "rolls up to STATEMENT_CATEGORY_PEACE, and there is no such category"),
    ("aliases.yaml", "SERVICE: STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "SERVICE: STATEMENT_CATEGORY_PEACE",
     "and there is no such category"),
    ("aliases.yaml", "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE:", "STATEMENT_CATEGORY_VIOLENCE:",
     "is the code of a category itself"),
])
def test_what_does_not_fit_together_is_refused(folder: Path, file: str, old: str, new: str, wrong: str) -> None:
    _change(folder / file, old, new)
    with pytest.raises(Invalid, match=wrong):
        vocabulary.read(folder)


def _told(session: Session) -> list[str]:
    query = select(col(AuditEntry.sentence)).where(col(AuditEntry.action) == "vocabulary.load")
    return list(session.scalars(query.order_by(col(AuditEntry.position))))


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
