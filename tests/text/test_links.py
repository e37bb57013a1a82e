"""Links as people type them, and what is shown as text instead."""

from __future__ import annotations

import pytest

from board.text import blocks, render_inline
from tests.text import awkward
from tests.text.page import Page


def page(source: str) -> Page:
    return Page("".join(block.html for block in blocks(source, anchor="p")))


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("[x](http://a/b_(c))", "http://a/b_(c)"),
        ("[x](<http://a/b(c>)", "http://a/b(c"),
        ('[x](http://a "título")', "http://a"),
        ("[x](www.example.org)", "http://www.example.org"),
        ("[x](mailto:a@b.org)", "mailto:a@b.org"),
        ("[x](/f/uno)", "/f/uno"),
        ("[a [b] c](http://a)", "http://a"),
        ("http://a.org/b_(c)", "http://a.org/b_(c)"),
        ("(http://a.org/b_(c))", "http://a.org/b_(c)"),
        ("ver http://a.org/_b_c_*d*.", "http://a.org/_b_c_*d"),
        ("**http://a.org/b**", "http://a.org/b"),
        ("«https://a.org»", "https://a.org"),
        ("https://a.app/?x=1&copy=2, y", "https://a.app/?x=1&copy=2"),
        ("<https://a.org/b>", "https://a.org/b"),
        ("www.a.org.", "http://www.a.org"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
        ("escriba a ana.b+c@example.com.bo.", "mailto:ana.b%2Bc@example.com.bo"),
        ("![foto](http://a/f.png)", "http://a/f.png"),
        ("![](http://a/f.png)", "http://a/f.png"),
        ("[http://otro](http://a)", "http://a"),
        ("[a `]` b](http://a)", "http://a"),
        ("[x](http://a/\\_b\\_)", "http://a/_b_"),
        ("[x](/a/`b` 'título `c`')", "/a/b"),
        ("<a@b.org>", "mailto:a@b.org"),
    ],
)
def test_a_link(typed: str, address: str) -> None:
    assert page(typed).addresses == [address]


@pytest.mark.parametrize(
    "typed",
    [
        "la compra.es decir",
        "fin.it sí",
        "`http://a.org` y `a@b.org`",
        "```\nhttp://a.org [x](http://a)\n```",
        "[x]",
        "[x](página.html)",
        "@ana, nota 5.3",
        "\\[x](/a)",
    ],
)
def test_no_link(typed: str) -> None:
    assert page(typed).addresses == []


@pytest.mark.parametrize(
    "typed",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](java\x01script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](javascript&#58;alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](vbscript:x)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "javascript://a.org/%0Aalert(1)",
        '[x](http://a"onmouseover="alert(1))',
        '[x](http://a "a" onmouseover="alert(1)")',
        "<a href='javascript:alert(1)'>x</a>",
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "`<script>`<script>alert(1)</script>",
        "<code></code><script>http://a.org</script><code></code>`x`",
        '[x](//a.org/\\"><script>alert(1)</script>)',
        "<div id=p-note-1 class=scroll style='position:fixed'>",
    ],
)
def test_hostile_markup(typed: str) -> None:
    found = page(typed)
    assert all(address.startswith(("http://", "https://", "/", "#", "mailto:")) for address in found.addresses)
    assert {tag for tag, _ in found.tags} <= {"p", "a", "code", "br"}
    names = {name for _, attributes in found.tags for name in attributes}
    assert names <= {"href", "title", "rel"}


@pytest.mark.parametrize(
    "typed", ["[pulse](javascript:x)", "<b>negrita</b>", "<!-- nada -->", "<p", "</div>", "a < b > c"]
)
def test_what_is_not_rendered_is_shown(typed: str) -> None:
    assert page(typed).text == typed


def test_typed_markup_is_shown_as_typed() -> None:
    assert page(awkward.TYPED_MARKUP.source).text == awkward.TYPED_MARKUP.source.strip().replace("&amp;", "&")


def test_every_link_says_that_it_is_not_ours() -> None:
    links = page("[a](http://a) http://b.org c@d.org").all("a")
    assert [link["rel"] for link in links] == ["nofollow noopener ugc"] * 3


def test_code_beside_an_address_is_escaped_once() -> None:
    made = blocks("`a < b && c` http://a.org ` `", anchor="p")[0].html
    assert "<code>a &lt; b &amp;&amp; c</code>" in made


def test_emphasis() -> None:
    made = blocks("***a*** **b *c* d** *e **f** g* _h_ __i__ j_k_l 2*3*4 * 5 *", anchor="p")[0].html
    assert made == (
        "<p><strong><em>a</em></strong> <strong>b <em>c</em> d</strong> <em>e <strong>f</strong> g</em>"
        " <em>h</em> <strong>i</strong> j_k_l 2<em>3</em>4 * 5 *</p>"
    )


def test_a_title_is_text() -> None:
    assert render_inline(' *Uno* <b>\n& "dos" ') == "*Uno* &lt;b&gt; &amp; &quot;dos&quot;"
