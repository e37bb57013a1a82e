"""Editing, deleting, hiding and erasing a post, and correcting its language; and what each role then sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from board.actions import erasing, posting, scheduling
from board.actions.unsent import UnsentWords, keep_unsent
from board.extensions import db
from board.models import Membership, Post, Revision, Text, Thread, User
from tests.support.cast import SPANISH, START, Cast, sight_for, text_of, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown, words_of
from tests.support.spanish import in_spanish

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"


def thread_url(cast: Cast) -> str:
    return f"{FORUM}/thread/{cast.thread.key}"


def post_url(post: Post, change: str) -> str:
    return f"{FORUM}/post/{post.key}/{change}"


def tools(client: Client, post: Post) -> Shown:
    """Return the part with the seldom used actions on a post."""
    return shown(client.get(post_url(post, "tools")))


def may_do(client: Client, post: Post) -> set[str]:
    """Return the addresses of the actions that a post offers; none if the thread does not link to its tools."""
    offered = post_url(post, "tools") in shown(client.get(f"{FORUM}/post/{post.key}", follow_redirects=True)).links
    response = client.get(post_url(post, "tools"))
    assert response.status_code == (200 if offered else 403)
    return {action for action in shown(response).actions() if action.startswith(post_url(post, ""))}


def article(page: Shown, post: Post) -> str:
    """Return the text of one post in its thread."""
    return words_of(page.one(f"article[@id='p-{post.key}']"))


# ---- reading


def test_a_permanent_address_leads_to_the_post_in_its_thread(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.jorge).get(f"{FORUM}/post/{cast.answer.key}")
    assert (response.status_code, response.location) == (302, f"{thread_url(cast)}#p-{cast.answer.key}")


def test_original_and_translation_are_side_by_side(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.jorge).get(thread_url(cast)))
    post = page.one(f"article[@id='p-{cast.post.key}']")
    pairs = [(element.get("lang"), words_of(element)) for element in post.iter("div") if element.get("lang")]
    assert pairs == [
        ("es", "La cooperativa vendió verduras al municipio."),
        ("en", "The cooperative sold vegetables to the municipality."),
        ("es", "Los contratos pequeños ayudan a empezar."),
        ("en", "Small contracts help to begin."),
    ]
    assert "English · translated by Tess · approved" in article(page, cast.post)


def test_the_thread_of_a_reading_is_on_the_readings_page(cast: Cast, sign_in: SignIn) -> None:
    below = db.session.scalars(select(Thread).where(Thread.reading_id == cast.reading.id)).one()
    response = sign_in(cast.jorge).get(f"{FORUM}/thread/{below.key}")
    assert (response.status_code, response.location) == (302, f"{FORUM}/reading/{cast.reading.key}")


def test_new_posts_since_the_last_visit_are_below_a_line(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    client = sign_in(cast.ana)
    assert "New since" not in client.get(thread_url(cast)).text
    clock.move_to(START + timedelta(hours=1))
    late = sight_for(cast, cast.jorge, START + timedelta(minutes=40))
    newer = posting.reply(late, cast.thread, cast.jorge, typed("A second question", "en"))
    assert "1 new" in line_of(client, cast)
    page = shown(client.get(thread_url(cast)))
    [line] = page.all("*[@id='new']")
    assert words_of(line) == "New since your last visit"
    posts = page.one("div[@id='posts']")
    after = list(posts)[list(posts).index(line) + 1]
    assert after.get("id") == f"p-{newer.key}"
    assert "New since" in client.get(thread_url(cast)).text  # a reload does not take it away
    assert "new" not in line_of(client, cast)


def line_of(client: Client, cast: Cast) -> str:
    """Return the thread's line on the page of its week."""
    lines = shown(client.get(f"{FORUM}/week/1")).all("li[@class='item']")
    return next(words_of(line) for line in lines if thread_url(cast) in [a.get("href") for a in line.iter("a")])


