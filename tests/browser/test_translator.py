"""A translator works from the text itself, segment by segment."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from board.actions import posting
from board.models import Post
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import kept, shown, sign_in, stay, stayed
from tests.support.cast import Cast, sight_for, text_of, translate, typed

SOURCE = "Abrimos una tienda.\n\nVendemos pan y queso.\n\nEl hospital compra cada lunes."
WORDS = ["We opened a shop.", "We sell bread and cheese.", "The hospital buys every Monday."]


def test_a_post_is_translated_with_the_keyboard_and_read_by_others(
    page: Page, enter: Enter, site: Site, cast: Cast
) -> None:
    post = _post_by_ana(site, cast)
    thread = f"{FORUM}/thread/{cast.thread.key}"
    page.goto(f"/sign-in?next={thread}")
    sign_in(page, cast.tess)
    expect(shown(page, post).locator(".translation").last).to_contain_text("Waiting for translation.")
    shown(page, post).get_by_role("link", name="Translate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Translate from Spanish into English")

    fields = page.locator(".segment textarea")
    stay(page)
    fields.first.focus()
    for words in WORDS:
        page.keyboard.type(words)
        page.keyboard.press("Control+Enter")
    expect(page.locator(".segment .state")).to_have_text(["draft · Tess"] * 3)
    assert stayed(page)

    reader = enter(cast.jorge)
    reader.goto(thread)
    expect(shown(reader, post).locator(".translation").last).to_contain_text("Waiting for translation.")
    page.keyboard.press("Alt+a")
    expect(page.get_by_text("Approved. Readers see it now.")).to_be_visible()
    reader.reload()
    english = shown(reader, post).locator(".translation[lang=en]")
    expect(english).to_have_text(WORDS)
    expect(shown(reader, post)).to_contain_text("translated by Tess · approved")


def test_focus_goes_to_the_next_paragraph_and_stays_there(enter: Enter, site: Site, cast: Cast) -> None:
    post = _post_by_ana(site, cast)
    page = enter(cast.tess)
    page.goto(f"{FORUM}/translate/{_text_key(site, post)}")
    fields = page.locator(".segment textarea")
    fields.first.fill(WORDS[0])
    fields.first.press("Control+Enter")
    expect(fields.nth(1)).to_be_focused()
    expect(page.locator(".segment .state").first).to_have_text("draft · Tess")
    expect(fields.nth(1)).to_be_focused()


def test_an_edited_original_outdates_exactly_the_paragraph_that_changed(enter: Enter, site: Site, cast: Cast) -> None:
    post = _post_by_ana(site, cast)
    with site.written():
        translate(sight_for(cast, cast.tess), text_of(post), *WORDS)
    author = enter(cast.ana)
    author.goto(f"{FORUM}/post/{post.key}/edit")
    author.get_by_label("Text", exact=True).fill(SOURCE.replace("pan y queso", "pan, queso y miel"))
    author.get_by_role("button", name="Save").click()
    expect(shown(author, post)).to_contain_text("queso y miel")
    expect(shown(author, post).locator(".translation[lang=en].outdated")).to_have_count(1)
    expect(shown(author, post).locator(".translation.outdated")).to_contain_text("We sell bread and cheese.")
    expect(shown(author, post).locator(".translation.outdated .note")).to_have_text(
        "The original of this paragraph was changed after it was translated."
    )
    expect(shown(author, post)).to_contain_text("translated by Tess · 1 paragraph outdated")

    page = enter(cast.tess)
    page.goto(f"{FORUM}/translate/{_text_key(site, post)}")
    still = page.get_by_role("button", name="Still right: approve")
    expect(still).to_have_count(1)
    second = page.locator(".segment").nth(1)
    second.locator("textarea").fill("We sell bread, cheese and honey.")
    still.click()
    expect(second.locator(".state")).to_have_text("approved · Tess")
    author.reload()
    expect(shown(author, post).locator(".translation[lang=en]").nth(1)).to_have_text("We sell bread, cheese and honey.")
    expect(shown(author, post).locator(".outdated")).to_have_count(0)


def test_two_translators_at_one_paragraph_overwrite_nothing(enter: Enter, site: Site, cast: Cast) -> None:
    post = _post_by_ana(site, cast)
    page = enter(cast.tess)
    page.goto(f"{FORUM}/translate/{_text_key(site, post)}")
    with site.written():
        translate(sight_for(cast, cast.alma), text_of(post), "A shop was opened by us.")
    first = page.locator(".segment").first
    first.locator("textarea").fill(WORDS[0])
    first.get_by_role("button", name="Approve").click()
    expect(first.get_by_role("alert").first).to_contain_text("Somebody else saved this paragraph meanwhile.")
    expect(first.locator("textarea")).to_have_value(WORDS[0])
    expect(first.locator("details[open]")).to_contain_text("A shop was opened by us.")


def test_a_paragraph_begun_is_kept_and_comes_back(enter: Enter, site: Site, cast: Cast) -> None:
    post = _post_by_ana(site, cast)
    page = enter(cast.tess)
    page.goto(f"{FORUM}/translate/{_text_key(site, post)}")
    page.locator(".segment textarea").first.fill("We opened a")
    kept(page)
    page.reload()
    expect(page.locator(".segment textarea").first).to_have_value("We opened a")


def _post_by_ana(site: Site, cast: Cast) -> Post:
    with site.written():
        return posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(SOURCE))


def _text_key(site: Site, post: Post) -> str:
    with site.written():
        return text_of(post).key


def test_the_text_that_somebody_waits_for_is_one_click_from_home(enter: Enter, site: Site, cast: Cast) -> None:
    """The first line of the queue on the home page is the question put to whoever answers now; its field has focus."""
    _post_by_ana(site, cast)
    page = enter(cast.tess)
    pages: list[str] = []
    page.on("framenavigated", lambda frame: pages.append(frame.url))
    page.goto(f"{FORUM}/home")
    line = page.locator("ol.queue a").first
    expect(line).to_contain_text("somebody waits for it")
    line.click()
    expect(page.locator(".segment textarea").first).to_be_focused()
    page.keyboard.type("Who signed the contract?")
    expect(page.locator(".segment textarea").first).to_have_value("Who signed the contract?")
    assert len(pages) == 2  # home, and the text: one click, no queue between
