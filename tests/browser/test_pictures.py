"""Pictures and files in posts: chosen, pasted, dropped; with and without JavaScript; loaded only as far as wanted."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import FileChooser, Locator, Page, Response, expect

from board.actions import posting
from board.actions.attaching import IMAGE, Checked, attach
from board.config import MAX_FILE_BYTES
from board.media.pictures import SMALL_BYTES, made_small
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import reply_field, send
from tests.media.making import docx, noise, picture
from tests.support.attached import in_markdown
from tests.support.browser import PHONE, View, axe, scrolls_sideways
from tests.support.cast import START, Cast, sight_for, typed

SLOW = 20_000
"""Milliseconds: a picture is decoded and encoded, perhaps on a machine that does much else."""
SHOWN = "The market of La Paz on a Saturday"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture(1100, 700))
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "Plan final.docx"
    path.write_bytes(docx())
    return path


def adding(page: Page) -> None:
    page.locator("details.attach summary").click()


def choose(page: Page, path: Path, words: str) -> None:
    page.get_by_label("Picture or file").set_input_files(path)
    page.get_by_label("What the picture shows").fill(words)
    page.get_by_role("button", name="Add to the text").click()


def is_loaded(page: Page) -> None:
    shown = page.locator("#posts img").last
    expect(shown).to_have_attribute("alt", SHOWN, timeout=SLOW)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") == 1000


@pytest.mark.parametrize(
    "view", [View(), View(width=PHONE), View(javascript=False), View(width=PHONE, javascript=False)], ids=str
)
def test_a_picture_is_chosen_described_and_shown(enter: Enter, cast: Cast, view: View, photo: Path) -> None:
    page = enter(cast.jorge, view)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).fill("Look at this:")
    adding(page)
    choose(page, photo, SHOWN)
    expect(reply_field(page)).to_have_value(
        re.compile(rf"^Look at this:\s+!\[{SHOWN}\]\(image:\w{{14}}\)\s*$"), timeout=SLOW
    )
    send(page)
    is_loaded(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#posts .picture a").last.click()
    page.wait_for_url("**/picture/*/larger")


class Taps:
    """Counts what somebody taps."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        self.count += 1
        target.click()


def open_chooser(page: Page, taps: Taps) -> FileChooser:
    with page.expect_file_chooser() as waited:
        taps.on(page.get_by_role("button", name="Add a picture or a file"))
    return waited.value


@pytest.mark.parametrize("view", [View(), View(width=PHONE), View(width=360, dark=True)], ids=str)
def test_one_tap_opens_the_chooser_and_a_second_adds_the_picture(
    enter: Enter, cast: Cast, view: View, photo: Path
) -> None:
    page, taps = enter(cast.jorge, view), Taps()
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).fill("Look at this:")
    open_chooser(page, taps).set_files(photo)
    words = page.get_by_label("What the picture shows")
    expect(words).to_be_focused()
    for shown in (words, page.get_by_role("button", name="Add to the text")):
        expect(shown).to_be_in_viewport(ratio=1)
    expect(reply_field(page)).to_be_in_viewport()
    assert not scrolls_sideways(page)
    assert axe(page) == []
    page.keyboard.type(SHOWN)
    taps.on(page.get_by_role("button", name="Add to the text"))
    expect(reply_field(page)).to_have_value(
        re.compile(rf"^Look at this:\s+!\[{SHOWN}\]\(image:\w{{14}}\)\s*$"), timeout=SLOW
    )
    expect(reply_field(page)).to_be_focused()
    expect(page.locator("details.attach")).not_to_have_attribute("open", "")
    assert taps.count == 2


def test_the_picture_button_is_reached_by_the_keyboard_and_left_by_escape(
    enter: Enter, cast: Cast, photo: Path
) -> None:
    page = enter(cast.jorge)
    page.on("filechooser", lambda _chooser: None)  # from now on: one that opens sooner than it is waited for is lost
    page.goto(f"{FORUM}/post/{cast.post.key}/reply")
    reply_field(page).fill("Look at this:")
    button = page.get_by_role("button", name="Add a picture or a file")
    page.locator(".formatting summary").focus()
    page.keyboard.press("Shift+Tab")
    expect(button).to_be_focused()
    with page.expect_file_chooser() as waited:
        page.keyboard.press("Enter")
    waited.value.set_files(photo)
    words = page.get_by_label("What the picture shows")
    expect(words).to_be_focused()
    page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    expect(reply_field(page)).to_be_focused()
    expect(reply_field(page)).to_have_value("Look at this:")
    assert page.get_by_label("Picture or file").evaluate("chooser => chooser.files.length") == 0


