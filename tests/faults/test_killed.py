"""Killed with SIGKILL while it submits and accepts: what was acknowledged is there whole, and nothing by half."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import Engine, func, select, text
from sqlmodel import col

from coordination import audit
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.updates import (
    Draft,
    DraftEvidence,
    Evidence,
    EvidenceContent,
    Finding,
    Review,
    Statement,
    UpdateVersion,
    VersionEvidence,
)
from data_model.words import FindingWord
from tests.cast import Cast

KILLS = 20


def acknowledged(engine: Engine, cast: Cast, root: Path) -> Counter[str]:
    """Every line that the killed processes wrote, “submitted 12”, “accepted 7” or “killed”, with how often."""
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.acts", url, str(cast.facebook.account_id), str(cast.official.account_id),
         str(KILLS), "433"], cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return Counter(done.stdout.splitlines())


def ids(lines: Counter[str], what: str) -> set[int]:
    return {int(found[1]) for line in lines if (found := re.fullmatch(rf"{what} (\d+)", line))}


def test_after_many_kills_every_acknowledged_submission_and_acceptance_is_there_whole_and_nothing_by_half(
        recorded: Engine, cast: Cast, root: Path) -> None:
    lines = acknowledged(recorded, cast, root)
    submitted, accepted = ids(lines, "submitted"), ids(lines, "accepted")
    assert lines.pop("killed") == KILLS
    assert set(lines.values()) == {1}
    assert len(submitted) >= KILLS  # each wrote once, at the least, before it was killed

    with reading(recorded) as session:
        versions = {row.id: row for row in session.scalars(select(UpdateVersion)).all()}
        kept = {row.id: row for row in session.scalars(select(Review)).all()}
        said = Counter(session.scalars(select(col(Statement.version_id))).all())
        backed = Counter(session.scalars(select(col(VersionEvidence.version_id))).all())
        found = Counter(session.scalars(select(col(Finding.review_id))).all())
        sentences = session.execute(select(col(AuditEntry.action), col(AuditEntry.sentence))).all()
        drafts = session.scalars(select(Draft)).all()
        pieces = (session.scalars(select(func.count()).select_from(Evidence)).one(),
                  session.scalars(select(func.count()).select_from(EvidenceContent)).one())
        verdict = audit.verify(session)
        attached = session.scalars(select(col(DraftEvidence.evidence_id))).all()

    assert submitted <= versions.keys()
    assert accepted <= kept.keys()
    # One write at most was under way, and unacknowledged, when each was killed.
    assert len(versions.keys() - submitted) + len(kept.keys() - accepted) <= KILLS
    assert said == dict.fromkeys(versions, 4)
    assert backed == dict.fromkeys(versions, 1)
    assert found == dict.fromkeys(kept, 5)
    assert pieces == (1, 1)
    assert sorted(row.number for row in versions.values()) == list(range(1, len(versions) + 1))
    assert sorted(sentence for action, sentence in sentences if action == "update.submit") == sorted(
        f"Facebook representative submitted version {row.number} of Facebook's update on commitment 1, due 2019-12-13: "
        "claim “in progress”, 1 piece of evidence." for row in versions.values())
    assert sorted(sentence for action, sentence in sentences if action == "review.accept") == sorted(
        f"Cabinet Office official accepted version {versions[row.version_id].number} of Facebook's update on "
        f"commitment 1, due 2019-12-13: {FindingWord.PARTLY_MET}." for row in kept.values())
    assert len(drafts) <= 1
    assert len(attached) == len(drafts)
    assert verdict.sentence == f"The audit is sound: {len(sentences)} entries."
    if recorded.dialect.name == "sqlite":
        with recorded.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