def test_own_posts_are_not_new(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    client = sign_in(cast.ana)
    client.get(thread_url(cast))
    clock.move_to(START + timedelta(hours=1))
    client.post(f"{thread_url(cast)}/reply", data={"body": "Mine", "language": "en"})
    clock.move_to(START + timedelta(hours=2))
    assert "New since" not in client.get(thread_url(cast)).text


# ---- changing


def edit(client: Client, cast: Cast, body: str) -> Any:
    return shown(client.get(post_url(cast.post, "edit"))).form("/edit").send(client, body=body)


def test_an_edit_is_shown_with_its_history(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    client = sign_in(cast.ana)
    form = shown(client.get(post_url(cast.post, "edit"))).form("/edit")
    assert form.fields["body"] == SPANISH.replace("\n", "\r\n")
    clock.move_to(START + timedelta(minutes=5))
    response = form.send(client, body=SPANISH.replace("verduras", "<b>frutas</b>"))
    assert (response.status_code, response.location) == (303, f"{thread_url(cast)}#p-{cast.post.key}")
    page = shown(client.get(thread_url(cast)))
    assert "<b>frutas</b>" in article(page, cast.post)
    assert post_url(cast.post, "history") in page.links
    history = shown(sign_in(cast.jorge).get(post_url(cast.post, "history")))
    assert history.texts("del") == ["verduras"]
    assert history.texts("ins") == ["<b>frutas</b>"]
    assert SPANISH.split("\n\n")[0] in history.words
    assert list(history.one("main").iter("b")) == []


def version(*, number: int) -> str:
    return f"Esta es la palabra {number} de la conversación."


@pytest.mark.parametrize(
    ("count", "pages"),
    [
        (10, [range(10, 0, -1)]),
        (11, [range(11, 1, -1), [1]]),
        (21, [range(21, 11, -1), range(11, 1, -1), [1]]),
    ],
)
def test_ten_versions_are_shown_and_older_ones_on_further_pages(
    cast: Cast, sign_in: SignIn, count: int, pages: list[list[int]]
) -> None:
    text, ana = text_of(cast.post), sight_for(cast, cast.ana)
    for number in range(2, count + 1):
        posting.edit_post(ana, cast.thread, cast.post, text, version(number=number), number - 1)
    client, address = sign_in(cast.jorge), post_url(cast.post, "history")
    for place, expected in enumerate(pages):
        page = shown(client.get(address))
        headings = [f"Version {number}" + " · current version" * (number == count) for number in expected]
        assert page.texts("h2") == headings
        if expected[-1] > 2:  # the last version on a page is compared with one on the next page
            assert page.texts("ins")[-1] == str(expected[-1])
        older = [link for link in page.links if "history?before=" in link]
        assert (len(older), post_url(cast.post, "history") in page.links) == (place < len(pages) - 1, place > 0)
        address = older[0] if older else ""


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 40, "2"])
def test_an_odd_version_number_in_the_address_still_shows_versions(cast: Cast, sign_in: SignIn, before: str) -> None:
    page = sign_in(cast.jorge).get(post_url(cast.post, f"history?before={before}"))
    assert (page.status_code, "Version 1" in page.text) == (200, True)


def test_an_edit_marks_exactly_the_changed_paragraph_outdated(cast: Cast, sign_in: SignIn) -> None:
    edit(sign_in(cast.ana), cast, SPANISH.replace("verduras", "frutas"))
    page = shown(sign_in(cast.jorge).get(thread_url(cast)))
    outdated = page.all("div[@class='translation outdated']")
    assert [words_of(element).split(".")[0] for element in outdated] == [
        "The cooperative sold vegetables to the municipality"
    ]
    assert "1 paragraph outdated" in article(page, cast.post)
    assert article(page, cast.post).count("was changed after it was translated") == 1


