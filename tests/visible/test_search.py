"""What a search finds: the same on both databases, since the same cases say so on each; and what is shown of it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.actions import enrolling, posting, preparing
from board.actions.erasing import erase_post
from board.actions.indexing import index_everything
from board.actions.translating import correct_language, save_translation
from board.actions.wordings import current_number
from board.extensions import db
from board.models import Post, SearchEntry, Text, Thread
from board.rules.searching import place_tokens
from board.rules.translations import DRAFT, IN_REVIEW
from board.text import parse_query
from board.text.searching import fold_word, forms, found_by, words_of
from tests.support.cast import START, Cast, reading_form, segments_of, sight_for, text_of, translate, typed
from tests.support.examples import examples
from tests.support.searching import all_found, look_for, names_found, words_shown

CORPUS: dict[str, tuple[str, str, str]] = {
    "market": ("es", "El mercado público compró verduras a la cooperativa.", "The public market bought vegetables."),
    "women": ("es", "Las mujeres del barrio abrieron un comedor.", "The women of the district opened a kitchen."),
    "years": ("es", "Hace muchos años que vendemos café.", ""),
    "bells": ("es", "La campaña terminó; sonó la campana.", ""),
    "canes": ("es", "Las canas del abuelo.", ""),
    "policy": ("en", "Policies that the co-operatives asked for: public policy, then buying.", ""),
    "dots": ("en", "Version 3.5 of the C++ tool costs $100 (or 90 %), don't ask why.", ""),
    "signs": ("en", "A file_name with under_scores, a*star, a:colon and 'quotes' AND NOT OR NEAR.", ""),
    "emoji": ("en", "We planted 🌾 and 👩‍🌾 smiled 👍🏽 in 🇧🇷.", ""),
    "québec": ("fr", "L’économie sociale au Québec, d’une région à l’autre.", ""),
    "portuguese": ("pt", "Neste ano as associações compraram pão.", ""),
    "quechua": ("qu", "Ayllu llaqta runakuna.", ""),
    "greek": ("en", "The word κοινωνία means community, and 合作社 a cooperative.", ""),
    "code": ("en", "Run `make install` first.\n\n```\nselect * from posts\n```", ""),
    "list": ("en", "- apples and pears\n- plums\n\nThe last orchard.", ""),
    "link": ("en", "See [our charter](https://charter.example.org/bylaws) for the rule.", ""),
    "half": ("es", "Primero firmamos.\n\nDespués pagamos.", "First we signed."),
}
"""Language, source and the approved translation into English of its first paragraph."""

CASES: list[tuple[str, set[str]]] = [
    # accents and case
    ("publico", {"market"}),
    ("PÚBLICO", {"market"}),
    ("pu\u0301blico", {"market"}),
    ("cafe", {"years"}),
    ("Québec", {"québec"}),
    ("quebec economie", {"québec"}),
    ("despues", {"half"}),
    ("pao", {"portuguese"}),
    # ñ: who types it means it, who types n may have no other key
    ("año", {"years"}),
    ("ano", {"years", "portuguese"}),
    ("campaña", {"bells"}),
    ("campana", {"bells"}),
    ("cañas", set()),
    # Spanish inflections
    ("cooperativas", {"market"}),
    ("comprar", {"market", "portuguese"}),
    ("compró", {"market", "portuguese"}),
    ("mujer", {"women"}),
    ("mujeres", {"women"}),
    ("comedores", {"women"}),
    ("terminaron", {"bells"}),
    ("vender", {"years"}),
    ("vendió", {"years"}),
    ("barrios", {"women"}),
    # English inflections, compounds
    ("policies", {"policy"}),
    ("policy", {"policy"}),
    ("buy", {"policy"}),
    ("cooperative", {"policy", "greek"}),
    ("co-operative", {"policy", "greek"}),
    ("costing", {"dots"}),
    ("planting", {"emoji"}),
    # Portuguese, French, a language without a stemmer, other scripts
    ("associação", {"portuguese"}),
    ("régions", {"québec"}),
    ("ayllu", {"quechua"}),
    ("AYLLU llaqta", {"quechua"}),
    ("ayllukuna", set()),
    ("κοινωνια", {"greek"}),
    ("合作", {"greek"}),
    # originals and translations
    ("vegetables", {"market"}),
    ("verduras", {"market"}),
    ("women district", {"women"}),
    ("women barrio", set()),  # all of it in one language
    ("signed", {"half"}),
    ("firmamos pagamos", {"half"}),
    # several words, fillers
    ("mercado verduras", {"market"}),
    ("verduras mercado", {"market"}),
    ("mercado mujeres", set()),
    ("las cooperativas de la campaña", set()),
    ("la cooperativa", {"market"}),
    ("the of", {"women", "dots"}),
    # phrases
    ('"mercado público"', {"market"}),
    ('"MERCADO publico" verdura', {"market"}),
    ('"público mercado"', set()),
    ('"mercados públicos"', set()),  # quoted: these words, in this form
    ('"policy"', {"policy"}),
    ('"policies that the co-operatives"', {"policy"}),
    ('"pears plums"', {"list"}),  # a list is one paragraph …
    ('"plums the last"', set()),  # … from which no phrase leads into the next
    ('"muchos anos"', {"years"}),
    ("“public market”", {"market"}),
    ('"mercado bought"', set()),
    ('"3.5"', {"dots"}),
    ('"5.3"', set()),
    # metacharacters and operators are plain text
    ("3.5", {"dots"}),
    ("C++", {"dots"}),
    ("$100", {"dots"}),
    ("90%", {"dots"}),
    ("%", set()),
    ("_", set()),
    ("don't", {"dots"}),
    ("under_scores", {"signs"}),
    ("file_name", {"signs"}),
    ("star*", {"signs"}),
    ("sta*", set()),
    ("colon:a", {"signs"}),
    ("words:mercado", set()),
    ("-mercado", {"market"}),
    ("^mercado", {"market"}),
    ("mercado NOT verduras", set()),
    ("not near", {"signs"}),
    ("market NEAR women", set()),
    ("NEAR(quotes, 2)", set()),
    ("(((mercado", {"market"}),
    ("mercado)' OR 1=1 --", set()),
    ("'quotes'", {"signs"}),
    ('qu"otes', set()),
    ("mercado & verduras | !x", set()),
    ("mercado <-> verduras", {"market"}),
    ("mercado\\", {"market"}),
    ("{mercado}", {"market"}),
    ("mercado\x00verduras", {"market"}),
    # emoji
    ("🌾", {"emoji"}),
    ("👩‍🌾", {"emoji"}),
    ("👍", {"emoji"}),
    ("👍🏿", {"emoji"}),
    ("🇧🇷", {"emoji"}),
    ("🇨🇦", set()),
    ("🌱", set()),
    # Markdown: what is read is found, what is not read is not
    ("charter", {"link"}),
    ("bylaws", set()),
    ("install", {"code"}),
    ("select posts", {"code"}),
    # length
    ("x" * 10_000, set()),
    ("mercado " * 1_250, {"market"}),
    ('"' * 10_000, set()),
    ("(" * 5_000 + "mercado" + ")" * 4_993, {"market"}),
]


@pytest.fixture
def corpus(cast: Cast) -> dict[int, str]:
    """The corpus as posts in week 1: their names, by the ids of their texts."""
    names = {}
    for name, (language, source, english) in CORPUS.items():
        text = written(cast, source, language)
        names[text.id] = name
        if english:
            translate(sight_for(cast, cast.tess), text, english)
    return names


def written(cast: Cast, source: str, language: str = "es") -> Text:
    """The text of a new post of Ana's."""
    return text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(source, language)))


