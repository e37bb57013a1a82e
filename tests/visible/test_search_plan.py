"""A search reads the index, and of other tables the rows that the index names: on both databases."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Select, text

from board.extensions import db
from board.text import parse_query
from board.visible import SearchQuery, matching_texts, visible_authors
from tests.support.cast import Cast, sight_for


def plan(query: Select[Any]) -> str:
    """Return how the database would answer, as if its tables were too large to be read as a whole."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    if not is_sqlite:
        for way in ("seqscan", "indexscan"):  # in a small table, it reads by the key of the entries
            db.session.execute(text(f"SET LOCAL enable_{way} = off"))
    compiled = query.compile(db.engine, compile_kwargs={"literal_binds": True})
    explained = f"{'EXPLAIN QUERY PLAN' if is_sqlite else 'EXPLAIN'} {compiled}"
    rows = db.session.connection().exec_driver_sql(explained if is_sqlite else explained.replace("%", "%%"))
    return "\n".join(str(row[-1]) for row in rows)


def test_a_search_reads_the_index_of_words(cast: Cast) -> None:
    sides = parse_query("contratos").sides()
    told = plan(matching_texts(sight_for(cast, cast.ana), SearchQuery(sides)).limit(20))
    if db.engine.dialect.name == "sqlite":
        assert told.startswith("SCAN search_words VIRTUAL TABLE INDEX")
        assert ":M" in told.split("\n")[0]
        assert "SEARCH texts USING INTEGER PRIMARY KEY" in told
        assert "SEARCH posts USING INDEX sqlite_autoindex_posts_3 (text_id=?)" in told
        assert not re.search(r"SCAN (texts|posts|threads|search_entries)", told)
    else:
        assert "Bitmap Index Scan on ix_search_entries_words" in told


def test_each_author_is_looked_up_by_their_posts(cast: Cast) -> None:
    told = plan(visible_authors(sight_for(cast, cast.ana)))
    assert "ix_posts_author_forum" in told or db.engine.dialect.name == "postgresql"
    assert not re.search(r"SCAN (texts|posts|threads)", told)
