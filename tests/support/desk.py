"""The translators' editor as a browser sees it: its only form, and the paragraphs in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from board.extensions import db
from board.models import Segment, Text, Translation
from tests.support.client import Client
from tests.support.shown import Fields, Form, Shown, words_of

FORUM = "/f/social-economy"


def desk_url(text: Text) -> str:
    return f"{FORUM}/translate/{text.key}"


@dataclass(frozen=True)
class SegmentForm:
    """One paragraph of the editor's form, or of the part that htmx gets."""

    page: Shown
    action: str
    lineage: str

    @property
    def all(self) -> Fields:
        """The whole form; for a part, its own fields with the token of the surrounding page."""
        [*forms] = [form for form in self.page.forms if form.element.get("id") == "desk"]
        return forms[0].fields if forms else Form(self.page.root, self.action).fields

    @property
    def fields(self) -> dict[str, Any]:
        return {name: self.all[f"{name}-{self.lineage}"] for name in ("body", "base", "digest")}

    def send(
        self, client: Client, *, verb: str = "save", headers: dict[str, str] | None = None, **typed: str
    ) -> TestResponse:
        """Press its own button; what is typed goes into its own fields."""
        named = {f"{name}-{self.lineage}": value for name, value in typed.items()}
        data = self.all | named | {"verb": f"{verb}:{self.lineage}"}
        return client.post(self.action, data=data, headers=headers)


def segment_form(page: Shown, segment: Segment) -> SegmentForm:
    text = db.session.scalars(
        select(Text).join(Segment, Segment.revision_id == Text.revision_id).where(Segment.lineage == segment.lineage)
    ).one()
    assert page.one(f"*[@id='s-{segment.lineage}']") is not None
    return SegmentForm(page, desk_url(text), segment.lineage)


def send_one(client: Client, text: Text, lineage: str, body: str) -> TestResponse:
    return client.post(desk_url(text), data={f"body-{lineage}": body, "verb": f"save:{lineage}"})


def state_shown(page: Shown, segment: Segment) -> str:
    return words_of(page.one(f"*[@id='w-{segment.lineage}']"))


def standing(text: Text) -> list[tuple[str, str]]:
    """Return the translations that count now: words and state."""
    query = select(Translation.source, Translation.state)
    query = query.where(Translation.text_id == text.id, Translation.superseded_at.is_(None))
    return [(source, state) for source, state in db.session.execute(query.order_by(Translation.id))]
