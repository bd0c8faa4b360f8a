"""Everything at the beginning"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BEGINNING = "0" * 64  # what the first audit entry follows


def upgrade() -> None:
    audit_head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "elections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("dissolution", sa.Date(), nullable=False),
        sa.Column("close_of_nominations", sa.DateTime(timezone=True), nullable=False),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=True),
        sa.Column("candidates_source", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("candidates > 0", name=op.f("ck_elections_candidates_positive")),
        sa.CheckConstraint("dissolution <= polling_day", name=op.f("ck_elections_dissolution_before_polling_day")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elections")),
        sa.UniqueConstraint("name", name=op.f("uq_elections_name")),
    )
    op.create_table(
        "exercises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_exercises_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exercises")),
    )
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guessed", sa.String(64), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_ins")),
    )
    op.create_index(op.f("ix_failed_sign_ins_guessed"), "failed_sign_ins", ["guessed"])
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.CheckConstraint("kind IN ('government', 'company')", name=op.f("ck_organisations_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("name", name=op.f("uq_organisations_name")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(300), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("exercise_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('official', 'platform', 'analyst', 'administrator')", name=op.f("ck_accounts_role")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_accounts_email_lower_case")),
        sa.ForeignKeyConstraint(["exercise_id"], ["exercises.id"], name=op.f("fk_accounts_exercise_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_accounts_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_index(op.f("ix_accounts_organisation_id"), "accounts", ["organisation_id"])
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signatories", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("marking", sa.String(40), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("marking IN ('OFFICIAL', 'OFFICIAL-SENSITIVE')", name=op.f("ck_letters_marking")),
        sa.ForeignKeyConstraint(["election_id"], ["elections.id"], name=op.f("fk_letters_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("reference", name=op.f("uq_letters_reference")),
    )
    op.create_index(op.f("ix_letters_election_id"), "letters", ["election_id"])
    op.create_table(
        "platforms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_platforms_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platforms")),
        sa.UniqueConstraint("name", name=op.f("uq_platforms_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_platforms_slug")),
    )
    op.create_index(op.f("ix_platforms_organisation_id"), "platforms", ["organisation_id"])
    op.create_table(
        "audit_entries",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(254), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["accounts.id"], name=op.f("fk_audit_entries_actor_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_action"), "audit_entries", ["action"])
    op.create_index(op.f("ix_audit_entries_actor_id"), "audit_entries", ["actor_id"])
    op.create_index(op.f("ix_audit_entries_at"), "audit_entries", ["at"])
    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("update_every_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("span_start >= 0 AND span_end > span_start", name=op.f("ck_commitments_span_forward")),
        sa.CheckConstraint("update_every_days > 0", name=op.f("ck_commitments_cadence_positive")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_commitments_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_commitments_letter_id_number")),
    )
    op.create_index(op.f("ix_commitments_letter_id"), "commitments", ["letter_id"])
    op.create_table(
        "password_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_password_links_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_links_token_hash")),
    )
    op.create_index(op.f("ix_password_links_account_id"), "password_links", ["account_id"])
    op.create_table(
        "public_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("published", sa.String(40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_public_record_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_record")),
    )
    op.create_index(op.f("ix_public_record_letter_id"), "public_record", ["letter_id"])
    op.create_table(
        "recipients",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("addressee", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_recipients_letter_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_recipients_platform_id")),
        sa.PrimaryKeyConstraint("letter_id", "platform_id", name=op.f("pk_recipients")),
    )
    op.create_index(op.f("ix_recipients_platform_id"), "recipients", ["platform_id"])
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_ins_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_account_id"), "sign_ins", ["account_id"])
    op.create_table(
        "update_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_update_requests_asked_by")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_update_requests_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_requests")),
    )
    op.create_index(op.f("ix_update_requests_letter_id"), "update_requests", ["letter_id"])
    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("computed_by", sa.String(60), nullable=True),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_criteria_commitment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("commitment_id", "code", name=op.f("uq_criteria_commitment_id_code")),
    )
    op.create_index(op.f("ix_criteria_commitment_id"), "criteria", ["commitment_id"])
    op.create_table(
        "public_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["public_record.id"], name=op.f("fk_public_figures_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_figures")),
        sa.UniqueConstraint(
            "entry_id", "name", "period_start", name=op.f("uq_public_figures_entry_id_name_period_start")
        ),
    )
    op.create_index(op.f("ix_public_figures_entry_id"), "public_figures", ["entry_id"])
    op.create_table(
        "request_commitments",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitments.id"], name=op.f("fk_request_commitments_commitment_id")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["update_requests.id"], name=op.f("fk_request_commitments_request_id")),
        sa.PrimaryKeyConstraint("request_id", "commitment_id", name=op.f("pk_request_commitments")),
    )
    op.create_index(op.f("ix_request_commitments_commitment_id"), "request_commitments", ["commitment_id"])
    op.create_table(
        "request_platforms",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_request_platforms_platform_id")),
        sa.ForeignKeyConstraint(["request_id"], ["update_requests.id"], name=op.f("fk_request_platforms_request_id")),
        sa.PrimaryKeyConstraint("request_id", "platform_id", name=op.f("pk_request_platforms")),
    )
    op.create_index(op.f("ix_request_platforms_platform_id"), "request_platforms", ["platform_id"])
    op.create_table(
        "updates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint("period_start <= due_on", name=op.f("ck_updates_period_forward")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_updates_commitment_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_updates_platform_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates")),
        sa.UniqueConstraint(
            "platform_id", "commitment_id", "due_on", name=op.f("uq_updates_platform_id_commitment_id_due_on")
        ),
    )
    op.create_index(op.f("ix_updates_commitment_id"), "updates", ["commitment_id"])
    op.create_table(
        "drafts",
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(40), nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("remaining", sa.Text(), nullable=False),
        sa.Column("delay_reason", sa.Text(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "claim IN ('not started', 'planned', 'in progress', 'delivered', 'declined')", name=op.f("ck_drafts_claim")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["accounts.id"], name=op.f("fk_drafts_saved_by")),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name=op.f("fk_drafts_update_id")),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("url", sa.String(2000), nullable=True),
        sa.Column("file_name", sa.String(200), nullable=True),
        sa.Column("media_type", sa.String(120), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('file', 'link')", name=op.f("ck_evidence_kind")),
        sa.CheckConstraint(
            "(kind = 'link' AND url IS NOT NULL AND sha256 IS NULL) OR "
            "(kind = 'file' AND url IS NULL AND sha256 IS NOT NULL AND file_name IS NOT NULL)",
            name=op.f("ck_evidence_file_or_link"),
        ),
        sa.CheckConstraint("size_bytes <= 10485760", name=op.f("ck_evidence_at_most_10_mb")),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_evidence_added_by")),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name=op.f("fk_evidence_update_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_update_id"), "evidence", ["update_id"])
    op.create_table(
        "public_record_criteria",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["criterion_id"], ["criteria.id"], name=op.f("fk_public_record_criteria_criterion_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["public_record.id"], name=op.f("fk_public_record_criteria_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "criterion_id", name=op.f("pk_public_record_criteria")),
    )
    op.create_index(op.f("ix_public_record_criteria_criterion_id"), "public_record_criteria", ["criterion_id"])
    op.create_table(
        "update_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(40), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("remaining", sa.Text(), nullable=False),
        sa.Column("delay_reason", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "claim IN ('not started', 'planned', 'in progress', 'delivered', 'declined')",
            name=op.f("ck_update_versions_claim"),
        ),
        sa.CheckConstraint("length(narrative) > 0", name=op.f("ck_update_versions_narrative_given")),
        sa.CheckConstraint("number > 0", name=op.f("ck_update_versions_number_positive")),
        sa.ForeignKeyConstraint(["submitted_by"], ["accounts.id"], name=op.f("fk_update_versions_submitted_by")),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name=op.f("fk_update_versions_update_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_versions")),
        sa.UniqueConstraint("update_id", "number", name=op.f("uq_update_versions_update_id_number")),
    )
    op.create_index(op.f("ix_update_versions_submitted_at"), "update_versions", ["submitted_at"])
    op.create_index(op.f("ix_update_versions_update_id"), "update_versions", ["update_id"])
    op.create_table(
        "draft_evidence",
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_draft_evidence_evidence_id")),
        sa.ForeignKeyConstraint(["update_id"], ["drafts.update_id"], name=op.f("fk_draft_evidence_update_id")),
        sa.PrimaryKeyConstraint("update_id", "evidence_id", name=op.f("pk_draft_evidence")),
    )
    op.create_index(op.f("ix_draft_evidence_evidence_id"), "draft_evidence", ["evidence_id"])
    op.create_table(
        "evidence_contents",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_contents_evidence_id")),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_evidence_contents")),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('accepted', 'returned')", name=op.f("ck_reviews_outcome")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_reviews_reason_given")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_reviews_decided_by")),
        sa.ForeignKeyConstraint(["version_id"], ["update_versions.id"], name=op.f("fk_reviews_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("version_id", name=op.f("uq_reviews_version_id")),
    )
    op.create_index(op.f("ix_reviews_decided_at"), "reviews", ["decided_at"])
    op.create_table(
        "statements",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["criterion_id"], ["criteria.id"], name=op.f("fk_statements_criterion_id")),
        sa.ForeignKeyConstraint(["version_id"], ["update_versions.id"], name=op.f("fk_statements_version_id")),
        sa.PrimaryKeyConstraint("version_id", "criterion_id", name=op.f("pk_statements")),
    )
    op.create_index(op.f("ix_statements_criterion_id"), "statements", ["criterion_id"])
    op.create_table(
        "version_evidence",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_version_evidence_evidence_id")),
        sa.ForeignKeyConstraint(["version_id"], ["update_versions.id"], name=op.f("fk_version_evidence_version_id")),
        sa.PrimaryKeyConstraint("version_id", "evidence_id", name=op.f("pk_version_evidence")),
    )
    op.create_index(op.f("ix_version_evidence_evidence_id"), "version_evidence", ["evidence_id"])
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=True),
        sa.Column("finding", sa.String(40), nullable=False),
        sa.CheckConstraint(
            "finding IN ('no evidence', 'not met', 'partly met', 'substantially met', 'met')",
            name=op.f("ck_findings_finding"),
        ),
        sa.ForeignKeyConstraint(["criterion_id"], ["criteria.id"], name=op.f("fk_findings_criterion_id")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_findings_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("review_id", "criterion_id", name=op.f("uq_findings_review_id_criterion_id")),
    )
    op.create_index(op.f("ix_findings_review_id"), "findings", ["review_id"])
    op.create_index(
        op.f("uq_findings_commitment"),
        "findings",
        ["review_id"],
        unique=True,
        sqlite_where=sa.text("criterion_id IS NULL"),
        postgresql_where=sa.text("criterion_id IS NULL"),
    )
    op.bulk_insert(audit_head, [{"id": 1, "position": 0, "hash": BEGINNING}])


def downgrade() -> None:
    op.drop_table("findings")
    op.drop_table("version_evidence")
    op.drop_table("statements")
    op.drop_table("reviews")
    op.drop_table("evidence_contents")
    op.drop_table("draft_evidence")
    op.drop_table("update_versions")
    op.drop_table("public_record_criteria")
    op.drop_table("evidence")
    op.drop_table("drafts")
    op.drop_table("updates")
    op.drop_table("request_platforms")
    op.drop_table("request_commitments")
    op.drop_table("public_figures")
    op.drop_table("criteria")
    op.drop_table("update_requests")
    op.drop_table("sign_ins")
    op.drop_table("recipients")
    op.drop_table("public_record")
    op.drop_table("password_links")
    op.drop_table("commitments")
    op.drop_table("audit_entries")
    op.drop_table("platforms")
    op.drop_table("letters")
    op.drop_table("accounts")
    op.drop_table("organisations")
    op.drop_table("failed_sign_ins")
    op.drop_table("exercises")
    op.drop_table("elections")
    op.drop_table("audit_head")
