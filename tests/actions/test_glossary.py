"""The glossary: who keeps it, that no term is entered twice, and that a file is imported whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, inspect, select

from board.actions import glossary, importing
from board.actions.glossary import (
    TermGone,
    TermTaken,
    add_term,
    change_term,
    entry_from,
    entry_of,
    entry_troubles,
    remove_term,
)
from board.actions.importing import TermRow, import_terms, plan_import
from board.actions.plans import Outcome, RowsRefused, mark_of
from board.actions.posting import Conflict
from board.extensions import db
from board.models import GlossaryTerm, User
from board.pages.glossary import A_PAGE
from board.pages.glossary import glossary as page_of
from board.rules.glossary import Entry, Trouble, variants
from board.rules.permissions import Refusal, Refused
from board.text import SheetRow, read_sheet, sheet_text, write_sheet
from board.visible import Sight, visible_terms
from tests.support.asked import queries
from tests.support.cast import START, Cast, look_as, sight_for
from tests.support.examples import examples
from tests.support.together import meet_at, together

PAIR = ("es", "en")


def entry(term: str, translation: str = "a translation", note: str = "", pair: tuple[str, str] = PAIR) -> Entry:
    return entry_from(term, translation, note, *pair)


def terms(sight: Sight) -> list[Entry]:
    return [entry_of(term) for term in db.session.scalars(visible_terms(sight))]


@pytest.fixture
def tess(cast: Cast) -> Sight:
    return sight_for(cast, cast.tess)


# Who


@pytest.mark.parametrize("name", ["ana", "rosa", "bento", "omar", "olga", "nina"])
def test_others_neither_see_nor_change_it(cast: Cast, tess: Sight, name: str) -> None:
    term = add_term(tess, entry("trueque", "barter"))
    sight = sight_for(cast, getattr(cast, name))
    rows = read_sheet("red,network", 9)
    acts: list[Callable[[], object]] = [
        lambda: add_term(sight, entry("red")),
        lambda: change_term(sight, term, entry("red"), mark_of(entry_of(term))),
        lambda: remove_term(sight, term),
        lambda: import_terms(sight, rows, PAIR, plan_import(sight, rows, PAIR).mark),
    ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is Refusal.TRANSLATORS_ONLY
    assert terms(sight) == []
    assert terms(tess) == [entry("trueque", "barter")]


def test_admins_and_translators_do_and_who_added_it_stays_known(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    term = add_term(alma, entry(" Moneda\n social ", "community currency|  local currency | ", " note "))
    assert entry_of(term) == Entry("Moneda social", "community currency | local currency", "note", "es", "en")
    assert (term.author_id, term.created_at, term.forum_id) == (cast.alma.id, START, cast.forum.id)
    assert variants(term.translation) == ("community currency", "local currency")


def test_forums_have_each_their_own(cast: Cast, tess: Sight) -> None:
    omar = look_as(cast.other_forum, cast.omar)
    add_term(tess, entry("red", "network"))
    add_term(omar, entry("red", "net"))
    assert terms(tess) == [entry("red", "network")]
    assert terms(omar) == [entry("red", "net")]


def test_terms_stand_in_their_order(tess: Sight) -> None:
    for word in ("tianguis", "Ágora", "banco", "áreas"):
        add_term(tess, entry(word))
    assert [one.term for one in terms(tess)] == ["Ágora", "áreas", "banco", "tianguis"]


# The same term


@pytest.mark.parametrize("word", ["economía social", "ECONOMIA  SOCIAL", "Economía social"])
def test_a_term_is_not_entered_twice(tess: Sight, word: str) -> None:
    add_term(tess, entry("Economía social", "social economy"))
    with pytest.raises(TermTaken) as taken:
        add_term(tess, entry(word, "another"))
    assert taken.value.standing == entry("Economía social", "social economy")
    assert len(terms(tess)) == 1


def test_the_same_form_twice_adds_one(tess: Sight) -> None:
    assert add_term(tess, entry("red", "network")).id == add_term(tess, entry("red", "network")).id


def test_the_same_word_of_other_languages_is_another_term(tess: Sight) -> None:
    for pair in (PAIR, ("pt", "en"), ("es", "fr")):
        add_term(tess, entry("cooperativa", pair=pair))
    assert len(terms(tess)) == 3


def test_a_term_cannot_become_another_one(tess: Sight) -> None:
    add_term(tess, entry("red", "network"))
    term = add_term(tess, entry("malla", "mesh"))
    with pytest.raises(TermTaken):
        change_term(tess, term, entry("RED", "mesh"), mark_of(entry("malla", "mesh")))


def test_a_term_may_change_its_own_case(tess: Sight) -> None:
    term = add_term(tess, entry("onu", "UN"))
    change_term(tess, term, entry("ONU", "UN"), mark_of(entry("onu", "UN")))
    assert terms(tess) == [entry("ONU", "UN")]


# Several people


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(cast: Cast, tess: Sight) -> None:
    term = add_term(tess, entry("red", "network"))
    base = mark_of(entry_of(term))
    change_term(sight_for(cast, cast.alma), term, entry("red", "net"), base)
    with pytest.raises(Conflict):
        change_term(tess, term, entry("red", "web"), base)
    change_term(tess, term, entry("red", "net"), base)  # the same words are no conflict
    assert terms(tess) == [entry("red", "net")]


def test_a_term_that_somebody_removed_is_gone(tess: Sight) -> None:
    term = add_term(tess, entry("red", "network"))
    base = mark_of(entry_of(term))
    db.session.execute(delete(GlossaryTerm).execution_options(synchronize_session=False))
    with pytest.raises(TermGone):
        change_term(tess, term, entry("red", "web"), base)
    remove_term(tess, term)


@pytest.fixture
def crowd(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, committed, so that every connection sees it."""
    with committed.app_context():
        return commit_cast()


