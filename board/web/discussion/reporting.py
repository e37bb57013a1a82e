"""Reports: a member tells the admins what is wrong with a post, and they decide."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from board.actions import reporting
from board.extensions import limiter
from board.pages.reports import reported_posts
from board.rules import moderating
from board.rules.permissions import check
from board.visible import Sight
from board.web.discussion.post_tools import REPORT, Trouble, tools_page, typed_reason
from board.web.frame.lookup import post_by_key, thread_address
from board.web.frame.refusals import already_so_is_fine
from board.web.frame.render import bodies, forum_page
from board.web.security import rate_key
from board.web.viewer import access

blueprint = Blueprint("reporting", __name__)


@blueprint.post("/f/<forum>/post/<key>/report")
@limiter.limit("20 per minute; 60 per hour", key_func=rate_key)
@access("member")
def report(sight: Sight, key: str) -> Response | BaseResponse:
    """Report a post to the admins, with a reason."""
    post, text, thread = post_by_key(sight, key)
    check(moderating.report(sight.viewer, post))
    reason, trouble = typed_reason(REPORT)
    if trouble:
        return tools_page(sight, post, text, thread, Trouble(REPORT, trouble, reason))
    if reporting.report_post(sight, post, reason):
        flash(_("Thank you. The admins see what you wrote; nobody else does."))
    else:
        flash(_("You had reported this post already."))
    return redirect(f"{thread_address(sight, thread)}#p-{post.key}", 303)


@blueprint.get("/f/<forum>/admin/reports")
@access("admin")
def reports(sight: Sight) -> Response:
    """List the reported posts that are not decided yet."""
    undecided = reported_posts(sight)
    texts = [report.view.text for report in undecided if report.view.text]
    return forum_page(sight, "discussion/reports.html", reported=undecided, bodies=bodies(sight, texts))


@blueprint.post("/f/<forum>/post/<key>/keep")
@access("admin")
def keep(sight: Sight, key: str) -> BaseResponse:
    """Decide that a reported post stays. It is no error if that is decided already."""
    post, _text, _thread = post_by_key(sight, key)
    with already_so_is_fine():
        reporting.keep_post(sight, post)
        flash(_("The post stays."))
    return redirect(url_for("reporting.reports", forum=sight.forum.slug), 303)
