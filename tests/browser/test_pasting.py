"""Pasting from a word processor, a mail or a web page gives clean Markdown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORUM, Enter
from tests.browser.hands import reply_field, send
from tests.support.browser import Watch
from tests.support.cast import Cast

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]--></head>
<body lang=ES><!--StartFragment-->
<h2 style='margin-top:2.0pt'><span style='font-size:13.0pt'>Compras públicas<o:p></o:p></span></h2>
<p class=MsoNormal><span style='font-size:11.0pt;font-family:"Calibri",sans-serif'>La cooperativa vende
<b style='mso-bidi-font-weight:normal'>verduras </b>al <i>municipio</i>&nbsp;desde <a
href="https://example.org/caso(1)">2009</a>.<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Pan<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;&nbsp;</span></span><![endif]>de trigo<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>Queso<o:p></o:p></p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>Producto</p></td><td><p class=MsoNormal>Kilos</p></td></tr>
<tr><td><p class=MsoNormal>Pan</p></td><td><p class=MsoNormal>40</p></td></tr></table>
<!--EndFragment--></body></html>"""
MARKDOWN = """## Compras públicas

La cooperativa vende **verduras** al *municipio* desde [2009](https://example.org/caso%281%29).

- Pan
    - de trigo
- Queso

| Producto | Kilos |
| --- | --- |
| Pan | 40 |"""

MAIL = (
    '<div dir="ltr">Dear all,<div><br></div><div>the <span style="font-weight:700">deadline</span> is Friday.</div>'
    "<blockquote>When is it?</blockquote><script>alert(1)</script><img src=x onerror=alert(1)></div>"
)
MAIL_MARKDOWN = "Dear all,\n\nthe **deadline** is Friday.\n\n> When is it?"

PASTE = """(area, [html, text]) => {
    area.focus();
    const data = new DataTransfer();
    if (html) data.setData('text/html', html);
    data.setData('text/plain', text);
    return !area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def _debris_may_be_refused_aloud(watch: Watch, open_page: object) -> Iterator[None]:
    """Parsing what was copied, the browser reports each style and handler in it that the site's policy refuses."""
    yield
    policy = "violates the following Content Security Policy directive"
    watch.faults[:] = [fault for fault in watch.faults if policy not in fault]


def paste(page: Page, html: str, text: str = "plain words") -> bool:
    """Whether the site took the pasting into its own hands; otherwise the browser inserts the plain text itself."""
    return bool(reply_field(page).evaluate(PASTE, [html, text]))


@pytest.mark.parametrize(("html", "markdown"), [(WORD, MARKDOWN), (MAIL, MAIL_MARKDOWN)], ids=["word", "mail"])
def test_what_is_pasted_keeps_its_shape_and_leaves_its_debris(
    enter: Enter, cast: Cast, html: str, markdown: str
) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    assert paste(page, html)
    expect(reply_field(page)).to_have_value(markdown)


def test_it_goes_in_at_the_caret_and_undo_takes_it_out(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    reply_field(page).fill("before after")
    reply_field(page).evaluate("area => area.setSelectionRange(7, 7)")
    paste(page, "<p><b>bold</b></p>")
    expect(reply_field(page)).to_have_value("before **bold**after")
    reply_field(page).press("Control+z")
    expect(reply_field(page)).to_have_value("before after")


def test_plain_words_are_left_to_the_browser(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    assert not paste(page, "")
    assert not paste(page, "<meta charset='utf-8'><span style='color: red'>plain words</span>")


def test_what_was_pasted_is_shown_as_it_looked(enter: Enter, cast: Cast) -> None:
    page = enter(cast.ana)
    page.goto(f"{FORUM}/thread/{cast.thread.key}")
    paste(page, WORD)
    send(page)
    post = page.locator("#posts article").last
    expect(post.locator("h2, h3, h4").filter(has_text="Compras públicas")).to_have_count(1)
    expect(post.locator("li li")).to_have_text("de trigo")
    expect(post.get_by_role("cell", name="40")).to_be_visible()
    expect(post.get_by_role("link", name="2009")).to_have_attribute("href", "https://example.org/caso%281%29")
