"""Who may do what: every rule, for every role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType

import pytest

from board.rules import moderating, permissions, scheduling
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


def remove_week(state: WeekState = LOCKED, *, is_last: bool = True, is_empty: bool = True) -> Rule:
    return lambda viewer: scheduling.remove_week(viewer, state, is_last=is_last, is_empty=is_empty)


def close_week(state: WeekState, *, wanted: bool) -> Rule:
    return lambda viewer: scheduling.close_week(viewer, wanted, state is WeekState.CLOSED, state)


def of_post(rule: Callable[[Viewer, Post], Refusal | None], post: Post) -> Rule:
    return lambda viewer: rule(viewer, post)


def write_in(state: WeekState) -> Rule:
    return lambda viewer: permissions.write(viewer, state)


def edit_in(state: WeekState, post: Post | None = None) -> Rule:
    return lambda viewer: permissions.edit_post(viewer, post or Post(), state)


def translate_to(target: str | None) -> Rule:
    return lambda viewer: permissions.translate(viewer, target)


def approve_words_of(writer_id: int | None, *, second_person: bool) -> Rule:
    return lambda viewer: permissions.approve(viewer, "en", writer_id, second_person)


def flag_into(target: str | None) -> Rule:
    return lambda viewer: permissions.flag(viewer, target, AUTHOR_ID, ASKED_ID)


def flag_what_nobody_signed(viewer: Viewer) -> Refusal | None:
    return permissions.flag(viewer, "en", None, None)


def leave_wording_of(author_id: int | None) -> Rule:
    return lambda viewer: permissions.leave_wording(viewer, author_id)


def take_back(viewer: Viewer) -> Refusal | None:
    return permissions.take_back_flag(viewer, AUTHOR_ID)


POST, DELETED, HIDDEN, ERASED = Post(), Post(removed="deleted"), Post(removed="hidden"), Post(removed="erased")
QUESTION = Post(asked_id=ASKED_ID)
GONE_QUESTION = Post(asked_id=ASKED_ID, removed="deleted")

CASES: list[tuple[str, Rule, set[str]]] = [
    ("follow a thread", permissions.follow, MEMBERS),
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
    ("use the tools of a post", of_post(moderating.use_tools, POST), MEMBERS),
    (
        "use the tools of a question",
        of_post(moderating.use_tools, QUESTION),
        MEMBERS,
    ),
    ("use the tools of a deleted post", of_post(moderating.use_tools, DELETED), {"owner", "owner and admin"}),
    ("use the tools of a hidden post", of_post(moderating.use_tools, HIDDEN), ADMINS | {"owner"}),
    ("use the tools of an erased post", of_post(moderating.use_tools, ERASED), set()),
    ("take part", permissions.take_part, MEMBERS),
    ("translate", translate_to("en"), ADMINS | TRANSLATORS),
    ("translate a text that stands alone", translate_to(None), set()),
    ("approve one's own words", approve_words_of(5, second_person=False), ADMINS | TRANSLATORS),
    (
        "approve where a second person does",
        approve_words_of(5, second_person=True),
        {"translating respondent"} | ADMINS,
    ),
    ("approve a machine's words", approve_words_of(None, second_person=True), ADMINS | TRANSLATORS),
    ("keep the glossary", permissions.keep_glossary, ADMINS | TRANSLATORS),
    ("keep the memory", permissions.keep_memory, ADMINS | TRANSLATORS),
    ("flag a translation, as its author or who presents it", flag_into("en"), {"author", "asked"}),
    ("flag what is not translated", flag_into(None), set()),
    ("flag a text without an author", flag_what_nobody_signed, set()),
    ("take a flag back", take_back, {"author"}),
    ("leave one's own words as they are", leave_wording_of(AUTHOR_ID), {"author"}),
    ("leave words without an author as they are", leave_wording_of(None), set()),
    ("answer a question", of_post(permissions.answer, Post(asked_id=ASKED_ID)), ADMINS | {"asked"}),
    ("answer what asks nobody", of_post(permissions.answer, POST), set()),
    ("administer", permissions.administer, ADMINS),
    ("remove the last week", remove_week(), {*ADMINS, "owner"}),
    ("remove a week that is not the last", remove_week(is_last=False), set()),
    ("remove a week with something in it", remove_week(is_empty=False), set()),
    ("remove an open week", remove_week(OPEN), set()),
    ("remove a closed week", remove_week(CLOSED), set()),
    ("close a week for writing", close_week(OPEN, wanted=True), ADMINS),
    ("close a locked week", close_week(LOCKED, wanted=True), set()),
    ("close a closed week", close_week(CLOSED, wanted=True), set()),
    ("open a closed week for writing", close_week(CLOSED, wanted=False), ADMINS),
    ("open an open week for writing", close_week(OPEN, wanted=False), set()),
    ("manage weeks and people", permissions.manage, ADMINS | {"owner"}),
    ("run the installation", permissions.run_installation, {"owner", "owner and admin"}),
]


@pytest.mark.parametrize(("rule", "allowed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_may(rule: Rule, allowed: set[str]) -> None:
    assert {name for name, viewer in PEOPLE.items() if rule(viewer) is None} == allowed


REASONS: list[tuple[str, Rule, str, Refusal]] = [
    ("a stranger writes", write_in(OPEN), "stranger", Refusal.MEMBERS_ONLY),
    ("a stranger writes in a locked week", write_in(LOCKED), "stranger", Refusal.MEMBERS_ONLY),
    ("a participant writes too early", write_in(LOCKED), "participant", Refusal.WEEK_LOCKED),
    ("a participant writes too late", write_in(CLOSED), "participant", Refusal.WEEK_CLOSED),
    ("an admin writes too late", write_in(CLOSED), "admin", Refusal.WEEK_CLOSED),
    ("an admin edits another's words", edit_in(OPEN), "admin", Refusal.NOT_YOURS),
    ("an author edits what an admin hid", edit_in(OPEN, HIDDEN), "author", Refusal.REMOVED),
    ("an author edits in a closed week", edit_in(CLOSED), "author", Refusal.WEEK_CLOSED),
    ("a participant hides", of_post(permissions.hide_post, POST), "participant", Refusal.ADMINS_ONLY),
    ("an admin erases", of_post(permissions.erase_post, HIDDEN), "admin", Refusal.OWNER_ONLY),
    ("an admin restores what is there", of_post(permissions.restore_post, POST), "admin", Refusal.ALREADY_SO),
    ("another answers", of_post(permissions.answer, Post(asked_id=ASKED_ID)), "key respondent", Refusal.NOT_YOURS),
    ("a removed question is answered", of_post(permissions.answer, HIDDEN), "admin", Refusal.NOT_ASKED),
    ("somebody asks a participant", asked(OPEN), "participant", Refusal.NOT_A_RESPONDENT),
    ("a participant translates", translate_to("en"), "participant", Refusal.TRANSLATORS_ONLY),
    ("a translator approves her own", approve_words_of(5, second_person=True), "translator", Refusal.SECOND_PERSON),
    ("a participant approves", approve_words_of(3, second_person=True), "participant", Refusal.TRANSLATORS_ONLY),
    ("a translator flags", flag_into("en"), "translator", Refusal.NOT_YOURS),
    ("a former member flags", flag_into("en"), "former author", Refusal.MEMBERS_ONLY),
    ("an author flags what stands alone", flag_into(None), "author", Refusal.NOT_TO_TRANSLATE),
    ("a translator leaves the words of another", leave_wording_of(AUTHOR_ID), "translator", Refusal.NOT_YOURS),
    ("an admin leaves the words of another", leave_wording_of(AUTHOR_ID), "admin", Refusal.NOT_YOURS),
    ("a former member leaves their words", leave_wording_of(AUTHOR_ID), "former author", Refusal.MEMBERS_ONLY),
    ("nobody leaves words of nobody", leave_wording_of(None), "nobody", Refusal.MEMBERS_ONLY),
    ("the owner removes the last week", remove_week(), "owner", None),
    ("an admin removes another week", remove_week(is_last=False), "admin", Refusal.NOT_LAST),
    ("an admin removes a full week", remove_week(is_empty=False), "admin", Refusal.NOT_EMPTY),
    ("the owner closes a week", close_week(OPEN, wanted=True), "owner", Refusal.ADMINS_ONLY),
    ("an admin closes a locked week", close_week(LOCKED, wanted=True), "admin", Refusal.WEEK_LOCKED),
    ("an admin closes a week twice", close_week(CLOSED, wanted=True), "admin", Refusal.ALREADY_SO),
    ("a translator translates English", translate_to(None), "translator", Refusal.NOT_TO_TRANSLATE),
]


@pytest.mark.parametrize(("rule", "who", "reason"), [case[1:] for case in REASONS], ids=[case[0] for case in REASONS])
def test_a_refusal_says_why(rule: Rule, who: str, reason: Refusal) -> None:
    assert rule(PEOPLE[who]) is reason


# The admin's hand on a week: what is wanted, what stands, what the week is.
POINTLESS = [
    ("open", "open", OPEN),
    ("open", None, OPEN),
    ("open", None, CLOSED),
    ("held", "held", LOCKED),
    ("held", None, OPEN),
    ("locked", "locked", LOCKED),
    ("locked", None, LOCKED),
    ("locked", "held", LOCKED),
    (None, None, OPEN),
    (None, None, LOCKED),
]
MEANT = [
    ("open", None, LOCKED),
    ("open", "held", LOCKED),
    ("open", "locked", LOCKED),
    ("held", None, LOCKED),
    ("held", "locked", LOCKED),
    ("locked", None, OPEN),
    ("locked", "open", OPEN),
    ("locked", "open", CLOSED),
    (None, "open", OPEN),
    (None, "held", LOCKED),
    (None, "locked", LOCKED),
]


@pytest.mark.parametrize(("wanted", "current", "state"), MEANT)
def test_an_admin_opens_holds_locks_and_goes_back(wanted: str | None, current: str | None, state: WeekState) -> None:
    allowed = {
        name for name, viewer in PEOPLE.items() if scheduling.override_week(viewer, wanted, current, state) is None
    }
    assert allowed == ADMINS


@pytest.mark.parametrize(("wanted", "current", "state"), POINTLESS)
def test_what_is_so_already_is_not_done_again(wanted: str | None, current: str | None, state: WeekState) -> None:
    reason = scheduling.override_week(PEOPLE["admin"], wanted, current, state)
    assert reason is Refusal.ALREADY_SO


def test_check_raises_what_a_rule_refuses() -> None:
    permissions.check(None)
    with pytest.raises(Refused) as refused:
        permissions.check(Refusal.WEEK_LOCKED)
    assert refused.value.reason is Refusal.WEEK_LOCKED


@pytest.mark.parametrize("role", ROLES)
def test_any_role_makes_a_member(role: str) -> None:
    viewer = member(1, role)
    assert viewer.is_member
    assert viewer.is_admin == (role == "admin")
    assert viewer.is_translator == (role == "translator")
    assert viewer.sees_drafts == (role in {"admin", "translator"})


def test_nobody_is_no_member() -> None:
    assert not any((Viewer().is_member, Viewer().is_admin, Viewer().is_translator, Viewer().sees_drafts))


def test_every_rule_is_asked_here() -> None:
    """Fails for a rule that was added without a line in the tables above."""
    here = Path(__file__).read_text()
    rules = [name for name, made in vars(permissions).items() if isinstance(made, FunctionType)]
    assert [name for name in rules if f"permissions.{name}" not in here] == []
