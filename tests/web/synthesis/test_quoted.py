"""The authors' check as people meet it: where they are quoted, what they can do about it, and what admins see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import posting, quoted
from board.clock import FixedClock
from board.extensions import db
from board.models import Excerpt, Forum, Membership, QuoteAnswer, User
from board.pages.citing import cited_in
from board.rules.proceedings import BY_REGION, NAMED, WITHDRAWN
from board.web.frame.citations import POSTS
from tests.support.abstracts import citation, summarise
from tests.support.asked import queries
from tests.support.cast import START, Cast, sight_for, text_of, typed
from tests.support.client import Client
from tests.support.shown import shown
from tests.support.synthesis import add_theme, place

SignIn = Callable[[User], Client]
F = "/f/social-economy"
UNTIL = START + timedelta(days=14)
REASON = "It was a question, not a claim."


@pytest.fixture
def passage(cast: Cast) -> Excerpt:
    """Words of Ana's that Jorge placed."""
    return place(cast, add_theme(cast), "verduras")


def begin(cast: Cast) -> None:
    forum = db.session.get_one(Forum, cast.forum.id)
    forum.check_from, forum.check_until = START, UNTIL
    db.session.commit()


def page(client: Client, address: str) -> str:
    return " ".join(client.get(f"{F}/{address}").get_data(as_text=True).split())


def answers() -> list[tuple[str, str]]:
    return [(row.kind, row.reason) for row in db.session.scalars(select(QuoteAnswer))]


def test_an_author_sees_each_quotation_as_it_will_stand(cast: Cast, sign_in: SignIn, passage: Excerpt) -> None:
    summarise(cast, cast.week(1), f"It was about contracts {citation(cast, cast.post)}.")
    ana = sign_in(cast.ana)
    html = page(ana, "quoted")
    for words in (
        "<mark>verduras</mark>", "The cooperative sold vegetables to the municipality.", "Access to capital", "Brazil",
        "It shows who pays.",
        "placed by Jorge", f"{F}/excerpt/{passage.key}", "Cited in the summary of week 1:", "¿Quién firmó el contrato?",
        "Your words are signed with: <b>Brazil</b>", "Until you choose, your region alone is named.",
    ):  # fmt: skip
        assert words in html
    assert f'href="{F}/quoted"' in page(ana, "home")
    assert "verduras" not in page(sign_in(cast.jorge), "quoted")


def test_choosing_how_to_be_signed(cast: Cast, sign_in: SignIn) -> None:
    ana = sign_in(cast.ana)
    form = shown(ana.get(f"{F}/quoted")).form(f"{F}/quoted")
    for _twice in range(2):
        assert form.send(ana, attribution=NAMED).status_code == 303
    html = page(ana, "quoted")
    assert "Your words are signed with: <b>Ana, Brazil</b>" in html
    assert "You last answered:" in html


@pytest.mark.parametrize("chosen", ["", "everything"])
def test_no_answer_is_refused_beside_the_field(cast: Cast, sign_in: SignIn, chosen: str) -> None:
    answer = sign_in(cast.ana).post(f"{F}/quoted", data={"attribution": chosen})
    assert answer.status_code == 422
    assert db.session.scalars(select(Membership).where(Membership.checked_at.is_not(None))).all() == []


def test_a_passage_is_withdrawn_in_two_steps_and_taken_back(cast: Cast, sign_in: SignIn, passage: Excerpt) -> None:
    ana, address = sign_in(cast.ana), f"quoted/excerpt/{passage.key}"
    form = shown(ana.get(f"{F}/{address}")).form("/withdraw")
    for _twice in range(2):
        assert form.send(ana).status_code == 303
    assert answers() == [(WITHDRAWN, "")]
    assert "withdrawn by you" in page(ana, "quoted")
    assert sign_in(cast.jorge).get(f"{F}/excerpt/{passage.key}").status_code == 404
    back = shown(ana.get(f"{F}/{address}")).form("/take-back")
    assert back.send(ana).status_code == 303
    assert answers() == []
    assert sign_in(cast.jorge).get(f"{F}/excerpt/{passage.key}").status_code == 200