def test_the_cases_are_found(cast: Cast, corpus: dict[int, str]) -> None:
    """The same on SQLite and on PostgreSQL: both are held to these."""
    sight = sight_for(cast, cast.jorge)
    found = {asked: names_found(sight, asked, corpus) for asked, _ in CASES}
    assert {asked[:60]: found[asked] for asked, names in CASES if found[asked] != names} == {}
    assert len(found) == len(CASES) >= 40


def test_a_long_question_is_quick(cast: Cast, corpus: dict[int, str]) -> None:
    """10,000 characters cost no more than twenty words."""
    sight = sight_for(cast, cast.jorge)
    began = time.process_time()
    for asked in (" ".join(map(str, range(2_000)))[:10_000], '"a b" ' * 1_600, "ñá🌾" * 3_333, "mercado " * 1_250):
        look_for(sight, asked)
    assert time.process_time() - began < 2


# ---- against the plainest way of finding, on words that people may type

VOCABULARY = [
    "cooperativa", "cooperativas", "Cooperación", "mercado", "mercados", "vendió", "vender", "año", "años", "ano",
    "mujer", "mujeres", "política", "politicas", "policy", "policies", "market", "buys", "buying", "café", "cafe",
    "co-operative", "cooperative", "la", "the", "y", "2009", "🌾", "合", "don't", "être",
]  # fmt: skip
SIGNS = ["", " ", "  ", '"', "-", "*", "(", ")", ":", "'", "%", "_", "\\", "&", "|", "!", "^", "{", "\n", ",", "."]

