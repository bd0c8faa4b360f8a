"""Updates: a platform's account of one commitment for one reporting period, from draft to finding."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field

from data_model.base import Table, stored_by_value
from data_model.words import Claim, EvidenceKind, FindingWord, Outcome


class Update(Table, table=True):
    """The place of one account: platform, commitment and reporting period. Its words are in drafts and versions."""

    __tablename__ = "updates"
    __table_args__ = (
        UniqueConstraint("platform_id", "commitment_id", "due_on"),
        CheckConstraint("period_start <= due_on", name="period_forward"),
    )

    id: int | None = Field(default=None, primary_key=True)
    platform_id: int = Field(foreign_key="platforms.id")
    commitment_id: int = Field(foreign_key="commitments.id", index=True)
    period_start: date
    due_on: date = Field(description="Last day of the reporting period, on which the update is due")


class Draft(Table, table=True):
    """What a platform is still writing. `revision` rises with every save, so that two tabs cannot overwrite
    each other."""

    __tablename__ = "drafts"

    update_id: int = Field(foreign_key="updates.id", primary_key=True)
    claim: Claim | None = Field(default=None, sa_type=stored_by_value(Claim, "claim"))
    narrative: str = Field(default="", sa_type=Text)
    remaining: str = Field(default="", sa_type=Text)
    delay_reason: str = Field(default="", sa_type=Text)
    statements: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, description="Criterion code to statement")
    revision: int = 1
    saved_by: int = Field(foreign_key="accounts.id")
    saved_at: datetime


class UpdateVersion(Table, table=True):
    """What was submitted, as it was submitted. Never changes."""

    __tablename__ = "update_versions"
    __table_args__ = (
        UniqueConstraint("update_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("length(narrative) > 0", name="narrative_given"),
    )

    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(foreign_key="updates.id", index=True)
    number: int
    claim: Claim = Field(sa_type=stored_by_value(Claim, "claim"))
    narrative: str = Field(sa_type=Text)
    remaining: str = Field(default="", sa_type=Text)
    delay_reason: str = Field(default="", sa_type=Text)
    submitted_by: int = Field(foreign_key="accounts.id")
    submitted_at: datetime = Field(index=True)


class Statement(Table, table=True):
    """What a version says of one criterion."""

    __tablename__ = "statements"

    version_id: int = Field(foreign_key="update_versions.id", primary_key=True)
    criterion_id: int = Field(foreign_key="criteria.id", primary_key=True, index=True)
    text: str = Field(sa_type=Text)


class Review(Table, table=True):
    """An official's decision on one exact version: one version has one decision."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="reason_given"),
    )

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="update_versions.id", unique=True)
    outcome: Outcome = Field(sa_type=stored_by_value(Outcome, "outcome"))
    reason: str = Field(sa_type=Text)
    decided_by: int = Field(foreign_key="accounts.id")
    decided_at: datetime = Field(index=True)


class Finding(Table, table=True):
    """What an accepted review finds: one row per criterion, and one with no criterion for the commitment."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion_id"),
        # A unique constraint lets any number of NULLs pass; this index does not.
        Index(
            "uq_findings_commitment",
            "review_id",
            unique=True,
            sqlite_where=text("criterion_id IS NULL"),
            postgresql_where=text("criterion_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="reviews.id", index=True)
    criterion_id: int | None = Field(default=None, foreign_key="criteria.id")
    finding: FindingWord = Field(sa_type=stored_by_value(FindingWord, "finding"))


class Evidence(Table, table=True):
    """A file or link that backs an update, with its own date, its hash and who added it."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'link' AND url IS NOT NULL AND sha256 IS NULL) OR "
            "(kind = 'file' AND url IS NULL AND sha256 IS NOT NULL AND file_name IS NOT NULL)",
            name="file_or_link",
        ),
        CheckConstraint("size_bytes <= 10485760", name="at_most_10_mb"),
    )

    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(foreign_key="updates.id", index=True)
    kind: EvidenceKind = Field(sa_type=stored_by_value(EvidenceKind, "kind"))
    title: str = Field(max_length=200)
    dated_on: date = Field(description="The evidence's own date: when it was published or made")
    url: str | None = Field(default=None, max_length=2000)
    file_name: str | None = Field(default=None, max_length=200)
    media_type: str | None = Field(default=None, max_length=120)
    size_bytes: int | None = None
    sha256: str | None = Field(default=None, max_length=64)
    added_by: int = Field(foreign_key="accounts.id")
    added_at: datetime


class EvidenceContent(Table, table=True):
    """The bytes of an evidence file, apart from its description so that lists never load them."""

    __tablename__ = "evidence_contents"

    evidence_id: int = Field(foreign_key="evidence.id", primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class DraftEvidence(Table, table=True):
    """Evidence attached to what is still being written."""

    __tablename__ = "draft_evidence"

    update_id: int = Field(foreign_key="drafts.update_id", primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", primary_key=True, index=True)


class VersionEvidence(Table, table=True):
    """Evidence submitted with a version."""

    __tablename__ = "version_evidence"

    version_id: int = Field(foreign_key="update_versions.id", primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", primary_key=True, index=True)
