"""Importing a codebook: its codes become themes, or change themes that came from here or have the same name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.codebook import make_theme
from board.actions.holding import hold_forum, hold_member, hold_texts
from board.actions.plans import Outcome, Plan, PlannedRow, plan_of
from board.actions.readying import ready_words
from board.actions.titled import Titled, ready_titled, write_or_take_away
from board.actions.wordings import cleaned
from board.actions.writing import revise_text
from board.extensions import db
from board.models import Segment, Text, Theme, User
from board.models.base import new_key
from board.rules import synthesis
from board.rules.codebook_files import Coded, Fault, faults
from board.rules.permissions import check
from board.rules.synthesis import MAX_THEMES, RETIRED, theme_guid
from board.text import MAX_BLOCKS, CodeRead, block_count, fold, is_showable, tidy
from board.visible import Sight, texts_with_segments, visible_translations

CodeRow = PlannedRow[Coded, Coded, Fault]
"""A code of a file, beside the theme that the forum has for it."""
CodebookPlan = Plan[Coded, Coded, Fault]
SHOWN = 300
"""Characters of a code that is left out."""


class _Words(NamedTuple):
    """A text: the language in which it was written, and its words in each language that it has."""

    language: str = ""
    by_language: Mapping[str, str] = {}


class _Standing(NamedTuple):
    """A theme of the forum with its words."""

    theme: Theme
    name: _Words
    definition: _Words

    def says(self, language: str) -> Coded:
        name, definition = (words.by_language.get(language, "") for words in (self.name, self.definition))
        return Coded(name, definition, theme_guid(self.theme.key, self.theme.guid))

    def is_written_in(self, language: str) -> bool:
        """Return whether an import in this language may change it; a translation is the translators' work."""
        return self.name.language == language and self.definition.language in ("", language)


def plan_import(sight: Sight, codes: Iterable[CodeRead], language: str) -> CodebookPlan:
    """Return what the import would make of each code of a file that is written in this language."""
    return _plan(codes, language, _standing(sight))[0]


def import_codes(sight: Sight, codes: Sequence[CodeRead], language: str, seen: str, author: User) -> CodebookPlan:
    """Import all codes as the plan showed, or none.

    Raises Conflict if the plan is no longer the one with the mark ``seen``, and RowsRefused if a code is refused.
    """
    check(synthesis.keep_codebook(sight.viewer))
    _ready(*_plan(codes, language, _standing(sight)), language)
    hold_forum(sight.forum)  # whoever adds a theme holds it, too
    hold_member(sight, author)
    plan, standing = _plan(codes, language, _standing(sight, lock=True))
    plan.check(seen)
    for row in plan.of(Outcome.NEW):
        theme = make_theme(sight, _words(row.said, language), author, new_key())
        theme.guid = row.said.guid
    for row in plan.of(Outcome.CHANGED):
        _change(sight, standing[row.number].theme, _words(row.said, language), author)
    if imported := len(plan.of(Outcome.NEW)) + len(plan.of(Outcome.CHANGED)):
        note_act(sight, "theme.imported", str(imported))
    db.session.commit()
    return plan


def _words(said: Coded, language: str) -> Titled:
    return Titled(said.name, said.definition, language)


def _ready(plan: CodebookPlan, standing: Mapping[int, _Standing], language: str) -> None:
    """Render all words before anything is held."""
    for row in plan.of(Outcome.NEW):
        ready_titled(_words(row.said, language))
    for row in plan.of(Outcome.CHANGED):
        theme = standing[row.number].theme
        ready_words(theme.name_id, row.said.name, language, inline=True)
        ready_words(theme.definition_id, row.said.definition, language)


def _change(sight: Sight, theme: Theme, words: Titled, editor: User) -> None:
    revise_text(db.session.get_one(Text, theme.name_id), words.title, editor, sight.now)
    if words.body:
        write_or_take_away(sight, theme, "definition_id", words, editor)


def _standing(sight: Sight, *, lock: bool = False) -> list[_Standing]:
    """Return all themes of the forum, the retired ones last; with ``lock``, hold them and their texts."""
    query = select(Theme).where(Theme.forum_id == sight.forum.id).order_by(Theme.state == RETIRED, Theme.position)
    query = query.order_by(Theme.id).execution_options(populate_existing=True)
    themes = db.session.scalars(query.with_for_update(key_share=True) if lock else query).all()
    ids = {text_id for theme in themes for text_id in (theme.name_id, theme.definition_id) if text_id is not None}
    if lock:
        hold_texts(ids)
    said = _said(sight, ids)
    return [_Standing(each, said[each.name_id], said.get(each.definition_id or 0, _Words())) for each in themes]


