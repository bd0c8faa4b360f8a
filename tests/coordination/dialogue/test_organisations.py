"""Who can be asked to a meeting."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination.dialogue import organisations
from coordination.problems import Invalid, NotAllowed
from data_model.organisations import Organisation
from data_model.words import OrganisationKind
from tests import cast as casting
from tests.cast import Cast
from tests.coordination.dialogue.asking import count, last_sentence


def test_departments_recipients_and_those_who_are_met_can_be_asked(recorded: Engine, cast: Cast,
                                                                   session: Session) -> None:
    found = organisations.known(session, cast.official, casting.letter_id(recorded))
    assert list(found.columns) == organisations.COLUMNS
    assert [tuple(row)[1:] for row in found.itertuples(index=False)] == [
        ("Association of Electoral Administrators", "electoral", None), ("Brexit Party", "party", None),
        ("Cabinet Office", "government", None), ("Conservative Party", "party", None),
        ("Department for Digital, Culture, Media and Sport", "government", None),
        ("Electoral Commission", "electoral", None), ("Facebook", "company", "facebook"),
        ("Google", "company", "google"), ("Green Party", "party", None), ("Home Office", "government", None),
        ("Labour Party", "party", None), ("Liberal Democrats", "party", None),
        ("Metropolitan Police Service", "policing", None), ("National Cyber Security Centre", "security", None),
        ("National Police Chiefs' Council", "policing", None), ("Plaid Cymru", "party", None),
        ("Scottish National Party", "party", None), ("Twitter", "company", "twitter"),
        ("UK Independence Party", "party", None)]


def test_a_platform_knows_of_its_own_company_alone(recorded: Engine, cast: Cast, session: Session) -> None:
    letter = casting.letter_id(recorded)
    assert list(organisations.known(session, cast.facebook, letter)["name"]) == ["Facebook"]
    assert len(organisations.known(session, cast.analyst, letter)) == 19
    for viewer in (cast.stranger, cast.administrator):
        assert organisations.known(session, viewer, letter).empty


def test_an_official_adds_who_is_missing(recorded: Engine, cast: Cast, session: Session) -> None:
    id_ = organisations.add(recorded, cast.official, " Crown  Prosecution \x00 Service", OrganisationKind.POLICING)
    assert last_sentence(recorded) == (
        "Cabinet Office official added an organisation: Crown Prosecution Service (policing).")
    found = organisations.known(session, cast.official, casting.letter_id(recorded)).set_index("id")
    assert tuple(found.loc[id_]) == ("Crown Prosecution Service", "policing", None)


@pytest.mark.parametrize(("name", "kind", "sentence"), [
    ("", OrganisationKind.PARTY, "Enter the organisation's name, of at most 200 characters."),
    ("x" * 201, OrganisationKind.PARTY, "Enter the organisation's name, of at most 200 characters."),
    ("electoral commission", OrganisationKind.ELECTORAL, "electoral commission is already on record."),
    ("Snapchat", OrganisationKind.COMPANY, "Companies come on record with a letter that is addressed to their "
                                           "platform. Choose another kind."),
])
def test_an_organisation_that_cannot_be_added_is_refused(recorded: Engine, cast: Cast, name: str,
                                                         kind: OrganisationKind, sentence: str) -> None:
    before = count(recorded, Organisation)
    with pytest.raises(Invalid) as refused:
        organisations.add(recorded, cast.official, name, kind)
    assert str(refused.value) == sentence
    assert count(recorded, Organisation) == before


def test_nobody_but_officials_adds_organisations(recorded: Engine, cast: Cast) -> None:
    for viewer in (cast.facebook, cast.analyst, cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed, match="cannot add organisations"):
            organisations.add(recorded, viewer, "Snapchat", OrganisationKind.PARTY)
