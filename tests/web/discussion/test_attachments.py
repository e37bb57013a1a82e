"""Pictures and files in posts: whoever may read the post sees them, at that moment, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from board.actions import posting, scheduling
from board.actions.attaching import IMAGE
from board.actions.erasing import erase_post
from board.actions.unsent import UnsentWords, keep_unsent
from board.extensions import db
from board.jobs.sweeping import ATTACHMENT_WAITS, sweep
from board.models import Attachment, Forum, Post, User
from board.web import attaching
from tests.media.making import declared_png, docx, photo_with_a_place, picture
from tests.support.asked import queries
from tests.support.attached import attachments, in_markdown, kept_file, kept_picture, upload
from tests.support.cast import START, Cast, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"


def thread_url(cast: Cast) -> str:
    return f"{FORUM}/thread/{cast.thread.key}"


def posted(cast: Cast, author: User, body: str) -> Post:
    return posting.reply(sight_for(cast, author), cast.thread, author, typed(body, "es"))


def with_picture(cast: Cast, words: str = "El mercado") -> tuple[Post, Attachment]:
    kept = kept_picture(cast.ana)
    return posted(cast, cast.ana, f"Miren:\n\n{in_markdown(kept, words)}"), kept


def address(kept: Attachment) -> str:
    return f"{FORUM}/{'picture' if kept.kind == IMAGE else 'file'}/{kept.key}"


# ---- adding


def test_a_picture_is_added_without_javascript_and_everything_typed_stays(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    fields = {"body": "Half a sentence", "language": "es", "attach": "1", "reply_to": cast.post.key}
    page = client.post(f"{thread_url(cast)}/reply", data={**fields, **upload(photo_with_a_place())})
    (kept,) = attachments()
    form = shown(page).form("/reply")
    assert (
        form.fields["body"].replace("\r\n", "\n").strip()
        == f"Half a sentence\n\n![The market of La Paz](image:{kept.key})"
    )
    assert (form.fields["language"], form.fields["reply_to"]) == ("es", cast.post.key)
    assert (kept.text_id, kept.width, kept.height) == (None, 200, 400)
    answer = form.send(client)
    assert answer.status_code == 303
    db.session.refresh(kept)
    assert kept.text_id is not None
    html = client.get(thread_url(cast)).get_data(as_text=True)
    assert f'src="{address(kept)}" width="200" height="400" alt="The market of La Paz" loading="lazy"' in html


def test_a_picture_is_added_to_a_reply_to_all(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    page = client.post(f"{thread_url(cast)}/reply", data={"body": "", "attach": "1", **upload(picture(80, 60))})
    assert "Not posted yet" in shown(page).words
    assert shown(page).form("/reply").send(client).status_code == 303
    assert attachments()[0].text_id is not None


def test_a_picture_sent_with_the_post_is_in_it(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.ana).post(f"{thread_url(cast)}/reply", data={"body": "Look:", **upload(picture(80, 60))})
    assert answer.status_code == 303
    assert attachments()[0].text_id is not None


def test_a_picture_without_words_stays_and_words_are_asked_for(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    page = client.post(f"{thread_url(cast)}/reply", data={"body": "Look:", **upload(picture(80, 60), words="")})
    assert page.status_code == 422
    assert "Say what each picture shows" in shown(page).words
    assert f"![](image:{attachments()[0].key})" in shown(page).form("/reply").fields["body"]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "neither a picture nor a file"),
        (declared_png(10_000, 10_000), "x.png", "100 megapixels; at most 24"),
        (picture(90, 90)[:300], "x.jpg", "damaged or cut off"),
        (b"\0\0\0\x18ftypheic\0\0", "x.heic", "HEIC"),
        (docx("word/vbaProject.bin"), "x.docx", "macros"),
        (b"%PDF-" + b"x" * 200_000, "x.pdf", "larger than 10 MB"),
        (b"", "x.jpg", "empty"),
    ],
)
def test_what_is_not_taken_is_said_beside_the_field(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str, words: str
) -> None:
    monkeypatch.setattr(attaching, "MAX_FILE_BYTES", 200_000)
    client = sign_in(cast.ana)
    for more in ({}, {"attach": "1"}):
        page = client.post(f"{thread_url(cast)}/reply", data={"body": "Typed", **more, **upload(data, name)})
        assert page.status_code == 422
        assert words in shown(page).words
        assert shown(page).form("/reply").fields["body"].strip() == "Typed"
    answer = client.post(f"{FORUM}/attachments", data=upload(data, name))
    assert answer.status_code == 422
    assert words in answer.json["error"]
    assert attachments() == []


def test_nothing_chosen_is_said(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.ana).post(f"{thread_url(cast)}/reply", data={"body": "Typed", "attach": "1"})
    assert "Choose a picture or a file first." in shown(page).words


def test_a_script_gets_the_markdown(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    answer = client.post(f"{FORUM}/attachments", data=upload(picture(80, 60), words="A [cart]\n\\ here"))
    assert answer.json["markdown"] == f"![A (cart) here](image:{attachments()[0].key})"
    again = client.post(f"{FORUM}/attachments", data=upload(picture(80, 60)))
    assert len(attachments()) == 1, again.json
    answer = client.post(f"{FORUM}/attachments", data=upload(docx(), "Plan final.docx", words=""))
    assert answer.json["markdown"] == f"[Plan final.docx](file:{attachments()[1].key})"


def test_only_members_add(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.nina).post(f"{FORUM}/attachments", data=upload(picture(9, 9))).status_code == 403
    assert attachments() == []


# ---- seeing


def test_what_waits_is_seen_by_its_author_alone(cast: Cast, sign_in: SignIn) -> None:
    kept = kept_picture(cast.ana)
    assert sign_in(cast.ana).get(address(kept)).data == b"small " + cast.ana.key.encode() + b" 0"
    for other in (cast.jorge, cast.alma, cast.olga):
        assert sign_in(other).get(address(kept)).status_code == 404


def test_a_picture_is_seen_with_its_post_and_gone_with_it(cast: Cast, sign_in: SignIn) -> None:
    post, kept = with_picture(cast)
    url_of_picture = address(kept)
    jorge, alma = sign_in(cast.jorge), sign_in(cast.alma)
    for url in (address(kept), f"{address(kept)}/larger"):
        assert jorge.get(url).status_code == 200
    posting.hide_post(sight_for(cast, cast.alma), post, "off topic")
    for url in (address(kept), f"{address(kept)}/larger"):
        assert jorge.get(url).status_code == 404
        assert alma.get(url).status_code == 200
    erase_post(sight_for(cast, cast.olga), post)
    assert alma.get(url_of_picture).status_code == 404
    assert attachments() == []


def test_a_picture_in_a_week_that_is_locked_again_is_gone_even_if_the_browser_has_it(
    cast: Cast, sign_in: SignIn
) -> None:
    _post, kept = with_picture(cast)
    client = sign_in(cast.jorge)
    answer = client.get(address(kept))
    same = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(address(kept), headers=same).status_code == 304

    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    assert client.get(address(kept), headers=same).status_code == 404
    assert client.head(address(kept)).status_code == 404


def test_a_picture_is_sent_as_nothing_but_a_picture(cast: Cast, sign_in: SignIn) -> None:
    _post, kept = with_picture(cast)
    answer = sign_in(cast.jorge).get(address(kept))
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'; img-src")
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_file_is_saved_under_its_name(cast: Cast, sign_in: SignIn) -> None:
    kept = kept_file(cast.ana, name="Informe “final”.pdf")
    posted(cast, cast.ana, f"Aquí: {in_markdown(kept, 'el informe')}")
    client = sign_in(cast.jorge)
    answer = client.get(address(kept))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["Cache-Control"] == "private, no-store"
    page = shown(client.get(thread_url(cast)))
    assert "el informe (PDF, 1 KB)" in page.words
    assert client.get(f"{FORUM}/picture/{kept.key}").status_code == 404


def test_a_picture_of_another_text_is_only_its_words(cast: Cast, sign_in: SignIn) -> None:
    _post, kept = with_picture(cast)
    waiting = kept_picture(cast.rosa)
    posted(cast, cast.jorge, f"Mine? {in_markdown(kept, 'stolen words')} {in_markdown(waiting, 'waiting words')}")
    html = sign_in(cast.jorge).get(thread_url(cast)).get_data(as_text=True)
    assert "Mine? stolen words waiting words" in html
    assert html.count(address(kept)) == 2  # itself and its larger one, beside the original; no translation yet
    assert waiting.key not in html


def test_a_reader_who_saves_data_loads_no_picture(cast: Cast, sign_in: SignIn) -> None:
    _post, kept = with_picture(cast)
    client = sign_in(cast.jorge)
    html = client.get(thread_url(cast), headers={"Save-Data": "on"}).get_data(as_text=True)
    assert "<img" not in html
    assert "Show the picture (1 KB)" in html
    assert address(kept) in html
    assert "<img" in client.get(thread_url(cast)).get_data(as_text=True)
    cast.jorge.low_data = True
    assert "<img" not in client.get(thread_url(cast)).get_data(as_text=True)


def test_a_visitor_chooses_to_load_no_pictures(cast: Cast, client: Client) -> None:
    """A cookie says so, and nothing else; whoever loads pictures again has none."""
    db.session.get_one(Forum, cast.forum.id).public_reading = True
    with_picture(cast)
    assert "<img" in client.get(thread_url(cast)).text
    assert "/privacy#pictures" in shown(client.get(thread_url(cast))).links
    chosen = shown(client.get("/privacy")).form("/pictures").send(client, pictures="none")
    assert (chosen.status_code, chosen.location) == (303, "/privacy#pictures")
    [cookie] = [cookie for cookie in chosen.headers.getlist("Set-Cookie") if cookie.startswith("pictures=")]
    assert cookie.startswith("pictures=none; ")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "<img" not in client.get(thread_url(cast)).text
    page = shown(client.get("/privacy"))
    assert "Pictures are loaded only when you tap them." in page.words
    page.form("/pictures").send(client, pictures="all")
    assert client.get_cookie("pictures") is None
    assert "<img" in client.get(thread_url(cast)).text


def test_whoever_is_signed_in_chooses_it_for_their_account(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    shown(client.get("/privacy")).form("/pictures").send(client, pictures="none")
    assert db.session.get_one(User, cast.jorge.id).low_data
    assert client.get_cookie("pictures") is None


def test_pictures_cost_one_query_more_in_a_cold_thread_and_none_in_a_warm_one(
    app: Flask, cast: Cast, sign_in: SignIn
) -> None:
    from board.web.frame import posts, render

    client = sign_in(cast.jorge)
    posted(cast, cast.ana, "Sin foto")  # it waits for translation: what is said of that is a query of its own
    client.get(thread_url(cast))
    counts = []
    for _round in range(2):
        render.kept.clear()
        posts.kept.clear()
        client.get(thread_url(cast))
        render.kept.clear()
        for _time in range(2):
            with queries(app) as asked:
                client.get(thread_url(cast))
            counts.append(len(asked))
        for seed in range(5):
            kept = kept_picture(cast.ana, seed=seed)
            posted(cast, cast.ana, in_markdown(kept, f"Foto {seed}"))
    assert counts[2] == counts[0] + 1
    assert counts[3] == counts[1]


# ---- kept, and forgotten


def test_what_nobody_sends_is_forgotten_unless_an_unsent_text_names_it(cast: Cast) -> None:
    named, lost = kept_picture(cast.ana, seed=1), kept_picture(cast.ana, seed=2)
    _post, used = with_picture(cast)
    keep_unsent(cast.ana, UnsentWords("reply:x", in_markdown(named, "x"), "", ""), START)
    keys = [named.key, lost.key, used.key]
    sweep(START + ATTACHMENT_WAITS, timedelta(days=90))
    assert [row.key for row in attachments()] == keys
    sweep(START + ATTACHMENT_WAITS + timedelta(seconds=1), timedelta(days=90))
    assert [row.key for row in attachments()] == [named.key, used.key]


def test_an_edit_keeps_its_pictures_and_takes_in_new_ones(cast: Cast, sign_in: SignIn) -> None:
    post, kept = with_picture(cast)
    client = sign_in(cast.ana)
    form = shown(client.get(f"{FORUM}/post/{post.key}/edit")).form("/edit")
    page = form.send(client, attach="1", **upload(picture(60, 60), words="Otra"))
    form = shown(page).form("/edit")
    assert form.send(client).status_code == 303
    assert {row.text_id for row in attachments()} == {post.text_id}
    assert kept.key in client.get(thread_url(cast)).get_data(as_text=True)


def test_a_preview_shows_ones_own_pictures(cast: Cast, sign_in: SignIn) -> None:
    mine, others = kept_picture(cast.ana), kept_picture(cast.jorge)
    body = f"{in_markdown(mine, 'mine')} {in_markdown(others, 'others')}"
    html = sign_in(cast.ana).post("/preview", data={"body": body, "forum": "social-economy"}).get_data(as_text=True)
    assert address(mine) in html
    assert others.key not in html


@pytest.mark.parametrize(
    ("form_at", "shown_at", "fields"),
    [
        ("admin/week/1/readings/new", "week/1", {"title": "Un caso", "kind": "text"}),
        ("admin/announcements", "home", {"title": "Noticia"}),
        ("admin/week/2", "week/2", {"title": "Local purchasing"}),
    ],
)
def test_other_texts_take_pictures_in_too(
    cast: Cast, sign_in: SignIn, form_at: str, shown_at: str, fields: dict[str, str]
) -> None:
    client = sign_in(cast.alma)
    form = shown(client.get(f"{FORUM}/{form_at}")).form(form_at.split("/")[-1])
    page = form.send(client, **fields, body="Words:", language="en", attach="1", **upload(picture(60, 60)))
    assert "![The market of La Paz](image:" in page.get_data(as_text=True), shown(page).words
    answer = shown(page).form(form_at.split("/")[-1]).send(client)
    assert answer.status_code == 303
    (kept,) = attachments()
    assert kept.text_id is not None
    reader = sign_in(cast.jorge)
    assert reader.get(address(kept)).status_code == 200
    if shown_at == "week/2":
        assert client.application.test_client().get(address(kept)).status_code == 200  # outlines are public
    page = reader.get(f"{FORUM}/{shown_at}")
    assert shown_at == "week/1" or address(kept) in page.get_data(as_text=True)


def test_a_translator_sees_the_picture_and_translates_its_words(cast: Cast, sign_in: SignIn) -> None:
    post, kept = with_picture(cast)
    html = sign_in(cast.tess).get(f"{FORUM}/translate/{text_of(post).key}").get_data(as_text=True)
    assert f'src="{address(kept)}"' in html
    translate(sight_for(cast, cast.tess), text_of(post), "Look:", in_markdown(kept, "The market"))
    page = sign_in(cast.jorge).get(thread_url(cast)).get_data(as_text=True)
    assert 'alt="The market"' in page
    assert 'alt="El mercado"' in page


def test_the_words_of_a_picture_are_found(cast: Cast, sign_in: SignIn) -> None:
    with_picture(cast, "Puestos de zanahorias")
    page = shown(sign_in(cast.jorge).get(f"{FORUM}/search?q=zanahoria"))
    assert "Puestos de zanahorias" in page.words
