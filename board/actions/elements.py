"""Policy elements: what members write together of what a theme needs, in a region or altogether, citing passages."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.excerpting import hold_theme
from board.actions.holding import hold, hold_member, let_go
from board.actions.once import has_said, made_once
from board.actions.readying import ready_text, ready_words
from board.actions.titled import Titled, correct_language
from board.actions.unsent import forget_unsent
from board.actions.writing import revise_text, write_text
from board.extensions import db
from board.faults import Gone
from board.models import PolicyElement, Text, Theme, User
from board.models.base import new_key
from board.rules import synthesis
from board.rules.permissions import check
from board.rules.unsent import NEW, UnsentPlace
from board.visible.gate import Sight


def new_element_place(theme: Theme) -> str:
    """Return the place of the unsent words of a new element of a theme."""
    return UnsentPlace.ELEMENT.at(theme.key, NEW)


def element_place(element: PolicyElement) -> str:
    """Return the place of unsent changes of an element."""
    return UnsentPlace.ELEMENT.at(element.key)


def write_element(
    sight: Sight, theme: Theme, region: str, words: Titled, author: User, once: str | None = None
) -> PolicyElement:
    """Write what a theme needs in a region, or altogether if that is empty. Raises EmptyText.

    ``once`` becomes its key: the same form sent twice writes one element; with other words in it, it writes another.
    """
    check(synthesis.write_element(sight.viewer, is_closed=sight.is_closed))
    ready_text(words.body, words.language)
    hold_member(sight, author)
    hold_theme(theme)

    def find(key: str) -> PolicyElement | None:
        return db.session.scalar(select(PolicyElement).where(PolicyElement.key == key))

    def says_it(element: PolicyElement) -> bool:
        is_here = (element.theme_id, element.region, element.author_id) == (theme.id, region, author.id)
        return is_here and has_said(element.text_id, words.body)

    make = partial(_make, sight, theme, region, words, author)
    element, _is_new = made_once(once or new_key(), (theme.key, region, words.body), find, make, says_it)
    forget_unsent(author, new_element_place(theme))
    db.session.commit()
    return element


def _make(sight: Sight, theme: Theme, region: str, words: Titled, author: User, key: str) -> PolicyElement:
    text = write_text(sight.forum, words.body, words.language, author, sight.now)
    element = PolicyElement(
        key=key,
        forum_id=sight.forum.id,
        theme_id=theme.id,
        region=region,
        text_id=text.id,
        author_id=author.id,
        created_at=sight.now,
    )
    db.session.add(element)
    return element


def edit_element(sight: Sight, element: PolicyElement, region: str, words: Titled, editor: User) -> None:
    """Change the words or the region of an element. Raises EmptyText, and Gone if it was removed meanwhile."""
    check(synthesis.write_element(sight.viewer, is_closed=sight.is_closed))
    ready_words(element.text_id, words.body, words.language)
    _hold(element)
    element.region = region
    text = db.session.get_one(Text, element.text_id)
    revise_text(text, words.body, editor, sight.now)
    correct_language(sight, text, words.language)
    forget_unsent(editor, element_place(element))
    db.session.commit()


def remove_element(sight: Sight, element: PolicyElement) -> None:
    """Remove an element, and with it its words, from every reader. Raises Gone if it was removed meanwhile."""
    check(synthesis.remove_element(sight.viewer, element.author_id, is_closed=sight.is_closed))
    _hold(element)
    element.removed_at, element.removed_by_id = sight.now, sight.viewer.user_id
    if sight.viewer.user_id != element.author_id:
        note_act(sight, "element.removed")
    db.session.commit()


def _hold(element: PolicyElement) -> None:
    hold(element, ["removed_at"])
    if element.removed_at is not None:
        let_go()
        raise Gone
