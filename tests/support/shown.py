"""A page as its reader sees it: its words, its links, and its forms, sent as by a browser without JavaScript.

page = shown(client.get("/f/…"))
page.form("/reply").send(client, body="Hello")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

from tests.support.client import Client

Fields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form with the contents of its fields."""

    element: Element
    action: str

    @property
    def fields(self) -> Fields:
        """What a browser would send if the reader changed nothing and pressed no named button."""
        found: dict[str, list[str]] = {}
        for name, value in _filled_in(self.element):
            found.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    def send(self, client: Client, *, headers: dict[str, str] | None = None, **typed: str | list[str]) -> TestResponse:
        """Send it with the token of the page; no header helps."""
        client.token = False
        try:
            return client.post(self.action, data=self.fields | typed, headers=headers)
        finally:
            client.token = True


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, or a part of one."""

    root: Element

    @property
    def words(self) -> str:
        """All text on it, with single spaces."""
        return words_of(self.root)

    @property
    def links(self) -> list[str]:
        return [element.get("href", "") for element in self.root.iter("a")]

    @property
    def forms(self) -> list[Form]:
        """The forms, and one for each address to which buttons elsewhere on the page send a form."""
        return [*self._forms_of_buttons(), *(Form(form, form.get("action", "")) for form in self._own_forms())]

    def _own_forms(self) -> list[Element]:
        sent_elsewhere = {button.get("form") for button in self.root.iter("button") if button.get("formaction")}
        return [form for form in self.root.iter("form") if form.get("action") or form.get("id") not in sent_elsewhere]

    def _forms_of_buttons(self) -> Iterator[Form]:
        owners = {form.get("id"): form for form in self.root.iter("form")}
        made: dict[tuple[str, str], Element] = {}
        for button in self.root.iter("button"):
            action, owner = button.get("formaction"), button.get("form")
            if not action or not owner:
                continue
            if (owner, action) not in made:
                fields = owners.get(owner)
                made[owner, action] = Element("form")
                made[owner, action].extend(fields if fields is not None else ())
            made[owner, action].append(button)
        yield from (Form(element, action) for (_owner, action), element in made.items())

    def form(self, end: str) -> Form:
        """Return the form whose address ends like this."""
        [found] = [form for form in self.forms if form.action.endswith(end)]
        return found

    def actions(self) -> set[str]:
        return {form.action for form in self.forms}

    def all(self, path: str) -> list[Element]:
        """Return elements by ElementTree's XPath."""
        return self.root.findall(f".//{path}")

    def one(self, path: str) -> Element:
        [found] = self.all(path)
        return found

    def texts(self, path: str) -> list[str]:
        return [words_of(element) for element in self.all(path)]


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def shown(response: TestResponse) -> Shown:
    """Return what an answer shows; it must not be a redirect, which shows nothing."""
    assert response.status_code not in range(300, 400), f"redirected to {response.location}"
    return read(response.get_data(as_text=True))


def read(html: str) -> Shown:
    """Parse HTML as a browser does."""
    return Shown(html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False))


def _filled_in(form: Element) -> Iterator[tuple[str, str]]:
    for field in form.iter():
        name = field.get("name")
        if not name or "disabled" in field.attrib:
            continue
        if field.tag == "textarea":
            yield name, "".join(field.itertext()).replace("\n", "\r\n")
        elif field.tag == "select":
            yield name, _chosen(field)
        elif field.tag == "input" and (field.get("type") not in ("checkbox", "radio") or "checked" in field.attrib):
            yield name, field.get("value", "")


def _chosen(select: Element) -> str:
    options = list(select.iter("option"))
    selected = [option for option in options if "selected" in option.attrib] or options[:1]
    return selected[0].get("value", "") if selected else ""
