"""What an organiser's form would write, made ready before rows are held (`actions/readying.py`)."""

from __future__ import annotations

from typing import Any

from board.actions.readying import ready_words
from board.actions.writing import choose_language
from board.models import Base
from board.visible import Sight

TITLE = "title_id"


def ready_form(sight: Sight, form: Any, texts: dict[str, int | None]) -> None:
    """A title and a body as they are typed, for the texts with these ids, by the columns that say which they are."""
    title, body = (form[name].data or "" if name in form else "" for name in ("title", "body"))
    main = sight.forum.languages[0]
    chosen = (form["language"].data or "") if "language" in form else main
    language, _guessed = choose_language(chosen, f"{title}\n\n{body}", main)
    for name, text_id in texts.items():
        inline = name == TITLE
        ready_words(text_id, title if inline else body, language, inline=inline, moves="language" in form)


def ready_row(sight: Sight, form: Any, row: Base, *columns: str) -> None:
    """The same for a row that has these texts."""
    ready_form(sight, form, {name: getattr(row, name) for name in columns})
