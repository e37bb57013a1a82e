"""Posts of a thread that are folded to one line each: those of others than one author, in other languages, or all."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup

from board.pages.discussion import ThreadView
from board.pages.posts import PostView
from board.rules.languages import endonym
from board.web.words import moment

FEW = 4
"""A shorter thread is read as a whole."""
MOST_AUTHORS = 30
LINE = 90
"""Characters of a folded post that are shown."""
WORDS = re.compile(r'<div class="[^"]{0,80}" lang="([\w-]{2,20})"[^>]{0,80}>')
FOLDED = Markup(
    '<details class="folded"><summary><b>{}</b> <span class="meta">{}</span>{} <span lang="{}">{}</span></summary>'
    "{}</details>"
)
NEW = Markup(' <span class="new">{}</span>')


class Fold(NamedTuple):
    """What an address asks to fold."""

    everything: bool = False
    author_id: int | None = None
    """The only author whose posts stay open."""
    language: str = ""
    """The only language whose posts stay open."""

    def folds(self, view: PostView) -> bool:
        """Return whether a post is folded. A removed one is a single line anyway."""
        if view.post.removed:
            return False
        if self.author_id is not None:
            return view.post.author_id != self.author_id
        if self.language:
            return view.text is None or view.text.language != self.language
        return self.everything


class Choice(NamedTuple):
    """A line of the menu that folds posts."""

    words: str
    query: str
    is_chosen: bool


def fold_of(view: ThreadView) -> Fold:
    """Return what to fold: authors are named by one of their posts, since the keys of people are for members."""
    by = view.find(request.args.get("by"))
    if by is not None and not by.post.removed:
        return Fold(author_id=by.post.author_id)
    written = request.args.get("written", "")
    if any(language == written for language, _number in _languages(view)):
        return Fold(language=written)
    return Fold(everything=request.args.get("fold") == "all")


def fold_choices(view: ThreadView, fold: Fold) -> list[Choice]:
    """Return the lines of the menu; none for a short thread. The first that is chosen says how the thread is shown."""
    if len(view.posts) < FEW:
        return []
    still = f"&new={view.first_new}" if view.first_new else ""
    choices = [
        Choice(_("All posts"), f"?fold=no{still}", fold == Fold()),
        Choice(_("All posts folded"), f"?fold=all{still}", fold.everything),
    ]
    for entry, number in _authors(view):
        words = _("Only posts by %(name)s (%(number)s)", name=entry.post.author.name, number=number)
        choices.append(Choice(words, f"?by={entry.post.key}{still}", fold.author_id == entry.post.author_id))
    for language, number in _languages(view):
        words = _("Only posts in %(language)s (%(number)s)", language=endonym(language), number=number)
        choices.append(Choice(words, f"?written={language}{still}", fold.language == language))
    return choices


def _authors(view: ThreadView) -> list[tuple[PostView, int]]:
    """Return a post of each author and the number of theirs, those with the most first; none if there is one author."""
    shown = [entry for entry in view.posts if not entry.post.removed]
    numbers = Counter(entry.post.author_id for entry in shown)
    one_of = {entry.post.author_id: entry for entry in reversed(shown)}
    most = numbers.most_common(MOST_AUTHORS)
    return [(one_of[author_id], number) for author_id, number in most] if len(numbers) > 1 else []


def _languages(view: ThreadView) -> list[tuple[str, int]]:
    """Return the languages of a thread with the number of posts in each; none if there is one language."""
    numbers = Counter(entry.text.language for entry in view.posts if entry.text)
    return numbers.most_common() if len(numbers) > 1 else []


def still_new(view: ThreadView) -> ThreadView:
    """Mark posts as new that were so before the address folded some: it names the first of them."""
    first = view.find(request.args.get("new"))
    return view.since(first.post.created_at - timedelta(microseconds=1)) if first else view


def folded(view: PostView, html: Markup) -> Markup:
    """Return a post as one line that opens it."""
    post, (language, words) = view.post, _first_words(html)
    new = NEW.format(_("new")) if view.is_new else ""
    return FOLDED.format(post.author.name, moment(post.created_at), new, language, words, html)


def _first_words(html: str) -> tuple[str, str]:
    """Return the language of the first words of a post's HTML, and the words."""
    found = WORDS.search(html, max(html.find('class="texts"'), 0))
    if not found:
        return "", ""
    words = Markup(html[found.end() : found.end() + 8 * LINE].rpartition("<")[0]).striptags()  # noqa: S704 - it was shown
    return found[1], words if len(words) <= LINE else f"{words[:LINE].rpartition(' ')[0]} …"
