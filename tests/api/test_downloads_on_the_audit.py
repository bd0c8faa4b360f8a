"""Every download is on the audit before it goes out, and changes nothing that pages show."""

from hashlib import sha256

import pytest
from sqlalchemy import Engine

from api import asked
from api.doors import Door
from api.downloads import ROUTES
from coordination import accounts, audit
from coordination.accounts import AccountInput
from coordination.downloads import record as note
from coordination.problems import NotAllowed
from data_model.database import reading
from data_model.words import Role
from tests.api.conftest import Record, Visit
from tests.api.test_access import opened
from tests.cast import Cast
from tests.conftest import StoppedClock


def noted(engine: Engine, cast: Cast) -> list[str]:
    """The sentences about downloads, oldest first."""
    with reading(engine) as session:
        found = audit.entries(session, cast.administrator, audit.Sought(action="download"))
    return list(found["sentence"][::-1])


def data_version(engine: Engine) -> str:
    with reading(engine) as session:
        return audit.data_version(session)


def test_a_download_is_noted_with_who_what_of_when_and_its_hash(visit: Visit, cast: Cast, record: Record,
                                                                recorded: Engine) -> None:
    analyst, official = visit(cast.analyst), visit(cast.official)
    contents = [analyst.get("/downloads/overview.csv?platform=facebook").content,
                analyst.get("/downloads/updates.xlsx?as_at=2019-11-20").content,
                official.get(f"/downloads/evidence/{record.evidence_id}?as_at=soon").content,
                official.get(f"/downloads/requests/{record.request_id}/chasing-letter/facebook.docx").content]
    hashes = [sha256(content).hexdigest() for content in contents]
    assert noted(recorded, cast) == [
        "Government analyst downloaded overview.csv of letter MCO/00433 as at 2 December 2019 at 09:00, "
        f"SHA-256 {hashes[0]}.",
        "Government analyst downloaded updates.xlsx of letter MCO/00433 as at 20 November 2019 at 23:59, "
        f"SHA-256 {hashes[1]}.",
        f"Cabinet Office official downloaded evidence/1, SHA-256 {hashes[2]}.",
        f"Cabinet Office official downloaded requests/1/chasing-letter/facebook.docx as at 2 December 2019 at 09:00, "
        f"SHA-256 {hashes[3]}."]
    with reading(recorded) as session:
        assert audit.verify(session).sound


def test_every_door_to_a_file_notes_it_and_leaves_what_pages_keep(visit: Visit, cast: Cast, record: Record,
                                                                  recorded: Engine) -> None:
    doors = [door for door in ROUTES if "GET" in (door.methods or ())]
    browsers = {viewer.role: visit(viewer) for viewer in (cast.facebook, cast.administrator, cast.official)}
    before = data_version(recorded)
    for number, door in enumerate(doors, start=1):
        assert opened(browsers[_first_role(door)], door, record).status_code == 200
        assert len(noted(recorded, cast)) == number, door.path
    assert data_version(recorded) == before


def _first_role(door: Door) -> Role:
    return next(role for role in (Role.OFFICIAL, Role.ADMINISTRATOR, Role.PLATFORM) if role in (door.roles or ()))


def test_what_was_refused_or_only_looked_at_is_not_noted(visit: Visit, cast: Cast, record: Record,
                                                         recorded: Engine) -> None:
    official = visit(cast.official)
    assert [official.get(f"/downloads/{path}").status_code for path in (
        "overview.csv?as_at=soon", "overview.csv?platform=nobody", "evidence/99", "audit.csv")] == [400, 404, 404, 404]
    assert official.head("/downloads/overview.csv").status_code == 200
    assert official.get("/advice/preview").status_code == 200
    assert noted(recorded, cast) == []


def test_what_cannot_be_noted_does_not_go_out(visit: Visit, cast: Cast, record: Record, recorded: Engine,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was deactivated while the file was made is told what everybody else is told."""
    made = asked.audit.head

    def slowly(session: object) -> object:
        accounts.set_active(recorded, cast.administrator, cast.analyst.account_id, active=False)
        return made(session)  # type: ignore[arg-type]

    analyst = visit(cast.analyst)
    monkeypatch.setattr(asked.audit, "head", slowly)
    assert analyst.get("/downloads/overview.csv").status_code == 404
    monkeypatch.undo()
    assert noted(recorded, cast) == []


def test_who_changed_role_or_organisation_meanwhile_takes_nothing_away(cast: Cast, recorded: Engine) -> None:
    moved = AccountInput(name="Representative", email="one@example.com", role=Role.PLATFORM, organisation="Google")
    accounts.change(recorded, cast.administrator, cast.facebook.account_id, moved)
    with pytest.raises(NotAllowed, match="You moved to another organisation meanwhile"):
        note(recorded, cast.facebook, "updates.csv", b"")
    accounts.change(recorded, cast.administrator, cast.facebook.account_id,
                    moved.model_copy(update={"role": Role.ANALYST, "organisation": "Home Office"}))
    with pytest.raises(NotAllowed, match="Analysts cannot download this"):
        note(recorded, cast.facebook, "updates.csv", b"")


def test_a_download_is_noted_at_the_clocks_time(cast: Cast, recorded: Engine, stopped_clock: StoppedClock) -> None:
    now = stopped_clock.set_to(2019, 12, 4, 10)
    note(recorded, cast.analyst, "overview.csv", b"", letter="MCO/00433", as_at=now)
    with reading(recorded) as session:
        newest = audit.entries(session, cast.administrator, newest=1).iloc[0]
    assert (newest["at"], newest["action"]) == (now, "download")