def test_a_chosen_file_that_is_too_large_is_said_before_it_is_sent(enter: Enter, cast: Cast, tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    open_chooser(page, Taps()).set_files(large)
    chooser = page.get_by_label("Picture or file")
    expect(chooser).to_be_visible()
    assert chooser.evaluate("chooser => chooser.validationMessage") == "This file is larger than 10 MB."


def test_the_button_stands_in_each_form_with_the_part_and_in_no_other(enter: Enter, cast: Cast) -> None:
    page = enter(cast.alma)
    for address, count in (
        (f"{FORUM}/admin/announcements", 1),
        (f"{FORUM}/week/1/new-thread", 1),
        (f"{FORUM}/admin/week/1", 1),
        (f"{FORUM}/admin/call/conduct", 0),
    ):
        page.goto(address)
        expect(page.locator("textarea[data-markdown]")).to_have_count(1)
        expect(page.locator("[data-choose-file]")).to_have_count(count)
        expect(page.locator("details.attach")).to_have_count(count)


def test_a_file_is_added_with_its_name(enter: Enter, cast: Cast, plan: Path) -> None:
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    adding(page)
    page.get_by_label("Picture or file").set_input_files(plan)
    expect(page.get_by_label("What the picture shows")).to_have_value("Plan final")
    page.get_by_role("button", name="Add to the text").click()
    expect(reply_field(page)).to_have_value(re.compile(r"\[Plan final\]\(file:"), timeout=SLOW)
    send(page)
    post = page.locator("#posts article").last
    expect(post).to_contain_text("Plan final (DOCX, 1 KB)")
    with page.expect_download() as waited:
        post.get_by_role("link", name="Plan final").click()
    assert waited.value.suggested_filename == "Plan final.docx"


def test_what_is_refused_is_said_and_nothing_is_lost(enter: Enter, cast: Cast, tmp_path: Path) -> None:
    drawing = tmp_path / "x.svg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>document.title = 'hurt'</script></svg>")
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).fill("Typed for an hour.")
    adding(page)
    choose(page, drawing, SHOWN)
    expect(page.locator("[data-attach-says]")).to_contain_text("This is neither a picture nor a file")
    expect(page.get_by_label("What the picture shows")).to_have_value(SHOWN)
    expect(reply_field(page)).to_have_value("Typed for an hour.")


def test_words_are_asked_for_before_a_picture_is_sent(enter: Enter, cast: Cast, photo: Path) -> None:
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    adding(page)
    choose(page, photo, "")
    expect(page.locator("[data-attach-says]")).to_have_text("Say in a few words what the picture shows.")
    expect(page.get_by_label("What the picture shows")).to_be_focused()


GIVE = """(area, [kind, base64]) => {
    const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0)), data = new DataTransfer();
    data.items.add(new File([bytes], 'shot.png', { type: 'image/png' }));
    area.focus();
    const about = { bubbles: true, cancelable: true };
    area.dispatchEvent(kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, ...about })
      : new DragEvent('drop', { dataTransfer: data, ...about }));
}"""


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_pasted_or_dropped_into_the_text(enter: Enter, cast: Cast, kind: str) -> None:
    page = enter(cast.jorge)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).evaluate(GIVE, [kind, b64encode(picture(300, 200, "PNG")).decode()])
    words = page.get_by_label("What the picture shows")
    expect(words).to_be_focused()
    words.fill(SHOWN)
    words.press("Enter")
    expect(reply_field(page)).to_have_value(re.compile(rf"!\[{SHOWN}\]\(image:"), timeout=SLOW)


def ten_pictures(site: Site, cast: Cast) -> None:
    """Ten posts, each with a picture that is hard to make small."""
    with site.written():
        made = made_small(noise(1100, 800))
        for number in range(10):
            original = f"{number}".encode()
            small = made.small
            checked = Checked(IMAGE, original, "", small.data, b"", small.width, small.height)
            kept = attach(cast.ana, checked, START)
            words = f"Foto {number}: {in_markdown(kept, f'Una feria {number}')}"
            posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(words, "es"))


def loaded(page: Page, address: str) -> tuple[int, int]:
    """Open a page and look at all of it; return how many pictures were loaded, and the bytes of all of them."""
    pictures: list[Response] = []
    page.on("response", lambda answer: pictures.append(answer) if "/picture/" in answer.url else None)
    page.goto(address)
    for shown in page.locator("#posts img").all():
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_js_property("complete", True)
    return len(pictures), sum(len(answer.body()) for answer in pictures)


def test_ten_pictures_load_at_most_60_kb_each(enter: Enter, site: Site, cast: Cast) -> None:
    ten_pictures(site, cast)
    count, size = loaded(enter(cast.jorge), f"{FORUM}/thread/{cast.thread.key}")
    assert count == 10
    assert size <= 10 * SMALL_BYTES


def test_whoever_saves_data_loads_none_until_a_tap(enter: Enter, site: Site, cast: Cast) -> None:
    ten_pictures(site, cast)
    page = enter(cast.jorge, View(width=PHONE))
    page.set_extra_http_headers({"Save-Data": "on"})
    assert loaded(page, f"{FORUM}/thread/{cast.thread.key}") == (0, 0)
    first = page.locator("#posts .picture").first
    expect(first).to_contain_text("Una feria 0")
    first.get_by_role("link", name="Show the picture").click()
    image = page.locator("#posts img")
    expect(image).to_have_count(1)
    expect(image).to_have_attribute("alt", "Una feria 0")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0