Sides = list[tuple[str, list[str]]]


def plainly_found(asked_for: str, sides: Sides) -> bool:
    """What `matching_texts` promises, said again without tokens, index or SQL."""
    asked = parse_query(asked_for)
    return bool(asked) and any(_side_holds(asked.words, asked.phrases, *side) for side in sides)


def _side_holds(words: Sequence[str], phrases: Sequence[Sequence[str]], language: str, paragraphs: list[str]) -> bool:
    there = [word for paragraph in paragraphs for word in _with_compounds(paragraph)]
    single = all(any(set(forms(language, one)) & set(found_by(language, word)) for word in there) for one in words)
    return single and all(any(_stands_in(phrase, paragraph) for paragraph in paragraphs) for phrase in phrases)


def _with_compounds(paragraph: str) -> Iterator[str]:
    yield from words_of(paragraph)
    yield from (word.replace("-", "") for word in paragraph.split() if "-" in word)


def _stands_in(phrase: Sequence[str], paragraph: str) -> bool:
    wanted, there = [*map(fold_word, phrase)], [*map(fold_word, words_of(paragraph))]
    runs = (there[at : at + len(wanted)] for at in range(len(there)))
    plain = [[word.replace("ñ", "n") for word in there[at : at + len(wanted)]] for at in range(len(there))]
    return wanted in runs or wanted in plain


@pytest.fixture
def sides(cast: Cast) -> dict[int, Sides]:
    """Forty texts of random words, some with a translation, by id."""
    dice = random.Random(7)  # noqa: S311 - the same texts in every run
    made: dict[int, Sides] = {}
    for number in range(40):
        language = dice.choice(["es", "en", "pt", "fr"])
        paragraphs = [" ".join(dice.choices(VOCABULARY, k=dice.randint(1, 6))) for _ in range(dice.randint(1, 3))]
        text = written(cast, "\n\n".join(paragraphs), language)
        made[text.id] = [(language, paragraphs)]
        if language == "es" and number % 2:
            english = [" ".join(dice.choices(VOCABULARY, k=4)) for _ in paragraphs[:-1]]
            translate(sight_for(cast, cast.tess), text, *english)
            made[text.id].append(("en", english))
    return made


questions = st.lists(st.tuples(st.sampled_from(VOCABULARY), st.sampled_from(SIGNS)), min_size=1, max_size=4).map(
    lambda parts: " ".join(word + sign for word, sign in parts)
)
phrases = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')


@given(st.lists(st.one_of(questions, phrases), min_size=1, max_size=2).map(" ".join))
@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_found_is_what_holds_it(cast: Cast, sides: dict[int, Sides], asked: str) -> None:
    names = {text_id: str(text_id) for text_id in sides}
    expected = {str(text_id) for text_id, texts in sides.items() if plainly_found(asked, texts)}
    assert names_found(sight_for(cast, cast.jorge), asked, names) == expected


# ---- the entry follows the text


def test_only_approved_words_of_a_translation_are_found(cast: Cast) -> None:
    text = written(cast, "Nada nuevo.")
    for state in (DRAFT, IN_REVIEW):
        [row] = translate(sight_for(cast, cast.tess), text, f"Something{state[:2]} unheard.", state=state)
        assert all_found(sight_for(cast, cast.tess), "unheard") == []
        row.superseded_at = START
        db.session.commit()
    translate(sight_for(cast, cast.tess), text, "Nothing unheard.")
    assert [one.text.id for one in all_found(sight_for(cast, cast.jorge), "unheard")] == [text.id]


