"""Reported posts, for the admins who decide about them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from board.extensions import db
from board.models import Post, Report, Thread
from board.pages.discussion import threads_of
from board.pages.posts import PostView, post_views
from board.pages.texts import Pair, titles
from board.visible import Sight, open_reports


@dataclass(frozen=True, slots=True)
class Reported:
    """A post with its open reports, its thread and that thread's title."""

    view: PostView
    reports: tuple[Report, ...]
    thread: Thread
    title: Pair


def reported_posts(sight: Sight) -> list[Reported]:
    """Return the posts with open reports, the longest waiting first, in a fixed number of queries."""
    of_post: dict[int, list[Report]] = defaultdict(list)
    for report in db.session.scalars(open_reports(sight)):
        of_post[report.post_id].append(report)
    views = {view.post.id: view for view in post_views(sight, Post.id.in_(of_post))}
    threads = threads_of(sight, [view.post for view in views.values()])
    names = titles(sight, [thread.title_id for thread in threads.values()])
    reported = []
    for post_id, reports in of_post.items():
        thread = threads[views[post_id].post.thread_id]
        reported.append(Reported(views[post_id], tuple(reports), thread, names[thread.title_id]))
    return reported
