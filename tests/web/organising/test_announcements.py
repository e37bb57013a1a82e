"""Announcements: admins write them, members read them, and translators find them in the queue."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from board.actions.announcing import announce, edit_announcement, remove_announcement
from board.actions.titled import Titled
from board.actions.unsent import UnsentWords, keep_unsent
from board.extensions import db
from board.models import Announcement, Text, User
from tests.support.cast import START, Cast, sight_for, translate
from tests.support.client import Client
from tests.support.desk import desk_url
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
PAGE = f"{FORUM}/announcements"
WRITE = f"{FORUM}/admin/announcements"


@pytest.fixture
def alma(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.alma)


def tell(cast: Cast, title: str = "Mañana no hay sesión", body: str = "Volvemos el lunes.") -> Announcement:
    return announce(sight_for(cast, cast.alma), Titled(title, body, "es"), cast.alma)


def all_told() -> list[Announcement]:
    return list(db.session.scalars(select(Announcement).where(Announcement.removed_at.is_(None))))


def text(text_id: int) -> Text:
    return db.session.get_one(Text, text_id)


def page_of(client: Client) -> Shown:
    return shown(client.get(PAGE))


# ---- writing


def test_an_admin_writes_an_announcement_and_members_read_it(cast: Cast, alma: Client, sign_in: SignIn) -> None:
    assert "Nothing has been announced yet." in page_of(alma).words
    form = shown(alma.get(WRITE)).form("/admin/announcements")
    sent = form.send(alma, title="Mañana no hay sesión", body="Volvemos el **lunes**.", language="")
    assert (sent.status_code, sent.location) == (303, WRITE)
    assert "The announcement is published." in shown(alma.get(WRITE)).words
    [told] = all_told()
    assert [text(told.title_id).language, text(told.body_id).language] == ["es", "es"]
    page = page_of(sign_in(cast.ana))
    assert page.texts("strong") == ["lunes"]
    assert page.one(f"article[@id='a-{told.key}']") is not None
    assert WRITE not in page.links


def test_a_double_click_publishes_one_announcement(cast: Cast, alma: Client) -> None:
    form = shown(alma.get(WRITE)).form("/admin/announcements")
    for _ in range(2):
        assert form.send(alma, title="Hoy", body="Volvemos.", language="es").status_code == 303
    assert len(all_told()) == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"title": " ", "body": "Volvemos."}, "Give it a title."),
        ({"title": "Hoy", "body": " \n"}, "There is nothing to announce yet"),
        (
            {"title": "Hoy", "body": "[a]: https://example.org"},
            "There is nothing to announce yet",
        ),
        ({"title": "x" * 201, "body": "Volvemos."}, "A title can have at most 200 characters."),
        ({"title": "Hoy", "body": "x" * 50_001}, "This is longer than 50,000 characters."),
        ({"title": "Hoy", "body": "Volvemos.", "language": "xx"}, "Not a valid choice"),
    ],
)
@pytest.mark.parametrize("new", [True, False])
def test_a_refused_form_keeps_what_was_typed(
    cast: Cast, alma: Client, typed: dict[str, str], message: str, new: bool
) -> None:
    url = WRITE if new else f"{WRITE}/{tell(cast).key}"
    before = len(all_told())
    response = shown(alma.get(url)).form(url).send(alma, **{"language": "es", **typed})
    page = shown(response)
    assert response.status_code == 422
    assert message in page.words
    fields = page.form(url).fields
    assert (str(fields["title"]).strip(), str(fields["body"]).strip()) == (
        typed["title"].strip(),
        typed["body"].strip(),
    )
    assert len(all_told()) == before


def test_an_unsent_announcement_comes_back(cast: Cast, alma: Client) -> None:
    page = shown(alma.get(WRITE))
    place = str(page.form("/admin/announcements").fields["place"])
    assert alma.post("/unsent", data={"place": place, "title": "Hoy", "body": "A medias"}).status_code == 200
    again = shown(alma.get(WRITE)).form("/admin/announcements")
    assert (again.fields["title"], again.fields["body"]) == ("Hoy", "A medias")
    again.send(alma, language="es")
    assert shown(alma.get(WRITE)).form("/admin/announcements").fields["body"] == ""


# ---- changing


def test_an_announcement_is_changed(cast: Cast, alma: Client, sign_in: SignIn) -> None:
    told = tell(cast)
    url = f"{WRITE}/{told.key}"
    assert url in shown(alma.get(WRITE)).links
    form = shown(alma.get(url)).form(url)
    assert (form.fields["title"], form.fields["body"]) == ("Mañana no hay sesión", "Volvemos el lunes.")
    assert form.send(alma, body="Volvemos el martes.").location == WRITE
    assert "Volvemos el martes." in page_of(sign_in(cast.ana)).words


def test_a_conflict_overwrites_nothing(cast: Cast, alma: Client) -> None:
    told = tell(cast)
    url = f"{WRITE}/{told.key}"
    form = shown(alma.get(url)).form(url)
    theirs = Titled("Mañana no hay sesión", "Volvemos el jueves.", "es")
    edit_announcement(sight_for(cast, cast.alma), told, theirs, cast.alma)
    response = form.send(alma, body="Volvemos el martes.")
    assert response.status_code == 409
    assert "Volvemos el jueves." in page_of(alma).words
    assert "Somebody else saved this meanwhile" in shown(response).words
    assert shown(response).form(url).send(alma).status_code == 303
    assert "Volvemos el martes." in page_of(alma).words


def test_a_removed_announcement_is_gone_everywhere(cast: Cast, alma: Client, sign_in: SignIn) -> None:
    told = tell(cast)
    key = text(told.title_id).key
    tess, ana = sign_in(cast.tess), sign_in(cast.ana)
    assert tess.get(f"{FORUM}/translate/{key}").status_code == 200
    form = shown(alma.get(WRITE)).form("/remove")
    assert form.send(alma).location == WRITE
    for client, url in [
        (ana, PAGE), (ana, f"{FORUM}/home"), (alma, WRITE), (alma, f"{FORUM}/admin/"), (tess, f"{FORUM}/translate"),
    ]:  # fmt: skip
        assert "Mañana" not in shown(client.get(url)).words
    for client, url in [
        (tess, f"{FORUM}/translate/{key}"), (alma, f"{WRITE}/{told.key}"), (ana, f"{FORUM}/text/{key}/history"),
    ]:  # fmt: skip
        assert client.get(url).status_code == 404
    assert form.send(alma).status_code == 404


def test_an_admin_of_another_forum_gets_a_404(cast: Cast, sign_in: SignIn) -> None:
    told = tell(cast)
    omar = sign_in(cast.omar)
    for path in ("", "/remove"):
        assert omar.post(f"{WRITE}/{told.key}{path}").status_code == 403
        assert omar.post(f"/f/food-councils/admin/announcements/{told.key}{path}").status_code == 404
    assert omar.get(f"/f/food-councils/admin/announcements/{told.key}").status_code == 404
    assert len(all_told()) == 1


# ---- reading


@pytest.mark.parametrize("name", [None, "nina", "olga", "omar"])
def test_announcements_are_for_members(cast: Cast, client: Client, sign_in: SignIn, name: str | None) -> None:
    cast.forum.public_reading = True
    tell(cast)
    reader = sign_in(getattr(cast, name)) if name else client
    response = reader.get(PAGE)
    assert response.status_code in (302, 403)
    assert "Mañana" not in response.text


def test_original_and_translation_are_side_by_side(cast: Cast, sign_in: SignIn) -> None:
    told = tell(cast)
    jorge = sign_in(cast.jorge)
    assert "Waiting for translation." in page_of(jorge).words
    tess = sight_for(cast, cast.tess)
    translate(tess, text(told.body_id), "We are back on Monday.")
    translate(tess, text(told.title_id), "No session tomorrow")
    page = page_of(jorge)
    assert page.texts("div[@class='original']") == ["Volvemos el lunes."]
    assert page.texts("div[@class='translation']") == ["We are back on Monday."]
    assert page.texts("h2[@lang='en']") == ["No session tomorrow"]
    assert page.texts("p[@class='translated'][@lang='es']") == ["Mañana no hay sesión"]


# ---- translating


def test_the_queue_and_the_editor_link_to_announcements(cast: Cast, sign_in: SignIn) -> None:
    told = tell(cast)
    tess = sign_in(cast.tess)
    queue = shown(tess.get(f"{FORUM}/translate?kind=announcements"))
    assert "title of an announcement · Alma" in queue.words
    assert "announcement · Alma · 3 words" in queue.words
    for text_id in (told.title_id, told.body_id):
        desk = shown(tess.get(desk_url(text(text_id))))
        assert f"{PAGE}#a-{told.key}" in desk.links
        assert "Announcements" in desk.texts("nav[@class='crumbs']//li")
    assert "Mañana no hay sesión" in desk.texts("p[@class='translated']")


def test_the_author_of_an_announcement_can_flag_its_translation(cast: Cast, alma: Client) -> None:
    told = tell(cast)
    translate(sight_for(cast, cast.tess), text(told.body_id), "We are back on Tuesday.")
    page = shown(alma.get(f"{FORUM}/text/{text(told.body_id).key}/flag"))
    assert f"{PAGE}#a-{told.key}" in page.links


def test_an_unsent_announcement_is_listed_among_unsent_texts(cast: Cast, alma: Client) -> None:
    keep_unsent(cast.alma, UnsentWords("announcement:social-economy:new", "A medias", "Hoy", "es"), START)
    assert "An announcement" in shown(alma.get("/unsent")).words
    home = shown(alma.get(f"{FORUM}/home"))
    assert "Something to organise: Hoy" in home.words


def test_the_overview_lists_the_latest_announcement(cast: Cast, alma: Client) -> None:
    told = tell(cast)
    assert f"{WRITE}/{told.key}" in shown(alma.get(f"{FORUM}/admin/")).links
    remove_announcement(sight_for(cast, cast.alma), told, cast.alma)
    assert "Nothing has been announced yet." in shown(alma.get(f"{FORUM}/admin/")).words
