"""Advice and reach: sections with what became of them, editions, distributions, and how many there are to reach"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advice_drafts",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("welsh", sa.Text(), nullable=False),
        sa.Column("report_address", sa.String(2000), nullable=False),
        sa.Column("responds_in_hours", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "topic IN ('what breaches', 'where to report', 'what response to expect')",
            name=op.f("ck_advice_drafts_topic")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_advice_drafts_letter_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_advice_drafts_platform_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["accounts.id"], name=op.f("fk_advice_drafts_saved_by")),
        sa.PrimaryKeyConstraint("letter_id", "platform_id", "topic", name=op.f("pk_advice_drafts")),
    )
    op.create_index(op.f("ix_advice_drafts_platform_id"), "advice_drafts", ["platform_id"])
    op.create_table(
        "advice_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("note_welsh", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT urgent OR length(note) > 0", name=op.f("ck_advice_editions_urgent_for_a_reason")),
        sa.CheckConstraint("number > 0", name=op.f("ck_advice_editions_number_positive")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_advice_editions_letter_id")),
        sa.ForeignKeyConstraint(["published_by"], ["accounts.id"], name=op.f("fk_advice_editions_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice_editions")),
        sa.UniqueConstraint("number", name=op.f("uq_advice_editions_number")),
    )
    op.create_index(op.f("ix_advice_editions_letter_id"), "advice_editions", ["letter_id"])
    op.create_index(op.f("ix_advice_editions_published_at"), "advice_editions", ["published_at"])
    op.create_table(
        "advice_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("welsh", sa.Text(), nullable=False),
        sa.Column("report_address", sa.String(2000), nullable=False),
        sa.Column("responds_in_hours", sa.Integer(), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "topic IN ('what breaches', 'where to report', 'what response to expect')",
            name=op.f("ck_advice_versions_topic")),
        sa.CheckConstraint(
            "report_address = '' OR topic = 'where to report'",
            name=op.f("ck_advice_versions_report_address_of_its_topic")),
        sa.CheckConstraint(
            "responds_in_hours IS NULL OR (responds_in_hours > 0 AND topic = 'what response to expect')",
            name=op.f("ck_advice_versions_response_time_of_its_topic")),
        sa.CheckConstraint("length(english) > 0", name=op.f("ck_advice_versions_english_given")),
        sa.CheckConstraint("number > 0", name=op.f("ck_advice_versions_number_positive")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_advice_versions_letter_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_advice_versions_platform_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["accounts.id"], name=op.f("fk_advice_versions_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice_versions")),
        sa.UniqueConstraint("letter_id", "platform_id", "topic", "number",
            name=op.f("uq_advice_versions_letter_id_platform_id_topic_number")),
    )
    op.create_index(op.f("ix_advice_versions_platform_id"), "advice_versions", ["platform_id"])
    op.create_index(op.f("ix_advice_versions_submitted_at"), "advice_versions", ["submitted_at"])
    op.create_table(
        "audience_sizes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "audience IN ('candidates', 'agents', 'electoral staff')",
            name=op.f("ck_audience_sizes_audience")),
        sa.CheckConstraint("audience <> 'candidates'", name=op.f("ck_audience_sizes_candidates_on_public_record")),
        sa.CheckConstraint("length(source) > 0", name=op.f("ck_audience_sizes_source_given")),
        sa.CheckConstraint("people > 0", name=op.f("ck_audience_sizes_people_positive")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_audience_sizes_letter_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_audience_sizes_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience_sizes")),
    )
    op.create_index(op.f("ix_audience_sizes_letter_id"), "audience_sizes", ["letter_id"])
    op.create_table(
        "advice_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["checked_by"], ["accounts.id"], name=op.f("fk_advice_checks_checked_by")),
        sa.ForeignKeyConstraint(["version_id"], ["advice_versions.id"], name=op.f("fk_advice_checks_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice_checks")),
    )
    op.create_index(op.f("ix_advice_checks_checked_at"), "advice_checks", ["checked_at"])
    op.create_index(op.f("ix_advice_checks_version_id"), "advice_checks", ["version_id"])
    op.create_table(
        "advice_decisions",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "decision IN ('agreed', 'returned')",
            name=op.f("ck_advice_decisions_decision")),
        sa.CheckConstraint(
            "decision <> 'returned' OR length(reason) > 0",
            name=op.f("ck_advice_decisions_returned_for_a_reason")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_advice_decisions_decided_by")),
        sa.ForeignKeyConstraint(["version_id"], ["advice_versions.id"], name=op.f("fk_advice_decisions_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_advice_decisions")),
    )
    op.create_index(op.f("ix_advice_decisions_decided_at"), "advice_decisions", ["decided_at"])
    op.create_table(
        "advice_edition_sections",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["advice_editions.id"],
            name=op.f("fk_advice_edition_sections_edition_id")),
        sa.ForeignKeyConstraint(["version_id"], ["advice_versions.id"],
            name=op.f("fk_advice_edition_sections_version_id")),
        sa.PrimaryKeyConstraint("edition_id", "version_id", name=op.f("pk_advice_edition_sections")),
    )
    op.create_index(op.f("ix_advice_edition_sections_version_id"), "advice_edition_sections", ["version_id"])
    op.create_table(
        "distributions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("sender_kind", sa.String(40), nullable=False),
        sa.Column("sender", sa.String(200), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("party", sa.String(100), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "sender_kind IN ('party', 'returning officers', 'Parliament', 'police', 'platform')",
            name=op.f("ck_distributions_sender_kind")),
        sa.CheckConstraint(
            "audience IN ('candidates', 'agents', 'electoral staff')",
            name=op.f("ck_distributions_audience")),
        sa.CheckConstraint(
            "channel IN ('email', 'post', 'candidate pack', 'briefing', 'message', 'website')",
            name=op.f("ck_distributions_channel")),
        sa.CheckConstraint(
            "party = '' OR audience <> 'electoral staff'",
            name=op.f("ck_distributions_electoral_staff_of_no_party")),
        sa.CheckConstraint("sender_kind <> 'party' OR length(party) > 0", name=op.f("ck_distributions_party_named")),
        sa.CheckConstraint("length(sender) > 0", name=op.f("ck_distributions_sender_named")),
        sa.ForeignKeyConstraint(["edition_id"], ["advice_editions.id"], name=op.f("fk_distributions_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distributions")),
        sa.UniqueConstraint("edition_id", "sender_kind", "sender", "audience", "party", "channel", "sent_on",
            name=op.f("uq_distributions_sending")),
    )
    op.create_table(
        "distribution_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distribution_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "number = 1 OR length(reason) > 0",
            name=op.f("ck_distribution_versions_restated_for_a_reason")),
        sa.CheckConstraint("number > 0", name=op.f("ck_distribution_versions_number_positive")),
        sa.CheckConstraint("people >= 0", name=op.f("ck_distribution_versions_people_not_negative")),
        sa.ForeignKeyConstraint(["distribution_id"], ["distributions.id"],
            name=op.f("fk_distribution_versions_distribution_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_distribution_versions_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distribution_versions")),
        sa.UniqueConstraint("distribution_id", "number", name=op.f("uq_distribution_versions_distribution_id_number")),
    )
    op.create_index(op.f("ix_distribution_versions_recorded_at"), "distribution_versions", ["recorded_at"])
    with op.batch_alter_table("letters") as letters:
        letters.add_column(sa.Column("advice_checked_days", sa.Integer(), nullable=False, server_default="7"))
        letters.create_check_constraint(op.f("ck_letters_advice_checked_days_positive"), "advice_checked_days > 0")
    with op.batch_alter_table("letters") as letters:
        letters.alter_column("advice_checked_days", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("letters") as letters:
        letters.drop_constraint(op.f("ck_letters_advice_checked_days_positive"), type_="check")
        letters.drop_column("advice_checked_days")
    op.drop_table("distribution_versions")
    op.drop_table("distributions")
    op.drop_table("advice_edition_sections")
    op.drop_table("advice_decisions")
    op.drop_table("advice_checks")
    op.drop_table("audience_sizes")
    op.drop_table("advice_versions")
    op.drop_table("advice_editions")
    op.drop_table("advice_drafts")
