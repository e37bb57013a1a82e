"""The person who is asking, and this request's one ``now``. With ``access``, every route declares who may open it.

With ``jobs/`` and ``cli.py`` this is an edge: below it nothing reads the clock or the signed-in person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Literal, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, current_app, g, request
from flask_login import current_user
from sqlalchemy import inspect, select
from werkzeug.datastructures import Headers
from werkzeug.exceptions import Unauthorized

from board.actions import welcoming
from board.compressing import InPieces
from board.config import Settings
from board.extensions import db
from board.models import Forum, User
from board.rules.languages import INTERFACE, interface_for
from board.rules.panes import reads_here
from board.rules.permissions import Refusal, Refused
from board.rules.roles import Viewer, member
from board.text import precomputed
from board.visible import Sight, Suspension, forum_named, look
from board.web.apart import put_in
from board.web.scripts import scripts_of_part

Level = Literal["public", "signed_in", "reader", "member", "translator", "admin", "caretaker", "owner"]
View = Callable[..., Any]
Found = TypeVar("Found")


def suspension() -> Suspension | None:
    """Return the person's suspension in the current forum, or None."""
    sight: Sight | None = g.get("sight")
    if sight is None or not sight.viewer.suspended:
        return None
    suspended: Suspension = current_user.suspensions[sight.forum.id]
    return suspended


def settings() -> Settings:
    """Return the application's settings."""
    of_app: Settings = current_app.extensions["settings"]
    return of_app


def now() -> datetime:
    """Return this request's instant: the clock is read once per request."""
    if "now" not in g:
        g.now = current_app.extensions["clock"].now()
    instant: datetime = g.now
    return instant


def me() -> User | None:
    """Return the signed-in person, or None."""
    account = g.get("_login_user") or current_user  # a page asks dozens of times
    return account.user if account.is_authenticated else None


def has_closed_account() -> bool:
    """Return whether the signed-in person has closed their account, from another window, during this request."""
    if not current_user.is_authenticated:
        return False
    (user_id,) = inspect(current_user.user).identity
    return db.session.scalar(select(User.id).where(User.id == user_id, User.is_stand_in.is_(False))) is None


def myself() -> User:
    """Return the signed-in person. Raises Unauthorized; a route for signed-in people never does."""
    user = me()
    if user is None:
        raise Unauthorized
    return user


def choose_locale() -> str:
    """Choose the interface's language: that of the account, of this browser's cookie, or what the browser prefers."""
    user = me()
    chosen = (user.interface if user else None) or request.cookies.get("interface")
    if chosen in INTERFACE:
        return str(chosen)
    return interface_for(request.accept_languages.values())


def choose_zone() -> str | None:
    """Return the person's own time zone, else that of the current forum, else None."""
    user = me()
    if user and user.zone:
        return user.zone
    sight: Sight | None = g.get("sight")
    return sight.forum.zone if sight else None


def zone() -> ZoneInfo:
    """Return the zone in which times are shown to this person; UTC outside forums if they gave none."""
    return ZoneInfo(choose_zone() or "UTC")


def languages_read() -> tuple[str, ...]:
    """Return the languages that the person said they read, in the current forum or else in all."""
    user = me()
    if user is None:
        return ()
    sight: Sight | None = g.get("sight")
    return reads_here(user.reads, current_user.reads.get(sight.forum.id, ()) if sight else ())


