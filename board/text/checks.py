"""The findings about a segment that a translator sees before somebody approves it.

Findings block where the reader would lose something that nobody notices on the page (a link, a note's mark); all
others warn, since a person can know better. A check that often warns for nothing is worse than none: where two
readings are possible, the translation is right if one of them is.
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
from board.text.terms import Term, TermMatch, phrases_in, terms_in
from board.text.wording_checks import check_doubled, check_length, check_untranslated

MAX_PER_CODE = 12  # findings of one code; a text with more has other problems first
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
    """Return the findings about one segment, the blocking findings first.

    `whole_source` is the text that contains the segment, for links that it defines elsewhere; without it, links are
    compared by their labels. `inline` marks a title, which is not Markdown.
    """
    original, rendering = _titles(source, translation) if inline else _segments(source, translation, whole_source)
    languages = _base(source_language), _base(target_language)
    findings = [*_about_form(original, rendering, languages), *_about_words(original.text, rendering.text, languages)]
    findings += check_terms(original, rendering, terms)
    return tuple(_few(sorted(dict.fromkeys(findings), key=lambda finding: not finding.blocks)))


def _about_form(original: Contents, rendering: Contents, languages: tuple[str, str]) -> Iterator[Finding]:
    yield from check_links(original, rendering, set(languages))
    yield from check_notes(original, rendering)
    yield from check_mentions(original, rendering)
    yield from check_code(original, rendering)
    yield from check_structure(original, rendering)


def _about_words(original: str, rendering: str, languages: tuple[str, str]) -> Iterator[Finding]:
    source_language, target_language = languages
    if source_language != target_language:
        yield from check_untranslated(original, rendering)
    yield from check_numbers(original, rendering, source_language, target_language)
    yield from check_large(original, rendering, source_language, target_language)
    yield from check_doubled(original, rendering, target_language)
    yield from check_length(original, rendering)


def check_code(original: Contents, rendering: Contents) -> Iterator[Finding]:
    """Compare code: code within a line must not change; in a listing, comments may be translated."""
    kept = Counter(" ".join(code.split()) for code in rendering.spans)
    lost = Counter(" ".join(code.split()) for code in original.spans) - kept
    yield from (warning("code_changed", code) for code in lost)
    for index, listing in enumerate(original.listings):
        translated = rendering.listings[index] if index < len(rendering.listings) else ""
        changed = next(_changed_lines(listing, translated), None)
        if changed is not None:
            yield warning("code_changed", changed)


def _changed_lines(listing: str, translated: str) -> Iterator[str]:
    kept = {_statement(line) for line in translated.split("\n")}
    return (line for line in listing.split("\n") if _statement(line) not in kept)


def _statement(line: str) -> str:
    return " ".join(COMMENT.sub("", line).split())


def check_structure(original: Contents, rendering: Contents) -> Iterator[Finding]:
    """Find lost or added items, rows and cells, and headings and quotes that became paragraphs."""
    for code, shape in (("items", _items), ("table", _table)):
        if shape(original) != shape(rendering):
            yield warning(code, f"{shape(original)} → {shape(rendering)}")
    if original.headings and original.text.strip() and not rendering.headings:
        yield warning("heading_lost", original.text)
    if original.tags["blockquote"] and original.text.strip() and not rendering.tags["blockquote"]:
        yield warning("quote_lost", original.text)


def _items(part: Contents) -> str:
    """Return "3+2" for three items with two items nested in them."""
    return "+".join(str(part.items[depth]) for depth in range(1, max(part.items, default=1) + 1))


def _table(part: Contents) -> str:
    return f"{part.tags['tr']}×{part.tags['th']}"


def check_terms(original: Contents, rendering: Contents, terms: Sequence[Term]) -> Iterator[Finding]:
    """Find terms of the source of which the segment has no translation; entries for the same words count once."""
    matches = [match for match in terms_in(original.html, terms) if match.term.variants]
    present = phrases_in(rendering.html, _variants(matches)) if matches else set()
    for words, group in groupby(matches, key=lambda match: match.words):
        entries = list(group)
        if present.isdisjoint(_variants(entries)):
            yield warning("glossary", f"{words} → {' | '.join(_variants(entries))}")


def _variants(entries: Iterable[TermMatch]) -> list[str]:
    return list(dict.fromkeys(variant for match in entries for variant in match.term.variants))


def _titles(source: str, translation: str) -> tuple[Contents, Contents]:
    return title_contents(source), title_contents(translation)


def _segments(source: str, translation: str, whole_source: str) -> tuple[Contents, Contents]:
    """Return both contents. A translation may use the links of its source, and links of the whole text."""
    links = {**labels_used(source), **labels_used(translation)} if not whole_source else {}
    links |= {**outline(source).links, **outline(whole_source).links}
    return contents(source, links), contents(translation, links)


def _base(language: str) -> str:
    """Return the language without its region: "es" for "es-MX"."""
    return re.split("[-_]", language.casefold())[0]


def _few(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= MAX_PER_CODE:
            yield finding
