"""In open data, coding and policy elements a picture is its words: never a bare key, never a broken link."""

from __future__ import annotations

import json
from collections.abc import Callable

from board.actions import posting
from board.models import Attachment, Post, User
from tests.support.attached import in_markdown, kept_file, kept_picture
from tests.support.cast import Cast, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.synthesis import add_theme, place, write_element
from tests.web.exporting.test_coding_files import coded, project_of
from tests.web.exporting.test_data import data_of

SignIn = Callable[[User], Client]


def pictured(cast: Cast) -> tuple[Post, Attachment, Attachment]:
    picture, file = kept_picture(cast.ana), kept_file(cast.ana)
    words = typed(f"Vea {in_markdown(picture, 'el *mercado*')} y {in_markdown(file, 'el informe')}.", "es")
    post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, words)
    english = f"See {in_markdown(picture, 'the market')} and {in_markdown(file, 'the report')}."
    translate(sight_for(cast, cast.tess), text_of(post), english)
    return post, picture, file


def test_open_data_has_their_whole_addresses(cast: Cast, sign_in: SignIn) -> None:
    post, picture, file = pictured(cast)
    client = sign_in(cast.jorge)
    data = data_of(client)
    row = next(each for each in data["posts"] if each["key"] == post.key)
    forum = data["forum"][0]["address"].rstrip("/")
    where = f"({forum}/picture/{picture.key})", f"({forum}/file/{file.key})"
    assert row["body"] == f"Vea ![el *mercado*]{where[0]} y [el informe]{where[1]}."
    assert row["body_translation"] == f"See ![the market]{where[0]} and [the report]{where[1]}."
    assert [each["original"] for each in data["paragraphs"] if each["row"] == post.key] == [row["body"]]
    assert "](image:" not in json.dumps(data)
    assert client.get("/" + where[0].strip("()").split("/", 3)[3]).status_code == 200


def test_coding_has_their_words(cast: Cast, sign_in: SignIn) -> None:
    post, picture, file = pictured(cast)
    place(cast, add_theme(cast), "Vea el mercado y el informe.", post)
    client = sign_in(cast.alma)
    assert [each.words for each in coded(client)] == [
        "Vea el mercado y el informe.", "See the market and the report.",
    ]  # fmt: skip
    assert not [text for text in project_of(client)[1].values() if picture.key in text or file.key in text]


def test_a_policy_element_has_their_words(cast: Cast, sign_in: SignIn) -> None:
    picture = kept_picture(cast.alma)
    element = write_element(cast, add_theme(cast), f"Buy at the market. {in_markdown(picture, 'A stall')}")
    html = sign_in(cast.jorge).get(f"/f/social-economy/element/{element.key}").get_data(as_text=True)
    assert "A stall" in html
    assert picture.key not in html
    assert "<img" not in html
