"""Made-up editions of the proceedings: a small one with everything in it, and long ones for measuring."""

from __future__ import annotations

import random
import re
from html import escape

from board.proceedings.document import (
    Contribution,
    Document,
    Element,
    Paragraph,
    Person,
    Quote,
    Reading,
    Source,
    Statistics,
    Theme,
    Thread,
    Week,
    Words,
)

SITE = "https://forum.example.org"
FORUM = f"{SITE}/f/social-economy"
REGIONS = ("Quebec", "Brazil", "Basque Country")
HOSTILE = (
    "<script>alert(1)</script>", "](https://evil.example) [x", "# no heading", "> no quotation", "| no | cell |",
    "1. no item", "- no item", "*no* _emphasis_ `code` ~~x~~", "שלום \u202eevil\u202c", "e\u0301\u0323 ñ 👩🏽‍🌾 🇧🇷",
    "W" * 400, "&amp; &lt;b&gt; & < > \" '", "\u00a0 \u200b \u2028 end", "[^1] [^q-x]: no note", "\\* \\",
    "$x$ http://[x", "a\x0bb\x07c\ufffe", "+ no item", "= = =", "---", "***", "![x](y)", "{{ 7*7 }} {% raw %}",
    '<p id="q-q0000000000001">',
)  # fmt: skip
"""What people could type to become more than words."""


def key(kind: str, number: int) -> str:
    return f"{kind}{number:0>13}"


def said(html: str, translation: str | None = None, state: str = "missing") -> Paragraph:
    return Paragraph(html, translation, state)


def es(*paragraphs: Paragraph, by: tuple[str, ...] = ("Tess Translator",)) -> Words:
    """A Spanish text with what there is of an English translation."""
    return Words("es", "en", paragraphs, by)


def approved(html: str, translation: str) -> Words:
    return es(said(html, translation, "approved"))


def in_english(html: str) -> Words:
    return Words("en", None, (said(html),))


def cite(key: str, words: str = "1") -> str:
    return f'<a href="#{key}" rel="nofollow noopener ugc">{words}</a>'


def hostile_words() -> Words:
    return es(*(said(f"<p>{escape(words)}</p>", f"<p>{escape(words)}</p>", "approved") for words in HOSTILE))


STATES = es(
    said("<p>aprobado</p>", "<p>is approved</p>", "approved"),
    said("<p>en revisión</p>", "<p>is in review</p>", "in review"),
    said("<p>de máquina</p>", "<p>by a machine</p>", "machine"),
    said("<p>borrador</p>", "<p>only a draft</p>", "draft"),
    said("<p>desfasado</p>", "<p>has fallen behind</p>", "outdated"),
    said("<p>nada</p>", None, "missing"),
)
RICH = es(
    said("<h3>Un título</h3>", "<h3>A heading</h3>", "approved"),
    said(
        '<p>Una <em>palabra</em>, <strong>otra</strong>, <code>código</code><br>y una '
        '<a href="https://example.org/a_b?c=1&amp;d=2" rel="nofollow noopener ugc">dirección</a>.'
        '<sup id="x-ref-1"><a href="#x-note-1" role="doc-noteref">1</a></sup></p>',
        "<p>A <em>word</em>, <strong>another</strong>.</p>",
        "approved",
    ),
    said("<ul><li>uno<ul><li>dentro</li></ul></li><li>dos</li></ul>", '<ol start="3"><li>tres</li></ol>', "approved"),
    said("<blockquote><p>citado</p></blockquote>", "<blockquote><p>quoted</p></blockquote>", "approved"),
    said("<pre><code>a  =  1\n```\nb</code></pre>", "<pre><code>a  =  1</code></pre>", "approved"),
    said(
        '<div class="scroll" tabindex="0"><table><thead><tr><th>País</th><th align="right">Número</th></tr></thead>'
        '<tbody><tr><td>Brasil | Sur</td><td align="right">7</td></tr></tbody></table></div>',
        None,
    ),
    said('<p>Véase <a href="/f/social-economy/week/2">la semana 2</a> y <a href="#nowhere">nada</a>.</p><hr>', None),
    said(
        '<div class="note" id="x-note-1" role="doc-footnote"><p>1. Una nota. '
        '<a href="#x-ref-1" role="doc-backlink">↩</a></p></div>',
        None,
    ),
)  # fmt: skip


def source(number: int, kind: str = "post") -> Source:
    signed, region = (("Ana Pérez", "Quebec"), ("", "Quebec"), ("", ""))[number % 3]
    path = "post" if kind == "post" else "reading"
    return Source(
        kind, key("s", number), f"{FORUM}/{path}/{key('s', number)}", 1 + number % 2, signed,
        region, f"2009-11-{number % 28 + 1:02}T10:14:00-05:00",
        approved(f"Hilo número {number}", f"Thread number {number}"),
    )  # fmt: skip


def quote(number: int, theme: int, from_source: int, words: Words) -> Quote:
    return Quote(
        key("q", number), f"{FORUM}/excerpt/{key('q', number)}", key("s", from_source), key("t", theme),
        (*REGIONS, "")[number % 4], "Says who pays <first>.", "en", words, changed=number % 5 == 0,
    )  # fmt: skip


