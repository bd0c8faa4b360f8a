"""Whom each marking lets one address: by the table, and by a list that was written without it."""

from itertools import product

import pytest

from coordination.signals.rules import RULES, Addressed, faults
from data_model.words import Tlp
from tests.signals import EXPECTED

PEOPLE = (("Anna", "Facebook"), ("Bert", "Home Office"))
ORGANISATIONS = ("Facebook", "Home Office")


def test_every_marking_has_its_rule() -> None:
    assert list(RULES) == list(Tlp)


def test_who_sees_what_is_written_out_for_all_that_a_marking_may_address() -> None:
    """Were a rule to let a marking address more, nobody would have said who may see that."""
    kinds = {"facebook_person": Addressed(people=PEOPLE[:1]), "official_person": Addressed(people=PEOPLE[1:]),
             "both_people": Addressed(people=PEOPLE), "platform": Addressed(ORGANISATIONS[:1]),
             "department": Addressed(ORGANISATIONS[1:]), "both": Addressed(ORGANISATIONS),
             "everyone": Addressed(everyone=True)}
    allowed = {(tlp, kind) for tlp, kind in product(Tlp, kinds) if not faults(tlp, kinds[kind])}
    assert allowed == EXPECTED.keys()


@pytest.mark.parametrize(("tlp", "to", "sentence"), [
    (Tlp.RED, Addressed(("Twitter",)),
     "TLP:RED is for named people. Choose who at Twitter may read this, or another marking."),
    (Tlp.RED, Addressed(("Twitter", "Home Office"), PEOPLE[:1]),
     "TLP:RED is for named people. Choose who at Twitter and Home Office may read this, or another marking."),
    (Tlp.RED, Addressed(everyone=True),
     "TLP:RED is for named people. Choose the people who may read this, or another marking."),
    (Tlp.RED, Addressed(), "Choose at least one person who may read this."),
    (Tlp.AMBER, Addressed(people=PEOPLE[:1]),
     "TLP:AMBER is for whole organisations, not for single people. Choose Facebook instead of Anna, or TLP:RED."),
    (Tlp.GREEN, Addressed(("Google",), (*PEOPLE, ("Cara", "Facebook"))),
     "TLP:GREEN is for whole organisations, not for single people. Choose Facebook and Home Office instead of Anna, "
     "Bert and Cara, or TLP:RED."),
    (Tlp.AMBER, Addressed(everyone=True),
     "TLP:AMBER is for those who need to know. Choose platforms and departments by name, or TLP:GREEN."),
    (Tlp.AMBER_STRICT, Addressed(("Google",), everyone=True),
     "TLP:AMBER+STRICT is for those who need to know. Choose platforms and departments by name, or TLP:GREEN."),
    (Tlp.CLEAR, Addressed(), "Choose at least one platform or department."),
])
def test_what_contradicts_a_marking_is_said_with_what_to_do(tlp: Tlp, to: Addressed, sentence: str) -> None:
    assert [fault.sentence for fault in faults(tlp, to)] == [sentence]


@pytest.mark.parametrize(("tlp", "to"), [
    (Tlp.RED, Addressed(people=PEOPLE)), (Tlp.AMBER_STRICT, Addressed(ORGANISATIONS)),
    (Tlp.AMBER, Addressed(ORGANISATIONS)), (Tlp.GREEN, Addressed(ORGANISATIONS, everyone=True)),
    (Tlp.CLEAR, Addressed(everyone=True)),
])
def test_what_fits_a_marking_is_let_through(tlp: Tlp, to: Addressed) -> None:
    assert faults(tlp, to) == []
