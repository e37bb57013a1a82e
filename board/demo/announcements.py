"""The announcements of the demo's admins, with their translations."""

from __future__ import annotations

from board.actions.announcing import announce
from board.actions.titled import Titled
from board.demo import content, translations
from board.demo.discussion import TRANSLATED_AFTER
from board.demo.stage import Stage


def announce_all(stage: Stage) -> None:
    """Publish all announcements, the earliest first."""
    for entry in content.forum().announcement:
        now = stage.calendar.instant(entry.week, entry.at)
        typed = Titled(entry.title, entry.body, entry.language)
        told = announce(stage.sight(entry.author, now), typed, stage.users[entry.author])
        translated = stage.calendar.not_later(now + TRANSLATED_AFTER)
        translations.write(stage, told.title_id, translations.title_of(entry), translated)
        translations.write(stage, told.body_id, entry, translated)
