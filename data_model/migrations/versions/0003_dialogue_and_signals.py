"""Dialogue and signals: meetings, actions, cadences and calendar feeds; signals with what became of them"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisations") as organisations:
        organisations.drop_constraint(op.f("ck_organisations_kind"), type_="check")
        organisations.create_check_constraint(
            op.f("ck_organisations_kind"),
            "kind IN ('government', 'company', 'party', 'security', 'policing', 'electoral')")
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_calendar_feeds_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feeds_token_hash")),
    )
    op.create_index(op.f("ix_calendar_feeds_account_id"), "calendar_feeds", ["account_id"])
    op.create_table(
        "dialogue_cadences",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('between platforms', 'with officials', 'with parties', 'security', "
            "'policing', 'electoral')",
            name=op.f("ck_dialogue_cadences_kind")),
        sa.CheckConstraint("every_days > 0", name=op.f("ck_dialogue_cadences_every_days_positive")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_dialogue_cadences_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "kind", name=op.f("pk_dialogue_cadences")),
    )
    op.create_table(
        "meeting_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_meeting_series_letter_id")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_meeting_series_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
    )
    op.create_index(op.f("ix_meeting_series_letter_id"), "meeting_series", ["letter_id"])
    op.create_table(
        "signals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("stix_id", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("tlp", sa.String(40), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_by", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('content', 'user', 'campaign')", name=op.f("ck_signals_kind")),
        sa.CheckConstraint(
            "tlp IN ('TLP:RED', 'TLP:AMBER+STRICT', 'TLP:AMBER', 'TLP:GREEN', 'TLP:CLEAR')",
            name=op.f("ck_signals_tlp")),
        sa.CheckConstraint(
            "erased_at IS NULL OR (summary = '' AND withdrawn_reason = '')",
            name=op.f("ck_signals_erased_has_no_words")),
        sa.CheckConstraint("erased_at IS NOT NULL OR length(summary) > 0", name=op.f("ck_signals_summary_given")),
        sa.CheckConstraint("observed_at <= shared_at", name=op.f("ck_signals_observed_before_shared")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_signals_category_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_signals_letter_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_signals_platform_id")),
        sa.ForeignKeyConstraint(["shared_by"], ["accounts.id"], name=op.f("fk_signals_shared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    op.create_index(op.f("ix_signals_category_id"), "signals", ["category_id"])
    op.create_index(op.f("ix_signals_letter_id_shared_at"), "signals", ["letter_id", "shared_at"])
    op.create_index(op.f("ix_signals_platform_id"), "signals", ["platform_id"])
    op.create_index(op.f("ix_signals_stix_id"), "signals", ["stix_id"])
    op.create_index(op.f("ix_signals_withdrawn_at"), "signals", ["withdrawn_at"])
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(255), nullable=False),
        sa.Column("recurrence_id", sa.String(40), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_meetings_letter_id")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_meetings_made_by")),
        sa.ForeignKeyConstraint(["series_id"], ["meeting_series.id"], name=op.f("fk_meetings_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("letter_id", "uid", "recurrence_id",
            name=op.f("uq_meetings_letter_id_uid_recurrence_id")),
    )
    op.create_index(op.f("ix_meetings_series_id"), "meetings", ["series_id"])
    op.create_table(
        "signal_addressees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(platform_id IS NULL) <> (organisation_id IS NULL)",
            name=op.f("ck_signal_addressees_platform_or_department")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_signal_addressees_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"],
            name=op.f("fk_signal_addressees_organisation_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_signal_addressees_platform_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_signal_addressees_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_addressees")),
    )
    op.create_index(op.f("ix_signal_addressees_account_id"), "signal_addressees", ["account_id"])
    op.create_index(op.f("ix_signal_addressees_organisation_id"), "signal_addressees", ["organisation_id"])
    op.create_index(op.f("ix_signal_addressees_platform_id"), "signal_addressees", ["platform_id"])
    op.create_index(op.f("ix_signal_addressees_signal_id"), "signal_addressees", ["signal_id"])
    op.create_table(
        "signal_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("opinion", sa.String(40), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step IN ('acknowledged', 'opinion', 'acted')", name=op.f("ck_signal_answers_step")),
        sa.CheckConstraint(
            "opinion IN ('breaches here', 'does not breach here', 'cannot tell')",
            name=op.f("ck_signal_answers_opinion")),
        sa.CheckConstraint(
            "(step = 'opinion') = (opinion IS NOT NULL)",
            name=op.f("ck_signal_answers_opinion_of_its_step")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_signal_answers_platform_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_signal_answers_recorded_by")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_signal_answers_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_answers")),
    )
    op.create_index(op.f("ix_signal_answers_platform_id"), "signal_answers", ["platform_id"])
    op.create_index(op.f("ix_signal_answers_recorded_at"), "signal_answers", ["recorded_at"])
    op.create_index(op.f("ix_signal_answers_signal_id_platform_id"), "signal_answers", ["signal_id", "platform_id"])
    op.create_table(
        "signal_indicators",
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("value", sa.String(2000), nullable=False),
        sa.CheckConstraint(
            "kind IN ('URL', 'handle', 'PDQ', 'SHA-256', 'SHA-1', 'MD5')",
            name=op.f("ck_signal_indicators_kind")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_signal_indicators_signal_id")),
        sa.PrimaryKeyConstraint("signal_id", name=op.f("pk_signal_indicators")),
    )
    op.create_index(op.f("ix_signal_indicators_kind_value"), "signal_indicators", ["kind", "value"])
    op.create_table(
        "signal_matches",
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.CheckConstraint("earlier_id < signal_id", name=op.f("ck_signal_matches_earlier_first")),
        sa.ForeignKeyConstraint(["earlier_id"], ["signals.id"], name=op.f("fk_signal_matches_earlier_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_signal_matches_signal_id")),
        sa.PrimaryKeyConstraint("signal_id", "earlier_id", name=op.f("pk_signal_matches")),
    )
    op.create_index(op.f("ix_signal_matches_earlier_id"), "signal_matches", ["earlier_id"])
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_actions_made_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_actions_meeting_id")),
        sa.ForeignKeyConstraint(["request_id"], ["update_requests.id"], name=op.f("fk_actions_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.UniqueConstraint("request_id", name=op.f("uq_actions_request_id")),
    )
    op.create_index(op.f("ix_actions_meeting_id"), "actions", ["meeting_id"])
    op.create_table(
        "attendees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_attendees_name_given")),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_attendees_added_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_attendees_meeting_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_attendees_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendees")),
    )
    op.create_index(op.f("ix_attendees_meeting_id"), "attendees", ["meeting_id"])
    op.create_index(op.f("ix_attendees_organisation_id"), "attendees", ["organisation_id"])
    op.create_table(
        "meeting_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source_sequence", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('between platforms', 'with officials', 'with parties', 'security', "
            "'policing', 'electoral')",
            name=op.f("ck_meeting_versions_kind")),
        sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f("ck_meeting_versions_state")),
        sa.CheckConstraint(
            "state <> 'cancelled' OR length(reason) > 0",
            name=op.f("ck_meeting_versions_cancelled_for_a_reason")),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_meeting_versions_title_given")),
        sa.CheckConstraint("number > 0", name=op.f("ck_meeting_versions_number_positive")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_meeting_versions_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_versions_meeting_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_meeting_versions_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_versions")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_meeting_versions_meeting_id_number")),
    )
    op.create_index(op.f("ix_meeting_versions_recorded_at"), "meeting_versions", ["recorded_at"])
    op.create_index(op.f("ix_meeting_versions_starts_at"), "meeting_versions", ["starts_at"])
    op.create_table(
        "private_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_private_notes_text_given")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_private_notes_meeting_id")),
        sa.ForeignKeyConstraint(["written_by"], ["accounts.id"], name=op.f("fk_private_notes_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_notes")),
    )
    op.create_index(op.f("ix_private_notes_meeting_id"), "private_notes", ["meeting_id"])
    op.create_table(
        "action_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_action_versions_state")),
        sa.CheckConstraint(
            "state = 'open' OR length(outcome) > 0",
            name=op.f("ck_action_versions_ended_with_an_outcome")),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_action_versions_text_given")),
        sa.CheckConstraint("number > 0", name=op.f("ck_action_versions_number_positive")),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_versions_action_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"],
            name=op.f("fk_action_versions_organisation_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_action_versions_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_versions")),
        sa.UniqueConstraint("action_id", "number", name=op.f("uq_action_versions_action_id_number")),
    )
    op.create_index(op.f("ix_action_versions_organisation_id"), "action_versions", ["organisation_id"])
    op.create_index(op.f("ix_action_versions_recorded_at"), "action_versions", ["recorded_at"])
    op.create_table(
        "meeting_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(40), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answer IN ('confirmed', 'cannot attend')", name=op.f("ck_meeting_answers_answer")),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("fk_meeting_answers_answered_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"],
            name=op.f("fk_meeting_answers_organisation_id")),
        sa.ForeignKeyConstraint(["version_id"], ["meeting_versions.id"], name=op.f("fk_meeting_answers_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_answers")),
    )
    op.create_index(op.f("ix_meeting_answers_organisation_id"), "meeting_answers", ["organisation_id"])
    op.create_index(op.f("ix_meeting_answers_version_id"), "meeting_answers", ["version_id"])
    op.create_table(
        "meeting_commitments",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"],
            name=op.f("fk_meeting_commitments_commitment_id")),
        sa.ForeignKeyConstraint(["version_id"], ["meeting_versions.id"],
            name=op.f("fk_meeting_commitments_version_id")),
        sa.PrimaryKeyConstraint("version_id", "commitment_id", name=op.f("pk_meeting_commitments")),
    )
    op.create_index(op.f("ix_meeting_commitments_commitment_id"), "meeting_commitments", ["commitment_id"])
    op.create_table(
        "meeting_organisations",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"],
            name=op.f("fk_meeting_organisations_organisation_id")),
        sa.ForeignKeyConstraint(["version_id"], ["meeting_versions.id"],
            name=op.f("fk_meeting_organisations_version_id")),
        sa.PrimaryKeyConstraint("version_id", "organisation_id", name=op.f("pk_meeting_organisations")),
    )
    op.create_index(op.f("ix_meeting_organisations_organisation_id"), "meeting_organisations", ["organisation_id"])
    with op.batch_alter_table("letters") as letters:
        letters.add_column(sa.Column("signals_kept_days", sa.Integer(), nullable=False, server_default="90"))
        letters.create_check_constraint(op.f("ck_letters_signals_kept_days_positive"), "signals_kept_days >= 0")
    with op.batch_alter_table("letters") as letters:
        letters.alter_column("signals_kept_days", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("letters") as letters:
        letters.drop_constraint(op.f("ck_letters_signals_kept_days_positive"), type_="check")
        letters.drop_column("signals_kept_days")
    op.drop_table("meeting_organisations")
    op.drop_table("meeting_commitments")
    op.drop_table("meeting_answers")
    op.drop_table("action_versions")
    op.drop_table("private_notes")
    op.drop_table("meeting_versions")
    op.drop_table("attendees")
    op.drop_table("actions")
    op.drop_table("signal_matches")
    op.drop_table("signal_indicators")
    op.drop_table("signal_answers")
    op.drop_table("signal_addressees")
    op.drop_table("meetings")
    op.drop_table("signals")
    op.drop_table("meeting_series")
    op.drop_table("dialogue_cadences")
    op.drop_table("calendar_feeds")
    with op.batch_alter_table("organisations") as organisations:
        organisations.drop_constraint(op.f("ck_organisations_kind"), type_="check")
        organisations.create_check_constraint(op.f("ck_organisations_kind"), "kind IN ('government', 'company')")