def element(number: int, region: str, *cited: int) -> Element:
    links = " ".join(cite(f"q-{key('q', quote)}") for quote in cited)
    original, translation = f"<p>Hace falta capital {links}.</p>", f"<p>Capital is needed {links}.</p>"
    return Element(key("e", number), region, approved(original, translation), unfounded=number % 2)


def themes() -> tuple[Theme, ...]:
    first = tuple(
        quote(number, 1, number, approved(f"<p>Pasaje {number}</p>", f"<p>Passage {number}</p>"))
        for number in range(1, 6)
    )
    second = (quote(6, 2, 6, STATES), quote(7, 2, 7, hostile_words()))
    return (
        Theme(
            key("t", 1), Words("en", "es", (said("Access to capital", "Acceso al capital", "approved"),)),
            in_english("<p>Who lends, and to whom.</p>"), (element(1, "", 1, 2), element(2, "Quebec", 3)), first,
        ),
        Theme(key("t", 2), Words("en", "es", (said("Procurement", "Contratación", "draft"),)), None, (), second),
        Theme(key("t", 3), in_english("Nobody&#x27;s theme"), None, (), ()),
    )  # fmt: skip


def weeks(discussion: bool) -> tuple[Week, ...]:
    post = f"p-{key('s', 1)}"
    posts = (Contribution(key("s", 1), RICH, None), Contribution(key("s", 3), STATES, key("s", 1)))
    threads = (
        Thread(
            key("h", 1), approved("Hilo número 1", "Thread number 1"),
            approved(f"<p>Se acordó {cite(post, 'una caja')}.</p>", f"<p>They agreed on {cite(post)}.</p>"),
            posts if discussion else (),
        ),
        Thread(key("h", 2), approved("Sin más palabras", "No more words"), None, ()),
    )  # fmt: skip
    readings = (
        Reading(key("s", 8), approved("Caso de estudio", "A case study"), RICH, "Ana Pérez", "", is_case_study=True),
        Reading(key("s", 9), in_english("A report"), None, "", "https://example.org/report", is_case_study=False),
    )
    summary = approved(f"<p>La semana: {cite('p-' + key('s', 2))}</p>", f"<p>The week: {cite('p-' + key('s', 2))}</p>")
    return (
        Week(
            1,
            "2009-10-26",
            approved("Capital", "Capital (en)"),
            in_english("<p>Outline</p>"),
            summary,
            readings,
            threads,
        ),
        Week(2, "2009-11-02", approved("Compras públicas", "Procurement"), None, None, (), ()),
        Week(3, "", approved("Lo que pedimos", "What we ask"), in_english("<p>What is to come</p>"), None, (), ()),
    )


def small_document(*, discussion: bool = True) -> Document:
    """An edition with everything that an edition can have."""
    return Document(
        forum="Social economy <& more>", address=f"{FORUM}/proceedings/2", number=2, day="2009-12-12",
        note="One passage was withdrawn.", starts_on="2009-10-26", ends_on="2009-12-05", zone="America/Toronto",
        languages=("es", "en"), regions=REGIONS, about=approved("<p>Un foro.</p>", "<p>A forum.</p>"),
        weeks=weeks(discussion), themes=themes(),
        sources=(*(source(number) for number in range(1, 8)), source(8, "reading"), source(9, "reading")),
        people=(Person("Ana Pérez", "Quebec", "Caisse <d’économie>", (1,)), Person("Bo", "", "", ())), unnamed=2,
        discussion="full" if discussion else "none", statistics=Statistics(42, 20, 3, 12, 140, 40_000, 7, 30, 41),
    )  # fmt: skip


VOCABULARY = (
    *("la", "cooperativa", "de", "vivienda", "tiene", "acceso", "al", "capital", "cuando", "los", "municipios"),
    *("compran", "a", "quienes", "producen", "en", "la", "región", "porque", "nadie", "más", "lo", "hace"),
)


def sentence(chance: random.Random, words: int = 60) -> str:
    return " ".join(chance.choice(VOCABULARY) for _ in range(words))


def long_document(pairs: int) -> Document:
    """An edition with a discussion of so many paragraphs in two languages, 60 words each."""
    chance = random.Random(pairs)  # noqa: S311 - any words will do
    posts = tuple(
        Contribution(
            key("s", number),
            es(*(said(f"<p>{sentence(chance)}</p>", f"<p>{sentence(chance)}</p>", "approved") for _ in range(5))),
            None,
        )
        for number in range(1, pairs // 5 + 1)
    )
    title = approved("Hilo", "Thread")
    threads = tuple(Thread(key("h", at), title, None, posts[at : at + 20]) for at in range(0, len(posts), 20))
    week = Week(1, "2009-10-26", title, None, None, (), threads)
    sources = tuple(source(number) for number in range(1, len(posts) + 1))
    return Document(
        **{
            **{name: getattr(small_document(), name) for name in Document.__dataclass_fields__},
            "weeks": (week,), "themes": (), "sources": sources,
        }
    )  # fmt: skip


def same_words(page: str) -> str:
    """Return the words of a page as plain paragraphs: one for each block that has words of its own."""
    blocks = re.split(
        r"</?(?:p|div|li|h[1-6]|section|article|ul|ol|nav|main|header|body|blockquote|t[dhr])\b[^>]*>", page
    )
    words = [re.sub(r"<[^>]*>", "", block).strip() for block in blocks]
    return "".join(f"<p>{block}</p>" for block in words if block)
