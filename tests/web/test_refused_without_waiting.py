"""An action that is refused releases its rows before the page with the refusal is rendered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from board.actions import applying, enrolling, glossary, translating
from board.actions.applying import Applied
from board.actions.glossary import entry_from
from board.actions.links import make_link
from board.extensions import db
from board.models import Application, Forum
from tests.actions.test_meanwhile import erase
from tests.support.cast import PASSWORD, START, Cast, sight_for, text_of
from tests.support.client import Client, signed_in
from tests.support.shown import shown
from tests.support.together import meanwhile
from tests.web.test_nobody_waits import FORUM, Watch, cast, person, watch

__all__ = ["cast", "watch"]
Answer = Any


def here(cast: Cast) -> Forum:
    return db.session.get_one(Forum, cast.forum.id)


def two_terms(client: Client, cast: Cast) -> tuple[Any, Any]:
    """Add two terms, and return their forms."""
    keys = []
    for term in ("red", "feria"):
        keys.append(glossary.add_term(sight_for(cast, cast.tess), entry_from(term, "word", "", "es", "en")).key)
    pages = [f"{FORUM}/glossary/{key}" for key in keys]
    one, other = (shown(client.get(page)).form(page) for page in pages)
    return one, other


def term_changed(client: Client, cast: Cast) -> Answer:
    form, _ = two_terms(client, cast)
    form.send(client, translation="net")
    return form.send(client, translation="web")


def term_taken(client: Client, cast: Cast) -> Answer:
    return two_terms(client, cast)[1].send(client, term="red")


def terms_unseen(client: Client, _cast: Cast) -> Answer:
    data = {"import-content": "red,network\n,x", "import-seen": "x"}
    return client.post(f"{FORUM}/glossary/import/confirm", data=data)


PEDRO = {"kind": "participant", "name": "Pedro", "email": "pedro@example.org", "languages": ["es"], "interface": "es"}
APPLICATIONS = f"{FORUM}/admin/applications"


def applied_already(client: Client, _cast: Cast) -> Answer:
    assert client.post(f"{APPLICATIONS}/new", data=PEDRO).status_code == 303
    return client.post(f"{APPLICATIONS}/new", data=PEDRO)


def sheet_twice(client: Client, _cast: Cast) -> Answer:
    sheet = "nombre;correo;tipo\nPedro;pedro@example.org;participante\n"
    form = shown(client.post(f"{APPLICATIONS}/import", data={"sheet-content": sheet})).form("/import/confirm")
    assert form.send(client).status_code == 303
    return form.send(client)


def _received(cast: Cast) -> str:
    said = Applied("participant", "Pedro", "pedro@example.org")
    application: Application = applying.record(here(cast), said, "mail", START, verified=True)
    db.session.commit()
    return application.key


def decided_twice(client: Client, cast: Cast) -> Answer:
    page = f"{APPLICATIONS}/{_received(cast)}"
    client.post(f"{page}/decide", data={"wanted": "declined"})
    return client.post(f"{page}/decide", data={"wanted": "declined"})


def nothing_to_undo(client: Client, cast: Cast) -> Answer:
    return client.post(f"{APPLICATIONS}/{_received(cast)}/undo")


def _page_of(cast: Cast, name: str) -> str:
    return f"{FORUM}/admin/people/{person(cast, name).key}"


def roles_changed(client: Client, cast: Cast) -> Answer:
    page = _page_of(cast, "jorge")
    form = shown(client.get(page)).form(page)
    form.send(client, roles=["participant", "translator"])
    return form.send(client, roles=["participant", "key_respondent"])


def last_admin(client: Client, cast: Cast) -> Answer:
    page = _page_of(cast, "alma")
    return shown(client.get(page)).form(page).send(client, roles=["participant"])


def last_admin_removed(client: Client, cast: Cast) -> Answer:
    return client.post(f"{_page_of(cast, 'alma')}/remove")


def call_changed(client: Client, _cast: Cast) -> Answer:
    form = shown(client.get(f"{FORUM}/admin/call")).form("/admin/call")
    form.send(client, seats="3")
    return form.send(client, seats="5")


def leaves(client: Client, _cast: Cast) -> Answer:
    return client.post(f"{FORUM}/leave", data={"how": "name"})


def closes(client: Client, _cast: Cast) -> Answer:
    return client.post("/profile/close", data={"password": PASSWORD, "how": "name"})


def short_name_taken(client: Client, cast: Cast) -> Answer:
    page = "/owner/forums/social-economy/edit"
    return shown(client.get(page)).form(page).send(client, slug=cast.other_forum.slug)


Door = tuple[str, Callable[[Client, Cast], Answer], int]
DOORS: dict[str, Door] = {
    "a term that was changed": ("tess", term_changed, 409),
    "a term that is taken": ("tess", term_taken, 422),
    "terms that were not shown": ("tess", terms_unseen, 409),
    "who has applied already": ("alma", applied_already, 422),
    "a sheet that was imported": ("alma", sheet_twice, 409),
    "a decision that was made": ("alma", decided_twice, 409),
    "a decision that was not made": ("alma", nothing_to_undo, 409),
    "roles that were changed": ("alma", roles_changed, 409),
    "the last admin's roles": ("alma", last_admin, 422),
    "the last admin's place": ("alma", last_admin_removed, 422),
    "a call that was changed": ("alma", call_changed, 409),
    "a forum's last admin": ("alma", leaves, 422),
    "an account that is needed": ("olga", closes, 422),
    "a short name that is taken": ("olga", short_name_taken, 422),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_no_page_is_rendered_while_rows_are_held(committed: Flask, cast: Cast, watch: Watch, door: Door) -> None:
    name, act, status = door
    with committed.app_context():
        client = signed_in(committed, person(cast, name))
        answer = act(client, cast)
    assert answer.status_code == status, answer.text
    assert (watch.held > 0, watch.noted) == (True, [])


def test_no_password_is_hashed_while_rows_are_held(
    committed: Flask, cast: Cast, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashing takes a twentieth of a second."""
    hash_it = type(enrolling.hasher).hash

    def hashing(*args: Any) -> str:
        watch.note("hash")
        return hash_it(*args)

    monkeypatch.setattr(type(enrolling.hasher), "hash", hashing)
    typed = {"new_password": "something quite new", "agreed": "y"}
    for kind, page in (("reset", "/reset/"), ("setup", "/set-up/")):
        with committed.app_context():
            make_link(kind, cast.ana.id, START + timedelta(hours=1), kind)
            db.session.commit()
            client: Client = committed.test_client()
            assert client.post(page + kind, data=typed).status_code == 303
    assert watch.noted == []


def test_translating_a_post_that_is_erased_meanwhile_is_no_fault(
    committed: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        client = signed_in(committed, cast.tess)
        url = f"{FORUM}/translate/{text_of(cast.post).key}"
        form = shown(client.get(url)).form(url)
        body = next(name for name in form.fields if name.startswith("body-"))
        meanwhile(committed, monkeypatch, translating, "ready_translation", lambda: erase(cast))
        answer = form.send(client, **{body: "Some *other* words."}, verb="finish")
    assert answer.status_code in (404, 409)
    assert "Some *other* words." in answer.text
