"""The test client notices what it promises to: otherwise every other test is less careful than it looks."""

from __future__ import annotations

import pytest

from tests.support.pages import problems

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Title</title></head>
<body><main><h1>Heading</h1>{}</main></body></html>"""


def test_a_good_page_has_no_problems() -> None:
    form = '<form method="post"><input type="hidden" name="csrf_token" value="x"><button>Send</button></form>'
    data = '<script type="application/json">{"a": 1}</script><script src="/forms.js" defer></script>'
    assert problems(PAGE.format(form + data)) == []


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<p>not <b>closed</p>", "line 3: unexpected-end-tag"),
        ("<h1>Second</h1>", "2 h1 instead of one"),
        ('<form method="POST" action="/a"></form>', "form to '/a' has no CSRF token"),
        ('<form method="post"><input name="csrf_token" value=""></form>', "form to None has no CSRF token"),
        ('<p id="a"></p><p id="a"></p>', 'id "a" is used 2 times'),
        ('<p style="color: red"></p>', "inline style on p"),
        ('<p onclick="f()"></p>', "inline onclick on p"),
        ('<p hx-on:click="f()"></p>', "inline hx-on:click on p"),
        ("<script>f()</script>", "inline script"),
        ('<a href="javascript:f()">go</a>', "script in href of a"),
        (
            '<form><input type="checkbox" name="a" required><input type="checkbox" name="a"></form>',
            "each of several check boxes is required",
        ),
        ('<img src="/a.png">', "img '/a.png' has no alt"),
    ],
)
def test_a_mistake_is_named(markup: str, problem: str) -> None:
    assert [line for line in problems(PAGE.format(markup)) if line.startswith(problem)]


@pytest.mark.parametrize(
    ("removed", "problem"),
    [(' lang="en"', "no lang on html"), ("Title", "no title"), ("<h1>Heading</h1>", "0 h1 instead of one")],
)
def test_a_missing_piece_is_named(removed: str, problem: str) -> None:
    assert problems(PAGE.format("").replace(removed, "")) == [problem]


SCRIPT = '<script type="module" src="/static/v-0123456789/{}"></script>'


@pytest.mark.parametrize(
    ("scripts", "markup", "found"),
    [
        (["weeks.js"], '<nav class="weeks"></nav>', []),
        (["times.js"], '<nav class="weeks"></nav>', ["weeks.js is missing", "times.js comes for nothing"]),
        (["weeks.js", "weeks.js"], '<nav class="weeks"></nav>', ["weeks.js comes twice"]),
        ([], '<nav class="weeks"></nav>', []),
    ],
)
def test_a_script_is_there_where_something_needs_it(scripts: list[str], markup: str, found: list[str]) -> None:
    """A page that loads none of the site's scripts is none of the site's."""
    assert problems(PAGE.format(markup + "".join(map(SCRIPT.format, scripts)))) == found


def test_a_part_needs_no_title_but_is_still_checked() -> None:
    assert problems("<li>One</li>") == []
    assert problems('<li id="a">One</li><li id="a">Two</li>') == ['id "a" is used 2 times']


def test_a_row_of_a_table_is_a_part_too() -> None:
    assert problems("<tr><td>One</td></tr>") == []
