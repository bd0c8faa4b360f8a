"""Exploring: named views, boards and briefings; which measures hide small numbers; what changed pages last"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWNED = ("saved_views", "boards", "briefings")


def upgrade() -> None:
    _create("saved_views", sa.Column("query", sa.Text(), nullable=False))
    _create("boards")
    _create(
        "briefings",
        sa.Column("template", sa.String(40), nullable=False),
        sa.Column("marking", sa.String(40), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "template IN ('weekly note to ministers', 'platform scorecard', 'answer to a parliamentary question', "
            "'blank')",
            name=op.f("ck_briefings_template")),
        sa.CheckConstraint("marking IN ('OFFICIAL', 'OFFICIAL-SENSITIVE')", name=op.f("ck_briefings_marking")),
    )
    op.create_table(
        "board_figures",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 9", name=op.f("ck_board_figures_position")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_board_figures_board_id")),
        sa.ForeignKeyConstraint(["view_id"], ["saved_views.id"], name=op.f("fk_board_figures_view_id")),
        sa.PrimaryKeyConstraint("board_id", "position", name=op.f("pk_board_figures")),
        sa.UniqueConstraint("board_id", "view_id", name=op.f("uq_board_figures_board_id_view_id")),
    )
    op.create_index(op.f("ix_board_figures_view_id"), "board_figures", ["view_id"])
    with op.batch_alter_table("measures") as measures:
        measures.add_column(sa.Column("suppressed_under", sa.Integer(), nullable=True))
        measures.create_check_constraint(op.f("ck_measures_suppressed_under_positive"), "suppressed_under > 1")
    op.execute("UPDATE measures SET suppressed_under = 5 WHERE slug = 'reports-from-candidates'")
    with op.batch_alter_table("audit_head") as head:
        head.add_column(sa.Column("data_version", sa.String(64), nullable=False, server_default=""))
    op.execute("UPDATE audit_head SET data_version = hash")
    with op.batch_alter_table("audit_head") as head:
        head.alter_column("data_version", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("audit_head") as head:
        head.drop_column("data_version")
    with op.batch_alter_table("measures") as measures:
        measures.drop_constraint(op.f("ck_measures_suppressed_under_positive"), type_="check")
        measures.drop_column("suppressed_under")
    op.drop_table("board_figures")
    for table in OWNED:
        op.drop_table(table)


def _create(table: str, *more: sa.Column[object] | sa.CheckConstraint) -> None:
    """A table of things that a person names, keeps and may share."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        *more,
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f(f"ck_{table}_named")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f(f"fk_{table}_letter_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f(f"fk_{table}_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("owner_id", "name", name=op.f(f"uq_{table}_owner_id_name")),
    )
    op.create_index(op.f(f"ix_{table}_letter_id"), table, ["letter_id"])
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])
