"""Posts as ready HTML. All of a post is kept, but for what only some may do with it: that stands at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from flask import render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from board.pages.discussion import ThreadView
from board.pages.posts import PostView, ShownPost
from board.rules.languages import ENDONYMS, endonym
from board.visible import Sight
from board.web.kept import Kept, Key
from board.web.viewer import choose_zone, now
from board.web.words import badge_words

Article = tuple[Markup, Markup, Markup]
"""The whole, and what stands before and after that which only some may do."""
Macro = Callable[[PostView, ThreadView | None], Markup]
kept: Kept[Article] = Kept()
FURTHER = "\ufffcfurther\ufffc"
"""Where what only some may do is put in."""


def addresses(sight: Sight) -> Callable[[ShownPost], str]:
    """Gives the address of a post. Below it are /edit, /history and the like; url_for is slow at 100 posts."""
    prefix = url_for("discussion.post", forum=sight.forum.slug, key="_")[:-1]
    return lambda post: prefix + post.key


def articles(sight: Sight, bodies: Mapping[int, Markup], body_key: Callable[[PostView], Key]) -> Callable[..., Markup]:
    """Gives the HTML of a post: in its ``thread``, with the macro of what ``further`` some may do; or elsewhere."""
    address_of = addresses(sight)
    settings = (str(get_locale()), choose_zone(), now().year, sight.forum.slug, sight.viewer.is_member)
    concerned = concerns(sight)

    def article(
        view: PostView, thread: ThreadView | None = None, may_reply: bool = False, further: Macro | None = None
    ) -> Markup:
        in_thread = thread is not None
        key = (settings, in_thread, may_reply, *_seen(sight, view, in_thread), body_key(view))
        made = kept.get(key)
        if made is None:
            shown = {"in_thread": in_thread, "may_reply": may_reply, "address": address_of(view.post)}
            made = kept.put(key, _render(sight, view, bodies, shown))
        whole, before, after = made
        return before + further(view, thread) + after if further and concerned(view.post) else whole

    return article


def _seen(sight: Sight, view: PostView, in_thread: bool) -> Key:
    """What a post shows besides its text, and that can change."""
    post, to = view.post, view.reply_to if in_thread else None
    return (
        post.key,
        post.edited_at is None,
        view.is_new,
        post.author.name,
        post.author.place,
        view.badges and tuple(badge_words(badge) for badge in view.badges),
        (to.key, to.author.name) if to else None,
        (post.asked.name, post.answered_at is None) if post.asked else None,
        (post.removed, post.removed_reason if _reads_reason(sight, post) else None) if post.removed else None,
    )


def _reads_reason(sight: Sight, post: ShownPost) -> bool:
    """Why a post was hidden is for its author and for admins."""
    return sight.viewer.is_admin or sight.viewer.user_id == post.author_id


def _render(sight: Sight, view: PostView, bodies: Mapping[int, Markup], shown: Mapping[str, object]) -> Article:
    html = render_template(
        "_post.html",
        entry=view,
        body=bodies[view.text.id] if view.text else "",
        reply_to=view.reply_to if shown["in_thread"] else None,
        badges=[badge_words(badge) for badge in view.badges],
        reads_reason=_reads_reason(sight, view.post),
        is_member=sight.viewer.is_member,
        slug=sight.forum.slug,
        further=FURTHER,
        **shown,
    )
    before, _mark, after = html.rpartition(FURTHER)  # the last: somebody may have typed one
    return Markup(before + after), Markup(before), Markup(after)  # noqa: S704 - the template escapes


def concerns(sight: Sight) -> Callable[[ShownPost], bool]:
    """Gives whether the viewer may be allowed more than to reply: the rules are asked only about such posts."""
    viewer, everything = sight.viewer, sight.viewer.sees_drafts or sight.viewer.is_owner
    return lambda post: everything or viewer.user_id == post.author_id or viewer.user_id == post.asked_id


def labels() -> dict[str, str]:
    """The words of what may be done with posts, looked up once a page: gettext is slow enough to matter."""
    return {
        "translate": _("Translate"),
        "edit": _("Edit"),
        "language": _("Language"),
        "written_in": _("This post is written in"),
        "correct": _("Correct the language"),
        "delete": _("Delete"),
        "delete_hint": _("Your text and its translation are deleted; the replies stay."),
        "delete_mine": _("Delete my post"),
        "hide": _("Hide"),
        "reason": _("Reason, for the author and the other admins"),
        "hide_it": _("Hide this post"),
    }


@lru_cache(maxsize=1_000)
def language_options(chosen: str, first: tuple[str, ...] = (), guess: str = "") -> Markup:
    """Every language to choose from, those of the forum first; ``guess`` is what leaves it to guessing."""
    names = ({"": guess} if guess else {}) | {code: endonym(code) for code in first} | ENDONYMS
    option = Markup('<option value="{0}" lang="{0}"{2}>{1}</option>')
    selected = {chosen: Markup(" selected")}
    options = (option.format(code, name, selected.get(code, "")) for code, name in names.items())
    return Markup("").join(options).replace(Markup(' lang=""'), Markup(""))