def test_saving_unchanged_words_makes_no_version(cast: Cast, sign_in: SignIn) -> None:
    edit(sign_in(cast.ana), cast, SPANISH)
    assert db.session.get_one(Post, cast.post.id).edited_at is None
    revisions = db.session.scalars(select(Revision).where(Revision.text_id == cast.post.text_id))
    assert len(list(revisions)) == 1


def test_a_conflict_shows_both_versions_and_overwrites_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    stale = shown(client.get(post_url(cast.post, "edit"))).form("/edit")
    edit(client, cast, "From the phone")
    response = stale.send(client, body="From the laptop")
    assert response.status_code == 409
    page = shown(response)
    assert "Nothing was overwritten." in page.words
    assert page.form("/edit").fields["body"] == "From the laptop"
    assert ["".join(area.itertext()) for area in page.all("textarea[@readonly]")] == ["From the phone"]
    assert "From the phone" in article(shown(client.get(thread_url(cast))), cast.post)
    assert page.form("/edit").send(client).status_code == 303  # after both were shown, sending again overwrites
    assert "From the laptop" in article(shown(client.get(thread_url(cast))), cast.post)


@pytest.mark.parametrize(
    ("body", "message"), [("", "nothing to post"), ("\u200b\x00", "nothing to post"), ("x" * 50_001, "50,000")]
)
def test_a_refused_edit_keeps_the_words(cast: Cast, sign_in: SignIn, body: str, message: str) -> None:
    client = sign_in(cast.ana)
    response = edit(client, cast, body)
    assert response.status_code == 422
    page = shown(response)
    assert any(message in words for words in page.texts("*[@role='alert']"))
    assert page.form("/edit").fields["body"] == body.replace("\x00", "")
    assert "verduras" in client.get(thread_url(cast)).text


def test_an_unsent_edit_comes_back(cast: Cast, sign_in: SignIn) -> None:
    keep_unsent(cast.ana, UnsentWords(f"edit:{cast.post.key}", "Begun on the bus", "", ""), START)
    page = shown(sign_in(cast.ana).get(post_url(cast.post, "edit")))
    assert page.form("/edit").fields["body"] == "Begun on the bus"


