"""Who may do what: every rule, for every role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from board.rules import permissions
from board.rules.permissions import Refusal, Refused
from board.rules.roles import ROLES, Viewer
from board.rules.weeks import WeekState

OPEN, LOCKED, CLOSED = WeekState.OPEN, WeekState.LOCKED, WeekState.CLOSED
AUTHOR_ID, ASKED_ID = 7, 8


@dataclass(frozen=True)
class Post:
    """A post as the rules know it."""

    author_id: int = AUTHOR_ID
    removed: str | None = None
    asked_id: int | None = None


def member(user_id: int, *roles: str) -> Viewer:
    return Viewer(user_id, roles=frozenset(roles))


PEOPLE = {
    "nobody": Viewer(),
    "stranger": Viewer(1),
    "former author": Viewer(AUTHOR_ID),
    "owner": Viewer(2, is_owner=True),
    "participant": member(3, "participant"),
    "key respondent": member(4, "key_respondent"),
    "translator": member(5, "translator"),
    "admin": member(6, "admin"),
    "author": member(AUTHOR_ID, "participant"),
    "asked": member(ASKED_ID, "key_respondent"),
    "translating respondent": member(9, "key_respondent", "translator"),
    "owner and admin": Viewer(10, is_owner=True, roles=frozenset({"admin"})),
}
MEMBERS = {name for name, viewer in PEOPLE.items() if viewer.roles}
ADMINS = {"admin", "owner and admin"}
TRANSLATORS = {"translator", "translating respondent"}
EVERYONE = set(PEOPLE)

Rule = Callable[[Viewer], Refusal | None]


def asked(state: WeekState, *roles: str) -> Rule:
    return lambda viewer: permissions.ask(viewer, state, frozenset(roles))


def of_post(rule: Callable[[Viewer, Post], Refusal | None], post: Post) -> Rule:
    return lambda viewer: rule(viewer, post)


def write_in(state: WeekState) -> Rule:
    return lambda viewer: permissions.write(viewer, state)


def edit_in(state: WeekState, post: Post | None = None) -> Rule:
    return lambda viewer: permissions.edit_post(viewer, post or Post(), state)


def translate_to(target: str | None) -> Rule:
    return lambda viewer: permissions.translate(viewer, target)


POST, DELETED, HIDDEN, ERASED = Post(), Post(removed="deleted"), Post(removed="hidden"), Post(removed="erased")
QUESTION = Post(asked_id=ASKED_ID)
GONE_QUESTION = Post(asked_id=ASKED_ID, removed="deleted")

CASES: list[tuple[str, Rule, set[str]]] = [
    ("write in an open week", write_in(OPEN), MEMBERS),
    ("write in a locked week", write_in(LOCKED), ADMINS),
    ("write in a closed week", write_in(CLOSED), set()),
    ("edit a post", edit_in(OPEN), {"author"}),
    ("edit a post in a closed week", edit_in(CLOSED), set()),
    ("edit a post in a week locked again", edit_in(LOCKED), set()),
    ("edit a deleted post", edit_in(OPEN, DELETED), set()),
    ("correct the language", of_post(permissions.correct_language, POST), {"author"} | ADMINS | TRANSLATORS),
    ("correct the language of a hidden post", of_post(permissions.correct_language, HIDDEN), set()),
    ("delete a post", of_post(permissions.delete_post, POST), {"author"}),
    ("delete a deleted post", of_post(permissions.delete_post, DELETED), set()),
    ("hide a post", of_post(permissions.hide_post, POST), ADMINS),
    ("hide a hidden post", of_post(permissions.hide_post, HIDDEN), set()),
    ("hide a deleted post", of_post(permissions.hide_post, DELETED), set()),
    ("restore a hidden post", of_post(permissions.restore_post, HIDDEN), ADMINS),
    ("restore a deleted post", of_post(permissions.restore_post, DELETED), set()),
    ("restore an erased post", of_post(permissions.restore_post, ERASED), set()),
    ("restore a post that is there", of_post(permissions.restore_post, POST), set()),
    ("erase a deleted post", of_post(permissions.erase_post, DELETED), {"owner", "owner and admin"}),
    ("erase a hidden post", of_post(permissions.erase_post, HIDDEN), {"owner", "owner and admin"}),
    ("erase a post that is there", of_post(permissions.erase_post, POST), set()),
    ("erase an erased post", of_post(permissions.erase_post, ERASED), set()),
    ("ask a key respondent", asked(OPEN, "key_respondent"), MEMBERS),
    ("ask somebody with two roles", asked(OPEN, "key_respondent", "translator"), MEMBERS),
    ("ask a participant", asked(OPEN, "participant"), set()),
    ("ask in a locked week", asked(LOCKED, "key_respondent"), ADMINS),
    ("ask in a closed week", asked(CLOSED, "key_respondent"), set()),
    ("settle a question", of_post(permissions.settle_question, QUESTION), {"asked", "author"} | ADMINS),
    ("settle what is no question", of_post(permissions.settle_question, POST), set()),
    ("settle a removed question", of_post(permissions.settle_question, GONE_QUESTION), set()),
    ("translate", translate_to("en"), ADMINS | TRANSLATORS),
    ("translate a text that stands alone", translate_to(None), set()),
    ("administer", permissions.administer, ADMINS),
]


@pytest.mark.parametrize(("rule", "allowed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_may(rule: Rule, allowed: set[str]) -> None:
    assert {name for name, viewer in PEOPLE.items() if rule(viewer) is None} == allowed
