"""The cost of every function of `board.text` that gets a whole text, for 250 hostile bodies.

    python -m bench.text_functions

Print the three slowest bodies of each function; exit with 1 if one takes longer than allowed.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache

from bench.hostile import bodies
from board.text import (
    MAX_BLOCKS,
    Term,
    align,
    block_count,
    blocks,
    check_translation,
    clean,
    find_terms,
    fold,
    guess_language,
    hints,
    indexed,
    is_shown,
    mark_terms,
    marks_in,
    parse_query,
    passage,
    plain,
    quoted,
    read_programme,
    reading_words,
    render_inline,
    render_segment,
    split_translation,
    tidy,
    unfounded,
    word_count,
    word_diff,
)
from board.text.folding import fold as cached_fold
from board.text.mentions import called
from board.text.outline import outline
from board.text.searching import _tokens, forms, found_by

SIZE = 50_000
"""The maximum length of a post in characters."""
LIMIT = 0.5
"""The maximum processor seconds of a function for one body."""
PAIRS = {
    "cooperativa": "cooperative", "la cooperativa": "the co-op", "a": "b", "a a": "b b", "un millón": "a million",
    "años": "years", "word word": "palabra",
}  # fmt: skip
TERMS = tuple(Term(term, translation) for term, translation in PAIRS.items())
ASKED = parse_query('cooperativa años "a a" word dos the')


def html_of(source: str) -> str:
    return "".join(block.html for block in blocks(source, anchor="p"))


def _align(source: str) -> None:
    made = blocks(source, anchor="p")
    align([(block.digest, block.digest[::-1], block.source) for block in made], made)


def _marks(source: str) -> None:
    words = reading_words(html_of(source))
    passage(words, marks_in(words, "es", ASKED))


def _check(source: str, translation: str, *, inline: bool = False) -> None:
    check_translation(
        source, translation, source_language="es", target_language="en", terms=TERMS, inline=inline, whole_source=source
    )


def _index(source: str) -> None:
    indexed([("es", [source])])


ANY: dict[str, Callable[[str], object]] = {
    "clean": clean,
    "block_count": block_count,
    "is_shown": lambda source: is_shown(clean(source)),
    "word_diff": lambda source: word_diff(source, source[len(source) // 2 :] + source[: len(source) // 3]),
    "parse_query": parse_query,
    "called": called,
    "tidy and fold": lambda source: fold(tidy(source)),
    "render_inline": render_inline,
    "read_programme": lambda source: read_programme(f"Week 1\n{source}"),
}
"""Functions that get whatever somebody sends."""
KEPT: dict[str, Callable[[str], object]] = {
    "blocks": lambda source: blocks(source, anchor="p"),
    "plain": plain,
    "word_count": word_count,
    "quoted": quoted,
    "guess_language": guess_language,
    "hints": lambda source: hints(source, "en", TERMS),
    "align": _align,
    "render_segment": lambda source: render_segment(source, source, anchor="p", position=0),
    "split_translation": split_translation,
    "find_terms": lambda source: find_terms(source, TERMS),
    "mark_terms": lambda source: mark_terms(html_of(source), TERMS),
    "unfounded": lambda source: unfounded(html_of(source), bool, "<span>", "?"),
    "indexed": _index,
    "marks_in and passage": _marks,
    "check_translation of the same": lambda source: _check(source, source),
    "check_translation of half": lambda source: _check(source, "una palabra 1 " + source[len(source) // 2 :]),
    "check_translation of a title": lambda source: _check(source[:200], source[:400][::-1], inline=True),
}
"""Functions that get a text after it was accepted."""


@lru_cache(maxsize=4)
def as_kept(source: str) -> str:
    """Return the text, or as many of its paragraphs as are accepted."""
    cleaned = clean(source).strip()
    return "\n\n".join(split_translation(cleaned)[:MAX_BLOCKS]) if block_count(cleaned) > MAX_BLOCKS else cleaned


def seconds(name: str, source: str) -> float:
    """Return the processor time of a function with empty caches."""
    function = ANY.get(name) or KEPT[name]
    given = source if name in ANY else as_kept(source)
    for cache in (outline, cached_fold, _tokens, forms, found_by):
        cache.cache_clear()
    start = time.thread_time()
    function(given)
    return time.thread_time() - start


def main() -> int:
    taken: dict[str, list[tuple[float, str]]] = defaultdict(list)
    guess_language("What is loaded once is nobody's in particular.")
    for name, body in bodies():
        source = body(SIZE)[:SIZE]
        for function in (*ANY, *KEPT):
            taken[function].append((seconds(function, source), name))
    for function, all_of_it in taken.items():
        worst = sorted(all_of_it, reverse=True)[:3]
        print(f"{function}: " + ", ".join(f"{time_taken:.2f} s ({name})" for time_taken, name in worst))
    return int(max(max(times)[0] for times in taken.values()) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
