"""A few lines and a picture on a profile: for members of one's forums, as long as one wants."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions.leaving import Attribution, leave_forum
from board.extensions import db
from board.models import User
from board.rules.leaving import NAME
from tests.media.making import declared_png, photo_with_a_place
from tests.support.attached import upload
from tests.support.cast import Cast, membership_of, sight_for
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
FIELDS = {
    "name": "Ana",
    "about": "I bake bread\nin La Paz.",
    "place": "",
    "affiliation": "",
    "zone": "",
    "interface": "",
}


def with_picture(client: Client, data: bytes, **fields: str) -> object:
    return client.post("/profile", data={**FIELDS, **fields, "portrait": upload(data)["attachment"]})


def test_members_see_the_lines_and_the_picture(cast: Cast, sign_in: SignIn) -> None:
    client, jorge = sign_in(cast.ana), sign_in(cast.jorge)
    assert with_picture(client, photo_with_a_place()).status_code == 303  # type: ignore[attr-defined]
    url = f"{FORUM}/people/{cast.ana.key}"
    page = jorge.get(url)
    assert "I bake bread in La Paz." in shown(page).words
    assert f'src="{url}/picture"' in page.get_data(as_text=True)
    answer = jorge.get(f"{url}/picture")
    assert answer.headers["Content-Type"] == "image/webp"
    assert len(answer.data) < 20_000
    assert b"SECRET" not in answer.data
    assert jorge.get(f"{url}/picture", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/profile/picture").data == answer.data


def test_nobody_else_sees_the_picture(cast: Cast, sign_in: SignIn, client: Client) -> None:
    with_picture(sign_in(cast.ana), photo_with_a_place())
    url = f"{FORUM}/people/{cast.ana.key}/picture"
    assert client.get(url).status_code == 302
    assert sign_in(cast.nina).get(url).status_code == 403
    assert sign_in(cast.jorge).get(f"{FORUM}/people/{cast.rosa.key}/picture").status_code == 404
    place = membership_of(cast.ana, cast.forum)
    assert place is not None
    place.added_as, place.added_key, place.came_in_at = "Ana, baker", "b" * 14, None
    assert sign_in(cast.jorge).get(url).status_code == 404
    assert sign_in(cast.jorge).get(f"{FORUM}/people/{'b' * 14}/picture").status_code == 404


def test_a_picture_is_removed_and_goes_with_the_person(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    with_picture(client, photo_with_a_place())
    client.post("/profile", data={**FIELDS, "without_picture": "y"})
    assert client.get("/profile/picture").status_code == 404
    with_picture(client, photo_with_a_place())
    stand_in = leave_forum(sight_for(cast, cast.ana), cast.ana, Attribution(NAME, "", "Nobody"))
    assert (stand_in.about, stand_in.picture_key) == ("", "")


@pytest.mark.parametrize("data", [declared_png(10_000, 10_000), b"<svg/>", b"\xff\xd8\xff"])
def test_a_refused_picture_is_said_and_everything_typed_stays(cast: Cast, sign_in: SignIn, data: bytes) -> None:
    page = with_picture(sign_in(cast.ana), data, place="Sucre")
    assert page.status_code == 422  # type: ignore[attr-defined]
    form = shown(page).form("/profile")  # type: ignore[arg-type]
    assert (form.fields["place"], form.fields["about"].split()) == ("Sucre", FIELDS["about"].split())
    assert db.session.get_one(User, cast.ana.id).picture_key == ""


def test_a_good_picture_survives_a_refused_form(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    assert with_picture(client, photo_with_a_place(), zone="Mars").status_code == 422  # type: ignore[attr-defined]
    assert client.get("/profile/picture").status_code == 200


def test_lines_have_a_limit(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    assert client.post("/profile", data={**FIELDS, "about": "x" * 600}).status_code == 303
    page = client.post("/profile", data={**FIELDS, "about": "x" * 601})
    assert "Use at most 600 characters." in shown(page).words


def test_whoever_saves_data_says_so_on_the_profile(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    client.post("/profile", data={**FIELDS, "low_data": "y"})
    assert db.session.get_one(User, cast.ana.id).low_data
    client.post("/profile", data=FIELDS)
    assert not db.session.get_one(User, cast.ana.id).low_data


def test_the_form_shows_the_lines_and_the_picture(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    with_picture(client, photo_with_a_place())
    page = client.get("/profile")
    assert shown(page).form("/profile").fields["about"].split() == FIELDS["about"].split()
    assert 'src="/profile/picture"' in page.get_data(as_text=True)