def _said(sight: Sight, ids: Collection[int]) -> dict[int, _Words]:
    """Return the words of texts by id: as they were written, and in translation if all paragraphs have one."""
    segments: dict[int, list[Segment]] = defaultdict(list)
    texts: dict[int, Text] = {}
    fresh = texts_with_segments(sight, ids).execution_options(populate_existing=True)
    for text, segment in db.session.execute(fresh):
        texts[text.id] = text
        segments[text.id] += [segment] if segment else []
    translations = {
        (translation.text_id, translation.lineage): translation.source
        for translation in db.session.scalars(visible_translations(sight).where(Text.id.in_(ids)))
    }
    found = {}
    for text_id, text in texts.items():
        said = {text.language: "\n\n".join(segment.source for segment in segments[text_id])}
        translated = [translations.get((text_id, segment.lineage)) for segment in segments[text_id]]
        if text.target and all(translated):
            said[text.target] = "\n\n".join(words or "" for words in translated)
        found[text_id] = _Words(text.language, said)
    return found


class _Planner:
    """Plans one code after the other, since each can repeat an earlier one, or take the last place."""

    def __init__(self, standing: Sequence[_Standing], language: str) -> None:
        self.language = language
        self.by_guid = {each.says("").guid.upper(): each for each in reversed(standing)}
        self.by_name = {fold(name): each for each in reversed(standing) for name in each.name.by_language.values()}
        self.room = MAX_THEMES - sum(each.theme.state != RETIRED for each in standing)
        self.seen: dict[str, int] = {}
        """The numbers of earlier codes, by what identifies them."""
        self.matched: dict[int, _Standing] = {}
        """The theme that the forum has for a code, by the code's number."""

    def row(self, read: CodeRead) -> CodeRow:
        said, found = _checked(read)
        if found:
            return PlannedRow(read.number, said, Outcome.LEFT_OUT, found)
        standing = self.by_guid.get(said.guid) or self.by_name.get(fold(said.name))
        same = [said.guid, fold(said.name), *([standing.theme.key] if standing else [])]
        if twice := next((self.seen[each] for each in same if each and each in self.seen), None):
            return PlannedRow(read.number, said, Outcome.LEFT_OUT, twice=twice)
        self.seen |= dict.fromkeys(same, read.number)
        if standing is None:
            return self._new(read.number, said)
        self.matched[read.number] = standing
        return self._known(read.number, said, standing)

    def _new(self, number: int, said: Coded) -> CodeRow:
        self.room -= 1
        return PlannedRow(number, said, *((Outcome.NEW,) if self.room >= 0 else (Outcome.REFUSED, (Fault.FULL,))))

    def _known(self, number: int, said: Coded, standing: _Standing) -> CodeRow:
        there = standing.says(self.language)
        if said.guid != there.guid.upper() and fold(said.name) == fold(there.name):
            said = said._replace(name=there.name)  # it was found by its name
        said = said._replace(definition=said.definition or there.definition, guid=there.guid)
        if standing.theme.state == RETIRED:
            return PlannedRow(number, said, Outcome.LEFT_OUT, (Fault.RETIRED,), there)
        if said == there:
            return PlannedRow(number, said, Outcome.UNCHANGED, standing=there)
        if not standing.is_written_in(self.language):
            return PlannedRow(number, said, Outcome.LEFT_OUT, (Fault.OTHER_LANGUAGE,), there)
        return PlannedRow(number, said, Outcome.CHANGED, standing=there)


def _checked(read: CodeRead) -> tuple[Coded, tuple[Fault, ...]]:
    """Clean a code as texts are cleaned. Of one that is left out, return the beginning, and why."""
    said = Coded(read.name, read.description, read.guid)
    found = list(faults(said, is_codable=read.is_codable))
    if not is_showable(said.name + said.definition):
        found.append(Fault.UNSHOWABLE)
    if not found:
        said = said._replace(name=cleaned(said.name, inline=True), definition=cleaned(said.definition, inline=False))
        found += [Fault.NO_NAME] if not said.name else []
        found += [Fault.LONG_DEFINITION] if block_count(said.definition) > MAX_BLOCKS else []
    if found:
        said = said._replace(name=tidy(said.name[:SHOWN]), definition=tidy(said.definition[:SHOWN]))
    return said, tuple(found)


def _plan(
    codes: Iterable[CodeRead], language: str, standing: Sequence[_Standing]
) -> tuple[CodebookPlan, dict[int, _Standing]]:
    """Return the plan, and the theme that the forum has for a code, by the code's number."""
    planner = _Planner(standing, language)
    rows = [planner.row(code) for code in codes]
    return plan_of(rows, lambda row: (row.said, row.standing, row.twice)), planner.matched