@pytest.mark.parametrize("person", ["jorge", "alma", "tess"])
def test_only_the_author_can_edit_a_post(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    assert client.get(post_url(cast.post, "edit")).status_code == 403
    response = client.post(post_url(cast.post, "edit"), data={"body": "Mine now", "base": "1"})
    assert response.status_code == 403
    assert "Only the person who wrote this can do that." in shown(response).words
    assert post_url(cast.post, "edit") not in shown(client.get(thread_url(cast))).links


def test_posts_of_a_closed_week_cannot_be_edited(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    form = shown(client.get(post_url(cast.post, "edit"))).form("/edit")
    scheduling.close_week(sight_for(cast, cast.alma), cast.week(1), True)
    response = form.send(client, body="Too late")
    assert response.status_code == 403
    assert page_holds(shown(response), "Too late")


def page_holds(page: Shown, words: str) -> bool:
    return words in ["".join(area.itertext()) for area in page.all("textarea")]


# ---- taking back, hiding, erasing

ROLES = ("ana", "jorge", "rosa", "tess", "alma")
PLACEHOLDERS = {
    "deleted": "Ana deleted this post. The replies stay.",
    "hidden": "An admin hid this post. The replies stay.",
    "erased": "This post was erased. The replies stay.",
}


def take_away(cast: Cast, how: str) -> None:
    """Remove the first post, as a person who may do that."""
    if how == "hidden":
        posting.hide_post(sight_for(cast, cast.alma), cast.post, "Names a patient")
    else:
        posting.delete_post(sight_for(cast, cast.ana), cast.post)
    if how == "erased":
        db.session.add(
            Membership(forum_id=cast.forum.id, user_id=cast.olga.id, roles=frozenset({"admin"}), created_at=START)
        )
        db.session.flush()
        erasing.erase_post(sight_for(cast, cast.olga), cast.post)


@pytest.mark.parametrize("person", ROLES)
@pytest.mark.parametrize("how", PLACEHOLDERS)
def test_a_removed_post_keeps_its_place_without_its_words(cast: Cast, sign_in: SignIn, how: str, person: str) -> None:
    client = sign_in(getattr(cast, person))
    client.get(thread_url(cast))  # this puts its words into the cache of bodies
    take_away(cast, how)
    page = shown(client.get(thread_url(cast)))
    said = article(page, cast.post)
    assert PLACEHOLDERS[how] in said
    reads = person == "alma" and how != "erased"
    assert ("vendió verduras" in said, "sold vegetables" in said) == (reads, reads)
    assert ("Names a patient" in said) == (person in ("alma", "ana") and how == "hidden")
    assert "How did they win it?" in article(page, cast.answer)
    assert f"#p-{cast.post.key}" in page.links  # the reply's link to it


@pytest.mark.parametrize("person", ROLES)
@pytest.mark.parametrize("how", PLACEHOLDERS)
def test_the_words_of_a_removed_post_are_gone_from_every_page(
    cast: Cast, sign_in: SignIn, how: str, person: str
) -> None:
    client = sign_in(getattr(cast, person))
    text = text_of(cast.post)
    take_away(cast, how)
    reads = person == "alma" and how != "erased"
    doors = {
        post_url(cast.post, "history"): 200 if reads else 404,
        f"{thread_url(cast)}?quote={cast.post.key}": 200,
        f"{FORUM}/people/{cast.ana.key}": 200,
        f"{FORUM}/week/1": 200,
        f"{FORUM}/translate/{text.key}": 403 if person not in ("tess", "alma") else 200 if reads else 404,
    }
    for url, status in doors.items():
        response = client.get(url)
        assert (url, response.status_code) == (url, status)
        if not reads:
            assert "vendió verduras" not in response.text, url
            assert "sold vegetables" not in response.text, url
    form = shown(client.get(f"{thread_url(cast)}?quote={cast.post.key}")).form("/reply")
    assert "verduras" not in str(form.fields["body"])


def test_a_profile_does_not_show_what_was_removed_even_to_admins(cast: Cast, sign_in: SignIn) -> None:
    take_away(cast, "hidden")
    words = shown(sign_in(cast.alma).get(f"{FORUM}/people/{cast.ana.key}")).words
    assert "verduras" not in words


def test_an_erased_text_leaves_no_row(cast: Cast) -> None:
    take_away(cast, "erased")
    assert list(db.session.scalars(select(Revision).where(Revision.text_id == cast.post.text_id))) == []
    assert db.session.get_one(Text, cast.post.text_id).revision_id is None


def test_a_post_is_deleted_through_the_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    response = tools(client, cast.post).form("/remove").send(client)
    assert (response.status_code, response.location) == (303, f"{thread_url(cast)}#p-{cast.post.key}")
    assert PLACEHOLDERS["deleted"] in article(shown(client.get(thread_url(cast))), cast.post)


def test_a_post_is_hidden_and_restored_through_the_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    form = tools(client, cast.post).form("/remove")
    assert form.send(client, reason="Off <b>topic</b>").status_code == 303
    assert "Reason: Off <b>topic</b>" in article(shown(client.get(thread_url(cast))), cast.post)
    assert tools(client, cast.post).form("/restore").send(client).status_code == 303
    assert "vendió verduras" in article(shown(sign_in(cast.jorge).get(thread_url(cast))), cast.post)


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b\x00"])
def test_hiding_needs_a_reason(cast: Cast, sign_in: SignIn, reason: str) -> None:
    client = sign_in(cast.alma)
    response = client.post(post_url(cast.post, "remove"), data={"how": "hide", "reason": reason})
    assert response.status_code == 422
    assert "Say why you hide this post" in shown(response).words
    assert db.session.get_one(Post, cast.post.id).removed is None


def test_the_author_reads_why_their_post_was_hidden(cast: Cast, sign_in: SignIn) -> None:
    """The form that asks for the reason says so."""
    take_away(cast, "hidden")
    assert "Names a patient" in article(shown(sign_in(cast.ana).get(thread_url(cast))), cast.post)
    assert "Names a patient" not in sign_in(cast.jorge).get(thread_url(cast)).text


@pytest.mark.parametrize("person", ["jorge", "rosa", "tess", "alma"])
def test_people_cannot_delete_posts_of_others(cast: Cast, sign_in: SignIn, person: str) -> None:
    assert sign_in(getattr(cast, person)).post(post_url(cast.post, "remove")).status_code == 403
    assert db.session.get_one(Post, cast.post.id).removed is None


@pytest.mark.parametrize("person", ["ana", "jorge", "rosa", "tess"])
@pytest.mark.parametrize("change", ["restore", "erase"])
def test_only_admins_restore_and_only_the_owner_erases(cast: Cast, sign_in: SignIn, person: str, change: str) -> None:
    take_away(cast, "hidden")
    client = sign_in(getattr(cast, person))
    assert client.post(post_url(cast.post, change)).status_code == 403
    assert may_do(client, cast.post) == set()


def test_a_post_that_its_author_deleted_cannot_be_restored(cast: Cast, sign_in: SignIn) -> None:
    take_away(cast, "deleted")
    response = sign_in(cast.alma).post(post_url(cast.post, "restore"))
    assert response.status_code == 403
    assert "it was like that already" in shown(response).words


def test_the_owner_erases_through_the_page(cast: Cast, sign_in: SignIn) -> None:
    take_away(cast, "deleted")
    db.session.add(
        Membership(forum_id=cast.forum.id, user_id=cast.olga.id, roles=frozenset({"admin"}), created_at=START)
    )
    client = sign_in(cast.olga)
    assert tools(client, cast.post).form("/erase").send(client).status_code == 303
    assert PLACEHOLDERS["erased"] in article(shown(client.get(thread_url(cast))), cast.post)


def test_a_post_of_a_closed_week_can_be_deleted(cast: Cast, sign_in: SignIn) -> None:
    scheduling.close_week(sight_for(cast, cast.alma), cast.week(1), True)
    assert sign_in(cast.ana).post(post_url(cast.post, "remove")).status_code == 303


# ---- what is offered under a post

TOOLS = {
    "ana": {"report"},
    "jorge": {"language", "remove"},
    "rosa": {"report"},
    "tess": {"language", "report"},
    "alma": {"language", "remove", "report"},
}
"""The tools of Jorge's post by person."""


@pytest.mark.parametrize("person", TOOLS)
def test_a_post_offers_the_tools_that_the_person_may_use(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    assert may_do(client, cast.answer) == {post_url(cast.answer, tool) for tool in TOOLS[person]}
    links = shown(client.get(thread_url(cast))).links
    assert (post_url(cast.answer, "edit") in links) == (person == "jorge")
    assert (f"{FORUM}/post/{cast.answer.key}/translate" in links) == (person in ("tess", "alma"))


def test_the_owner_is_offered_to_erase(cast: Cast, sign_in: SignIn) -> None:
    take_away(cast, "deleted")
    assert may_do(sign_in(cast.alma), cast.post) == set()
    roles = frozenset({"admin"})
    db.session.add(Membership(forum_id=cast.forum.id, user_id=cast.olga.id, roles=roles, created_at=START))
    assert may_do(sign_in(cast.olga), cast.post) == {post_url(cast.post, "erase")}


def test_the_page_of_tools_shows_the_post_and_a_link_back(cast: Cast, sign_in: SignIn) -> None:
    page = tools(sign_in(cast.alma), cast.post)
    assert "vendió verduras" in article(page, cast.post)
    assert f"{FORUM}/post/{cast.post.key}" in page.links


def test_htmx_gets_the_tools_alone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    part = shown(client.get(post_url(cast.post, "tools"), headers={"HX-Request": "true"}))
    assert part.actions() == may_do(client, cast.post)
    assert [element.get("id") for element in part.one("body")] == [f"tools-{cast.post.key}"]


def test_offered_actions_are_not_cached_for_other_people(cast: Cast, sign_in: SignIn) -> None:
    seen = {name: shown(sign_in(getattr(cast, name)).get(thread_url(cast))).links for name in ("alma", "ana", "jorge")}
    offered = {name: post_url(cast.answer, "edit") in links for name, links in seen.items()}
    assert offered == {"alma": False, "ana": False, "jorge": True}


# ---- pinning, and the language


def test_a_thread_is_pinned_through_the_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    form = shown(client.get(thread_url(cast))).form("/pin")
    form.send(client, pinned="1")
    assert "Pinned" in shown(sign_in(cast.jorge).get(f"{FORUM}/week/1")).words
    shown(client.get(thread_url(cast))).form("/pin").send(client, pinned="0")
    assert "Pinned" not in shown(client.get(f"{FORUM}/week/1")).words


@pytest.mark.parametrize("person", ["ana", "rosa", "tess"])
def test_only_admins_can_pin(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    assert client.post(f"{thread_url(cast)}/pin", data={"pinned": "1"}).status_code == 403
    assert f"{thread_url(cast)}/pin" not in shown(client.get(thread_url(cast))).actions()


@pytest.mark.parametrize("person", ["jorge", "tess", "alma"])
def test_correcting_the_language_queues_and_unqueues(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    form = tools(client, cast.answer).form("/language")
    assert form.fields["language"] == "en"
    form.send(client, language="es")
    text = text_of(cast.answer)
    assert (text.language, text.target) == ("es", "en")
    assert "Waiting for translation." in article(shown(client.get(thread_url(cast))), cast.answer)
    form.send(client, language="en")
    assert "Waiting for translation." not in article(shown(client.get(thread_url(cast))), cast.answer)
    assert text_of(cast.answer).target is None


def test_only_author_translators_and_admins_can_correct_the_language(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.rosa)
    assert client.post(post_url(cast.answer, "language"), data={"language": "es"}).status_code == 403
    assert may_do(client, cast.answer) == {post_url(cast.answer, "report")}


@pytest.mark.parametrize("language", ["", "xx", "e\x00s", "en" * 20])
def test_an_unknown_language_changes_nothing(cast: Cast, sign_in: SignIn, language: str) -> None:
    response = sign_in(cast.jorge).post(post_url(cast.answer, "language"), data={"language": language})
    assert response.status_code == 303
    assert text_of(cast.answer).language == "en"


def test_a_text_outside_the_policy_has_no_translation_and_is_labelled(cast: Cast, sign_in: SignIn) -> None:
    sight = sight_for(cast, cast.jorge)
    post = posting.reply(sight, cast.thread, cast.jorge, typed("Merci à toutes", "fr"))
    page = shown(sign_in(cast.ana).get(thread_url(cast)))
    assert "Français" in article(page, post)
    assert "Waiting" not in article(page, post)
    [words] = [e for e in page.one(f"article[@id='p-{post.key}']").iter("div") if e.get("lang")]
    assert words.get("lang") == "fr"


# ---- the cache of rendered posts


def test_a_post_is_cached_for_each_interface_language(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    for language, words in (("en", "Reply"), ("es", in_spanish("Reply")), ("en", "Reply")):
        page = shown(client.get(thread_url(cast), headers={"Accept-Language": language}))
        assert words in article(page, cast.post)


def test_a_new_reason_is_shown_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    sight = sight_for(cast, cast.alma)
    for reason in ("The first reason", "Another reason"):
        posting.hide_post(sight, cast.post, reason)
        assert reason in article(shown(client.get(thread_url(cast))), cast.post)
        posting.restore_post(sight, cast.post)
    assert "reason" not in article(shown(client.get(thread_url(cast))), cast.post)