def test_an_outdated_translation_is_not_found(cast: Cast) -> None:
    sight = sight_for(cast, cast.ana)
    assert len(all_found(sight, "vegetables")) == 1
    text = text_of(cast.post)
    changed = "La cooperativa vendió frutas al municipio.\n\nLos contratos pequeños ayudan a empezar."
    posting.edit_post(sight, cast.thread, cast.post, text, changed, current_number(text))
    assert all_found(sight, "vegetables") == all_found(sight, "verduras") == []
    assert len(all_found(sight, "frutas")) == len(all_found(sight, "contracts")) == 1


def test_a_draft_of_the_next_translation_does_not_hide_what_readers_see(cast: Cast) -> None:
    text = written(cast, "Palabras.")
    [first] = translate(sight_for(cast, cast.tess), text, "Former words.")
    translate_again(cast, text, first.id)
    assert len(all_found(sight_for(cast, cast.jorge), "former")) == 1
    [one] = all_found(sight_for(cast, cast.tess), "former")
    assert words_shown(one).endswith("[Former] words.")
    assert all_found(sight_for(cast, cast.tess), "latter") == []


def translate_again(cast: Cast, text: Text, base: int) -> None:
    [segment] = segments_of(text)
    sight = sight_for(cast, cast.tess)
    save_translation(sight, text, segment, "Latter words.", DRAFT, base=base, digest=segment.digest)


def test_words_are_found_in_the_language_that_was_corrected(cast: Cast) -> None:
    text = written(cast, "Policies have been made.", "es")
    assert all_found(sight_for(cast, cast.jorge), "policy") == []
    correct_language(sight_for(cast, cast.tess), text, "en")
    assert [one.text.id for one in all_found(sight_for(cast, cast.jorge), "policy")] == [text.id]


