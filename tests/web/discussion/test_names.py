"""Names that go on as somebody types them: members as the viewer sees them, and never anybody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions import posting
from board.extensions import db
from board.models import Membership, User
from tests.support.cast import BEFORE, START, Cast, membership_of, sight_for, typed
from tests.support.client import Client

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"


def names(client: Client, words: str) -> list[str]:
    answer = client.get(f"{FORUM}/names", query_string={"q": words})
    assert answer.status_code == 200
    found: list[str] = answer.json["names"]
    return found


def call(person: User, name: str) -> None:
    person.name = name
    db.session.commit()


@pytest.mark.parametrize(
    ("typed_words", "found"),
    [
        ("jor", ["Jorge Niño-Díaz"]),
        ("nino", []),
        ("NIÑ", ["Jorge Niño-Díaz"]),
        ("diaz", ["Jorge Niño-Díaz"]),
        ("jorge niño", ["Jorge Niño-Díaz"]),
        ("orge", []),
        ("a", ["Alma"]),
        ("", []),
        (" ", []),
        ("x" * 500, []),
        ("[.*", []),
    ],
)
def test_a_name_is_found_by_the_beginning_of_any_word(
    cast: Cast, sign_in: SignIn, typed_words: str, found: list[str]
) -> None:
    call(cast.jorge, "Jorge Niño-Díaz")
    assert names(sign_in(cast.ana), typed_words) == found


def test_nobody_is_found_who_is_no_member(cast: Cast, sign_in: SignIn) -> None:
    ana = sign_in(cast.ana)
    assert [names(ana, person.name) for person in (cast.nina, cast.omar, cast.olga)] == [[], [], []]


def test_a_newcomer_is_found_by_the_name_that_an_admin_wrote_down(cast: Cast, sign_in: SignIn) -> None:
    membership = membership_of(cast.tess, cast.forum)
    assert membership is not None
    membership.added_as, membership.added_key = "Teresa", "newcomerkey001"
    db.session.commit()
    ana = sign_in(cast.ana)
    assert (names(ana, "tere"), names(ana, "tess")) == (["Teresa"], [])


def test_who_left_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    db.session.delete(membership_of(cast.tess, cast.forum))
    db.session.commit()
    assert names(sign_in(cast.ana), "tess") == []


def test_a_name_that_two_have_is_not_offered_since_it_names_nobody(cast: Cast, sign_in: SignIn) -> None:
    call(cast.jorge, "TESS")
    assert names(sign_in(cast.ana), "tess") == []


def test_at_most_eight_are_offered_those_that_begin_so_first(cast: Cast, sign_in: SignIn) -> None:
    people = [User(email=f"m{n}@example.org", name=f"Zed Mon{n:02}", created_at=BEFORE) for n in range(20)]
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all(
        Membership(forum_id=cast.forum.id, user_id=person.id, roles=frozenset({"participant"}), created_at=BEFORE)
        for person in people
    )
    call(cast.jorge, "Mona Y.")
    found = names(sign_in(cast.ana), "mon")
    assert found == ["Mona Y.", *(f"Zed Mon{n:02}" for n in range(7))]


@pytest.mark.parametrize("name", ["nina", "omar", "olga"])
def test_only_members_may_ask(cast: Cast, sign_in: SignIn, name: str) -> None:
    assert sign_in(getattr(cast, name)).get(f"{FORUM}/names?q=ana").status_code == 403


def test_strangers_are_asked_to_sign_in(cast: Cast, client: Client) -> None:
    assert client.get(f"{FORUM}/names?q=ana").status_code in (302, 401)


def test_a_post_says_to_its_reader_alone_that_it_names_them(cast: Cast, sign_in: SignIn) -> None:
    words = typed("Thank you, @Ana and @Nina.", "en")
    posting.reply(sight_for(cast, cast.jorge, START), cast.thread, cast.jorge, words)
    url = f"{FORUM}/thread/{cast.thread.key}"
    for person, said in ((cast.tess, 0), (cast.ana, 1), (cast.jorge, 0)):
        assert sign_in(person).get(url).get_data(as_text=True).count("names you") == said
    assert "names you" in sign_in(cast.ana).get(f"{FORUM}/home").get_data(as_text=True)
