"""What the OpenAPI document says is true: requests made from it at random, right ones and wrong ones, are answered as
it says. A short run here; `make fuzz` makes a long one, at other random."""

import os

import pytest
import schemathesis
import streamlit as st
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.config import ChecksConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.config._checks import PositiveDataAcceptanceConfig
from sqlalchemy import Engine

from coordination.texts import on_one_line
from tests.api.conftest import Record
from tests.api.v1.conftest import a_key
from tests.cast import Cast

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2"))
RUN = settings(max_examples=EXAMPLES, derandomize="FUZZ_EXAMPLES" not in os.environ, deadline=None, database=None,
               phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
HOST = {"Host": "parley.test"}
SHORTEST_LIMIT = 100  # no text in a body has a lower one
# A request may be as the document says and still break a rule of what it means: such as a day on which nothing is due,
# a criterion that a commitment has not, a revision that is no longer the newest.
RULES = ["2xx", "304", "403", "404", "409", "412", "422", "428"]


@pytest.fixture
def templates(sqlite_templates: object) -> object:
    """On SQLite alone: what is tested here is what stands before the database."""
    return sqlite_templates


def reaches_us(case: Case) -> bool:
    """Whether what is wrong with a case can be seen in its request. In an address, a list or an object where one word
    is asked for is a word or nothing, and so is an empty list; a list that is sent as a file of text is text, which a
    job takes and judges later. A text that is too long may not be when it is cleaned."""
    lists = {each.name for each in case.operation.query if each.definition["schema"].get("type") == "array"}
    return (all(not isinstance(value, list | dict) or (name in lists and isinstance(value, list) and value)
                for name, value in case.query.items())
            and not (case.media_type == "text/csv" and isinstance(case.body, list | dict | int | float | None))
            and not (case.meta.generation.mode is GenerationMode.NEGATIVE and may_fit(case.body)))


def may_fit(value: object) -> bool:
    """Whether a body has a text that is long as it is sent, and shorter as it counts."""
    match value:
        case str():
            return len(value) > SHORTEST_LIMIT and on_one_line(value) != value
        case dict():
            return any(map(may_fit, value.values()))
        case list():
            return any(map(may_fit, value))
    return False


@pytest.mark.parametrize("who", ["facebook", "analyst"])
def test_the_document_is_true(app: st.App, recorded: Engine, cast: Cast, record: Record, who: str,
                              monkeypatch: pytest.MonkeyPatch) -> None:
    _, secret = a_key(recorded, cast.administrator, getattr(cast, who))
    monkeypatch.setattr("api.v1.limits.Limits.count_call", lambda _limits, _key: None)
    monkeypatch.setattr("api.v1.limits.Limits.must_not_guess", lambda _limits, _address: None)
    config = SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(checks=ChecksConfig(
        positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=RULES)))))
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config, headers=HOST)
    wrong: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            @RUN
            @given(case=operation.as_strategy(generation_mode=mode))
            def asked(case: Case) -> None:
                assume(reaches_us(case))
                case.call_and_validate(headers=HOST | {"Authorization": f"Bearer {secret}"})

            try:
                asked()
            except (AssertionError, BaseExceptionGroup) as error:
                wrong.append(f"{operation.label}, {mode}:\n{error}")
    assert not wrong, "\n\n".join(wrong)