def sight_of(cast: Cast, person: User) -> Sight:
    """In this thread's own session."""
    forum, who = (db.session.get_one(type(row), inspect(row).identity) for row in (cast.forum, person))
    return look_as(forum, who)


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(GlossaryTerm)) or 0


def test_of_two_who_add_a_term_at_once_one_is_told(
    committed: Flask, crowd: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_at(monkeypatch, glossary, "find_term")
    outcomes = together(
        committed,
        lambda: add_term(sight_of(crowd, crowd.tess), entry("Red", "network")).term,
        lambda: add_term(sight_of(crowd, crowd.alma), entry("red", "net")).term,
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["TermTaken", "str"]
    assert count(committed) == 1


def test_a_double_click_adds_one(committed: Flask, crowd: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def add() -> int:
        return add_term(sight_of(crowd, crowd.tess), entry("red", "network")).id

    meet_at(monkeypatch, glossary, "find_term")
    one, other = together(committed, add, add)
    assert one == other
    assert count(committed) == 1


def test_two_files_at_once_are_one_and_a_conflict(
    committed: Flask, crowd: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = read_sheet("red,network\ntrueque,barter", 9)
    with committed.app_context():
        seen = plan_import(sight_of(crowd, crowd.tess), rows, PAIR).mark

    def run() -> int:
        return len(import_terms(sight_of(crowd, crowd.tess), rows, PAIR, seen).rows)

    meet_at(monkeypatch, importing, "plan_of")
    outcomes = together(committed, run, run)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "int"]
    assert count(committed) == 2


def test_two_change_a_term_at_once(committed: Flask, crowd: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with committed.app_context():
        key = add_term(sight_of(crowd, crowd.tess), entry("red", "network")).id

    def change(words: str) -> None:
        term = db.session.get_one(GlossaryTerm, key)
        change_term(sight_of(crowd, crowd.tess), term, entry("red", words), mark_of(entry("red", "network")))

    meet_at(monkeypatch, glossary, "find_term")
    outcomes = together(committed, lambda: change("one"), lambda: change("other"))
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "NoneType"]


# What a term has to be


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (entry("t" * 200, "x" * 400, "n" * 500), []),
        (entry("\u200b ´ "), [Trouble.NO_TERM]),
        (entry("t" * 201), [Trouble.LONG_TERM]),
        (entry("ß" * 101), [Trouble.LONG_TERM]),  # folded it is twice as long
        (entry("t", " | | "), [Trouble.NO_TRANSLATION]),
        (entry("t", "x" * 401), [Trouble.LONG_TRANSLATION]),
        (entry("t", "x", "n" * 501), [Trouble.LONG_NOTE]),
        (entry("t", pair=("xx", "")), [Trouble.UNKNOWN_LANGUAGE, Trouble.UNKNOWN_TARGET]),
        (entry("t", pair=("es", "es")), [Trouble.SAME_LANGUAGE]),
        (entry("", "", pair=("es", "es")), [Trouble.NO_TERM, Trouble.NO_TRANSLATION, Trouble.SAME_LANGUAGE]),
    ],
)
def test_troubles(given: Entry, expected: list[Trouble]) -> None:
    assert entry_troubles(given) == expected


def test_the_longest_term_fits_into_the_database(tess: Sight) -> None:
    longest = entry("ñ" * 200, "é" * 400, "ü" * 500)
    assert entry_of(add_term(tess, longest)) == longest


# Importing


def planned(sight: Sight, csv: str) -> tuple[TermRow, ...]:
    return plan_import(sight, read_sheet(csv, 99), PAIR).rows


def outcomes_of(sight: Sight, csv: str) -> list[Outcome]:
    return [row.outcome for row in planned(sight, csv)]


def do_import(sight: Sight, rows: Sequence[SheetRow]) -> None:
    import_terms(sight, rows, PAIR, plan_import(sight, rows, PAIR).mark)


@pytest.fixture
def standing(tess: Sight) -> list[Entry]:
    entries = [entry("Red", "network", "not “net”"), entry("trueque", "barter")]
    for one in entries:
        add_term(tess, one)
    return entries


def test_what_would_become_of_each_row(tess: Sight, standing: list[Entry]) -> None:
    csv = "term,translation,note\nRed,network,not “net”\ntrueque,exchange\nbanco,bank\n,x\n"
    assert outcomes_of(tess, csv) == [Outcome.UNCHANGED, Outcome.CHANGED, Outcome.NEW, Outcome.REFUSED]
    assert planned(tess, csv)[1].standing == entry("trueque", "barter")
    assert planned(tess, csv)[3].faults == (Trouble.NO_TERM,)
    assert terms(tess) == standing


def test_what_was_told_happens(tess: Sight, standing: list[Entry]) -> None:
    do_import(tess, read_sheet("red,network\ntrueque,exchange,\nbanco,bank,\n", 9))
    assert terms(tess) == [entry("banco", "bank"), entry("red", "network", "not “net”"), entry("trueque", "exchange")]


def test_notes_stay_where_the_file_has_none_and_go_where_it_says_so(tess: Sight, standing: list[Entry]) -> None:
    assert outcomes_of(tess, "Red,network") == [Outcome.UNCHANGED]
    assert outcomes_of(tess, "Red,network,") == [Outcome.CHANGED]


def test_a_refused_row_refuses_the_file(tess: Sight, standing: list[Entry]) -> None:
    rows = read_sheet("banco,bank\nmercado,\n", 9)
    with pytest.raises(RowsRefused):
        do_import(tess, rows)
    assert terms(tess) == standing


@pytest.mark.parametrize("meanwhile", ["added", "changed", "removed"])
def test_a_glossary_that_changed_since_is_left_alone(tess: Sight, standing: list[Entry], meanwhile: str) -> None:
    rows = read_sheet("red,net\nbanco,bank", 9)
    seen = plan_import(tess, rows, PAIR).mark
    [red] = db.session.scalars(visible_terms(tess).where(GlossaryTerm.folded == "red"))
    if meanwhile == "added":
        add_term(tess, entry("Banco", "bench"))
    elif meanwhile == "changed":
        change_term(tess, red, entry("Red", "web"), mark_of(entry_of(red)))
    else:
        remove_term(tess, red)
    before = terms(tess)
    with pytest.raises(Conflict):
        import_terms(tess, rows, PAIR, seen)
    assert terms(tess) == before


def test_another_term_that_is_added_meanwhile_is_nobodys_business(tess: Sight, standing: list[Entry]) -> None:
    rows = read_sheet("banco,bank", 9)
    seen = plan_import(tess, rows, PAIR).mark
    add_term(tess, entry("mercado", "market"))
    import_terms(tess, rows, PAIR, seen)
    assert len(terms(tess)) == 4


def test_a_term_twice_in_one_file(tess: Sight) -> None:
    csv = "banco,bank\nBanco,bench\nbanco,bank\n"
    assert outcomes_of(tess, csv) == [Outcome.NEW, Outcome.REFUSED, Outcome.UNCHANGED]
    assert planned(tess, csv)[1].twice == 1
    do_import(tess, read_sheet("banco,bank\nbanco,bank", 9))
    assert terms(tess) == [entry("banco", "bank")]


def test_languages_by_code_or_name_and_the_usual_pair_where_none_is_named(tess: Sight) -> None:
    csv = "a,b,,PT,en\nc,d,,Français,\ne,f,,, English\ng,h,,klingon,en\ni,j,,en,en"
    found = planned(tess, csv)
    assert [(one.said.language, one.said.target) for one in found[:3]] == [("pt", "en"), ("fr", "en"), PAIR]
    assert [one.faults for one in found[3:]] == [(Trouble.UNKNOWN_LANGUAGE,), (Trouble.SAME_LANGUAGE,)]


@pytest.mark.parametrize(
    ("csv", "trouble"),
    [
        ("a\x01b,c", Trouble.UNSHOWABLE),
        ("a,b,c,es,en,f", Trouble.SURPLUS),
        (f"{'t' * 201},b", Trouble.LONG_TERM),
        (f"t,{'b' * 401}", Trouble.LONG_TRANSLATION),
        (f"t,b,{'n' * 501}", Trouble.LONG_NOTE),
    ],
)
def test_rows_that_cannot_be_kept(tess: Sight, csv: str, trouble: Trouble) -> None:
    [row] = planned(tess, csv)
    assert (row.outcome, row.faults) == (Outcome.REFUSED, (trouble,))


def exported(sight: Sight) -> bytes:
    return write_sheet((one.term, one.translation, one.note, one.language, one.target) for one in terms(sight))


WORDS = st.text(st.sampled_from("aAñÑée=+-@'\",;|\t\n ＝"), max_size=12) | st.text(max_size=30)
PAIRS = st.sampled_from([PAIR, ("en", "es"), ("pt", "en")])
ENTRIES = st.builds(lambda *given: entry_from(*given[:3], *given[3]), WORDS, WORDS, WORDS, PAIRS)
GLOSSARIES = st.lists(ENTRIES.filter(lambda one: not entry_troubles(one)), max_size=6)


@given(GLOSSARIES)
@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_exported_is_imported_as_it_was(tess: Sight, entries: list[Entry]) -> None:
    db.session.execute(delete(GlossaryTerm))
    for one in entries:
        try:
            add_term(tess, one)
        except TermTaken:
            continue
    before, rows = terms(tess), read_sheet(sheet_text(exported(tess)), 99)
    assert {row.outcome for row in plan_import(tess, rows, PAIR).rows} <= {Outcome.UNCHANGED}
    db.session.execute(delete(GlossaryTerm))
    do_import(tess, rows)
    assert terms(tess) == before


# The page


def fill_with(sight: Sight, number: int) -> None:
    do_import(sight, read_sheet("\n".join(f"término {n:04},term {n}" for n in range(number)), 5_000))


def test_many_terms_stand_on_several_pages_and_cost_as_many_queries(app: Flask, cast: Cast, tess: Sight) -> None:
    for number in (10, 1_000):
        fill_with(tess, number)
        with queries(app) as asked:
            page = page_of(tess, "", 2)
        assert len(asked) == 1
        assert page.whole == number
    assert (page.pages, page.page, len(page.terms)) == (5, 2, A_PAGE)
    assert page.terms[0].term == "término 0200"


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (2, 2), (99, 2)])
def test_a_page_that_is_not_there_is_the_nearest_one(tess: Sight, asked: int, given: int) -> None:
    fill_with(tess, A_PAGE + 1)
    assert page_of(tess, "", asked).page == given


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("CAÑA", 1), ("cana", 0), ("azucar", 1), ("SUGAR", 1), ("dulce", 1), ("%", 0), ("", 2), ("zzz", 0)],
)
def test_finding(tess: Sight, wanted: str, found: int) -> None:
    add_term(tess, entry("caña", "cane", "la de azúcar | SUGAR, dulce"))
    add_term(tess, entry("red", "network"))
    page = page_of(tess, wanted)
    assert (page.found, len(page.terms), page.whole) == (found, found, 2)


def test_a_term_remembers_when(cast: Cast) -> None:
    later = START + timedelta(hours=1)
    assert add_term(sight_for(cast, cast.tess, later), entry("red")).created_at == later
