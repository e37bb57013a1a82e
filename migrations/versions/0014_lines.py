"""lines; jobs: what is in their way, whose they are, and that they were given up

Revision ID: 0014
Revises: 0013

"""
import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ADDED = (
    ("failures", sa.Integer(), "0"),
    ("failed_at", MOMENT, None),
    ("leased_until", MOMENT, None),
    ("leased_by", sa.String(length=100), ""),
    ("reason", sa.String(length=20), ""),
    ("trouble_since", MOMENT, None),
    ("recipient", sa.String(length=254), ""),
)


def upgrade():
    op.create_table(
        "lines",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("down_since", MOMENT, nullable=True),
        sa.Column("next_try_at", MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("strike", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lines")),
    )
    for name, kind, default in ADDED:
        op.add_column("jobs", sa.Column(name, kind, nullable=default is None, server_default=default))
    # Jobs that were given up stay so, as do mails set aside when a backup was restored. Other errors are emptied, since
    # they may hold private data.
    op.execute(
        sa.text("UPDATE jobs SET failed_at = run_at, reason = 'fault' WHERE attempts >= 8 AND done_at IS NULL")
    )
    op.execute(
        sa.text("UPDATE jobs SET reason = 'aside' WHERE failed_at IS NOT NULL AND error LIKE 'Set aside when a backup %'")
    )
    op.execute(sa.text("UPDATE jobs SET error = '' WHERE reason <> 'aside'"))


def downgrade():
    op.execute(sa.text("UPDATE jobs SET attempts = 0 WHERE failed_at IS NULL AND done_at IS NULL"))
    op.execute(sa.text("UPDATE jobs SET attempts = 8 WHERE failed_at IS NOT NULL AND done_at IS NULL"))
    for name, _kind, _default in reversed(ADDED):
        op.drop_column("jobs", name)
    op.drop_table("lines")
