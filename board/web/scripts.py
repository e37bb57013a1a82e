"""Static files: addresses that change with their content, and the scripts that a page or a part of one needs.

The scripts of a page follow from its HTML (see MARKS): no page loads a script that it does not need, and no template
can forget one. What a script does is said at its top.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, request, url_for
from markupsafe import Markup

from board.web import styles
from board.web.apart import scripts_apart

EVERYWHERE = ("forms.js", "header.js")
WHEN_SIGNED_IN = ("leftovers.js",)
MARKS = {
    "requests.js": (' hx-post="', ' hx-get="'),
    "weeks.js": ('<nav class="weeks"',),
    "times.js": (' data-your-time="',),
    "countdown.js": (' data-opens-at="',),
    "reading-mode.js": (' name="show"',),
    "voices.js": (' class="voices"',),
    "post-tools.js": (' class="more" href=',),
    "segments.js": (' class="segment"',),
    "excerpts.js": (" data-place-selection",),
    "coding.js": (" data-paragraph",),
    "keys.js": (' data-key="',),
    "reply.js": (' id="reply-home"',),
    "jump.js": (' class="jump"',),
    "unsent.js": (' data-unsent="',),
    "paste.js": (" data-markdown",),
    "keyboard.js": (" data-markdown",),
    "formatting.js": (' data-format="', ' class="segment"'),
    "hints.js": (" data-hints=",),
    "cities.js": (" data-guess-city",),
    "unloaded.js": (" data-picture ",),
    "mentions.js": (' data-mentions="',),
}
"""The snippets of HTML that call for a script. If a person's text contains one, a script is loaded needlessly."""
LIBRARIES = {"requests.js": "vendor/htmx.min.js"}
"""The libraries that go with a script. They are no modules, so the script cannot import them."""

VERSION = re.compile(r"\Av-[0-9a-f]{10}/")
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
IMPORTED = re.compile(r"^(?:import|\} from|.*\bfrom) '\./([\w.-]+)';$", re.MULTILINE)


def connect(app: Flask) -> None:
    """Serve the files under addresses with a version, and give templates those addresses."""
    folder = Path(app.static_folder or "")
    app.extensions["static_version"] = version_of(folder)
    app.extensions["imported_scripts"] = {path.name: imported(path) for path in sorted(folder.glob("*.js"))}
    serve, sheet = app.view_functions["static"], styles.joined(folder / "css")
    scripts = {path.name: spare(path) for path in folder.glob("*.js")}

    def serve_version(filename: str) -> object:
        """Serve the newest version, whichever is asked for: a page may be older than the last upgrade."""
        name = VERSION.sub("", filename)
        if name in scripts:
            return styles.answer(scripts[name], "text/javascript")
        return styles.answer(sheet) if name == styles.NAME else serve(filename=name)

    app.view_functions["static"] = serve_version  # type: ignore[assignment]
    app.jinja_env.globals.update(static_url=static_url, script_tags=script_tags)


def version_of(folder: Path) -> str:
    """Return one version for all files, a digest of their contents.

    With one version, scripts that import each other fit together, and their similar addresses compress well.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return f"v-{hashlib.sha256(b''.join(path.read_bytes() for path in files)).hexdigest()[:10]}"


def spare(path: Path) -> bytes:
    """Return a script of ours without the lines that are comments: a fifth of what a poor line would carry."""
    return COMMENT.sub("", path.read_text(encoding="utf-8")).encode()


def static_url(name: str) -> str:
    """Return the address of a file, which browsers may cache for a year."""
    return _address(request.script_root, current_app.extensions["static_version"], name)


@lru_cache(maxsize=256)
def _address(root: str, version: str, name: str) -> str:
    del root  # only part of the cache's key: `url_for` puts it into the address
    return url_for("static", filename=f"{version}/{name}")


def script_tags(html: str, signed_in: bool) -> Markup:
    """Return the script tags for a page, each after those that it imports, so that the browser fetches all at once."""
    names = (*EVERYWHERE, *(WHEN_SIGNED_IN if signed_in else ()), *called_for(html))
    return _tags(names, request.script_root, current_app.extensions["static_version"])


@lru_cache(maxsize=256)
def _tags(names: tuple[str, ...], root: str, version: str) -> Markup:
    del root, version  # only part of the cache's key: the addresses hold them
    return Markup("\n  ").join(map(_tag, dict.fromkeys(_with_imports(names))))


def scripts_of_part(html: str) -> str:
    """Return the addresses of the scripts that a part needs; requests.js loads those that its page lacks."""
    return " ".join(map(static_url, called_for(html)))


def called_for(html: str) -> list[str]:
    """Return the scripts that the HTML calls for, or a part of it that was set apart."""
    needed = marked_in(html) | scripts_apart()
    return [name for name in MARKS if name in needed]


def marked_in(html: str) -> frozenset[str]:
    """Return the scripts that the HTML itself calls for."""
    return frozenset(name for name, marks in MARKS.items() if any(mark in html for mark in marks))


def _tag(name: str) -> Markup:
    kind = "defer" if "/" in name else 'type="module"'
    return Markup('<script {} src="{}"></script>').format(Markup(kind), static_url(name))  # noqa: S704 - ours


def _with_imports(names: Iterable[str]) -> Iterator[str]:
    """Yield each script after those that it imports."""
    for name in names:
        yield from _with_imports(current_app.extensions["imported_scripts"].get(name, ()))
        yield name


def imported(path: Path) -> list[str]:
    """Return the names of the scripts that a script imports, and of its library."""
    library = LIBRARIES.get(path.name)
    return ([library] if library else []) + IMPORTED.findall(path.read_text(encoding="utf-8"))
