"""How a platform's own table is read is remembered for it, and for nobody else."""

import pytest
from sqlalchemy import Engine, select
from sqlmodel import col

from coordination.incidents import mappings
from coordination.problems import NotAllowed, NotFound
from data_model.audit import AuditEntry
from data_model.database import reading
from tests.cast import Cast, platform_id

HEADER = "a" * 64
MAPPING = {"columns": {"When": "day"}, "constants": {"nation": "uk"}}


def entries(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(select(col(AuditEntry.sentence)).where(col(AuditEntry.action) == "mapping.save")))


def test_what_was_said_is_found_again_by_its_header_and_by_its_own_platform_only(recorded: Engine, cast: Cast) -> None:
    facebook = platform_id(recorded, "facebook")
    mappings.remember(recorded, cast.facebook, facebook, HEADER, MAPPING)
    with reading(recorded) as session:
        assert mappings.remembered(session, cast.facebook, facebook, HEADER) == MAPPING
        assert mappings.remembered(session, cast.facebook, facebook, "b" * 64) is None
        for other in (cast.twitter, cast.official, cast.stranger):
            assert mappings.remembered(session, other, facebook, HEADER) is None
    assert entries(recorded) == ["Facebook representative said how a table of Facebook is read."]


def test_the_last_word_is_kept_and_the_same_again_changes_nothing(recorded: Engine, cast: Cast) -> None:
    facebook = platform_id(recorded, "facebook")
    for mapping in (MAPPING, MAPPING, MAPPING | {"constants": {"nation": "wales"}}):
        mappings.remember(recorded, cast.facebook, facebook, HEADER, mapping)
    with reading(recorded) as session:
        assert mappings.remembered(session, cast.facebook, facebook, HEADER) == {
            "columns": {"When": "day"}, "constants": {"nation": "wales"}}
    assert len(entries(recorded)) == 2


def test_nobody_says_how_anothers_table_is_read(recorded: Engine, cast: Cast) -> None:
    facebook = platform_id(recorded, "facebook")
    with pytest.raises(NotFound):
        mappings.remember(recorded, cast.twitter, facebook, HEADER, MAPPING)
    with pytest.raises(NotAllowed):
        mappings.remember(recorded, cast.official, facebook, HEADER, MAPPING)
    assert entries(recorded) == []
