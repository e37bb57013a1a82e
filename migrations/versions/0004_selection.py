"""selection: what accepting an application gave, and who writes once they have agreed

Revision ID: 0004
Revises: 0003

"""
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    # Never in batch mode: it rebuilds a table on SQLite by dropping it, which deletes rows that refer to its rows.
    must_agree = sa.Column("must_agree", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("memberships", must_agree)
    op.execute("UPDATE memberships SET welcomed_at = created_at")  # present members need no welcome
    op.add_column("applications", sa.Column("granted", sa.String(length=200), nullable=False, server_default=""))
    refer_to_week("applications", "given_week_id")


def refer_to_week(table, name):
    """Add a column with a foreign key. SQLite accepts the key only inside ADD COLUMN."""
    constraint = f"fk_{table}_{name}_weeks"
    if op.get_bind().dialect.name == "sqlite":
        reference = f"CONSTRAINT {constraint} REFERENCES weeks (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER {reference}")
        return
    op.add_column(table, sa.Column(name, sa.Integer(), nullable=True))
    op.create_foreign_key(op.f(constraint), table, "weeks", [name], ["id"])


def downgrade():
    for table, name in (("applications", "given_week_id"), ("applications", "granted"), ("memberships", "must_agree")):
        op.drop_column(table, name)
