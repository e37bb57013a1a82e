"""An author flags the paragraphs of their text that are mistranslated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions.flagging import MAX_NOTE, Note, raise_flags, withdraw_flag
from board.actions.posting import Conflict
from board.actions.unsent import UnsentWords, flag_place, keep_unsent
from board.extensions import db, limiter
from board.models import Flag, Text, UnsentText
from board.pages.flags import FlagLine, open_flags, presenter_of
from board.pages.places import address_of
from board.pages.texts import Row, load_pairs
from board.rules import permissions
from board.rules.permissions import check
from board.text import clean
from board.visible import Sight, my_unsent_texts, visible_flags
from board.web.field_rules import showable, whole_number
from board.web.frame.lookup import place_address, standing_text
from board.web.frame.render import forum_page
from board.web.frame.typed import NOTE
from board.web.lengths import MAX_UNSENT
from board.web.security import rate_key
from board.web.viewer import access, myself, person, settings

blueprint = Blueprint("flags", __name__)
SEEN = "seen-"
"""The prefix of the fields that hold the id of the translation that the author read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph beside its translation, its open flags, and the note about it.

    ``kept`` is an unsent note of an earlier visit; ``sent`` is what this request typed, or None.
    """

    row: Row
    flags: Sequence[FlagLine]
    kept: UnsentText | None
    sent: str | None
    trouble: str = ""

    @property
    def typed(self) -> str:
        if self.sent is not None:
            return self.sent
        return self.kept.body if self.kept else ""

    @property
    def words(self) -> str:
        return clean(self.typed).strip()


@blueprint.get("/f/<forum>/text/<key>/flag")
@access("member")
def flag(sight: Sight, key: str) -> Response:
    """Show the text beside its translation, with a field for each paragraph."""
    text, _presenter_id = _own_text(sight, key)
    return _page(sight, text, _passages(sight, text))


def _own_text(sight: Sight, key: str) -> tuple[Text, int | None]:
    """Return the viewer's own text, and the id of the key respondent who presents it."""
    text = standing_text(sight, key)
    presenter_id = presenter_of(sight, text)
    check(permissions.flag(sight.viewer, text.target, text.author_id, presenter_id))
    return text, presenter_id


def _passages(sight: Sight, text: Text) -> list[Passage]:
    flags_by_lineage = open_flags(sight, text)
    rows = load_pairs(sight, [text])[text.id].rows
    unsent = _unsent(row.segment.lineage for row in rows)
    return [_passage(row, flags_by_lineage.get(row.segment.lineage, ()), unsent) for row in rows]


def _unsent(lineages: Iterable[str]) -> dict[str, UnsentText]:
    """Return the notes that the author typed and did not send, by place."""
    query = my_unsent_texts(person()).where(UnsentText.place.in_([flag_place(lineage) for lineage in lineages]))
    return {kept.place: kept for kept in db.session.scalars(query)}


def _passage(row: Row, flags: Sequence[FlagLine], unsent: Mapping[str, UnsentText]) -> Passage:
    sent = request.form.get(NOTE + row.segment.lineage)
    return Passage(row, flags, unsent.get(flag_place(row.segment.lineage)), None if sent is None else showable(sent))


def _page(sight: Sight, text: Text, passages: Sequence[Passage], status: int = 200) -> Response:
    place, lost = place_address(sight, address_of(sight, text)), _lost(passages)
    return forum_page(
        sight, "discussion/flag.html", status=status, text=text, passages=passages, lost=lost, place_address=place
    )


def _lost(passages: Sequence[Passage]) -> dict[str, str]:
    """Return the notes on paragraphs that are gone by now, by lineage."""
    present = {passage.row.segment.lineage for passage in passages}
    return {lineage: words for lineage, words in _typed().items() if lineage not in present and words.strip()}


def _typed() -> dict[str, str]:
    """Return all notes of the form by the lineage of the paragraph."""
    fields = request.form.items()
    return {name.removeprefix(NOTE)[:20]: showable(words) for name, words in fields if name.startswith(NOTE)}


def _keep(sight: Sight, typed: Mapping[str, str]) -> None:
    for lineage, words in typed.items():
        keep_unsent(myself(), UnsentWords(flag_place(lineage), words[:MAX_UNSENT], "", ""), sight.now)


@blueprint.post("/f/<forum>/text/<key>/flag")
@limiter.limit(lambda: settings().rate_posting, key_func=rate_key)
@access("member")
def save(sight: Sight, key: str) -> Response | BaseResponse:
    """Flag the paragraphs that have a note, or withdraw one flag and keep the notes that are not sent yet."""
    text, presenter_id = _own_text(sight, key)
    if withdrawn_key := request.form.get("withdraw"):
        _keep(sight, _typed())
        _withdraw(sight, text, withdrawn_key)
        return redirect(url_for("flags.flag", forum=sight.forum.slug, key=key), 303)
    passages = _checked(_passages(sight, text))
    notes = [Note(passage.row.translation, passage.words) for passage in passages if passage.row.translation]
    filled_notes = [note for note in notes if note.words]
    if not filled_notes or _lost(passages) or any(passage.trouble for passage in passages):
        _keep(sight, _lost(passages))
        return _page(sight, text, passages, 422)
    try:
        raise_flags(sight, text, presenter_id, filled_notes)
    except Conflict:  # the translation was changed after the check above
        return _page(sight, text, _checked(_passages(sight, text)), 409)
    sent = " ".join(flag_place(note.translation.lineage) for note in filled_notes)
    flash(_("Thank you. The translators see what you wrote."), f"sent {sent}")
    return redirect(place_address(sight, address_of(sight, text)), 303)


def _withdraw(sight: Sight, text: Text, key: str) -> None:
    """Withdraw a flag. A second click finds it gone, which is no error."""
    flag = db.session.scalar(visible_flags(sight).where(Flag.text_id == text.id, Flag.key == key))
    if flag is not None:
        withdraw_flag(sight, flag)
    flash(_("Taken back."))


def _checked(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages with their troubles. At least one of them needs a note."""
    checked = [replace(passage, trouble=_trouble(passage)) for passage in passages]
    if any(passage.words for passage in checked):
        return checked
    first = next((at for at, passage in enumerate(checked) if passage.row.translation), None)
    message = _("Describe what is wrong with the translation of at least one paragraph.")
    return [replace(passage, trouble=message) if at == first else passage for at, passage in enumerate(checked)]


def _trouble(passage: Passage) -> str:
    translation = passage.row.translation
    if not passage.words:
        return ""
    if translation is None or translation.id != whole_number(request.form.get(SEEN + passage.row.segment.lineage)):
        return str(_("This translation was changed while you wrote. Please check whether it is still wrong."))
    if len(passage.words) > MAX_NOTE:
        return str(_("This is longer than 1,000 characters."))
    return ""
