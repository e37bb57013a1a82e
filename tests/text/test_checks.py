"""What is told about a translated segment, and what is not."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from board.demo import content
from board.demo.translations import fitted
from board.text import Finding, Term, blocks, check_translation, split_translation
from board.text.checks import MAX_PER_CODE
from board.text.outline import outline
from tests.text import awkward
from tests.text.awkward import Awkward
from tests.text.cost import SIZE
from tests.text.test_hostile import MANY, SHAPES
from tests.text.test_properties import TEXTS

Told = list[tuple[str, str]]


def findings(source: str, translation: str, *, inline: bool = False, whole: str = "", terms: tuple[Term, ...] = (),
             languages: tuple[str, str] = ("es", "en")) -> tuple[Finding, ...]:  # fmt: skip
    return check_translation(
        source,
        translation,
        source_language=languages[0],
        target_language=languages[1],
        terms=terms,
        inline=inline,
        whole_source=whole,
    )


def blocked(source: str, translation: str, whole: str = "") -> Told:
    return [(one.code, one.detail) for one in findings(source, translation, whole=whole) if one.blocks]


def warned(source: str, translation: str, *, inline: bool = False, languages: tuple[str, str] = ("es", "en")) -> Told:
    told = findings(source, translation, inline=inline, languages=languages)
    return [(one.code, one.detail) for one in told if not one.blocks]


# Links, notes, mentions


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("[ley](https://x.org/ley)", "the law", ("link_lost", "https://x.org/ley")),
        ("Véase https://x.org/a.", "See there.", ("link_lost", "https://x.org/a")),
        ("<https://x.org/a>", "there", ("link_lost", "https://x.org/a")),
        ("www.x.org", "there", ("link_lost", "www.x.org")),
        ("ana@x.org", "Ana", ("link_lost", "ana@x.org")),
        ("![foto](https://x.org/f.png)", "photo", ("link_lost", "https://x.org/f.png")),
        ("[ley](https://x.org/a)", "[law](https://x.org/b)", ("link_changed", "https://x.org/a → https://x.org/b")),
        ("[ley](https://x.org/a?b=1&c=2)", "a law", ("link_lost", "https://x.org/a?b=1&c=2")),
        ("la [ley][leyes]", "the law", ("link_lost", "[leyes]")),
        ("la [ley][leyes]", "the [law][laws]", ("link_changed", "[leyes] → [laws]")),
        ("la [ley][]", "the [law][]", ("link_changed", "[ley] → [law]")),
        ("uno[^1]", "one", ("note_lost", "[^1]")),
        ("uno[^a] y[^b]", "one[^b]", ("note_lost", "[^a]")),
        ("[^1]: La fuente.", "The source.", ("note_lost", "[^1]")),
    ],
)
def test_what_blocks(source: str, translation: str, expected: tuple[str, str]) -> None:
    assert blocked(source, translation) == [expected]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("[ley](https://x.org/ley)", "[law](http://www.x.org/ley/)"),
        ("https://x.org/a", "[there](https://x.org/a)"),
        ("<https://x.org/a>", "https://x.org/a"),
        ("[a](https://x.org) y [b](https://x.org)", "[both](https://x.org)"),
        ("ana@x.org", "[Ana](mailto:ana@x.org)"),
        ("la [ley][leyes]", "the [law][leyes]"),
        ("la [ley][]", "the [law][ley]"),
        ("la [ley][]", "the [ley]"),
        ("uno[^1]", "one[^1]"),
        ("[^1]: La fuente.", "[^1]: The source."),
        ("[^1]", "[^1]"),
        ("`https://x.org/a` y `[^1]`", "`https://x.org/a` and `[^1]`"),
        ("[sic] y [...]", "[thus] and […]"),
        ("[https://x.org/a](https://x.org/a)", "[here](https://x.org/a)"),
    ],
)
def test_links_that_are_still_there(source: str, translation: str) -> None:
    assert findings(source, translation) == ()


def test_a_link_to_the_other_language_only_warns() -> None:
    wiki = "https://es.wikipedia.org/wiki/Economía_social", "https://en.wikipedia.org/wiki/Social_economy"
    folder = "https://ilo.org/es/temas/coop", "https://ilo.org/en/topics/coop"
    for old, new in (wiki, folder):
        assert warned(f"Véase [esto]({old})", f"See [this]({new})") == [("link_changed", f"{old} → {new}")]
        assert blocked(f"Véase [esto]({old})", f"See [this]({new})") == []
    assert blocked("[a](https://es.x.org/a)", "[a](https://en.y.org/a)") != []


def test_a_link_more_only_warns() -> None:
    assert warned("la ley", "the [law](https://x.org)") == [("link_added", "https://x.org")]
    assert blocked("la ley", "the [law](https://x.org)") == []


def test_definitions_stand_elsewhere_in_the_text() -> None:
    whole = "El [anexo] dice.\n\n[anexo]: https://x.org/anexo"
    assert blocked("El [anexo] dice.", "The annex says.", whole) == [("link_lost", "https://x.org/anexo")]
    assert blocked("El [anexo] dice.", "The [annex] says.", whole) == [("link_lost", "https://x.org/anexo")]
    assert blocked("El [anexo] dice.", "The [annex][anexo] says.", whole) == []
    assert blocked("El [anexo] dice.", "The [annex](https://x.org/anexo) says.", whole) == []
    assert blocked("El [anexo] dice.", "The [annex] says.\n\n[annex]: https://x.org/anexo", whole) == []


def test_mentions() -> None:
    assert warned("Gracias, @Lucía y @pedro_m.", "Thank you, @lucía.") == [("mention_lost", "@pedro_m")]
    assert warned("Escriban a ana@x.org", "Write to ana@x.org") == []


# Code and structure


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("use `compra()` ya", "use `buy()` now", ("code_changed", "compra()")),
        ("```\na = 1\nb = 2\n```", "```\na = 1\nb = 3\n```", ("code_changed", "b = 2")),
        ("```\na = 1\n```", "a is one", ("code_changed", "a = 1")),
        ("- a\n- b\n- c", "- a\n- b", ("items", "3 → 2")),
        ("- a\n  - b\n- c", "- a\n- b\n- c", ("items", "2+1 → 3")),
        ("- a\n- b", "a, b", ("items", "2 → 0")),
        ("a|b\n-|-\n1|2", "a|b\n-|-\n1|2\n1|2", ("table", "2×2 → 3×2")),
        ("# Título", "Title", ("heading_lost", "Título")),
        ("> dijo `a`", "said `a`", ("quote_lost", "dijo …")),
    ],
)
def test_form_that_changed(source: str, translation: str, expected: tuple[str, str]) -> None:
    told = warned(source, translation)
    assert expected in told
    assert {code for code, _ in told} <= {expected[0], "number_added"}


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("`a  b`", "``a b``"),
        ("```sql\nSELECT a -- la suma\n# nada\n```", "```sql\nSELECT a -- the sum\n# nothing\n```"),
        ("* a\n* b", "1. c\n2. d"),
        ("Título\n---", "## Title"),
        ("## Título", "# Title"),
        ("> `a`", "> `a`"),
        ("[^1]\n---", "[^1]"),  # a heading without a word: there is nothing to tell
        ("2009. El año del decreto.", "2009 was the year of the decree."),
    ],
)
def test_form_that_may_change(source: str, translation: str) -> None:
    assert {one.code for one in findings(source, translation)} <= {"items"}


def test_numbers_of_code_and_addresses_are_no_numbers() -> None:
    source = "Corra `f(45)` en https://x.org/2009/67"
    assert findings(source, "Run `f(45)` at https://x.org/2009/67") == ()
    assert [one.code for one in findings(source, "Run `f(46)` at https://x.org/2009/67")] == ["code_changed"]


def test_a_list_keeps_the_number_that_it_begins_with() -> None:
    assert warned("3. ¿Quién lo controla?", "1. Who controls it?") == [("number_missing", "3")]
    assert warned("3. ¿Quién lo controla?", "3. Who controls it?") == []


# Wording


@pytest.mark.parametrize(
    "text",
    [
        "Esto no lo tradujo nadie.",
        "Fondos rotatorios",
        "economía  SOCIAL",
        "Ana Quispe, secretaria de la red",
    ],
)
def test_untranslated(text: str) -> None:
    assert [code for code, _ in warned(text, text)] == ["untranslated"]
    assert [code for code, _ in warned(text, " " + text.upper())] == ["untranslated"]
    assert [code for code, _ in warned(text, text, inline=True)] == ["untranslated"]


@pytest.mark.parametrize(
    "text",
    [
        "Brasil",
        "No",
        "Ana María Quispe Mamani",
        "Universidad Mayor de San Andrés",
        "2009",
        "1.234 m2",
        "https://x.org/una/larga/palabra-en-otro-idioma",
        "ana@ejemplo.org",
        "`una linea de codigo`",
        "general",
        "***",
        "🙂",
        "Juan Pérez, Universidad de Chile",
    ],
)
def test_what_stays_as_it_is(text: str) -> None:
    assert findings(text, text, languages=("es", "fr")) == ()


def test_one_sentence_left() -> None:
    source = "Nadie lee los pliegos. Y nadie los escribe para ser leídos."
    told = warned(source, "Nobody reads the tenders. Y nadie los escribe para ser leídos.")
    assert told == [("untranslated", "Y nadie los escribe para ser leídos.")]
    assert warned("Dijo: Así es. Y calló.", "He said: Así es. And fell silent.") == []


@pytest.mark.parametrize(
    ("source", "translation", "detail"),
    [
        ("El fondo llegó.", "The the fund came.", "The the"),
        ("El fondo llegó. Nadie lo vio.", "The fund came. The fund came. Nobody saw it.", "The fund came."),
        ("Uno.\n\nDos son más.", "Two are more.\n\nTwo are more.", "Two are more."),
    ],
)
def test_doubled(source: str, translation: str, detail: str) -> None:
    assert warned(source, translation) == [("doubled", detail)]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Lo había tenido", "He had had it"),
        ("Dicen que eso es", "They say that that is so"),
        ("muy muy lejos", "very very far"),
        ("Fuimos a Walla Walla", "We went to Walla Walla"),
        ("La `a` la", "The `a` the"),
        ("| la | la |\n|-|-|\n| la | la |", "| the | the |\n|-|-|\n| the | the |"),
        ("¡Vamos todas ya! ¡Vamos todas ya!", "Let us go now! Let us go now!"),
        ("Sí. Sí. No.", "Yes. Yes. No."),
        ("- el\n- otro", "- the\n- the"),
    ],
)
def test_not_doubled(source: str, translation: str) -> None:
    assert findings(source, translation) == ()


def test_doubled_in_french() -> None:
    assert warned("Nos vemos", "Nous nous voyons", languages=("es", "fr")) == []
    assert warned("Nos vemos", "Nous voyons voyons", languages=("es", "fr")) == [("doubled", "voyons voyons")]


def test_length() -> None:
    source = "Esta frase tiene algo más de cuarenta letras."
    assert warned(source, "Short.") == [("too_short", "45 → 6")]
    assert warned(source, "word and letter " * 9) == [("too_long", "45 → 143")]
    assert warned(source, "This sentence has forty.") == []
    assert warned("Hola", "Good morning to each and every one of you") == []


# Terms


FUND = Term("fondo rotatorio", "revolving fund|rotating fund")
MONEY = Term("fondo", "fund")


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("Los fondos rotatorios crecen.", "The revolving funds grow.", []),
        ("Los fondos rotatorios crecen.", "The Rotating\nFund grows.", []),
        ("Los fondos rotatorios crecen.", "The loans grow.", ["fondos rotatorios → revolving fund | rotating fund"]),
        ("Un fondo y un fondo rotatorio.", "A revolving fund.", []),
        ("Un fondo rotatorio.", "A revolving pot.", ["fondo rotatorio → revolving fund | rotating fund"]),
        ("`fondo`", "`fondo`", []),
        ("Un fondo.", "See https://x.org/fund", ["fondo → fund"]),
        ("Una caja.", "A box.", []),
    ],
)
def test_glossary(source: str, translation: str, expected: list[str]) -> None:
    told = findings(source, translation, terms=(FUND, MONEY))
    assert [one.detail for one in told if one.code == "glossary"] == expected
    assert not any(one.blocks for one in told)


def test_entries_for_the_same_words_are_alternatives() -> None:
    terms = (Term("compra", "purchase"), Term("Compra", "procurement"), Term("ley", "", "not to be translated"))
    assert findings("La compra y la ley", "The procurement and the law", terms=terms) == ()
    told = findings("La compra", "The deal", terms=terms)
    assert [one.detail for one in told] == ["compra → purchase | procurement"]


# Titles, languages, limits


def test_a_title_is_no_markdown() -> None:
    assert findings("Los *tres* [pasos](x) & más", "The *three* [steps](x) & more", inline=True) == ()
    assert warned("Tres & 15", "Three & 16", inline=True) == [("number_changed", "15 → 16")]
    assert [one.code for one in findings("Ver https://x.org", "See", inline=True)] == ["link_lost"]


def test_a_region_makes_no_other_language() -> None:
    assert findings("Son 1.500 personas", "They are 1,500 persons", languages=("es-MX", "en_GB")) == ()


def test_blocking_findings_come_first_each_once_and_not_too_many() -> None:
    source = ", ".join(f"{n}9" for n in range(10, 60)) + " https://x.org"
    told = findings(source, "nothing of all that, in so many words of no number whatever, I am afraid to say")
    assert [one.code for one in told] == ["link_lost"] + ["number_missing"] * MAX_PER_CODE
    assert len(set(told)) == len(told)


def test_details_are_short_and_on_one_line() -> None:
    source = "palabra\n" * 60
    told = findings(source, source)
    assert len(told) == 1
    assert len(told[0].detail) == 120
    assert told[0].detail.endswith("…")


@pytest.mark.parametrize("post", awkward.ALL, ids=lambda post: post.name)
def test_awkward_translations_are_good_ones(post: Awkward) -> None:
    sources = [block.source for block in blocks(post.source, anchor="p")]
    pairs = zip(sources, fitted(split_translation(post.translation), len(sources)), strict=False)
    told = [one for source, translation in pairs for one in findings(source, translation, whole=post.source)]
    assert told == []


@given(TEXTS)
@settings(deadline=None)
def test_a_text_is_its_own_translation(text: str) -> None:
    assert findings(text, text, languages=("es", "es")) == ()


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_anything_may_be_compared(one: str, other: str) -> None:
    for inline in (False, True):
        told = findings(one, other, inline=inline, terms=(Term("casa", "uno"),))
        assert all(finding.detail for finding in told)


# The demo


Pair = tuple[str, str, str, str, str, bool]  # languages, source, translation, the whole, whether a title


def _segments(languages: str, source: str, translation: str) -> Iterator[Pair]:
    sources = [block.source for block in blocks(source, anchor="p")]
    for one, other in zip(sources, fitted(split_translation(translation), len(sources)), strict=False):
        yield *languages.split(), one, other, source, False  # type: ignore[misc]


def _demo() -> Iterator[Pair]:
    """Every segment of the demo that a person has translated."""
    for week in content.forum().week:
        yield "en", "es", week.title, week.title_translation, "", True
        yield from _segments("en es", week.outline, week.outline_translation)
    for week in (content.week(number, archive=True) for number in content.WEEKS):
        for one in (*week.reading, *week.thread):
            if one.title_translation:
                yield one.language, "en", one.title, one.title_translation, "", True
        for text in (*week.reading, *(post for thread in week.thread for post in thread.post)):
            if text.translation and not text.machine:
                yield from _segments(f"{text.language} en", text.body, text.translation)


def test_the_demos_translators_are_left_alone() -> None:
    """Three hundred and fifty segments by people: not one blocks, and none is worth a word."""
    pairs = list(_demo())
    told = [
        one
        for source_language, target_language, source, translation, whole, inline in pairs
        for one in findings(
            source, translation, inline=inline, whole=whole, languages=(source_language, target_language)
        )
    ]
    assert len(pairs) > 340
    assert told == []


def test_every_other_number_in_the_demo_is_told() -> None:
    """The same translations with one number replaced: silence there must not be deafness."""
    changed = Counter[bool]()
    for source_language, target_language, source, translation, whole, inline in _demo():
        for word in (word for word in translation.split() if word.isdecimal()):
            other = translation.replace(word, "7391", 1)
            told = findings(source, other, inline=inline, whole=whole, languages=(source_language, target_language))
            changed[any(one.code.startswith("number") for one in told)] += 1
    assert changed[True] > 100
    assert changed[False] == 0


# Time


SECONDS = SIZE / 12_500  # four times what the slowest took on a slow machine, where most of it is reading the Markdown
PIECES = [
    "1.", "1 ", "1,5 ", "12:", "(a) ", "9.30 h ", "1.500 ", "1 500 ", "1/2", "26/10/09 ", "12-", "½", "½ ", "dos ",
    "mil ", "the ", "Hola. ", "@a", "-1 ", "billón ", "1990s ", "1.1.1 ", "X", "1'", "2005-06", "[a][b] ", '."',
    "\u0301a",
]  # fmt: skip


def _check(source: str) -> None:
    outline.cache_clear()
    start = time.process_time()
    findings(source, source[::-1] + "x", terms=(FUND, Term("a a a b", "x"), Term("dos mil", "y")))
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("piece", [*MANY, *PIECES])
def test_many(piece: str) -> None:
    _check(piece * (SIZE // len(piece)))


@pytest.mark.parametrize("shape", SHAPES)
def test_shape(shape: str) -> None:
    _check(SHAPES[shape](SIZE)[:SIZE])
