"""Forms of the glossary: a term, a file to import, and the confirmation of an import."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from board.actions.glossary import entry_from, entry_troubles
from board.models import Forum
from board.rules.glossary import Entry, Trouble
from board.rules.languages import ENDONYMS
from board.text import TERMS, is_xml, read_tbx, write_sheet
from board.web.field_rules import stripped, visible_only
from board.web.fields import language_choices
from board.web.sheet_form import MAX_FILE, SheetForm, TooLarge
from board.web.xml_words import xml_trouble

TROUBLE_WORDS = {
    Trouble.NO_TERM: _l("Give a term."),
    Trouble.LONG_TERM: _l("A term can have at most 200 characters."),
    Trouble.NO_TRANSLATION: _l("Give a translation."),
    Trouble.LONG_TRANSLATION: _l("A translation can have at most 400 characters, with all its variants."),
    Trouble.LONG_NOTE: _l("A note can have at most 500 characters."),
    Trouble.UNKNOWN_LANGUAGE: _l("The language of the term is not in the list."),
    Trouble.UNKNOWN_TARGET: _l("The language of the translation is not in the list."),
    Trouble.SAME_LANGUAGE: _l("Term and translation are in the same language."),
    Trouble.UNSHOWABLE: _l("It contains characters that cannot be shown."),
    Trouble.SURPLUS: _l("It has more cells than there are columns. Put text that contains commas in quotation marks."),
}
FIELDS = {
    Trouble.NO_TERM: "term", Trouble.LONG_TERM: "term", Trouble.NO_TRANSLATION: "translation",
    Trouble.LONG_TRANSLATION: "translation", Trouble.LONG_NOTE: "note", Trouble.UNKNOWN_LANGUAGE: "language",
    Trouble.UNKNOWN_TARGET: "target", Trouble.SAME_LANGUAGE: "target",
}  # fmt: skip


def usual_pair(forum: Forum) -> tuple[str, str]:
    """Return the usual pair of languages: the first of the policy, or else the first two of the forum."""
    if forum.policy:
        language, target = forum.policy[0].split(">")
        return language, target
    first, second, *_others = dict.fromkeys([*forum.languages, *ENDONYMS])
    return first, second


class PairForm(FlaskForm):  # type: ignore[misc]
    """The languages of a term and its translation. A forum with one pair of languages hides these fields."""

    language = SelectField(_l("Language of the term"), validate_choice=False)
    target = SelectField(_l("Language of the translation"), validate_choice=False)

    def __init__(self, forum: Forum, **given: Any) -> None:
        usual = usual_pair(forum)
        super().__init__(**{"language": usual[0], "target": usual[1], **given})
        self.usual, self.has_one_pair = usual, len(forum.policy) == 1
        for field in (self.language, self.target):
            field.choices = language_choices(forum.languages)

    @property
    def pair(self) -> tuple[str, str]:
        return self.language.data, self.target.data

    @property
    def hides_pair(self) -> bool:
        return self.has_one_pair and self.pair == self.usual


class TermForm(PairForm):
    """A term of the glossary. ``base`` marks the entry that the form was filled from."""

    term = StringField(_l("Term"), filters=[stripped], validators=[visible_only])
    translation = StringField(
        _l("Translation"),
        description=_l("Separate several with |, the preferred one first: food council | food policy council."),
        filters=[stripped],
        validators=[visible_only],
    )
    note = TextAreaField(
        _l("Note"),
        description=_l("For translators: when to use each variant, and where it comes from. Optional."),
        filters=[stripped],
        validators=[visible_only],
    )
    base = HiddenField()

    @property
    def entry(self) -> Entry:
        """The term as the glossary would store it."""
        return entry_from(self.term.data or "", self.translation.data or "", self.note.data or "", *self.pair)

    def validate(self, extra_validators: Any = None) -> bool:
        """Put each trouble beside its field."""
        valid = super().validate(extra_validators)
        troubles = entry_troubles(self.entry)
        for trouble in troubles:
            self.tell(FIELDS[trouble], str(TROUBLE_WORDS[trouble]))
        return valid and not troubles

    def tell(self, name: str, words: str) -> None:
        self[name].errors = [*self[name].errors, words]


class ImportForm(PairForm, SheetForm):
    """A file of terms to import: CSV, or TBX, whose entries become the rows of a sheet."""

    layout, max_rows = TERMS, 5_000

    upload = FileField(
        _l("CSV or TBX file"),
        description=_l(
            "CSV has the columns term, translation, note; then, if you like, the two languages. In TBX, the first "
            "language of an entry is that of its term. At most 1 MB and 5,000 rows. Nothing is imported before "
            "you have seen what will happen."
        ),
    )

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(forum, prefix="import-", **given)

    @property
    def carried(self) -> list[tuple[str, Any]]:
        return [*super().carried, *((field.name, field.data) for field in (self.language, self.target))]

    def text_of(self, data: bytes) -> str:
        """Return the text of the sheet in a file; of a TBX file, the sheet that says the same."""
        if not is_xml(data):
            return super().text_of(data)
        rows = read_tbx(data, self.max_rows)
        words = write_sheet(rows).decode("utf-8-sig") if rows else ""
        if len(words) > MAX_FILE:
            raise TooLarge
        return words

    def trouble(self, error: ValueError) -> str:
        return xml_trouble(error) or super().trouble(error)