def access(level: Level) -> Callable[[View], View]:
    """Declare who may open a route. A route of a forum gets the person's ``Sight`` as its first argument.

    The check comes before anything else in the address is looked up, so a refusal tells nothing about what exists.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            if "forum" in arguments:
                sight = sight_of(arguments.pop("forum"))
                admit(level, sight.viewer, sight)
                _come_in(level, sight)
                return view(sight, **arguments)
            admit(level, person(), None)
            return view(**arguments)

        guarded.access = level  # type: ignore[attr-defined]
        return guarded

    return declare


def person() -> Viewer:
    """Return the person as a viewer outside any forum."""
    user = me()
    return Viewer(user.id, user.is_owner) if user else Viewer()


def sight_of(slug: str) -> Sight:
    """Return what the person sees of a forum now. Aborts with 404 if no forum has this slug."""
    forum = one_or_404(db.session.scalar(forum_named(), {"slug": slug}))
    sight: Sight = look(db.session(), forum, viewer_in(forum), now())
    g.sight = sight
    return sight


def viewer_in(forum: Forum) -> Viewer:
    """Return the person as a viewer with their roles in a forum."""
    user = me()
    if user is None:
        return Viewer()
    roles = current_user.roles.get(forum.id, frozenset())
    must_agree, suspended = forum.id in current_user.must_agree, forum.id in current_user.suspensions
    codes = forum.id in current_user.codes
    return member(user.id, user.is_owner, roles, must_agree=must_agree, suspended=suspended, codes=codes)


def _come_in(level: Level, sight: Sight) -> None:
    """Note that a newcomer has come in, when they first open a page of the forum.

    From then on other members see more of them than a name. Pages that anyone may open do not count, nor does the page
    on which a member leaves.
    """
    is_open_to_all = level == "public" or (level == "reader" and sight.forum.public_reading)
    leaves = request.blueprint == "leaving"
    if sight.viewer.user_id is not None and sight.forum.id in current_user.newcomer and not (is_open_to_all or leaves):
        welcoming.come_in(sight)


def admit(level: Level, viewer: Viewer, sight: Sight | None) -> None:
    """Check a viewer against a level. Raises Unauthorized if signing in is needed first, else Refused."""
    refusal = _refusal(level, viewer, sight)
    if refusal is None:
        return
    if viewer.user_id is None:
        raise Unauthorized
    raise Refused(refusal)


def _refusal(level: Level, viewer: Viewer, sight: Sight | None) -> Refusal | None:
    reads = sight is not None and sight.reads
    rules: dict[Level, tuple[bool, Refusal]] = {
        "public": (True, Refusal.MEMBERS_ONLY),
        "signed_in": (viewer.user_id is not None, Refusal.MEMBERS_ONLY),
        "reader": (reads, Refusal.MEMBERS_ONLY),
        "member": (viewer.is_member, Refusal.MEMBERS_ONLY),
        "translator": (viewer.sees_drafts, Refusal.TRANSLATORS_ONLY),
        "admin": (viewer.is_admin, Refusal.ADMINS_ONLY),
        "caretaker": (viewer.is_admin or viewer.is_owner, Refusal.ADMINS_ONLY),
        "owner": (viewer.is_owner, Refusal.OWNER_ONLY),
    }
    allowed, refusal = rules[level]
    if allowed:
        return None
    return Refusal.SUSPENDED if viewer.suspended else refusal


def one_or_404(found: Found | None) -> Found:
    """Return what a visible query found. None aborts with the same 404 as for something that never existed."""
    if found is None:
        not_found()
    return found


def not_found() -> NoReturn:
    """Abort with the one 404 that unknown, locked and foreign addresses share."""
    abort(404)


def wants_part(asking: Headers | None = None) -> bool:
    """Return whether htmx asks for a part of a page, rather than for a whole one (for its history, say)."""
    headers = request.headers if asking is None else asking
    whole = headers.get("HX-Request-Type") == "full" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not whole


def page_or_part(html: str, status: int = 200) -> Response:
    """Make a response of a whole page, or of a part that htmx swaps in, with the scripts that the part needs."""
    response = InPieces(put_in(html), status)
    if wants_part() and (scripts := scripts_of_part(html)):
        response.headers["Scripts"] = scripts
    response.vary.update(("HX-Request", "HX-Request-Type", "HX-History-Restore-Request"))
    return response


def connect(app: Flask) -> None:
    """Keep what a request computes from texts until the request ends, and note when its view has answered."""

    @app.before_request
    def _keep() -> None:
        precomputed.keep()

    @app.after_request
    def _note_the_answer(response: Response) -> Response:
        g.answered = True
        return response

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        precomputed.forget()
