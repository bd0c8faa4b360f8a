"""What may be typed, and what stands in the way of sending it."""

import pytest

from coordination.advice import inputs
from coordination.advice.inputs import LONGEST, SectionInput
from coordination.problems import Invalid
from data_model.words import AdviceTopic
from tests.advice import content

BREACHES, REPORTING, RESPONSE = AdviceTopic.BREACHES, AdviceTopic.REPORTING, AdviceTopic.RESPONSE


def faults(topic: AdviceTopic, **changed: object) -> list[tuple[str, str]]:
    return [(fault.where, fault.sentence)
            for fault in inputs.faults(topic, inputs.checked(content(topic, **changed)))]


@pytest.mark.parametrize("topic", AdviceTopic)
def test_what_has_everything_may_be_sent(topic: AdviceTopic) -> None:
    assert faults(topic) == []


def test_no_welsh_and_no_response_time_are_gaps_and_no_faults() -> None:
    assert faults(RESPONSE, welsh="", responds_in_hours=None) == []


@pytest.mark.parametrize(("topic", "changed", "fault"), [
    (BREACHES, {"english": " "}, ("english", "Write the advice in English.")),
    (BREACHES, {"english": "****"}, None),
    (BREACHES, {"welsh": "<b>"}, ("welsh", "Line 1: “<b>” is HTML, which is shown as it is typed. Take it out.")),
    (REPORTING, {"report_address": ""}, ("report_address", "Give the address where candidates report: a web page, or "
                                         "an email address after “mailto:”.")),
    (REPORTING, {"report_address": "http://example.com"},
     ("report_address", "The address for reports begins with https:// or mailto:.")),
    (REPORTING, {"report_address": "javascript:alert(1)"},
     ("report_address", "The address for reports begins with https:// or mailto:.")),
    (REPORTING, {"report_address": "https://example"},
     ("report_address", "Enter a whole web address, like https://example.com/report.")),
    (REPORTING, {"report_address": "mailto:us@example.com"}, None),
    (BREACHES, {"report_address": "https://example.com"},
     ("report_address", "Give an address under “where to report” alone.")),
    (REPORTING, {"responds_in_hours": 2},
     ("responds_in_hours", "Give a response time under “what response to expect” alone.")),
])
def test_what_is_missing_or_out_of_place_is_said(topic: AdviceTopic, changed: dict[str, object],
                                                 fault: tuple[str, str] | None) -> None:
    assert faults(topic, **changed) == ([fault] if fault else [])


@pytest.mark.parametrize("changed", [{"english": "x" * (LONGEST + 1)}, {"welsh": "x" * (LONGEST + 1)},
                                     {"report_address": "x" * 2_001}, {"responds_in_hours": 0},
                                     {"responds_in_hours": 8_761}, {"responds_in_hours": "soon"}, {"language": "x"}])
def test_what_cannot_be_stored_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        inputs.checked(content(**changed))


def test_marks_that_turn_the_reading_order_round_are_taken_out() -> None:
    assert inputs.checked({"english": " a\u202eb\x00\n\nc "}) == SectionInput(english="ab\n\nc")