def test_a_withdrawn_post_is_cited_nowhere(cast: Cast, sign_in: SignIn, passage: Excerpt) -> None:
    summarise(cast, cast.thread, f"They sold vegetables {citation(cast, cast.post)}.")
    summarise(cast, cast.week(1), f"They sold vegetables {citation(cast, cast.post)}.")
    ana = sign_in(cast.ana)
    assert ana.post(f"{F}/quoted/post/{cast.post.key}/withdraw").status_code == 303
    for name in ("jorge", "alma"):
        reader = sign_in(getattr(cast, name))
        assert reader.get(f"{F}/post/{cast.post.key}/passages").status_code == 404
        for address in ("week/1", "week/1/brief", "synthesis"):
            html = page(reader, address)
            assert "(removed)" in html or address == "synthesis"
            assert cast.post.key not in html
            assert "verduras" not in html


def test_after_the_deadline_a_withdrawal_is_final(
    cast: Cast, sign_in: SignIn, passage: Excerpt, clock: FixedClock
) -> None:
    begin(cast)
    address, ana = f"quoted/excerpt/{passage.key}", sign_in(cast.ana)
    clock.move_to(UNTIL)
    assert "The deadline has passed, so you cannot take this back." in page(ana, address)
    assert ana.post(f"{F}/{address}/withdraw").status_code == 303
    assert "what you withdrew stays withdrawn" in page(ana, address)
    assert ana.post(f"{F}/{address}/take-back").status_code == 403
    assert answers() == [(WITHDRAWN, "")]


def test_an_objection_keeps_its_words_and_is_settled_by_an_admin(cast: Cast, sign_in: SignIn, passage: Excerpt) -> None:
    ana, address = sign_in(cast.ana), f"{F}/quoted/excerpt/{passage.key}"
    assert "Authors are not asked to check their quotes at this moment." in ana.get(address).get_data(as_text=True)
    assert ana.post(address, data={"reason": REASON}).status_code == 403
    begin(cast)
    form = shown(ana.get(address)).form(address)
    refused = form.send(ana, reason="x" * 1001)
    assert refused.status_code == 422
    assert "x" * 1001 in refused.get_data(as_text=True)
    assert form.send(ana, reason=" \n").status_code == 422
    assert form.send(ana, reason=REASON).status_code == 303
    assert REASON in ana.get(address).get_data(as_text=True)
    alma = sign_in(cast.alma)
    assert REASON in page(alma, "admin/check")
    settling = f"{F}/admin/check/objection/{db.session.scalars(select(QuoteAnswer.key)).one()}"
    settle = shown(alma.get(settling)).form(settling)
    assert settle.send(alma, done="").status_code == 422
    for _twice in range(2):
        assert settle.send(alma, done="Another passage stands there").status_code == 303
    assert "Another passage stands there" in page(alma, "admin/acts")
    assert "Your objection is settled:" in page(ana, f"quoted/excerpt/{passage.key}")


def test_an_objection_is_taken_back(cast: Cast, sign_in: SignIn, passage: Excerpt) -> None:
    begin(cast)
    quoted.object_to(sight_for(cast, cast.ana), text_of(cast.post), None, REASON)
    ana, address = sign_in(cast.ana), f"{F}/quoted/post/{cast.post.key}"
    assert shown(ana.get(address)).form("/drop").send(ana).status_code == 303
    assert "Settle it" not in page(sign_in(cast.alma), "admin/check")


@pytest.mark.parametrize("name", ["jorge", "alma", "tess"])
def test_for_others_the_pages_of_an_authors_quotations_do_not_exist(
    cast: Cast, sign_in: SignIn, passage: Excerpt, name: str
) -> None:
    begin(cast)
    client = sign_in(getattr(cast, name))
    for address in (f"quoted/excerpt/{passage.key}", f"quoted/post/{cast.post.key}"):
        assert client.get(f"{F}/{address}").status_code == 404
        for act in ("", "/withdraw", "/take-back", "/drop"):
            assert client.post(f"{F}/{address}{act}", data={"reason": REASON}).status_code == 404
    assert answers() == []


