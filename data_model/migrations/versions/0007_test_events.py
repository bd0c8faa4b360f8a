"""A company's lead can have a test event sent"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = ("request.made", "update.returned", "signal.addressed")


def upgrade() -> None:
    _allow(*BEFORE, "test")


def downgrade() -> None:
    op.execute("DELETE FROM webhook_attempts WHERE delivery_id IN (SELECT d.id FROM webhook_deliveries d "
               "JOIN webhook_events e ON e.id = d.event_id WHERE e.kind = 'test')")
    op.execute("DELETE FROM webhook_deliveries WHERE event_id IN (SELECT id FROM webhook_events WHERE kind = 'test')")
    op.execute("DELETE FROM webhook_events WHERE kind = 'test'")
    _allow(*BEFORE)


def _allow(*kinds: str) -> None:
    with op.batch_alter_table("webhook_events") as events:
        events.drop_constraint(op.f("ck_webhook_events_kind"), type_="check")
        events.create_check_constraint(op.f("ck_webhook_events_kind"),
                                       f"kind IN ({', '.join(repr(kind) for kind in kinds)})")
