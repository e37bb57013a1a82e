"""abstracts: what admins say of a thread and of a week

Revision ID: 0019
Revises: 0018

"""
import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = {"threads": "abstract_id", "weeks": "summary_id"}


def refer(table, name, to):
    """Add a column with a foreign key. SQLite accepts the key only inside ADD COLUMN."""
    if op.get_bind().dialect.name == "sqlite":
        constraint = f"fk_{table}_{name}_{to}"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER CONSTRAINT {constraint} REFERENCES {to} (id)")
        return
    op.add_column(table, sa.Column(name, sa.Integer(), nullable=True))
    op.create_foreign_key(op.f(f"fk_{table}_{name}_{to}"), table, to, [name], ["id"])


def upgrade():
    for table, name in COLUMNS.items():
        refer(table, name, "texts")


def downgrade():
    for table, name in COLUMNS.items():
        op.drop_column(table, name)
