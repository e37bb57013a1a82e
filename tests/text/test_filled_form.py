"""A form that somebody filled in within a mail."""

from __future__ import annotations

from board.text.filled_form import read_form

LABELS = {"name": "name", "nombre": "name", "region": "region", "your work, in short": "work"}


def test_what_stands_behind_a_label_is_its_field() -> None:
    assert read_form("Name: Inés Pardo\nRegión: Brazil", LABELS) == {"": "", "name": "Inés Pardo", "region": "Brazil"}


def test_lines_below_a_label_belong_to_its_field() -> None:
    form = read_form("Your work, in short:\n\nWe sell bread.\n\nTo schools: every day.\n\nName: Inés", LABELS)
    assert form == {"": "", "work": "We sell bread.\n\nTo schools: every day.", "name": "Inés"}


def test_what_stands_before_the_first_label_is_kept() -> None:
    assert read_form("Hello!\n\nNAME : Inés", LABELS) == {"": "Hello!", "name": "Inés"}


def test_hints_marks_and_accents_do_not_matter() -> None:
    source = "> *Nombre:* Inés\n- **Region (Brazil, Canada):** Brazil (South)"
    assert read_form(source, LABELS) == {"": "", "name": "Inés", "region": "Brazil (South)"}


def test_a_field_that_is_named_twice_has_both_answers() -> None:
    assert read_form("Name: Inés\nNombre: Pardo", LABELS)["name"] == "Inés\nPardo"


def test_words_without_labels_are_kept_as_they_are() -> None:
    source = "We sell bread: to schools.\nhttps://example.org:80/region: x"
    assert read_form(source, LABELS) == {"": source}


def test_long_lines_are_no_labels() -> None:
    source = "(" * 200_000 + "name: x"
    assert read_form(source, LABELS) == {"": source}
