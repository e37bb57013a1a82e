"""How Alembic reaches the database: through the application that runs it (`flask --app wsgi db …`)."""

from alembic import context
from flask import current_app
from sqlalchemy import Engine, MetaData

from board import migrating
from board.extensions import about_to_write


def engine() -> Engine:
    """Return the application's own engine, so that SQLite behaves as it does when serving."""
    own_engine: Engine = current_app.extensions["migrate"].db.engine
    return own_engine


def metadata() -> MetaData:
    """Return the tables as the models declare them."""
    declared: MetaData = current_app.extensions["migrate"].db.metadata
    return declared


def run() -> None:
    """Bring the database to the wanted version in one transaction, on SQLite too."""
    about_to_write.set(True)
    arguments = current_app.extensions["migrate"].configure_args
    allowed = context.get_x_argument(as_dictionary=True).get(migrating.LOSE) == "yes"
    with engine().connect() as connection:
        context.configure(connection=connection, target_metadata=metadata(), transactional_ddl=True, **arguments)
        with context.begin_transaction(), migrating.one_transaction(context.get_context(), allowed):
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Semana's migrations run against a live database only.")
run()
