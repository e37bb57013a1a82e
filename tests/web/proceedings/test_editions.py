"""The proceedings as people meet them: made and published by admins, read by everyone, and stopped at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from board import jobs
from board.actions import posting, scheduling
from board.actions.editions import Wanted
from board.clock import FixedClock
from board.extensions import db
from board.models import Act, User
from board.proceedings.renewing import renew_stopped
from board.rules.proceedings import FULL_DISCUSSION, MAX_NOTE, SELECTED_THREADS
from tests.support.asked import queries
from tests.support.cast import START, Cast, sight_for
from tests.support.client import Client
from tests.support.press import (
    FILES,
    Press,
    begin,
    editions_of,
    new_press,
    publish,
    published_edition,
    quoted_passage,
    withdraw,
)
from tests.support.shown import shown

SignIn = Callable[[User], Client]
PAGE = "/f/social-economy/proceedings"
HTML = f"{PAGE}/1/social-economy-edition-1-both.html"


@pytest.fixture(autouse=True)
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    return new_press(monkeypatch)


@pytest.fixture
def files(client: Client) -> Client:
    """Somebody without an account who downloads files: the press makes no valid HTML."""
    client.careful = False
    return client


def words(client: Client, address: str = PAGE, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return shown(response.get_data(as_text=True)).words if hasattr(shown, "words") else response.get_data(as_text=True)


def ask_for(client: Client, **fields: object) -> int:
    return client.post(PAGE, data={"discussion": "none", "note": "", **fields}).status_code


# Admins


def test_an_admin_has_an_edition_made_looks_at_it_and_publishes_it(
    cast: Cast, sign_in: SignIn, client: Client, clock: FixedClock
) -> None:
    alma = sign_in(cast.alma)
    assert "No edition has been published yet." in words(alma)
    assert ask_for(alma, discussion=SELECTED_THREADS, threads=[cast.thread.key], note="With all summaries.") == 303
    assert f"0 of {len(FILES) + 1} steps" in words(alma, f"{PAGE}/1")
    jobs.run_due(clock)
    preview = words(alma, f"{PAGE}/1")
    assert "Only admins see it until it is published." in preview
    assert "Nobody was asked yet how they want to be quoted" in preview
    assert "social-economy-edition-1-es.md" in preview
    assert client.get(f"{PAGE}/1").status_code == 404
    assert alma.post(f"{PAGE}/1/publish").status_code == 303
    assert "Anyone can read it at this address." in words(alma, f"{PAGE}/1")
    public = words(client)
    assert "With all summaries." in public
    assert "with selected threads" in public
    assert "Social economy. Proceedings, edition 1, 4 March 2026." in public
    assert editions_of(cast)[0].threads == (cast.thread.key,)
    acts = db.session.scalars(select(Act.kind).where(Act.kind.startswith("edition."))).all()
    assert acts == ["edition.begun", "edition.published"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"note": "x" * (MAX_NOTE + 1)}, "at most 500 characters"),
        ({"discussion": SELECTED_THREADS, "note": "kept words"}, "Choose at least one thread."),
        ({"discussion": SELECTED_THREADS, "threads": ["unknownunknown"], "note": "kept words"}, "not a valid choice"),
        ({"discussion": "everything", "note": "kept words"}, "Not a valid choice"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    cast: Cast, sign_in: SignIn, fields: dict[str, object], error: str
) -> None:
    response = sign_in(cast.alma).post(PAGE, data={"discussion": "none", **fields})
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert error in page
    assert str(fields["note"])[:50] in page
    assert editions_of(cast) == []


def test_a_note_may_have_500_characters(cast: Cast, sign_in: SignIn) -> None:
    assert ask_for(sign_in(cast.alma), note="x" * MAX_NOTE) == 303


def test_a_locked_thread_cannot_be_chosen(cast: Cast, sign_in: SignIn) -> None:
    assert cast.locked_thread is not None
    assert ask_for(sign_in(cast.alma), discussion=SELECTED_THREADS, threads=[cast.locked_thread.key]) == 422


def test_a_double_click_makes_one(cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    assert [ask_for(alma, once="23456789abcdef"), ask_for(alma, once="23456789abcdef")] == [303, 303]
    assert ask_for(alma, once="23456789abcdeg") == 403
    assert len(editions_of(cast)) == 1


def test_the_part_that_htmx_asks_for_stops_asking_when_the_edition_is_finished(
    cast: Cast, sign_in: SignIn, clock: FixedClock
) -> None:
    begin(cast)
    alma, part = sign_in(cast.alma), {"HX-Request": "true"}
    assert "every 2s" in alma.get(f"{PAGE}/1/progress", headers=part).get_data(as_text=True)
    jobs.run_due(clock)
    assert "every 2s" not in alma.get(f"{PAGE}/1/progress", headers=part).get_data(as_text=True)
    assert alma.get(f"{PAGE}/1/progress").status_code == 302
    publish(cast, editions_of(cast)[0])
    assert alma.get(f"{PAGE}/1/progress", headers=part).headers["HX-Redirect"] == f"{PAGE}/1"


def test_a_failure_is_told_and_tried_again(cast: Cast, sign_in: SignIn, clock: FixedClock, press: Press) -> None:
    press.breaks_at["pdf", "es"] = MemoryError()
    begin(cast)
    jobs.run_due(clock)
    alma = sign_in(cast.alma)
    page = words(alma, f"{PAGE}/1")
    assert "A file could not be made (PDF, Español): MemoryError" in page
    assert f"{len(FILES)} of {len(FILES) + 1} steps" in page
    assert alma.post(f"{PAGE}/1/again").status_code == 303
    jobs.run_due(clock)
    assert "This edition is finished." in words(alma, f"{PAGE}/1")


def test_a_machine_without_pdf_says_so(cast: Cast, sign_in: SignIn, clock: FixedClock, press: Press) -> None:
    press.makes_pdf = False
    begin(cast)
    jobs.run_due(clock)
    page = words(sign_in(cast.alma), f"{PAGE}/1")
    assert "This edition has no PDF" in page
    assert "Try to make the PDFs" in page


def test_an_unpublished_edition_can_be_deleted(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    begin(cast)
    jobs.run_due(clock)
    alma = sign_in(cast.alma)
    assert alma.post(f"{PAGE}/1/delete").status_code == 303
    assert editions_of(cast) == []
    published_edition(cast, clock)
    assert alma.post(f"{PAGE}/1/delete").status_code == 403


@pytest.mark.parametrize("person", ["ana", "tess", "omar", "olga"])
@pytest.mark.parametrize("path", ["", "/1/publish", "/1/again", "/1/delete"])
def test_nobody_else_makes_or_publishes(cast: Cast, sign_in: SignIn, person: str, path: str) -> None:
    begin(cast)
    assert sign_in(getattr(cast, person)).post(PAGE + path).status_code == 403
    assert [edition.published_at for edition in editions_of(cast)] == [None]


# Everyone


@pytest.mark.parametrize("person", [None, "nina", "ana"])
def test_a_published_edition_is_public_also_in_a_forum_for_members(
    cast: Cast, sign_in: SignIn, client: Client, clock: FixedClock, person: str | None
) -> None:
    published_edition(cast, clock)
    reader = sign_in(getattr(cast, person)) if person else client
    for address in (PAGE, f"{PAGE}/1"):
        page = words(reader, address)
        assert "social-economy-edition-1-both.pdf" in page
        assert "Make an edition" not in page
    reader.careful = False
    assert reader.get(HTML).data.startswith(b"html both")


def test_an_earlier_edition_stays_at_its_address(cast: Cast, client: Client, clock: FixedClock) -> None:
    published_edition(cast, clock, Wanted(note="The first one."))
    published_edition(cast, clock, Wanted(FULL_DISCUSSION, note="The second one."))
    assert "There is a newer edition." in words(client, f"{PAGE}/1")
    page = words(client)
    assert page.index("The second one.") < page.index("Earlier editions") < page.index("The first one.")


def test_nothing_is_shown_before_it_is_published(cast: Cast, files: Client, sign_in: SignIn, clock: FixedClock) -> None:
    begin(cast)
    jobs.run_due(clock)
    for address in (f"{PAGE}/1", HTML):
        assert files.get(address).status_code == 404
    alma = sign_in(cast.alma)
    alma.careful = False
    preview = alma.get(HTML)
    assert (preview.status_code, preview.headers["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize(
    ("name", "kind", "disposition"),
    [
        ("both.html", "text/html; charset=utf-8", "inline"),
        ("en.pdf", "application/pdf", "inline"),
        ("both.md", "text/markdown; charset=utf-8", "attachment"),
    ],
)
def test_a_file_is_served_with_its_type_and_can_do_no_harm(
    cast: Cast, files: Client, clock: FixedClock, name: str, kind: str, disposition: str
) -> None:
    published_edition(cast, clock)
    response = files.get(f"{PAGE}/1/social-economy-edition-1-{name}")
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"] == f"{disposition}; filename=social-economy-edition-1-{name}"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-same-origin" not in policy
    assert ("allow-scripts" in policy) == (name != "both.html")
    assert (response.headers["Cache-Control"], "Set-Cookie" in response.headers) == ("public, no-cache", False)


@pytest.mark.parametrize(
    "name", ["social-economy-edition-2-both.html", "other-edition-1-both.html", "x", "contents.json"]
)
def test_any_other_name_is_not_found(cast: Cast, client: Client, clock: FixedClock, name: str) -> None:
    published_edition(cast, clock)
    assert client.get(f"{PAGE}/1/{name}").status_code == 404


def test_a_file_that_is_still_the_same_is_not_sent_again(cast: Cast, files: Client, clock: FixedClock) -> None:
    published_edition(cast, clock)
    etag = {"If-None-Match": files.get(HTML).headers["ETag"]}
    again = files.get(HTML, headers=etag)
    assert (again.status_code, again.data) == (304, b"")


# Withdrawals


def hide(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "not here")


def lock(cast: Cast) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")


def delete(cast: Cast) -> None:
    posting.delete_post(sight_for(cast, cast.ana), cast.post)


@pytest.mark.parametrize("take_away", [withdraw, hide, lock, delete])
def test_what_is_taken_away_stops_the_edition_at_once_and_the_worker_publishes_the_next(
    cast: Cast, files: Client, sign_in: SignIn, clock: FixedClock, take_away: Callable[[Cast], None]
) -> None:
    quoted_passage(cast)
    published_edition(cast, clock)
    first = files.get(HTML)
    assert cast.post.key in first.get_data(as_text=True)
    take_away(cast)
    asked = {"If-None-Match": first.headers["ETag"]}
    people = [files, sign_in(cast.ana), sign_in(cast.alma)]
    for reader in people:
        reader.careful = False
        for address in (HTML, f"{PAGE}/1"):
            for method, headers in (("GET", {}), ("GET", asked), ("HEAD", asked), ("GET", {"Range": "bytes=0-9"})):
                response = reader.open(address, method=method, headers=headers)
                assert (response.status_code, "ETag" in response.headers) == (410, False)
                assert cast.post.key not in response.get_data(as_text=True)
    files.careful = True
    assert "The edition that replaces it is being made." in words(files, f"{PAGE}/1", 410)
    assert "No edition can be read at the moment." in words(files)
    renew_stopped(START)
    jobs.run_due(clock)
    assert f'href="{PAGE}/2"' in words(files, f"{PAGE}/1", 410)
    assert "A text was withdrawn or removed." in words(files)
    files.careful = False
    second = files.get(HTML.replace("/1/", "/2/").replace("-1-", "-2-"))
    assert (second.status_code, cast.post.key in second.get_data(as_text=True)) == (200, False)


def test_what_is_shown_again_is_served_again(cast: Cast, files: Client, clock: FixedClock) -> None:
    quoted_passage(cast)
    published_edition(cast, clock)
    hide(cast)
    assert files.get(HTML).status_code == 410
    posting.restore_post(sight_for(cast, cast.alma), cast.post)
    assert files.get(HTML).status_code == 200


def test_an_edition_that_is_outdated_before_it_is_published_says_so(
    cast: Cast, sign_in: SignIn, clock: FixedClock
) -> None:
    quoted_passage(cast)
    begin(cast)
    jobs.run_due(clock)
    hide(cast)
    alma = sign_in(cast.alma)
    page = words(alma, f"{PAGE}/1")
    assert "Something that this edition prints was withdrawn or removed" in page
    assert "Publish this edition" not in page
    assert alma.post(f"{PAGE}/1/publish").status_code == 403
    assert alma.post(f"{PAGE}/1/again").status_code == 303
    jobs.run_due(clock)
    assert "Publish this edition" in words(alma, f"{PAGE}/1")


# Costs


def test_more_editions_cost_no_more_queries(app: Flask, cast: Cast, client: Client, clock: FixedClock) -> None:
    quoted_passage(cast)
    counts = []
    for _number in range(3):
        published_edition(cast, clock, Wanted(FULL_DISCUSSION))
        words(client)
        with queries(app) as asked:
            words(client)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2] <= 5
