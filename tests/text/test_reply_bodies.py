"""The new words of an answer by e-mail, and the rest of it."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from board.text.mime_bodies import bodies
from board.text.numbered_answers import split_answers
from board.text.reply_bodies import cut_reply
from board.text.reply_marks import has_mark
from board.text.reply_secrets import without_secrets

TOKEN = "abcdefghijklmnopqrstuvwxyz234567"


def test_an_answer_above_the_quoted_mail() -> None:
    cut = cut_reply("Sí.\n\nSaludos, Ana\n\nEl mar, 3 nov 2026 a las 10:00, Foro (<\nx@y.org>) escribió:\n\n> Hola\n")
    assert cut.new == "Sí.\n\nSaludos, Ana"
    assert cut.tail == "El mar, 3 nov 2026 a las 10:00, Foro (<\nx@y.org>) escribió:\n\n> Hola"


def test_an_answer_between_quoted_lines_keeps_what_it_answers() -> None:
    cut = cut_reply(
        "On Nov 3, 2026, at 10:00, Forum <x@y.org> wrote:\n\n> [2] Luis · ayer\n>\n> One\n\nYes.\n\n> Two\n"
    )
    assert cut.new == "> [2] Luis · ayer\n>\n> One\n\nYes."


def test_an_answer_in_html() -> None:
    cut = cut_reply(None, '<div>Hi,<br>yes</div><div class="gmail_quote"><blockquote>One</blockquote></div>')
    assert cut == ("Hi,\nyes", "> One")


def test_below_an_attribution_of_which_the_quoted_words_were_taken_away_stands_the_answer() -> None:
    assert cut_reply("El mar, 3 nov 2026 a las 9:12, Feria <x@y.org> escribió:\n\nSí.").new == "Sí."
    assert cut_reply("No.\n\nEl mar, 3 nov 2026 a las 9:12, Feria <x@y.org> escribió:\n\nSí.").new == "No."


def test_an_address_may_be_torn_so_that_its_end_looks_quoted() -> None:
    cut = cut_reply("Sí.\n\nAm 3.11.2026 9:12 schrieb Feria <reply@forum.example.org\n>:\n\nHola")
    assert cut.new == "Sí."


def test_what_somebody_cites_is_theirs() -> None:
    cited = "El 3 de mayo la alcaldesa escribió:\n\n«No hay plata».\n\nEnviado por correo certificado."
    assert cut_reply(f"{cited}\n\nOn Tue, 3 Nov 2026 at 9:12, Feria <x@y.org> wrote:\n> Hola").new == cited


def test_zoho_writes_hyphens_around_who_wrote() -> None:
    assert cut_reply("Sí.\n\n---- El mar, 3 nov 2026 09:12:00 -0400 x@y.org escribió ----\n\nHola").new == "Sí."


@pytest.mark.parametrize(
    ("line", "is_ours"),
    [
        ("— semana — Write your answer above this line", True),
        ("> | — semana — Écrivez", True),
        ("escribió:   — semana — Escriba", True),
        ("? semana ? Escriba", True),
        (" -- semana -- Escriba", True),
        ("la primera - semana - fue larga", False),
        ("¿la primera ? semana ? fue larga", False),
        ("semana — Escriba", False),
    ],
)
def test_our_own_line(line: str, is_ours: bool) -> None:
    assert has_mark(line) is is_ours


def test_numbers_begin_answers() -> None:
    assert split_answers("hi\n\n[1] a\n[2]: b\n\nc [3] d") == [(None, "hi"), (1, "a"), (2, "b\n\nc [3] d")]


def test_a_number_that_is_a_link_begins_no_answer() -> None:
    assert split_answers("[2](https://x.org) a\n\n[3]: https://x.org") == [
        (None, "[2](https://x.org) a\n\n[3]: https://x.org")
    ]


def test_an_answer_below_a_quoted_number_keeps_what_else_is_quoted() -> None:
    text = "> **[2] Luis** · ayer\n>\n> ¿Quién?\n\nNadie.\n\n> otra cosa\n\nSí.\n\n> [12] Ana · ayer\n\nNo."
    assert split_answers(text) == [(2, "> ¿Quién?\n\nNadie.\n\n> otra cosa\n\nSí."), (12, "No.")]


def test_a_number_in_the_middle_of_a_paragraph_begins_no_answer() -> None:
    assert split_answers("as I said in\n[2] some time ago") == [(None, "as I said in\n[2] some time ago")]


def test_links_and_addresses_with_a_token_are_taken_out() -> None:
    quoted = f"a https://x.org/mail/stop/{TOKEN} b <reply+{TOKEN}@x.org> c https://x.org/mail/stop/"
    assert without_secrets(quoted) == "a … b <…> c https://x.org/mail/stop/"


@pytest.mark.parametrize(
    "secret",
    [
        f"https://x.org/mail/choices/{TOKEN}",
        f"mailto:reply+{TOKEN}@x.org?subject=stop",
        f"REPLY+{TOKEN.upper()}@X.ORG",
        f"https://safe.example/?url=https%3A%2F%2Fx.org%2Fmail%2Fstop%2F{TOKEN}&data=1",
        f"https://x.org/mail/stop/{TOKEN[:20]}",
        "https://x.org/reset/" + "0a" * 32,
        "https://x.org/feeds/" + "aB-_" * 11 + "/calendar.ics",
        "https://x.org/sign-in/link/" + "0a" * 32 + "?next=/f/feria/",
    ],
)
def test_a_secret_is_found_however_it_is_wrapped(secret: str) -> None:
    assert without_secrets(f"before <{secret}> after ({secret}) [x]({secret}) «{secret}»").count("…") == 4
    assert cut_reply(f"Sí.\n\n> {secret}\n").tail == "> …"


@pytest.mark.parametrize(
    "words",
    [
        "ana+noticias@x.org",
        "https://x.org/mail/lists/announcements",
        "C++ and 1+1",
        f"https://x.org/tx/{'0a' * 32}",
        "/mail/stop/abc",
    ],
)
def test_other_addresses_stay(words: str) -> None:
    assert without_secrets(words) == words


def test_the_bodies_of_a_mail() -> None:
    raw = b"Content-Type: text/plain; charset=iso-8859-1; format=flowed\n\nuno \ndos \x96\n> tres \n> cuatro\n"
    found = bodies(message_from_bytes(raw, policy=policy.default))
    assert found == ("uno dos –\n> tres cuatro\n", None, True, ())
