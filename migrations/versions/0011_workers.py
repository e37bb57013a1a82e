"""worker_beats; jobs: when work was first due, which attempts do not change

Revision ID: 0011
Revises: 0010

"""
import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "worker_beats",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_beats")),
    )
    op.add_column("jobs", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.text("UPDATE jobs SET due_at = run_at"))
    with op.batch_alter_table("jobs") as batch:
        batch.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade():
    op.drop_column("jobs", "due_at")
    op.drop_table("worker_beats")
