"""Questions that are set at once, and the order of a week's readings and questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from board.actions import preparing
from board.actions.setting_questions import read_questions
from board.extensions import db
from board.models import Act, Thread, UnsentText, User
from board.models.base import new_key
from board.web.programme.preparing_forms import MAX_QUESTIONS
from tests.support.cast import Cast, reading_form, sight_for
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
WEEK = "/f/social-economy/week/2"
LIST = "/f/social-economy/admin/week/2/readings"
SET = "/f/social-economy/admin/week/2/questions"


@pytest.fixture
def alma(cast: Cast, sign_in: SignIn) -> Client:
    """The forum's admin."""
    return sign_in(cast.alma)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("What is owed?", [("What is owed?", "What is owed?")]),
        ("One?\nIts text.\nMore.\n\n \n\nTwo?", [("One?", "Its text.\nMore."), ("Two?", "Two?")]),
        ("1. One?\n\n2) Two?\n\n- Three?\n\n* Four?", [(f"{n}?", f"{n}?") for n in ("One", "Two", "Three", "Four")]),
        ("2026 is near\n\n3.5 hectares?", [("2026 is near", "2026 is near"), ("3.5 hectares?", "3.5 hectares?")]),
        ("\r\nOne?\r\n\r\nTwo?\r\n", [("One?", "One?"), ("Two?", "Two?")]),
        ("x" * 200, [("x" * 200, "x" * 200)]),
        (" \n\n ", []),
    ],
)
def test_a_paragraph_is_a_question(source: str, expected: list[tuple[str, str]]) -> None:
    assert read_questions(source) == expected


def test_a_line_too_long_for_a_title_gives_its_beginning() -> None:
    (words,) = read_questions("word " * 60 + "?")
    assert len(words.title) <= 200
    assert words.title.endswith("word…")
    assert words.body == ("word " * 60 + "?")


class TestSetting:
    def test_sets_each_and_comes_back_to_the_page_of_the_week(self, alma: Client) -> None:
        form = shown(alma.get(LIST)).form("/questions")
        answer = form.send(alma, body="¿Qué funciona?\nCuéntenos.\n\n¿Qué no?")
        assert answer.status_code == 303
        assert answer.location.endswith("/admin/week/2/readings#questions")
        page = shown(alma.get(LIST)).words
        assert "2 questions are set." in page
        assert page.index("¿Qué funciona?") < page.index("¿Qué no?")

    def test_sent_twice_each_is_set_once(self, alma: Client) -> None:
        form = shown(alma.get(LIST)).form("/questions")
        before = len(db.session.scalars(select(Thread)).all())
        for _ in range(2):
            form.send(alma, body="One?\n\nTwo?")
        assert len(db.session.scalars(select(Thread)).all()) == before + 2

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (" ", "Write a question first."),
            ("x" * 50_001, "This is longer than 50,000 characters."),
            ("One?\n\n[a]: http://b.example", "Question 2 shows nothing"),
            ("\n\n".join(["A question?"] * (MAX_QUESTIONS + 1)), "These are more than 20 questions."),
        ],
    )
    def test_keeps_what_was_typed(self, alma: Client, body: str, words: str) -> None:
        form = shown(alma.get(LIST)).form("/questions")
        before = len(db.session.scalars(select(Thread)).all())
        answer = form.send(alma, body=body)
        assert answer.status_code == 422
        assert words in shown(answer).words
        assert shown(answer).form("/questions").fields["body"].split() == body.split()  # type: ignore[union-attr]
        assert len(db.session.scalars(select(Thread)).all()) == before

    def test_the_most_are_set(self, alma: Client) -> None:
        form = shown(alma.get(LIST)).form("/questions")
        assert form.send(alma, body="\n\n".join(f"Question {n}?" for n in range(MAX_QUESTIONS))).status_code == 303

    def test_unsent_words_come_back_until_they_are_set(self, alma: Client) -> None:
        place = "questions:social-economy:2"
        alma.post("/unsent", data={"place": place, "body": "Half a question"})
        page = alma.get(LIST)
        assert "Half a question" in page.get_data(as_text=True)
        shown(page).form("/questions").send(alma)
        assert db.session.scalars(select(UnsentText).where(UnsentText.place == place)).all() == []

    def test_one_form_sets_a_question_and_offers_the_next(self, alma: Client) -> None:
        address = f"{WEEK}/new-thread?question=1"
        form = shown(alma.get(address)).form("/new-thread")
        answer = form.send(alma, title="One?", body="Tell us.", then="another")
        assert answer.location.endswith("/new-thread?question=1")
        answer = shown(alma.get(answer.location)).form("/new-thread").send(alma, title="Two?", body="Tell us more.")
        assert answer.location.endswith("/admin/week/2/readings#questions")

    @pytest.mark.parametrize("who", ["ana", "rosa", "tess", "omar", "olga"])
    def test_is_for_admins(self, cast: Cast, sign_in: SignIn, who: str) -> None:
        before = len(db.session.scalars(select(Thread)).all())
        answer = sign_in(getattr(cast, who)).post(SET, data={"body": "Mine?", "language": "", "once": new_key()})
        assert answer.status_code == 403
        assert len(db.session.scalars(select(Thread)).all()) == before

    def test_a_closed_forum_takes_none(self, alma: Client) -> None:
        alma.post("/f/social-economy/admin/close", data={"closed": "1"})
        answer = alma.post(SET, data={"body": "Late?", "language": "", "once": new_key()})
        assert answer.status_code == 403


