"""A pasted programme becomes weeks: that of the call, and others, with line breaks of all kinds. Nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.text import PastedReading, PastedWeek, clean, read_programme, shortened

CALL = (Path(__file__).parents[1] / "support" / "call_outline.txt").read_text()
TITLES = [
    "Introduction: Why the Social Economy?",
    "Research on the Social Economy in Canada",
    "Research on the Social Economy in Canada",
    "Experiences from Quebec and Brazil: A Comparative Study",
    "Experiences from Hispano-America",
    "Conclusion: Policy Supports for Social Economy",
]


def titles(words: str) -> list[str]:
    return [week.title for week in read_programme(words).weeks]


def only(words: str) -> PastedWeek:
    (week,) = read_programme(words).weeks
    return week


class TestTheCall:
    def test_has_six_weeks_with_their_titles(self) -> None:
        assert titles(CALL) == TITLES

    def test_each_outline_begins_and_ends_as_it_was_written(self) -> None:
        weeks = read_programme(CALL).weeks
        assert all(week.outline for week in weeks)
        assert weeks[0].outline.startswith("Consists of a discussion")
        assert weeks[0].outline.endswith("and their values base.")

    def test_a_sentence_goes_on_over_the_end_of_a_page(self) -> None:
        assert "seek to identify the main themes presented" in read_programme(CALL).weeks[2].outline

    def test_a_sentence_that_begins_with_the_name_of_its_week_begins_none(self) -> None:
        wrapped = CALL.replace("course. Week 6 will", "course.\nWeek 6 will")
        assert titles(wrapped) == TITLES

    def test_what_stands_before_is_kept_apart(self) -> None:
        assert read_programme(CALL).before == "Forum Outline:"


@pytest.mark.parametrize(
    "heading",
    [
        "Week 1", "WEEK 1", "week 1:", "Week 1.", "Week 01", "Week no. 1", "Week # 1", "Week one",
        "# Week 1", "**Week 1**", "**Week 1:**", "Semana 1", "Semana uno", "Semana nº 1",
        "Semana um", "Semaine 1 :", "Semaine 1", "Semaine un", "Settimana 1", "Week\u00a01",
    ],
)  # fmt: skip
class TestHeadings:
    def test_the_title_stands_below(self, heading: str) -> None:
        assert only(f"{heading}\n\nWhy?\n\nWe begin.") == PastedWeek("Why?", "We begin.")
        assert only(f"{heading}\nWhy?\nWe begin, and say in many words what the week is about.\n") == PastedWeek(
            "Why?", "We begin, and say in many words what the week is about."
        )

    def test_or_on_the_same_line(self, heading: str) -> None:
        if heading[-1] not in ".:*":
            for between in (": ", " – ", " - ", " — ", ". ", ") "):
                assert only(f"{heading}{between}Why?\nWe begin.") == PastedWeek("Why?", "We begin.")


@pytest.mark.parametrize(
    "line", ["Weekend 1", "Week 1 will be long", "Weeks 1 and 2", "Week", "In week 1", "Week 1st", "Week 1234"]
)
def test_what_names_no_week_is_a_title_of_its_own(line: str) -> None:
    assert titles(line) == [line]


def test_weeks_count_on() -> None:
    assert titles("Week 2\nTwo\nWeek 3\nThree\nWeek 5\nFive") == ["Two", "Three", "Five"]
    for again in ("Week 2", "Week 1", "Week 2: Again", "Week 4: Later"):
        assert again in read_programme(f"Week 1\nOne\nWeek 2\nTwo\n\nOn.\n{again}\n").weeks[1].outline


def test_a_week_without_any_words_has_no_title() -> None:
    assert read_programme("Week 1\n\nWeek 2\nTwo").weeks == (PastedWeek(""), PastedWeek("Two"))


def test_a_title_in_two_lines_is_one() -> None:
    assert titles("Week 1\nExperiences from Quebec and Brazil:\nA Comparative Study\n\nText.") == [
        "Experiences from Quebec and Brazil: A Comparative Study"
    ]


def test_lists_keep_their_lines() -> None:
    assert only("Week 1: A\nWe discuss\n- bread\n- milk\nevery day").outline == "We discuss\n- bread\n- milk every day"


@pytest.mark.parametrize("length", [199, 200, 201])
def test_a_title_that_is_too_long_stands_in_the_outline_as_well(length: int) -> None:
    title = ("word " * 50)[: length - 1] + "x"
    week = only(f"Week 1: {title}")
    assert (week == PastedWeek(title)) is (length <= 200)
    assert len(week.title) <= 200
    assert title in (week.title, week.outline)


def test_titles_one_a_line() -> None:
    assert titles("One\n2. Two\n\n- Three\n# Four\n  \n") == ["One", "Two", "Three", "Four"]
    assert read_programme(" \n\n").weeks == ()


class TestQuestionsAndReadings:
    @pytest.mark.parametrize(
        "label", ["Question", "question 1", "Questions", "Pregunta", "Pergunta 2", "- Question", "QUESTION "]
    )
    def test_a_question_goes_on_until_an_empty_line(self, label: str) -> None:
        week = only(f"Week 1: A\nFirst.\n{label}: What has\nchanged?\n\nLast.")
        assert week == PastedWeek("A", "First.\n\nLast.", ("What has changed?",))

    def test_or_until_the_next(self) -> None:
        week = only("Week 1: A\nQuestion: One?\nQuestion: Two?\nReading: B https://b.org\nQuestion: Three?")
        assert week.questions == ("One?", "Two?", "Three?")
        assert week.readings == (PastedReading("B", "https://b.org"),)

    @pytest.mark.parametrize(
        "items", ["One?\nTwo?\nThree?", "- One?\n- Two?\n- Three?", "\n1. One?\n\n2. Two?\n3) Three?"]
    )
    def test_a_list_of_them(self, items: str) -> None:
        assert only(f"Week 1: A\nQuestions:\n{items}\n\nLast.") == PastedWeek("A", "Last.", ("One?", "Two?", "Three?"))

    def test_an_item_with_a_bullet_goes_on(self) -> None:
        assert only("Week 1: A\nPreguntas:\n- Uno\no más?\n- Dos?").questions == ("Uno o más?", "Dos?")

    @pytest.mark.parametrize(
        ("words", "title", "minutes"),
        [
            ("Reading: A study, https://a.org/b.pdf", "A study", 0),
            ("Lectura: A study (https://a.org/b.pdf).", "A study", 0),
            ("Lecture : https://a.org/b.pdf — A study", "A study", 0),
            ("Leitura 1: A study, https://a.org/b.pdf, 20 min", "A study", 20),
            ("Reading: A study (20 minutes) https://a.org/b.pdf", "A study", 20),
            ("Reading: https://a.org/b.pdf", "https://a.org/b.pdf", 0),
        ],
    )
    def test_a_reading_is_a_title_and_an_address(self, words: str, title: str, minutes: int) -> None:
        assert only(f"Week 1: A\n{words}") == PastedWeek(
            "A", "", (), (PastedReading(title, "https://a.org/b.pdf", minutes),)
        )

    def test_without_an_address_it_stays_in_the_outline(self) -> None:
        assert only("Week 1: A\nReadings:\n- B, 2009\n- C https://c.org\n\nEnd.").outline == "Readings: B, 2009\n\nEnd."


@pytest.mark.parametrize(
    ("words", "short"), [("abc def", "abc def"), ("abc defg", "abc…"), ("abcdefgh", "abcdef…"), ("ab, cdef", "ab…")]
)
def test_shortened_at_a_word(words: str, short: str) -> None:
    assert shortened(words, 7) == short


LINES = st.sampled_from(
    [
        "Week 1", "Semana 2:", "Semaine 3 – Fin",
        "Questions:", "- One?", "Reading: B https://b.org 5 min", "Reading: C", "", " ", "A line",
        "that goes on.", "Week 2 is long", "# Week two", "1. Uno", "*", "> a", "```",
    ]
)  # fmt: skip
TEXTS = st.lists(LINES, max_size=30).map("\n".join) | st.text(max_size=200)
WORD = re.compile(r"[^\W\d_]+")


@given(TEXTS)
def test_no_word_is_lost_but_labels(typed: str) -> None:
    read = read_programme(f"Week 1: First\n{typed}")
    kept = [read.before, "First"]
    for week in read.weeks:
        kept += [
            week.title,
            week.outline,
            *week.questions,
            *(f"{reading.title} {reading.url}" for reading in week.readings),
        ]
    labels = "week semana semaine questions question reading min two lecture leitura one"
    before, after = WORD.findall(clean(typed)), set(WORD.findall(" ".join(kept)))
    assert [word for word in before if word not in after and word.casefold() not in labels] == []


SAID = st.from_regex(r"[A-Z][a-z]{1,8}( [a-z]{2,8}){0,6}", fullmatch=True)
WEEKS = st.builds(
    PastedWeek,
    title=SAID,
    outline=st.lists(SAID.map("{}.".format), max_size=3).map("\n\n".join),
    questions=st.lists(SAID.map("{}?".format), max_size=3).map(tuple),
    readings=st.lists(st.builds(PastedReading, SAID, st.just("https://a.org/b"), st.integers(0, 999)), max_size=3).map(
        tuple
    ),
)


@given(
    st.lists(WEEKS, min_size=1, max_size=6),
    st.sampled_from(["Week", "Semana", "Semaine"]),
    st.sampled_from(["\n\n", ": "]),
)
def test_what_is_written_so_is_read_so(weeks: list[PastedWeek], name: str, between: str) -> None:
    parts = []
    for number, week in enumerate(weeks, 1):
        parts += [f"{name} {number}{between}{week.title}", week.outline]
        parts += [f"Question: {question}" for question in week.questions]
        parts += [f"Reading: {one.title}, {one.url}, {one.minutes} min" for one in week.readings]
    assert read_programme("\n\n".join(filter(None, parts))).weeks == tuple(weeks)
