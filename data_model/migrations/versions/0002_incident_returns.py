"""Incident returns: categories, measures, counts and their daily roll-ups; when returns are due"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(150), nullable=False),
        sa.Column("label", sa.String(20), nullable=False),
        sa.Column("description", sa.String(300), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["categories.id"], name=op.f("fk_categories_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_categories_code")),
        sa.UniqueConstraint("position", name=op.f("uq_categories_position")),
    )
    op.create_index(op.f("ix_categories_parent_id"), "categories", ["parent_id"])
    op.create_table(
        "counts",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "(state = 'reported' AND value > 0 AND value IS NOT NULL) OR "
            "(state = 'zero' AND value = 0 AND value IS NOT NULL) OR "
            "(state IN ('not reported', 'not applicable') AND value IS NULL)",
            name=op.f("ck_counts_value_of_state")),
        sa.PrimaryKeyConstraint("return_id", "series_id", "period_id", name=op.f("pk_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "daily_roll_ups",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("from_return_id", sa.Integer(), nullable=False),
        sa.Column("until_return_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("parts_missing", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'reported' AND value > 0 AND value IS NOT NULL) OR "
            "(state = 'zero' AND value = 0 AND value IS NOT NULL) OR "
            "(state IN ('not reported', 'not applicable') AND value IS NULL)",
            name=op.f("ck_daily_roll_ups_value_of_state")),
        sa.CheckConstraint(
            "parts >= 0 AND "
            "parts_missing >= 0 AND parts_missing <= parts",
            name=op.f("ck_daily_roll_ups_parts")),
        sa.PrimaryKeyConstraint("series_id", "period_id", "from_return_id", name=op.f("pk_daily_roll_ups")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(150), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("statistic", sa.String(40), nullable=False),
        sa.Column("denominator", sa.String(60), nullable=True),
        sa.Column("harmonised_part", sa.Integer(), nullable=True),
        sa.Column("harmonised_column", sa.String(200), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("unit IN ('items', 'hours')", name=op.f("ck_measures_unit")),
        sa.CheckConstraint("statistic IN ('total', 'median', '90th percentile')", name=op.f("ck_measures_statistic")),
        sa.CheckConstraint("harmonised_part IN (4, 6)", name=op.f("ck_measures_harmonised_part")),
        sa.CheckConstraint("version > 0", name=op.f("ck_measures_version_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        sa.UniqueConstraint("slug", "version", name=op.f("uq_measures_slug_version")),
    )
    op.create_table(
        "periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_periods_forward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
        sa.UniqueConstraint("first_day", "last_day", name=op.f("uq_periods_first_day_last_day")),
    )
    op.create_table(
        "category_aliases",
        sa.Column("alias", sa.String(150), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_category_aliases_category_id")),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_category_aliases")),
    )
    op.create_index(op.f("ix_category_aliases_category_id"), "category_aliases", ["category_id"])
    op.create_table(
        "column_mappings",
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("header_hash", sa.String(64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_column_mappings_platform_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["accounts.id"], name=op.f("fk_column_mappings_saved_by")),
        sa.PrimaryKeyConstraint("platform_id", "header_hash", name=op.f("pk_column_mappings")),
    )
    op.create_table(
        "returns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "form IN ('template', 'part 4', "
            "'part 6', 'other table', 'typed')",
            name=op.f("ck_returns_form")),
        sa.CheckConstraint(
            "added >= 0 AND changed >= 0 AND "
            "kept >= 0 AND added + changed > 0",
            name=op.f("ck_returns_changes_something")),
        sa.CheckConstraint("changed = 0 OR length(reason) > 0", name=op.f("ck_returns_restatement_has_reason")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_returns_period_forward")),
        sa.CheckConstraint("number > 0", name=op.f("ck_returns_number_positive")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_returns_platform_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["accounts.id"], name=op.f("fk_returns_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sa.UniqueConstraint("platform_id", "number", name=op.f("uq_returns_platform_id_number")),
    )
    op.create_index(op.f("ix_returns_platform_id_last_day"), "returns", ["platform_id", "last_day"])
    op.create_index(op.f("ix_returns_submitted_at"), "returns", ["submitted_at"])
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("nation", sa.String(40), nullable=False),
        sa.CheckConstraint(
            "nation IN ('uk', 'england', "
            "'scotland', 'wales', 'northern ireland')",
            name=op.f("ck_series_nation")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_series_category_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"], name=op.f("fk_series_measure_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platforms.id"], name=op.f("fk_series_platform_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("platform_id", "measure_id", "category_id", "nation",
                                name=op.f("uq_series_platform_id_measure_id_category_id_nation")),
    )
    op.create_index(op.f("ix_series_category_id"), "series", ["category_id"])
    op.create_index(op.f("ix_series_measure_id_category_id"), "series", ["measure_id", "category_id"])
    with op.batch_alter_table("letters") as letters:
        letters.add_column(sa.Column("returns_first_due_on", sa.Date(), nullable=True))
        letters.add_column(sa.Column("returns_every_days", sa.Integer(), nullable=True))
        letters.create_check_constraint(op.f("ck_letters_returns_cadence_positive"), "returns_every_days > 0")
        letters.create_check_constraint(op.f("ck_letters_returns_cadence_whole"),
                                        "(returns_first_due_on IS NULL) = (returns_every_days IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table("letters") as letters:
        letters.drop_constraint(op.f("ck_letters_returns_cadence_whole"), type_="check")
        letters.drop_constraint(op.f("ck_letters_returns_cadence_positive"), type_="check")
        letters.drop_column("returns_every_days")
        letters.drop_column("returns_first_due_on")
    op.drop_table("daily_roll_ups")
    op.drop_table("counts")
    op.drop_table("periods")
    op.drop_table("series")
    op.drop_table("returns")
    op.drop_table("column_mappings")
    op.drop_table("category_aliases")
    op.drop_table("measures")
    op.drop_table("categories")
