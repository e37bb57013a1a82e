"""Static files: addresses that change with their content, and the scripts that a page or a part of one needs.

A script says at its top what it does; here stands what in the HTML calls for it. So no page loads a script for
nothing, and no template can forget one.
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
    "keys.js": (' data-key="',),
    "unsent.js": (' data-unsent="',),
    "paste.js": (" data-markdown",),
}
"""What in the HTML calls for a script. Where somebody's text happens to say the same, a script comes for nothing."""
LIBRARIES = {"requests.js": "vendor/htmx.min.js"}
"""What a script cannot import, since it is no module."""

VERSION = re.compile(r"\Av-[0-9a-f]{10}/")
IMPORTED = re.compile(r"^(?:import|\} from|.*\bfrom) '\./([\w.-]+)';$", re.MULTILINE)


def connect(app: Flask) -> None:
    """Serve the files under addresses with a version, and give templates those addresses."""
    folder = Path(app.static_folder or "")
    app.extensions["static_version"] = version_of(folder)
    app.extensions["imported_scripts"] = {path.name: imported(path) for path in sorted(folder.glob("*.js"))}
    serve, sheet = app.view_functions["static"], styles.joined(folder / "css")

    def serve_version(filename: str) -> object:
        """Whatever version is asked for: a page of before an upgrade gets the newest."""
        name = VERSION.sub("", filename)
        return styles.answer(sheet) if name == styles.NAME else serve(filename=name)

    app.view_functions["static"] = serve_version  # type: ignore[assignment]
    app.jinja_env.globals.update(static_url=static_url, script_tags=script_tags)


def version_of(folder: Path) -> str:
    """One version for all files: scripts that import each other stay together, and an address that stands in a page
    several times takes little room in it once it is compressed."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return f"v-{hashlib.sha256(b''.join(path.read_bytes() for path in files)).hexdigest()[:10]}"


def static_url(name: str) -> str:
    """The address of a file, which browsers may keep for a year."""
    return _address(request.script_root, current_app.extensions["static_version"], name)


@lru_cache(maxsize=256)
def _address(root: str, version: str, name: str) -> str:
    del root  # in the answer of `url_for`
    return url_for("static", filename=f"{version}/{name}")


def script_tags(html: str, signed_in: bool) -> Markup:
    """The scripts for a page with this HTML, each after those that it imports: the browser asks for all at once."""
    names = (*EVERYWHERE, *(WHEN_SIGNED_IN if signed_in else ()), *called_for(html))
    return Markup("\n  ").join(map(_tag, dict.fromkeys(_with_imports(names))))


def scripts_of_part(html: str) -> str:
    """The addresses of the scripts that a part needs, for the page that it comes into (requests.js)."""
    return " ".join(map(static_url, called_for(html)))


def called_for(html: str) -> list[str]:
    """The scripts for which something in the HTML calls."""
    return [name for name, marks in MARKS.items() if any(mark in html for mark in marks)]


def _tag(name: str) -> Markup:
    kind = "defer" if "/" in name else 'type="module"'
    return Markup('<script {} src="{}"></script>').format(Markup(kind), static_url(name))  # noqa: S704 - ours


def _with_imports(names: Iterable[str]) -> Iterator[str]:
    """Each script after what it imports."""
    for name in names:
        yield from _with_imports(current_app.extensions["imported_scripts"].get(name, ()))
        yield name


def imported(path: Path) -> list[str]:
    """The scripts that a script imports, and the library that it goes with."""
    library = LIBRARIES.get(path.name)
    return ([library] if library else []) + IMPORTED.findall(path.read_text(encoding="utf-8"))
