"""inviting: beginning a forum, pictures and files, the languages that people read

Revision ID: 0022
Revises: 0021

"""
revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
