"""The form in which a key respondent writes a case study."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from board.actions.presenting import CaseStudy
from board.actions.writing import choose_language
from board.models import Forum, Reading
from board.models.base import is_key, new_key
from board.pages.preparing import as_they_stand
from board.pages.texts import titles
from board.visible import Sight
from board.web.field_rules import one_line, shows_something, written
from board.web.fields import title_validators
from board.web.forms import language_choices
from board.web.frame.edit_forms import mark
from board.web.lengths import fits


class CaseStudyForm(FlaskForm):  # type: ignore[misc]
    """Title, text and language of a case study. ``base`` names the versions that the form was filled from."""

    title = StringField(
        _l("Title"), filters=[one_line], validators=title_validators(_l("Give your case study a title."))
    )
    body = TextAreaField(
        _l("Text"),
        description=_l(
            "One page to one and a half, 400 to 750 words: your work, what it taught you about policy, and "
            "what you have advocated. Markdown."
        ),
        filters=[written],
        validators=[shows_something(_l("Write something first.")), fits],
    )
    language = SelectField(_l("Written in"))
    base = HiddenField()
    once = HiddenField()

    def __init__(self, forum: Forum, *, is_new: bool, **given: Any) -> None:
        super().__init__(**given)
        self.language.choices = language_choices(forum.languages, guess=is_new)
        if not is_key(self.once.data or ""):
            self.once.data = new_key()


def standing_form(sight: Sight, reading: Reading) -> CaseStudyForm:
    """Return the form, filled with the current case study."""
    standing = as_they_stand(sight, (reading.title_id, reading.body_id))
    return CaseStudyForm(
        sight.forum,
        is_new=False,
        formdata=None,
        title=standing[reading.title_id].source,
        body=standing[reading.body_id].source if reading.body_id else "",
        language=titles(sight, [reading.title_id])[reading.title_id].text.language,
        base=mark(standing, reading.title_id, reading.body_id),
    )


def words_of(sight: Sight, form: CaseStudyForm) -> CaseStudy:
    """Return the content of a valid form."""
    title, body = form.title.data or "", form.body.data or ""
    whole_text = f"{title}\n\n{body}"
    language = choose_language(form.language.data or "", whole_text, sight.forum.languages[0])[0]
    return CaseStudy(title=title, body=body, language=language)