def test_erasing_leaves_no_word_in_the_index(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    posting.hide_post(alma, cast.post, "")
    enrolling.add_person(alma, cast.olga.email, cast.olga.name, frozenset({"admin"}), "")
    erase_post(sight_for(cast, cast.olga), cast.post)
    assert db.session.get(SearchEntry, cast.post.text_id) is None
    title = db.session.get_one(SearchEntry, db.session.get_one(Thread, cast.thread.id).title_id)
    tokens = place_tokens(cast.forum.id, inline=True)
    assert (title.words, title.wording) == (" ".join(tokens), "")


def test_the_index_can_be_made_anew(cast: Cast, corpus: dict[int, str]) -> None:
    before = {entry.text_id: (entry.words, entry.wording) for entry in db.session.query(SearchEntry)}
    for entry in db.session.query(SearchEntry):
        entry.words = "esnonsense"
    db.session.commit()
    assert all_found(sight_for(cast, cast.jorge), "mercado") == []
    assert list(index_everything())[-1] == len(before)
    assert {entry.text_id: (entry.words, entry.wording) for entry in db.session.query(SearchEntry)} == before
    assert names_found(sight_for(cast, cast.jorge), "mercado", corpus) == {"market"}
    assert all_found(sight_for(cast, cast.jorge), "nonsense") == []


# ---- filters and order


def test_filters_narrow(cast: Cast, corpus: dict[int, str]) -> None:
    jorge, weeks = sight_for(cast, cast.jorge), cast.weeks
    title = db.session.get_one(Thread, cast.thread.id).title_id
    names = corpus | {title: "title", cast.post.text_id: "opening", cast.question.text_id: "question"}
    assert names_found(jorge, "municipio", names) == {"title", "opening"}
    assert names_found(jorge, "contrato", names) == {"opening", "question"}
    assert names_found(jorge, "contrato", names, week_id=weeks[1].id) == {"question"}
    assert names_found(jorge, "municipio", names, week_id=weeks[1].id) == set()
    assert names_found(jorge, "municipio", names, author_id=cast.ana.id) == {"title", "opening"}
    assert names_found(jorge, "municipio", names, author_id=cast.jorge.id) == set()
    assert names_found(jorge, "municipio", names, region="Brazil") == {"title", "opening"}
    assert names_found(jorge, "municipio", names, region="Quebec") == set()
    assert names_found(jorge, "municipality", names, language="es") == {"title", "opening"}
    assert names_found(jorge, "municipality", names, language="en") == set()


def test_a_case_study_is_its_respondents(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    form = reading_form("A study", "Of singular needles.", "en", cast.rosa)
    reading = preparing.add_reading(alma, cast.week(2), form, cast.alma)
    jorge = sight_for(cast, cast.jorge)
    names = {reading.body_id or 0: "body", reading.title_id: "title"}
    assert names_found(jorge, "needles", names, author_id=cast.rosa.id) == {"body"}
    assert names_found(jorge, "study", names, author_id=cast.rosa.id) == {"title"}
    assert names_found(jorge, "needles", names, author_id=cast.alma.id) == set()
    assert names_found(jorge, "needles", names, region="Quebec") == {"body"}
    [one] = all_found(jorge, "needles")
    assert one.author is not None
    assert (one.author.name, one.author.place, words_shown(one)) == (
        "Rosa",
        "Quebec",
        "A study : Of singular [needles].",
    )


def test_titles_come_first_then_the_newest(cast: Cast) -> None:
    for number in range(3):
        sight = sight_for(cast, cast.ana, START + timedelta(minutes=number))
        posting.reply(sight, cast.thread, cast.ana, typed(f"Para vender, {number}"))
    found = all_found(sight_for(cast, cast.jorge, START + timedelta(hours=1)), "vender")
    assert [one.place.kind for one in found] == ["thread", "post", "post", "post", "post"]
    assert [words_shown(one)[-1] for one in found[1:4]] == ["2", "1", "0"]


def test_pages_hold_each_result_once(cast: Cast) -> None:
    ids = {written(cast, f"aguja {number}").id for number in range(45)}
    results = all_found(sight_for(cast, cast.jorge), "aguja")
    assert {one.text.id for one in results} == ids
    assert len(results) == 45
    assert look_for(sight_for(cast, cast.jorge), "aguja", number=4).results == ()


# ---- what is shown


def test_the_passage_holds_all_that_was_asked_in_the_language_in_which_it_was_found(cast: Cast) -> None:
    jorge = sight_for(cast, cast.jorge)
    for asked, language, shown, translated in [
        ("verduras", "es", "La cooperativa vendió [verduras] al municipio.", False),
        ("verduras", "en", "La cooperativa vendió [verduras] al municipio.", False),
        ("vegetables", "en", "The cooperative sold [vegetables] to the municipality.", True),
        ("vegetables", "es", "The cooperative sold [vegetables] to the municipality.", True),
        ("cooperativas", "en", "La [cooperativa] vendió verduras al municipio.", False),
        ("contract", "en", "Small [contracts] help to begin.", True),
        ("pequeño", "pt", "Los contratos [pequeños] ayudan a empezar.", False),
        (
            "contratos verdura",
            "es",
            "La cooperativa vendió [verduras] al municipio. … Los [contratos] pequeños ayudan a empezar.",
            False,
        ),
        (
            "begins vegetable",
            "es",
            "The cooperative sold [vegetables] to the municipality. … Small contracts help to [begin].",
            True,
        ),
    ]:
        [one] = look_for(jorge, asked, language).results
        assert words_shown(one) == f"Vender al municipio Selling to the municipality: {shown}"
        assert one.passage.translated == translated


def test_a_reader_of_a_language_that_a_text_has_not_sees_it_as_it_is(cast: Cast) -> None:
    [one] = look_for(sight_for(cast, cast.jorge), "win", "es").results
    assert (one.passage.language, words_shown(one)[-24:]) == ("en", ": How did they [win] it?")


def test_results_say_who_and_where(cast: Cast) -> None:
    [one] = all_found(sight_for(cast, cast.jorge), "verduras")
    assert one.author is not None
    assert (one.author.name, one.author.place, one.author.badges) == ("Ana", "Brazil", ())
    assert one.place.week == cast.week(1)
    assert one.place.key == db.session.get_one(Post, cast.post.id).key


def test_the_region_is_for_members(cast: Cast) -> None:
    cast.forum.public_reading = True
    db.session.commit()
    nobody = sight_for(cast, None)
    [one] = all_found(nobody, "verduras")
    assert one.author is not None
    assert one.author.place == ""
    assert all_found(nobody, "verduras", region="Brazil") == []