def test_nobody_but_the_author_and_admins_learns_who_objected_or_withdrew(
    cast: Cast, sign_in: SignIn, passage: Excerpt
) -> None:
    """The pages of others are as if there had never been such a passage."""
    begin(cast)
    ana = sight_for(cast, cast.ana)
    pages = ["synthesis", "home", f"thread/{cast.thread.key}", "people", "quoted", "week/1"]
    quoted.object_to(ana, text_of(cast.post), passage, REASON)
    quoted.withdraw(ana, text_of(cast.question), None)
    for name in ("jorge", "rosa", "tess"):
        client = sign_in(getattr(cast, name))
        for address in (*pages, f"excerpt/{passage.key}", f"post/{cast.question.key}"):
            html = client.get(f"{F}/{address}", follow_redirects=True).get_data(as_text=True)
            assert REASON not in html
            assert "withdrawn" not in html
            assert "object to it" not in html
        assert client.get(f"{F}/admin/check").status_code == 403


def test_suspended_authors_withdraw_and_choose(cast: Cast, sign_in: SignIn) -> None:
    member = db.session.scalars(select(Membership).where(Membership.user_id == cast.ana.id)).one()
    member.suspended_at, member.suspended_reason, member.must_agree = START, "A quarrel", True
    db.session.commit()
    ana = sign_in(cast.ana)
    assert ana.post(f"{F}/quoted", data={"attribution": BY_REGION}).status_code == 303
    assert ana.post(f"{F}/quoted/post/{cast.post.key}/withdraw").status_code == 303
    assert answers() == [(WITHDRAWN, "")]


def test_an_admin_begins_the_check_with_a_deadline(
    cast: Cast, sign_in: SignIn, passage: Excerpt, clock: FixedClock
) -> None:
    alma = sign_in(cast.alma)
    form = shown(alma.get(f"{F}/admin/check")).form("/admin/check")
    assert form.fields["until"] == "2026-03-18T08:00"  # two weeks on; clocks went forward in between
    for wall in ("", "soon", "2026-03-04T07:00", "2026-03-08T02:30"):
        refused = form.send(alma, until=wall)
        assert refused.status_code == 422
        assert f'value="{wall}"' in refused.get_data(as_text=True)
    assert form.send(alma, until="2026-03-18T09:00").status_code == 303
    html = page(alma, "admin/check")
    assert "Toronto time" in html
    assert "0 of 1 have answered." in html
    assert "If you are quoted, please say how you want to be signed, before:" in page(sign_in(cast.ana), "home")
    assert form.send(alma, until="2026-03-19T09:00").status_code == 409  # filled before it was begun
    clock.move_to(START + timedelta(days=1))
    assert "Remind 1 person who has not answered" in page(alma, "admin/check")
    assert alma.post(f"{F}/admin/check/remind").status_code == 303
    place(cast, add_theme(cast, "Laws"), "win it", cast.answer, once="2", now=START + timedelta(days=1))
    assert "Ask 1 person who is newly quoted" in page(alma, "admin/check")
    assert alma.post(f"{F}/admin/check/ask").status_code == 303
    assert "Ask 1 person" not in page(alma, "admin/check")


def test_both_pages_take_as_many_queries_for_many_quotations(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    theme, ana, alma = add_theme(cast), sign_in(cast.ana), sign_in(cast.alma)

    def asked() -> list[int]:
        counts = []
        for client, address in ((ana, f"{F}/quoted"), (alma, f"{F}/admin/check")):
            client.get(address)
            with queries(app) as found:
                assert client.get(address).status_code == 200
            counts.append(len(found))
        return counts

    place(cast, theme, "verduras", once="first")
    summarise(cast, cast.thread, f"They sold vegetables {citation(cast, cast.post)}.")
    before = asked()
    for number, words in enumerate(["contratos", "cooperativa", "municipio"]):
        place(cast, theme, words, once=f"more {number}")
        posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(f"Otra idea {number}.", "es"))
    place(cast, theme, "win it", cast.answer, once="jorge", person=cast.alma)
    assert asked() == before
    assert max(before) <= 32


def test_citations_are_found_where_pages_link_them(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        path = POSTS.address(sight_for(cast, cast.ana), cast.post.key)
    assert cited_in(cast.forum.slug, f"[1]({path}) and [2](https://example.org{path}#x)") == {cast.post.key}
    assert cited_in("another", f"[1]({path})") == set()
