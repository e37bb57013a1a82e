"""The rows of the open data: what was gathered, as the plain values that `fields.py` describes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from board.exports.citing import Citations
from board.exports.gathering import Found
from board.exports.texts import Row, Texts, passage_cells
from board.models import Forum, PolicyElement, Post, Reading, Theme, Thread, Week
from board.pages.excerpts import ExcerptView
from board.rules.synthesis import theme_guid
from board.rules.weeks import opened_at

Tables = dict[str, list[Row]]


def tables(found: Found, site_url: str) -> Tables:
    """Return all tables by name, in the order of ``fields.TABLES``."""
    writer = _Writer(found, f"{site_url}/f/{found.sight.forum.slug}")
    return {
        "forum": [writer.forum(found.sight.forum)],
        "weeks": [writer.week(week) for week in found.weeks],
        "readings": [writer.reading(reading) for reading in found.readings],
        "threads": [writer.thread(thread) for thread in found.threads],
        "posts": [writer.post(post, thread) for post, thread in found.posts],
        "voices": [
            {"post": post, "kind": kind, "region": region, "number": number}
            for post, kind, region, number in found.voices
        ],
        "themes": [writer.theme(theme) for theme in found.themes],
        "excerpts": [writer.excerpt(view) for view in found.excerpts],
        "policy_elements": [writer.element(element) for element in found.elements],
        "paragraphs": writer.texts.paragraphs,
    }


class _Writer:
    """Writes one row of each kind; people are numbered, and paragraphs kept, as they come up."""

    def __init__(self, found: Found, base: str) -> None:
        self.sight, self.people, self.base = found.sight, found.people, base
        self.texts = Texts(found.texts, found.people, base)
        keys = [post.key for post, _thread in found.posts] + [view.excerpt.key for view in found.excerpts]
        self.citations = Citations(base, keys)
        self.zone = ZoneInfo(found.sight.forum.zone)
        self.post_keys = {post.id: post.key for post, _thread in found.posts}
        self.reading_keys = {reading.id: reading.key for reading in found.readings}
        self.theme_keys = {theme.id: theme.key for theme in found.themes}

    def at(self, instant: datetime | None) -> str | None:
        return instant.astimezone(self.zone).isoformat(timespec="seconds") if instant else None

    def named(self, kind: str, key: str, week_id: int) -> Row:
        """Return the beginning of a row of a week: its key, its address, and the number of the week."""
        return {"key": key, "address": f"{self.base}/{kind}/{key}", "week": self.sight.week(week_id).number}

    def person(self, name: str, user_id: int | None) -> Row:
        label, said, region = self.people.label(user_id), self.people.name(user_id), self.people.region(user_id)
        return {name: label or None, f"{name}_name": said or None, f"{name}_region": region or None}

    def citing(self, table: str, row: str, field: str, text_id: int | None) -> Row:
        """Return the fields of a text with citations: those of any text, and the keys of what it cites."""
        pair = self.texts.pairs.get(text_id or 0)
        cells = self.texts.cells(table, row, field, text_id, self.citations.resolved)
        return {**cells, f"{field}_cites": self.citations.cited(pair.source) if pair else ()}

    def forum(self, forum: Forum) -> Row:
        return {
            "name": forum.name,
            "address": f"{self.base}/",
            "zone": forum.zone,
            "starts_on": forum.starts_on.isoformat() if forum.starts_on else None,
            "ends_on": forum.ends_on.isoformat() if forum.ends_on else None,
            "languages": forum.languages,
            "regions": forum.regions,
            **self.texts.cells("forum", "", "about", forum.about_id),
        }

    def week(self, week: Week) -> Row:
        return {
            "number": week.number,
            "address": f"{self.base}/week/{week.number}",
            "opened_at": self.at(opened_at(week, self.sight.now)),
            "state": self.sight.state(week).value,
            **self.texts.cells("weeks", str(week.number), "title", week.title_id),
            **self.texts.cells("weeks", str(week.number), "outline", week.outline_id),
            **self.citing("weeks", str(week.number), "summary", week.summary_id),
        }

    def reading(self, reading: Reading) -> Row:
        is_case_study = reading.respondent_id is not None
        return {
            **self.named("reading", reading.key, reading.week_id),
            "kind": reading.kind,
            "is_case_study": is_case_study,
            **self.person("author", reading.respondent_id),
            "credit": None if is_case_study else self.credit(reading.author_line),
            "written_at": self.at(reading.created_at),
            "link": reading.url,
            "file_name": reading.file.name if reading.file else None,
            "file_sha256": reading.file.digest if reading.file else None,
            **self.texts.cells("readings", reading.key, "title", reading.title_id),
            **self.texts.cells("readings", reading.key, "body", reading.body_id),
        }

    def credit(self, line: str) -> str | None:
        """Return whom the organisers credit with a reading, unless it is a member who did not agree to be named."""
        return line if line and self.people.names_nobody(line) else None

    def thread(self, thread: Thread) -> Row:
        return {
            **self.named("thread", thread.key, thread.week_id),
            "kind": thread.kind,
            "reading": self.reading_keys.get(thread.reading_id or 0),
            **self.person("author", thread.author_id),
            "opened_at": self.at(thread.created_at),
            **self.texts.cells("threads", thread.key, "title", thread.title_id),
            **self.citing("threads", thread.key, "abstract", thread.abstract_id),
        }

    def post(self, post: Post, thread: Thread) -> Row:
        return {
            **self.named("post", post.key, thread.week_id),
            "thread": thread.key,
            "reply_to": self.post_keys.get(post.reply_to_id or 0),
            **self.person("author", post.author_id),
            "written_at": self.at(post.created_at),
            "edited_at": self.at(post.edited_at),
            "asked": self.people.label(post.asked_id) or None,
            "answer": self.post_keys.get(post.answer_id or 0) if post.answered_at else None,
            **self.texts.cells("posts", post.key, "body", post.text_id),
        }

    def theme(self, theme: Theme) -> Row:
        texts = {
            "name": theme.name_id, "definition": theme.definition_id, "example": theme.example_id,
            "counter_example": theme.counter_example_id,
        }  # fmt: skip
        row: Row = {
            "key": theme.key,
            "address": f"{self.base}/theme/{theme.key}",
            "guid": theme_guid(theme.key, theme.guid),
            "state": theme.state,
        }
        for field, text_id in texts.items():
            row |= self.texts.cells("themes", theme.key, field, text_id)
        return row

    def excerpt(self, view: ExcerptView) -> Row:
        excerpt, source = view.excerpt, view.source
        return {
            "key": excerpt.key,
            "address": f"{self.base}/excerpt/{excerpt.key}",
            "theme": self.theme_keys[excerpt.theme_id],
            "region": excerpt.region,
            "source_kind": source.kind,
            "source": source.key,
            "week": source.week.number,
            **self.person("placed_by", excerpt.author_id),
            "placed_at": self.at(excerpt.created_at),
            "why": excerpt.why,
            "why_language": excerpt.language,
            **passage_cells(view),
        }

    def element(self, element: PolicyElement) -> Row:
        return {
            "key": element.key,
            "address": f"{self.base}/element/{element.key}",
            "theme": self.theme_keys[element.theme_id],
            "region": element.region,
            "begun_at": self.at(element.created_at),
            **self.citing("policy_elements", element.key, "body", element.text_id),
        }
