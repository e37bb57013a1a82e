"""Preparing what an admin's form will write before any row is held; see `actions/readying.py`."""

from __future__ import annotations

from typing import Any

from board.actions.readying import ready_words
from board.actions.writing import choose_language
from board.models import Base
from board.visible import Sight

TITLES = ("title_id", "name_id")
"""Columns whose text is the form's title, in one line."""


def ready_form(sight: Sight, form: Any, texts: dict[str, int | None]) -> None:
    """Prepare the title and the body of a form; ``texts`` holds the ids of their texts by column name."""
    title, body = (form[name].data or "" if name in form else "" for name in ("title", "body"))
    main = sight.forum.languages[0]
    chosen = (form["language"].data or "") if "language" in form else main
    language, _guessed = choose_language(chosen, f"{title}\n\n{body}", main)
    for name, text_id in texts.items():
        inline = name in TITLES
        ready_words(text_id, title if inline else body, language, inline=inline, moves="language" in form)


def ready_row(sight: Sight, form: Any, row: Base, *columns: str) -> None:
    """Prepare the title and the body of a form for the row that has these columns of text ids."""
    ready_form(sight, form, {name: getattr(row, name) for name in columns})