def listed(client: Client, address: str, names: Sequence[str]) -> list[str]:
    """These names in the order in which the page shows them."""
    page = shown(client.get(address)).words
    return sorted((name for name in names if name in page), key=lambda name: page.index(name))


class TestMoving:
    READINGS = "Alpha reading", "Beta reading", "Gamma reading"
    QUESTIONS = "Alpha question?", "Beta question?", "Gamma question?"

    @pytest.fixture
    def keys(self, cast: Cast, alma: Client) -> dict[str, str]:
        """The addresses that move what is in week 2, by title."""
        sight = sight_for(cast, cast.alma)
        rows = [
            preparing.add_reading(sight, cast.week(2), reading_form(name, "Words.", "en"), cast.alma)
            for name in self.READINGS
        ]
        study = reading_form("A case study", "Words.", "en", cast.rosa)
        study_row = preparing.add_reading(sight, cast.week(2), study, cast.alma)
        keys = {name: f"reading/{row.key}" for name, row in zip(self.READINGS, rows, strict=True)}
        keys["A case study"] = f"reading/{study_row.key}"
        form = shown(alma.get(LIST)).form("/questions")
        form.send(alma, body="\n\n".join(self.QUESTIONS))
        threads = db.session.scalars(
            select(Thread).where(Thread.kind == "question").order_by(Thread.id.desc()).limit(3)
        )
        for name, thread in zip(reversed(self.QUESTIONS), threads, strict=True):
            keys[name] = f"thread/{thread.key}"
        return keys

    def move(self, client: Client, key: str, way: str, page: str = "prepare", status: int = 303) -> str:
        answer = client.post(f"/f/social-economy/admin/{key}/move", data={"way": way, "from": page})
        assert answer.status_code == status
        return answer.location or ""

    @pytest.mark.parametrize("names", [READINGS, QUESTIONS], ids=["readings", "questions"])
    def test_up_and_down_on_both_pages(
        self, cast: Cast, alma: Client, keys: dict[str, str], names: Sequence[str]
    ) -> None:
        first, second, third = names
        assert listed(alma, WEEK, names) == [*names]
        assert self.move(alma, keys[first], "down").split("#")[0].endswith("/admin/week/2/readings")
        assert listed(alma, LIST, names) == [second, first, third]
        assert self.move(alma, keys[third], "up", "week").split("#")[0].endswith("/week/2")
        assert listed(alma, WEEK, names) == [second, third, first]
        assert listed(alma, LIST, names) == [second, third, first]

    def test_at_the_end_of_the_list_nothing_happens(self, alma: Client, keys: dict[str, str]) -> None:
        acts = len(db.session.scalars(select(Act)).all())
        for key, way in [
            (keys["Alpha reading"], "up"), (keys["Gamma reading"], "down"),
            (keys["Gamma question?"], "down"), (keys["A case study"], "down"),
        ]:  # fmt: skip
            self.move(alma, key, way)
        assert listed(alma, WEEK, self.READINGS) == [*self.READINGS]
        assert listed(alma, WEEK, self.QUESTIONS) == [*self.QUESTIONS]
        assert len(db.session.scalars(select(Act)).all()) == acts

    def test_a_new_question_stands_last(self, alma: Client, keys: dict[str, str]) -> None:
        self.move(alma, keys["Gamma question?"], "up")
        shown(alma.get(LIST)).form("/questions").send(alma, body="Delta question?")
        names = [*self.QUESTIONS, "Delta question?"]
        assert listed(alma, WEEK, names)[-1] == "Delta question?"

    def test_the_buttons_stand_only_where_they_do_something(
        self, cast: Cast, alma: Client, keys: dict[str, str]
    ) -> None:
        for page in (WEEK, LIST):
            words = shown(alma.get(page)).words
            for there, missing in [("Down: Alpha reading", "Up: Alpha reading"), ("Up: Gamma q", "Down: Gamma q")]:
                assert there in words
                assert missing not in words
            assert "Down: A case study" not in words

    @pytest.mark.parametrize("who", ["ana", "rosa", "tess", "omar", "olga"])
    def test_is_for_admins(self, cast: Cast, sign_in: SignIn, keys: dict[str, str], who: str) -> None:
        client = sign_in(getattr(cast, who))
        for name in ("Alpha reading", "Alpha question?"):
            self.move(client, keys[name], "down", status=403)
        if who in ("ana", "rosa", "tess"):
            assert "Down: " not in shown(client.get(WEEK)).words

    def test_a_participants_thread_is_no_question(self, cast: Cast, alma: Client) -> None:
        assert alma.post(f"/f/social-economy/admin/thread/{cast.thread.key}/move").status_code == 404

    def test_another_forums_are_not_found(self, cast: Cast, sign_in: SignIn, keys: dict[str, str]) -> None:
        for key in (keys["Alpha reading"], keys["Alpha question?"]):
            assert sign_in(cast.omar).post(f"/f/food-councils/admin/{key}/move").status_code == 404


def test_the_page_leads_on_to_the_next_week(cast: Cast, alma: Client) -> None:
    assert LIST.replace("/2/", "/3/") in shown(alma.get(LIST)).links
