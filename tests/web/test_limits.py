"""What a page may cost: queries and bytes, and no request to another site. ``make bench`` measures the time."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd
from flask import Flask

from bench.long_thread import fill, translated_posts
from board.actions import posting
from board.extensions import db
from board.models import Membership, User
from board.web.frame import posts, render
from tests.support.asked import queries
from tests.support.cast import START, Cast, sight_for, typed
from tests.support.client import Client
from tests.support.shown import read

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
KB = 1024
ROOT = Path(__file__).resolve().parents[2]
ROLES = ["jorge", "rosa", "bento", "tess", "alma"]
pytestmark = pytest.mark.once


def long_thread(cast: Cast, posts: int) -> str:
    """Make a thread with a number of translated posts, and return its address."""
    ana = sight_for(cast, cast.ana)
    thread = posting.open_thread(ana, cast.week(1), cast.ana, typed("Bienvenidas.", "es", "Un hilo largo"))
    fill(thread, posts - 1, [cast.ana, cast.jorge, cast.rosa, cast.tess], lambda who: sight_for(cast, who), cast.tess)
    return f"{FORUM}/thread/{thread.key}"


def forget() -> None:
    """Forget all caches, as after a start."""
    render.kept.clear()
    posts.kept.clear()


def asked_for(app: Flask, client: Client, url: str) -> int:
    with queries(app) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def asked_for_when_warm(app: Flask, client: Client, url: str) -> int:
    client.get(url)
    return asked_for(app, client, url)


# ---- queries


def test_a_thread_of_30_posts_takes_no_more_queries_than_one_of_10(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    urls = [long_thread(cast, 10), long_thread(cast, 30)]
    for person in ROLES:
        client = sign_in(getattr(cast, person))
        for url in urls:
            client.get(url)  # the visit is noted
        warm = [asked_for(app, client, url) for url in urls]
        cold = []
        for url in urls:
            forget()
            cold.append(asked_for(app, client, url))
        assert warm[0] == warm[1] <= 15, person  # one counts the passages of the posts, one asks what came with e-mail
        assert cold[0] == cold[1] <= warm[0] + 2, person


WITHOUT_WEEKS = ["people", "glossary", "mail", "mail/how", "languages", "admin/people", "admin/acts"]


def test_a_page_that_shows_no_week_reads_no_title_of_one(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    for path in WITHOUT_WEEKS:
        with queries(app) as asked:
            assert client.get(f"{FORUM}/{path}").status_code == 200, path
        assert not [statement for statement in asked if "segments" in statement], path


def test_replies_as_parts_take_no_more_queries_in_a_long_thread(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    counts = []
    for length in (10, 30):
        url = f"{long_thread(cast, length)}/reply"
        with queries(app) as asked:
            client.post(url, data={"body": "Thank you", "language": "en"}, headers={"HX-Request": "true"})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def put_a_question(cast: Cast, number: int) -> None:
    posting.reply(
        sight_for(cast, cast.ana), cast.thread, cast.ana, typed(f"¿Pregunta {number}?", "es"),
        asked=cast.rosa, asked_roles=frozenset({"key_respondent"}),
    )  # fmt: skip


LISTS = ["week/1", "people", "admin/questions", "admin/translation", "", "home", "admin/", "announcements"]


def test_longer_lists_take_no_more_queries(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    long_thread(cast, 3)
    put_a_question(cast, 0)
    before = {path: asked_for_when_warm(app, client, f"{FORUM}/{path}") for path in LISTS}
    for number in range(5):
        long_thread(cast, 2 + number)
        put_a_question(cast, number + 1)
    assert {path: asked_for_when_warm(app, client, f"{FORUM}/{path}") for path in LISTS} == before


def test_a_profile_with_many_posts_takes_no_more_queries(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    url = f"{FORUM}/people/{cast.ana.key}"
    forget()
    before = asked_for(app, client, url)
    long_thread(cast, 20)
    forget()
    assert asked_for(app, client, url) == before


# ---- bytes


def compressed(client: Client, url: str, encoding: str) -> bytes:
    client.careful = False  # it reads no compressed page
    response = client.get(url, headers={"Accept-Encoding": encoding})
    assert response.headers["Content-Encoding"] in encoding
    return response.data


def test_100_translated_posts_fit_into_49_kb_for_everyone(cast: Cast, sign_in: SignIn) -> None:
    """Jorge wrote a quarter of them; Tess can translate, Alma can hide and Olga can also erase each of them."""
    roles = frozenset({"admin"})
    db.session.add(Membership(forum_id=cast.forum.id, user_id=cast.olga.id, roles=roles, created_at=START))
    url = long_thread(cast, 100)
    for person in [*ROLES, "olga"]:
        client = sign_in(getattr(cast, person))
        forget()
        page = compressed(client, url, "zstd, br, gzip")
        assert len(zstd.decompress(page)) > 200 * KB, person
        assert len(page) <= 49 * KB, person  # the posts are a frame of their own, which is made once for many people
        assert len(compressed(client, url, "br, gzip")) <= 49 * KB, person


def test_the_test_posts_compress_like_real_ones() -> None:
    """They compress as well as what people write."""
    posts = translated_posts()
    assert len(posts) > 70
    assert sum(len(post.body.split()) for post in posts) / len(posts) > 80


def sent_files(client: Client, url: str) -> dict[str, int]:
    """Return the sizes of the files that a page loads, as they are sent to a browser that accepts gzip alone."""
    html = client.get(url).text
    sizes = {}
    for address, name in re.findall(r'(?:src|href)="(/static/v-[0-9a-f]+/([^"]+\.(?:js|css)))"', html):
        response = client.get(address, headers={"Accept-Encoding": "gzip"})
        sizes[name] = len(response.data)
        assert response.headers.get("Content-Encoding") == "gzip" or sizes[name] < 500
        assert "max-age=31536000" in response.headers["Cache-Control"]
        response.close()
    assert {"site.css", "forms.js", "header.js"} <= set(sizes)
    return sizes


BASE = {"site.css", "page.js", "forms.js", "header.js"}
SIGNED_IN = BASE | {"copies.js", "asking.js", "leftovers.js"}
HTMX = {"vendor/htmx.min.js", "requests.js"}
WRITING = {"unsent.js", "keeping.js", "writing.js", "paste.js", "mentions.js"}
WRITING |= {"keyboard.js", "formatting.js", "hints.js"}
KEEPING = {"unsent.js", "writing.js", "keeping.js"}
READING = {"voices.js", "post-tools.js", "reading-mode.js", "excerpts.js", "reply.js"}


def test_a_page_loads_only_the_files_that_it_needs(cast: Cast, client: Client, sign_in: SignIn) -> None:
    """Sizes are in bytes as sent; a browser keeps the files for a year."""
    ana, thread = sign_in(cast.ana), f"{FORUM}/thread/{cast.thread.key}"
    for reader, url, names, most in [
        (client, "/sign-in", BASE, 14),
        (ana, "/profile", SIGNED_IN | KEEPING, 24),
        (ana, f"{FORUM}/people", SIGNED_IN, 18),
        (ana, f"{FORUM}/week/2/new-thread", SIGNED_IN | HTMX | WRITING, 47),
        (ana, thread, SIGNED_IN | HTMX | WRITING | READING, 52),
    ]:
        sizes = sent_files(reader, url)
        assert set(sizes) - {"times.js"} == names, url
        assert sum(sizes.values()) <= most * KB, (url, sizes)


def test_a_part_names_the_scripts_that_it_needs(cast: Cast, sign_in: SignIn) -> None:
    """The page that the part is put into may lack them."""
    answer = sign_in(cast.ana).post(
        f"{FORUM}/thread/{cast.thread.key}/reply", data={"body": ""}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    named = [address.rpartition("/")[2] for address in answer.headers["Scripts"].split()]
    assert named == ["requests.js", "unsent.js", "paste.js", "keyboard.js", "formatting.js", "hints.js", "mentions.js"]


def test_a_page_loads_nothing_from_another_site(cast: Cast, sign_in: SignIn) -> None:
    shown = read(sign_in(cast.alma).get(long_thread(cast, 5)).text)
    fetched = [
        element.get(name, "")
        for element in shown.root.iter()
        for name in ("src", "srcset", "action", "formaction", "data", "poster", "hx-get", "hx-post")
        if name in element.attrib
    ]
    fetched += [element.get("href", "") for element in shown.root.iter("link")]
    assert fetched != []
    assert [address for address in fetched if not address.startswith("/") or address.startswith("//")] == []


def test_the_sites_own_files_name_no_other_site() -> None:
    for path in (ROOT / "static").rglob("*.*"):
        if path.suffix in (".css", ".js") and "vendor" not in path.parts:
            assert not re.search(r"""(?:url\(|@import|\bfrom|fetch\()\s*['"](?:https?:)?//""", path.read_text()), (
                path.name
            )


def test_a_compressed_page_is_the_same_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    url = f"{FORUM}/thread/{cast.thread.key}"
    client.get(url)
    client.careful = False
    plain, packed = client.get(url), client.get(url, headers={"Accept-Encoding": "gzip"})
    assert len(gzip.decompress(packed.data)) == len(plain.data)
    assert "Accept-Encoding" in packed.headers["Vary"]


# ---- what is kept between requests


def test_the_key_of_a_cached_body_names_all_that_it_depends_on(cast: Cast, sign_in: SignIn) -> None:
    """A person who reads after somebody else gets nothing that was made for them."""
    forget()
    url = f"{FORUM}/thread/{cast.thread.key}"
    seen = {name: words(sign_in(getattr(cast, name)), url) for name in ("alma", "tess", "jorge", "ana")}
    for name in reversed(seen):
        forget()
        assert words(sign_in(getattr(cast, name)), url) == seen[name]


def words(client: Client, url: str) -> str:
    return read(client.get(url).text).words


def test_a_new_name_and_place_are_shown_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    url = f"{FORUM}/thread/{cast.thread.key}"
    client.get(url)
    author = db.session.get_one(User, cast.ana.id)
    author.name, author.place = "Ana Mamani", "La Paz"
    assert "Ana Mamani La Paz" in words(client, url)


def test_times_are_not_cached_for_another_zone(cast: Cast, sign_in: SignIn) -> None:
    url = f"{FORUM}/thread/{cast.thread.key}"
    assert "Tue 24 Feb, 05:14" in words(sign_in(cast.jorge), url)
    db.session.get_one(User, cast.ana.id).zone = "Europe/Madrid"
    assert "Tue 24 Feb, 11:14" in words(sign_in(cast.ana), url)
    assert "Tue 24 Feb, 05:14" in words(sign_in(cast.jorge), url)


def test_the_cache_is_bounded(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render.kept, "most", 8)
    monkeypatch.setattr(posts.kept, "most", 8)
    client = sign_in(cast.jorge)
    url = long_thread(cast, 20)
    assert words(client, url) == words(client, url)
    assert len(render.kept) <= 8
    assert len(posts.kept) <= 8
