"""The size of a compressed answer reveals nothing of its token, nor of words beside an echoed query."""

from __future__ import annotations

import random
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest

from board.models import User
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
SQUEEZED = {"Accept-Encoding": "gzip"}
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
WORDS = "words-of-somebody-else"
ROUNDS = 160
"""Sizes vary by about two bytes with the token: over so many answers, chance alone stays four deviations away."""
pytestmark = pytest.mark.once


def token_on(client: Client, url: str = "/profile") -> str:
    found = TOKEN.search(client.get(url).text)
    assert found
    return found[1]


def size(client: Client, url: str) -> tuple[str | None, int]:
    client.careful = False
    response = client.get(url, headers=SQUEEZED)
    return response.headers.get("Content-Encoding"), len(response.data)


# ---- the token


def test_no_two_pages_carry_the_same_token(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    one, other = token_on(client), token_on(client)
    assert all(one[at : at + 6] not in other for at in range(len(one) - 5))


def test_all_forms_of_a_page_carry_the_same_token(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.ana).get("/profile"))
    tokens = {form.fields["csrf_token"] for form in page.forms}
    assert tokens == {page.one("meta[@name='csrf-token']").get("content")}


def test_a_guess_at_the_token_changes_no_size(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Right and wrong guesses are sent in an address so short that the page is still compressed."""
    chance = random.Random(8)  # noqa: S311
    monkeypatch.setattr("secrets.token_urlsafe", lambda size: urlsafe_b64encode(chance.randbytes(size)).decode())
    client = sign_in(cast.ana)
    right = token_on(client)[:6]
    wrong = "".join(reversed(right))
    sizes: dict[str, list[int]] = {right: [], wrong: []}
    for guess in (right, wrong) * ROUNDS:
        encoding, length = size(client, f"/profile?x=nt=%22{guess}")
        assert encoding == "gzip"
        sizes[guess].append(length)
    assert abs(sum(sizes[right]) - sum(sizes[wrong])) < ROUNDS  # one byte each would be a right letter


@pytest.mark.parametrize("change", ["the number", "what is made of it", "nothing after", "no number", "another's"])
def test_a_token_that_was_changed_is_refused(cast: Cast, sign_in: SignIn, change: str) -> None:
    client, other = sign_in(cast.ana), sign_in(cast.jorge)
    token = token_on(client)
    number, _, made = token.partition("~")
    forged = {
        "the number": f"{number[::-1]}~{made}",
        "what is made of it": f"{number}~{made[::-1]}",
        "nothing after": f"{number}~",
        "no number": f"~{made}",
        "another's": token_on(other),
    }
    assert send(client, forged[change]).status_code == 400
    assert send(client, token).status_code == 303


def send(client: Client, token: str) -> Any:
    client.token = False
    return client.post("/profile", data={"csrf_token": token, "name": "Ana", "interface": ""})


def test_the_token_of_an_older_page_is_still_valid(cast: Cast, sign_in: SignIn) -> None:
    """A person may type for an hour and open other pages meanwhile."""
    client = sign_in(cast.ana)
    first = token_on(client)
    token_on(client)
    assert send(client, first).status_code == 303


# ---- an echoed query, beside the words of others


@pytest.mark.parametrize(
    "url",
    [
        f"/profile?x={WORDS}",
        f"/profile?{WORDS}",
        f"/sign-in?next=/{WORDS}",
        f"{FORUM}/week/1?back={WORDS}",
        f"{FORUM}/search?q=a",
        f"{FORUM}/glossary?q={WORDS}",
        f"/nowhere?x={WORDS}",
        "/profile?" + "&".join(f"x{n}=123456789" for n in range(20)),
    ],
)
def test_a_page_that_echoes_the_query_is_not_compressed(cast: Cast, sign_in: SignIn, url: str) -> None:
    assert size(sign_in(cast.ana), url)[0] is None


def test_a_forged_form_is_not_compressed(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    client.token = False
    for url in (f"{FORUM}/thread/{cast.thread.key}/reply", "/nowhere"):
        response = client.post(url, data={"body": WORDS}, headers=SQUEEZED)
        assert WORDS in response.text
        assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("url", ["/profile", "/?all=1", f"{FORUM}/?page=12345678901", "/static/v-0123456789/site.css"])
def test_other_pages_are_compressed(cast: Cast, sign_in: SignIn, url: str) -> None:
    client = sign_in(cast.ana)
    client.careful = False
    response = client.get(url, headers=SQUEEZED)
    response.close()
    assert response.headers["Content-Encoding"] == "gzip"
