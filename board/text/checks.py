"""What a translator wants to be told about a segment before somebody approves it.

What takes something from the reader that nobody would notice on the page (a link, a note's mark) blocks; all else
warns, since a person can know better. A check that often warns for nothing is worse than none: where two readings
are possible, the translation is right if one of them is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from board.text.contents import Contents, contents, labels_used, title_contents
from board.text.finding import Finding, warning
from board.text.link_checks import check_links, check_mentions, check_notes
from board.text.number_checks import check_large, check_numbers
from board.text.outline import outline
from board.text.terms import Found, Term, found_in, present_in
from board.text.wording_checks import check_doubled, check_length, check_untranslated

MOST = 12  # findings of one code; who has more has another text before them
COMMENT = re.compile(r"(?:^|(?<=\s))(?:#|//|--|/\*|<!--|%|;).*")


def check_translation(
    source: str,
    translation: str,
    *,
    source_language: str,
    target_language: str,
    terms: Sequence[Term] = (),
    inline: bool = False,
    whole_source: str = "",
) -> tuple[Finding, ...]:
    """The findings about one segment, the blocking ones first.

    `whole_source` is the text that the segment stands in, for the links that it defines elsewhere; without it, they
    are compared by their labels. `inline`: a title, which is no Markdown.
    """
    told, said = _titles(source, translation) if inline else _segments(source, translation, whole_source)
    languages = _base(source_language), _base(target_language)
    findings = [*_about_form(told, said, languages), *_about_words(told.text, said.text, languages)]
    findings += check_terms(told, said, terms)
    return tuple(_few(sorted(dict.fromkeys(findings), key=lambda finding: not finding.blocks)))


def _about_form(told: Contents, said: Contents, languages: tuple[str, str]) -> Iterator[Finding]:
    yield from check_links(told, said, set(languages))
    yield from check_notes(told, said)
    yield from check_mentions(told, said)
    yield from check_code(told, said)
    yield from check_structure(told, said)


def _about_words(told: str, said: str, languages: tuple[str, str]) -> Iterator[Finding]:
    source_language, target_language = languages
    if source_language != target_language:
        yield from check_untranslated(told, said)
    yield from check_numbers(told, said, source_language, target_language)
    yield from check_large(told, said, source_language, target_language)
    yield from check_doubled(told, said, target_language)
    yield from check_length(told, said)


def check_code(told: Contents, said: Contents) -> Iterator[Finding]:
    """Code within a line stays as it is; of a listing, the comments may be translated."""
    kept = Counter(" ".join(code.split()) for code in said.spans)
    lost = Counter(" ".join(code.split()) for code in told.spans) - kept
    yield from (warning("code_changed", code) for code in lost)
    for index, listing in enumerate(told.listings):
        translated = said.listings[index] if index < len(said.listings) else ""
        changed = next(_changed_lines(listing, translated), None)
        if changed is not None:
            yield warning("code_changed", changed)


def _changed_lines(listing: str, translated: str) -> Iterator[str]:
    kept = {_statement(line) for line in translated.split("\n")}
    return (line for line in listing.split("\n") if _statement(line) not in kept)


def _statement(line: str) -> str:
    return " ".join(COMMENT.sub("", line).split())


def check_structure(told: Contents, said: Contents) -> Iterator[Finding]:
    """Items, rows and cells that are gone or new, headings and quotes that became paragraphs."""
    for code, shape in (("items", _items), ("table", _table)):
        if shape(told) != shape(said):
            yield warning(code, f"{shape(told)} → {shape(said)}")
    if told.headings and told.text.strip() and not said.headings:
        yield warning("heading_lost", told.text)
    if told.tags["blockquote"] and told.text.strip() and not said.tags["blockquote"]:
        yield warning("quote_lost", told.text)


def _items(part: Contents) -> str:
    """ "3+2": three items, and two within them."""
    return "+".join(str(part.items[depth]) for depth in range(1, max(part.items, default=1) + 1))


def _table(part: Contents) -> str:
    return f"{part.tags['tr']}×{part.tags['th']}"


def check_terms(told: Contents, said: Contents, terms: Sequence[Term]) -> Iterator[Finding]:
    """Terms of the source of whose translations the segment has none; entries for the same words are one."""
    found = [one for one in found_in(told.html, terms) if one.term.variants]
    present = present_in(said.html, (variant for one in found for variant in one.term.variants)) if found else set()
    for words, group in groupby(found, key=lambda one: one.words):
        entries = list(group)
        if present.isdisjoint(_variants(entries)):
            yield warning("glossary", f"{words} → {' | '.join(_variants(entries))}")


def _variants(entries: Iterable[Found]) -> list[str]:
    return list(dict.fromkeys(variant for one in entries for variant in one.term.variants))


def _titles(source: str, translation: str) -> tuple[Contents, Contents]:
    return title_contents(source), title_contents(translation)


def _segments(source: str, translation: str, whole_source: str) -> tuple[Contents, Contents]:
    """Both contents. A translation may use the links of its source, and those of the whole."""
    links = {**labels_used(source), **labels_used(translation)} if not whole_source else {}
    links |= {**outline(source).links, **outline(whole_source).links}
    return contents(source, links), contents(translation, links)


def _base(language: str) -> str:
    """The language of "es-MX"."""
    return re.split("[-_]", language.casefold())[0]


def _few(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= MOST:
            yield finding
