"""What holds for any answer by e-mail at all."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.text.markup import pieces
from board.text.mime_bodies import bodies
from board.text.numbered_answers import split_answers
from board.text.reflow import reflow, unflow
from board.text.reply_bodies import cut_reply
from board.text.reply_secrets import without_secrets
from tests.text.cost import SIZE, in_proportion

TOKEN = "abcdefghijklmnopqrstuvwxyz234567"
# fmt: off
LINES = st.sampled_from([
    "", " ", "\t", "uno", "dos tres", "Saludos, Ana", "> uno", "> ", ">", ">> dos", "> > tres", "> [2] Luis",
    "[2] sí", "[3]:",
    "— semana — Escriba su respuesta encima de esta línea", "> — semana — Write", "--- semana ---", "-- ", "--", "—",
    "El mar, 3 nov 2026 a las 9:12, Feria (<x@y.org>) escribió:", "El mar, 3 nov 2026 a las 9:12, Feria (<",
    "x@y.org>) escribió:", "On Tue, Nov 3, 2026 at 9:12 AM Feria <x@y.org> wrote:", "wrote:", "Ana <a@b.org> wrote:",
    "12:30:",
    "De: Ana <a@b.org>", "Enviado: martes 3", "Para: Luis", "Asunto: hola", "From: x", "To: y", "Date: z",
    "Subject: w",
    "-----Original Message-----", "-----Mensaje original-----", "Begin forwarded message:", "_" * 32, "-" * 40,
    "Enviado desde mi iPhone", "Sent from my iPhone", "Libre de virus.www.avast.com", "<https://aka.ms/x>",
    "https://x.org",
    f"https://x.org/mail/stop/{TOKEN}", f"> Elegir: https://x.org/mail/choices/{TOKEN}", f"<reply+{TOKEN}@x.org>",
    "una línea que es tan larga como las que parte un programa de correo, más o", "- un punto de una lista",
    "  que sigue", "```",
    "\ufeff", "\x00", "\ud800", "\u202e", "\u2028", "a\rb", "\r\n",
])
TAGS = st.sampled_from([
    "<p>", "</p>", "<div>", "</div>", "<br>", "<b>", "</b>", "<i>", "<blockquote>", "</blockquote>", "<ul>", "<li>",
    "</ul>", "<ol>",
    '<div class="gmail_quote">', '<div class="gmail_attr">', '<div id="divRplyFwdMsg">', '<div id="yahoo_quoted_1">',
    "<hr>",
    '<a href="https://x.org/(a)">', "</a>", "<pre>", "</pre>", "<style>", "</style>", "<!--", "-->", "<", ">", "&",
    "&lt;", "&nbsp;",
    "<table>", "<td>", "</table>", '<a href="', "'", '"', "</", "<x", "uno", " dos ", "> tres", "\n", "&#0;",
    "&#xd800;",
    '<blockquote style="border:none">', "De: x<br>", "Enviado: y<br>", "Para: z<br>", "-- <br>",
    "Sent from my iPhone<br>",
])
# fmt: on
TEXTS = st.lists(LINES, max_size=25).map("\n".join) | st.text(max_size=200)
MARKUP = st.lists(TAGS | LINES, max_size=25).map("".join) | st.text(max_size=200)


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\s>\u200b\u200e\u2060\ufeff]", "", without_secrets(text)))


def shown(html: str) -> str:
    return "".join(piece if isinstance(piece, str) else " " for piece in pieces(html))


@given(TEXTS, st.booleans())
def test_nothing_of_a_text_is_lost(text: str, is_wrapped: bool) -> None:
    cut = cut_reply(text, is_wrapped=is_wrapped)
    assert letters(text) - letters(f"{cut.new}\n{cut.tail}") == Counter()


@given(MARKUP)
def test_nothing_that_html_shows_is_lost(html: str) -> None:
    html = html.replace(TOKEN, "")  # What stands right beside a secret goes with it.
    cut = cut_reply(None, html)
    assert letters(shown(html)) - letters(f"{cut.new}\n{cut.tail}") == Counter()


@given(TEXTS, st.booleans())
def test_cutting_twice_is_cutting_once(text: str, is_wrapped: bool) -> None:
    new = cut_reply(text, is_wrapped=is_wrapped).new
    assert cut_reply(new, is_wrapped=False).new == new


@given(MARKUP)
def test_new_words_of_html_are_all_new(html: str) -> None:
    new = cut_reply(None, html).new
    assert cut_reply(new, is_wrapped=False).new == new


@given(TEXTS | MARKUP)
def test_no_secret_is_left(text: str) -> None:
    for cut in (cut_reply(text), cut_reply(None, text)):
        assert TOKEN not in cut.new + cut.tail
    assert without_secrets(without_secrets(text)) == without_secrets(text)


@given(TEXTS)
def test_no_word_is_lost_among_numbered_answers(text: str) -> None:
    answers = split_answers(text)
    numbers = "".join(f"[{number}]:.*_#=-" for number, _words in answers if number)
    kept = "".join(words for _number, words in answers)
    lost = letters(re.sub(r"(?m)^>.*$|[\[\]:.*_#=-]|\d", "", text)) - letters(re.sub(r"[\[\]:.*_#=-]|\d", "", kept))
    assert lost == Counter(), numbers


@given(TEXTS, st.booleans())
def test_unwrapping_loses_nothing(text: str, delsp: bool) -> None:
    assert letters(unflow(text, delsp)) == letters(text)
    assert letters("\n".join(reflow(text.split("\n")))) == letters(text)


@given(st.binary(max_size=300) | st.lists(LINES | TAGS, max_size=20).map(lambda lines: _mail("\n".join(lines))))
def test_any_bytes_are_read(raw: bytes) -> None:
    for each in (policy.default, policy.compat32):
        found = bodies(message_from_bytes(raw, policy=each))
        cut_reply(found.plain, found.html, is_wrapped=not found.is_flowed)


def _mail(body: str) -> bytes:
    head = 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset="utf-7"\n\n'
    return (head + body).encode("utf-8", "surrogatepass")


# fmt: off
MANY = [
    ">\n", "> a\n", ">", "> ", "a\n", "\n", "-- \n", "> a\nb\n", "> a\n\nb\n\n", "> [1] a\n\nb\n\n", "[1] a\n",
    "On 1 ", "On 1\n", ":\n",
    "On Tue, Nov 3 at 9:12 x <a@b> wrote:\n", "On Tue, Nov 3 at 9:12 x <a@b> wrote:\n> a\nb\n", "De: a\n",
    "De: a\nPara: b\nAsunto: c\n",
    "Sent from my iPhone\n", "https://x.org\n", "<https://x.org>\n", "— semana —\n", "_" * 40 + "\n", "```\n",
    "a b ", "a@b:\n", "*", "_",
    f"https://x.org/mail/stop/{TOKEN}\n", f"+{TOKEN}", "+", "/mail/a/", "a" * 75 + " a\n", "wrote:\n", "escribió ",
    "\u00a0", "?", "— ",
]
MARKS = [
    "<!--", "<a ", "</", "</a", "<![CDATA[", "<!", "<?", "&", "<", '<a "', "<a '\">", "<style>", "&#", "<title>",
    "<div>", "</div>", "<b>",
    "<b>a</b>", "<blockquote>", "<blockquote>a", "<ul><li>", "<ol><li>a</ol>", "<br>", "<pre>\n", "<p>",
    "<a href='x'>", "<a b=c ", "<td>",
    "<div id=divRplyFwdMsg>", '<a href="https://x.org/">a', "<b><i>", "<div><p>a</div>", "='", "<a a=",
    "<a " + "a" * 70,
]
# fmt: on


def of_html(html: str) -> object:
    return cut_reply(None, html)


def takes(cut: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    cut(text)
    return time.process_time() - start


def is_linear(cut: Callable[[str], object], piece: str, end: str = "") -> bool:
    """Measured once more if it seems not to be: the collector of rubbish may be at work."""

    def seconds_for(size: int) -> float:
        return takes(cut, piece * (2 * size // len(piece)) + end)

    return in_proportion(seconds_for) or in_proportion(seconds_for)


@pytest.mark.parametrize("piece", MANY)
def test_time_is_in_proportion_to_a_text(piece: str) -> None:
    assert is_linear(cut_reply, piece)
    assert is_linear(cut_reply, piece, "\n> a\n\nb")
    assert is_linear(split_answers, piece)
    assert is_linear(unflow, piece)


@pytest.mark.parametrize("piece", MARKS)
def test_time_is_in_proportion_to_html(piece: str) -> None:
    for end in ("", ">", '">', "'>"):
        assert is_linear(of_html, piece, end)


def test_100_000_quoted_lines_and_a_megabyte_in_one_line() -> None:
    start = time.process_time()
    assert cut_reply("> x\n" * 100_000 + "\nyes").new.endswith("yes")
    assert cut_reply("a " * 500_000).new
    assert cut_reply(None, "<div>" * 200_000).new == ""
    assert time.process_time() - start < SIZE / 1_000
