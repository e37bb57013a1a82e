"""Reading the HTML that the text module makes, strictly: a stray tag is an error, not something to repair."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"br", "hr"}
NEVER_IN_P = {"p", "div", "ul", "ol", "blockquote", "pre", "table", "h3", "h4", "h5", "h6", "hr"}


class Page(HTMLParser):
    """What a fragment holds. Raises AssertionError on one that is not well formed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == [], html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "p" not in self._open or tag not in NEVER_IN_P, f"<{tag}> inside <p>"
        assert tag != "a" or "a" not in self._open, "a link in a link"
        assert len({name for name, _ in attrs}) == len(attrs), "an attribute twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]

    @property
    def addresses(self) -> list[str]:
        return [attributes.get("href") or "" for attributes in self.all("a")]
