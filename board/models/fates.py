"""What becomes of each column when somebody leaves, takes their data along, or a forum is run again.

It is said at the column. The code that does it asks here for the columns; tests read the tables and fail where a column
says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypedDict, Unpack

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import InstrumentedAttribute, MappedColumn, mapped_column

from board.models.base import Base, new_key

Column = InstrumentedAttribute[Any]
Leaving = Literal["hand over", "delete", "keep if named", "delete by place", "keep with account"]
"""Of a reference to an account whose owner leaves the forum.

``hand over``: words and deeds stay, and are the stand-in's. ``delete``: the row concerned nobody else.
``keep if named``: the row says who somebody is, so it stays only beside their full name. ``delete by place``: the place
of an unsent text tells its forum. ``keep with account``: the row leads to no words in the forum, and goes when the
account is closed.
"""
Copying = Literal["same", "text", "anew", "empty"]
"""Of a row that is copied into the next run of its forum.

``same``: taken over. ``text``: the text is copied, too. ``anew``: the copy has its own. ``empty``: it tells what
happened in the earlier run.
"""


class Fate(TypedDict, total=False):
    """What a column says of itself."""

    leaving: Leaving
    section: str
    """Of a reference to an account: the section of somebody's own data that tells of the rows which are theirs by it.
    Empty: such a row is about somebody else."""
    told: bool
    """Whether somebody's own data includes this column of rows that are theirs."""
    copying: Copying


def fate(**said: Unpack[Fate]) -> dict[Any, Any]:
    """The ``info`` of a column."""
    return dict(said)


def account_key(
    leaving: Leaving, section: str, *, copying: Copying | None = None, ondelete: str | None = None, **column: Any
) -> MappedColumn[Any]:
    """A reference to an account: none can be made that does not say what becomes of it."""
    said = fate(leaving=leaving, section=section, **(fate(copying=copying) if copying else {}))
    return mapped_column(ForeignKey("users.id", ondelete=ondelete), info=said, **column)


Id = Annotated[int, mapped_column(primary_key=True, info=fate(copying="anew"))]
Key = Annotated[str, mapped_column(String(14), unique=True, default=new_key, info=fate(copying="anew", told=False))]
"""The random name of a row in addresses."""
ForumId = Annotated[int, mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), info=fate(copying="anew"))]


def columns_that_say(*names: str, **words: object) -> tuple[Column, ...]:
    """The columns of all tables that say something of these names, and these words."""
    return tuple(column for model in _models() for column in columns_of(model, *names, **words))


def columns_of(model: type[Base], *names: str, **words: object) -> tuple[Column, ...]:
    """The columns of one table that do."""
    return tuple(
        getattr(model, attribute)
        for attribute, column in model.__mapper__.columns.items()
        if column.info.keys() >= set(names) and column.info.items() >= words.items()
    )


def parent_of(model: type[Base]) -> tuple[Column, Any] | None:
    """How a row that names no forum itself belongs to one: by its first reference to a row that it goes with."""
    return None if hasattr(model, "forum_id") else next(_parents(model), None)


def parts_of(model: type[Base]) -> tuple[Column, ...]:
    """The references of the rows that go with a row of this model."""
    return tuple(link for part in _models() for link, parent in _parents(part) if parent is model)


def _models() -> list[type[Base]]:
    return sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda model: str(model.__tablename__))


def _parents(model: type[Base]) -> Iterator[tuple[Column, type[Base]]]:
    """The references with which a row goes, and to what; accounts apart, which nobody deletes but their owners."""
    models = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    for attribute, column in model.__mapper__.columns.items():
        for key in column.foreign_keys:
            if key.ondelete == "CASCADE" and key.column.table.name != "users":
                yield getattr(model, attribute), models[key.column.table]
