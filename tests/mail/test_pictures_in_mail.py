"""A picture or a file in a mail is its words and a link, in both parts; nothing is fetched that nobody asked for."""

from __future__ import annotations

from board.actions import posting
from board.mail.html_part import html_part
from board.mail.plain_part import plain_part
from board.mail.post_blocks import post_blocks
from board.mail.readers import in_language_of
from board.pages.mailed_posts import mailed_posts
from tests.mail.test_post_blocks import reader_of
from tests.support.attached import in_markdown, kept_file, kept_picture
from tests.support.cast import Cast, sight_for, text_of, translate, typed


def test_both_parts_say_what_it_shows_in_each_language_and_link_to_it(cast: Cast) -> None:
    picture, file = kept_picture(cast.ana), kept_file(cast.ana)
    body = f"Vea {in_markdown(picture, 'el *mercado*')} y {in_markdown(file, 'el informe')}."
    post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(body, "es"))
    english = f"See {in_markdown(picture, 'the market')} and {in_markdown(file, 'the report')}."
    translate(sight_for(cast, cast.tess), text_of(post), english)
    to = reader_of(cast, cast.jorge)
    [mailed] = mailed_posts(to.sight.of_participants(), [post.id])
    with in_language_of(to.user):
        blocks = post_blocks(to, mailed)
    plain, html = plain_part(blocks), html_part("", blocks, "en")
    base = plain.partition("On the site: ")[2].partition("/post/")[0]
    assert base.startswith("http")
    where = f"{base}/picture/{picture.key}", f"{base}/file/{file.key}"
    assert f"Vea [Picture: el *mercado*] <{where[0]}> y [File: el informe] <{where[1]}>." in plain
    assert f"See [Picture: the market] <{where[0]}> and [File: the report] <{where[1]}>." in plain
    assert f'[Picture: <a href="{where[0]}">el <em>mercado</em></a>]' in html
    assert f'[File: <a href="{where[1]}">the report</a>]' in html
    assert "<img" not in html
    assert "data-image" not in html
    assert "image:" not in plain
