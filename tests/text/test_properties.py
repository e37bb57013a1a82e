"""What holds for any text at all."""

from __future__ import annotations

import re
from threading import Barrier, Thread

from hypothesis import given, settings
from hypothesis import strategies as st

from board.text import blocks, clean, plain, quoted, render_segment, split_translation, word_count
from board.text.cleaning import clean as cleaned
from board.text.grammar import split
from tests.text import awkward
from tests.text.page import Page

# fmt: off
PIECES = st.sampled_from([
    "- ", "1. ", "12) ", "* ", "> ", "# ", "```", "~~~", "```py", "\n", "\n\n", "\n\n\n", "  ",
    "    ", "\t", "|", "|-|-|", "---", "===", "[^1]: ", "[^1]", "[a]: http://x.org", "[a]",
    "[b](http://y.org/(z))", "![c](/d)", "**", "*", "_", "__", "`", "``", "\\", "<b>", "&lt;", "&",
    "http://x.org/a_b", "www.x.org", "a@b.org", "casa", "ñandú", "2026. ", "•\t", "o\t", "§\t",
    "\u00a0", "\u200b", "\u00ad", "👩‍🌾", "\r\n", "\x00", "\x0b", "\ud800", " ",
])
# fmt: on
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200)
# Letters and blocks alone: whatever is typed must be read on the page.
WORDS = st.sampled_from(
    [
        "- ",
        "1. ",
        "> ",
        "\n",
        "\n\n",
        "  ",
        "    ",
        "uno",
        "dos ",
        "tres",
        "|",
        "\na|b\n-|-\n",
        "\n```\n",
        "``` uno dos",
        "[^1]: ",
    ]
)
PLAIN_TEXTS = st.lists(WORDS, max_size=40).map("".join)


def letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_every_line_is_in_one_block_or_definition(text: str) -> None:
    source = cleaned(text)
    chunks = list(split(source.split("\n")))
    assert " ".join(chunk.source for chunk in chunks).split() == source.split()


@given(PLAIN_TEXTS)
def test_every_word_is_on_the_page(text: str) -> None:
    html = "".join(block.html for block in blocks(text, anchor="p"))
    assert "".join(letters(Page(html).text)) == "".join(letters(clean(text)))


@given(TEXTS)
@settings(deadline=None)
def test_html_is_well_formed_without_an_id_twice(text: str) -> None:
    original = blocks(text, anchor="p")
    translated = [
        render_segment(block.source, text, anchor="t", position=position) for position, block in enumerate(original)
    ]
    page = Page("".join([*(block.html for block in original), *translated]))
    assert len(page.ids) == len(set(page.ids))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "b", "style"})


@given(TEXTS)
def test_a_block_is_one_block_again(text: str) -> None:
    for source in split_translation(text):
        assert split_translation(source) == [source]


@given(TEXTS)
def test_joined_blocks_split_alike(text: str) -> None:
    assert word_count(text) >= 0
    assert len(plain(text, 20)) <= 20
    assert all(line.startswith(">") and not re.match(r"> ?>", line) for line in quoted(text).split("\n") if line) or (
        "```" in text or "~~~" in text
    )


@given(TEXTS)
def test_the_same_text_has_the_same_html(text: str) -> None:
    assert blocks(text, anchor="p") == blocks(clean(text), anchor="p")


def test_threads_do_not_meet() -> None:
    expected = [blocks(post.source, anchor="p") for post in awkward.ALL]
    start = Barrier(8)
    wrong: list[int] = []

    def render() -> None:
        start.wait()
        for _ in range(10):
            wrong.extend(1 for post, made in zip(awkward.ALL, expected, strict=True)
                         if blocks(post.source, anchor="p") != made)  # fmt: skip

    threads = [Thread(target=render) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
