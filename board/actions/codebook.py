"""The codebook: members propose themes, admins accept, change, order, merge and retire them."""

from __future__ import annotations

from functools import partial

from sqlalchemy import func, select, update

from board.actions.acts import note_act
from board.actions.holding import check_held, hold, hold_forum, hold_member
from board.actions.once import made_once
from board.actions.readying import ready_words
from board.actions.titled import Titled, correct_language, has_said_both, ready_titled, write_or_take_away
from board.actions.unsent import forget_unsent
from board.actions.writing import revise_text, write_text
from board.extensions import db
from board.models import CellQuestion, Excerpt, PolicyElement, Text, Theme, User
from board.models.base import new_key
from board.rules import synthesis
from board.rules.permissions import Refusal, check
from board.rules.synthesis import IN_USE, MAX_THEMES, PROPOSED, RETIRED
from board.rules.unsent import NEW, UnsentPlace
from board.visible.gate import Sight

FURTHER = {"example": "example_id", "counter_example": "counter_example_id"}
"""The texts of a theme besides its name and definition, by the last part of their address."""


def theme_place(sight: Sight, *what: str) -> str:
    """Return the place of unsent words about a theme: its key, and which text of it; without both, of a new one."""
    return UnsentPlace.THEME.at(*(what or (sight.forum.slug, NEW)))


def add_theme(sight: Sight, words: Titled, author: User, once: str | None = None) -> Theme:
    """Add a theme at the end of the codebook: in use if an admin adds it, otherwise proposed. Raises EmptyText.

    The words' title is its name, and their body its definition; an empty one is none. ``once`` becomes its key: the
    same form sent twice adds one theme; with other words in it, it adds another.
    """
    check(synthesis.propose_theme(sight.viewer, is_closed=sight.is_closed))
    ready_titled(words)
    hold_forum(sight.forum)  # so that two themes at once get two places, and not one too many is added
    hold_member(sight, author)

    def find(key: str) -> Theme | None:
        return db.session.scalar(select(Theme).where(Theme.key == key))

    def says_it(theme: Theme) -> bool:
        is_here = theme.forum_id == sight.forum.id
        return is_here and has_said_both(theme.name_id, theme.definition_id, words)

    once = once or new_key()
    if find(once) is None:
        _check_room(sight)
    make = partial(make_theme, sight, words, author)
    theme, is_new = made_once(once, (sight.forum.slug, words.title, words.body), find, make, says_it)
    if is_new:
        note_act(sight, "theme.added" if theme.state == IN_USE else "theme.proposed", words.title)
    forget_unsent(author, theme_place(sight))
    db.session.commit()
    return theme


def _check_room(sight: Sight) -> None:
    listed = select(func.count(Theme.id)).where(Theme.forum_id == sight.forum.id, Theme.state != RETIRED)
    check_held(Refusal.CODEBOOK_FULL if (db.session.scalar(listed) or 0) >= MAX_THEMES else None)


def make_theme(sight: Sight, words: Titled, author: User, key: str) -> Theme:
    """Put a theme at the end of the codebook. Part of the caller's transaction, which holds the forum."""
    last = db.session.scalar(select(func.max(Theme.position)).where(Theme.forum_id == sight.forum.id))
    theme = Theme(
        key=key,
        forum_id=sight.forum.id,
        position=(last or 0) + 1,
        state=IN_USE if sight.viewer.is_admin else PROPOSED,
        name_id=write_text(sight.forum, words.title, words.language, author, sight.now, inline=True).id,
        author_id=author.id,
        created_at=sight.now,
    )
    if words.body.strip():
        theme.definition_id = write_text(sight.forum, words.body, words.language, author, sight.now).id
    db.session.add(theme)
    return theme


def edit_theme(sight: Sight, theme: Theme, words: Titled, editor: User) -> None:
    """Change a theme's name and definition. Raises EmptyText."""
    check(synthesis.keep_codebook(sight.viewer))
    ready_words(theme.name_id, words.title, words.language, inline=True)
    ready_words(theme.definition_id, words.body, words.language)
    name = db.session.get_one(Text, theme.name_id)
    revise_text(name, words.title, editor, sight.now)
    correct_language(sight, name, words.language)
    write_or_take_away(sight, theme, "definition_id", words, editor)
    note_act(sight, "theme.edited", words.title)
    forget_unsent(editor, theme_place(sight, theme.key, "name"))
    db.session.commit()


def edit_further(sight: Sight, theme: Theme, which: str, words: Titled, editor: User) -> None:
    """Change the example or counter-example of a theme (``which`` of ``FURTHER``); empty words take it away."""
    check(synthesis.keep_codebook(sight.viewer))
    ready_words(getattr(theme, FURTHER[which]), words.body, words.language)
    write_or_take_away(sight, theme, FURTHER[which], words, editor)
    note_act(sight, "theme.edited", words.title)
    forget_unsent(editor, theme_place(sight, theme.key, which))
    db.session.commit()


def note_memo(sight: Sight, theme: Theme, memo: str) -> None:
    """Change what admins note for each other about the use of a theme."""
    check(synthesis.keep_codebook(sight.viewer))
    theme.memo = memo
    db.session.commit()


def set_state(sight: Sight, theme: Theme, state: str, name: str) -> None:
    """Put a theme to use or retire it. A retired theme takes its passages out of sight until it is used again."""
    check(synthesis.keep_codebook(sight.viewer))
    hold_forum(sight.forum)
    hold(theme)
    check_held(Refusal.ALREADY_SO if theme.state == state else None)
    theme.state, theme.merged_into_id = state, None
    note_act(sight, f"theme.{state}", name)
    db.session.commit()


def move_theme(sight: Sight, theme: Theme, *, up: bool) -> None:
    """Exchange a theme with the one before it (``up``) or after it. At the end of the list nothing happens."""
    check(synthesis.keep_codebook(sight.viewer))
    hold_forum(sight.forum)
    listed = select(Theme).where(Theme.forum_id == sight.forum.id, Theme.state != RETIRED)
    themes = list(
        db.session.scalars(listed.order_by(Theme.position, Theme.id).execution_options(populate_existing=True))
    )
    at = themes.index(theme) if theme in themes else -1
    other = at - 1 if up else at + 1
    if at >= 0 and 0 <= other < len(themes):
        themes[at], themes[other] = themes[other], themes[at]
        for position, each in enumerate(themes, start=1):
            each.position = position
        note_act(sight, "theme.moved")
    db.session.commit()


def merge_themes(sight: Sight, theme: Theme, into: Theme, names: tuple[str, str]) -> int:
    """Retire a theme and hand its passages, policy elements and questions to another; return how many passages.

    ``names`` are of both, for the log.
    """
    check(synthesis.keep_codebook(sight.viewer))
    hold_forum(sight.forum)
    hold(theme)  # so that a passage that is being placed under it is among those that move
    hold(into)
    has_moved = theme.state == RETIRED or into.state == RETIRED or theme.id == into.id
    check_held(Refusal.ALREADY_SO if has_moved else None)
    moved = db.session.execute(update(Excerpt).where(Excerpt.theme_id == theme.id).values(theme_id=into.id))
    for model in (PolicyElement, CellQuestion):
        db.session.execute(update(model).where(model.theme_id == theme.id).values(theme_id=into.id))
    theme.state, theme.merged_into_id = RETIRED, into.id
    note_act(sight, "theme.merged", f"{names[0]} → {names[1]}")
    db.session.commit()
    return int(moved.rowcount)  # type: ignore[attr-defined]
