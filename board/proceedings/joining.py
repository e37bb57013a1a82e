"""Joining PDFs that were made one part after the other into one: pages, tags, destinations, links and outline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple

INSIDE = "https://inside.invalid/#"
"""What stands before the name of a place in the book while the parts are apart: it may be in another part."""
AT_ONCE = 6
"""How many parts are added before the whole is written and opened again."""
PX = 0.75
"""Points of a pixel of CSS."""


class Bookmark(NamedTuple):
    """A line of the outline: its level, words, page (from 0), and distance from the top of the page in pixels."""

    level: int
    words: str
    page: int
    top: float


@dataclass(slots=True)
class Joined:
    """What the parts have brought along so far."""

    whole: Any
    elements: list[Any]
    """The structure elements right below the root."""
    parents: list[Any]
    """Pairs of a number and what it belongs to: the marked content of a page, or an annotation."""
    places: dict[str, Any]
    """Destinations by name."""
    sources: list[Any] = field(default_factory=list)
    """The parts, which stay open: their streams are read when the whole is written."""


class Part(NamedTuple):
    """A PDF, whether it is as it was laid out, and whether it has tables."""

    file: bytes
    is_new: bool = False
    has_tables: bool = False


def join(parts: Sequence[Part], bookmarks: Iterable[Bookmark], front: int) -> bytes:
    """Return one PDF. Its first `front` pages have Roman numbers; the others begin with 1."""
    import pikepdf

    whole, *waiting = parts
    while waiting:
        whole, waiting = _appended(whole, waiting[:AT_ONCE]), waiting[AT_ONCE:]
    pdf = _opened(whole)
    pdf.Root.PageLabels = pikepdf.Dictionary(
        Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.r), front, pikepdf.Dictionary(S=pikepdf.Name.D)])
    )
    _lead_inside(pdf)
    _outline(pdf, bookmarks)
    return _written(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _appended(whole: Part, parts: Iterable[Part]) -> Part:
    """Return the whole with a few parts at its end. What they hold is copied, so a few at once spare memory."""
    import pikepdf

    pdf = _opened(whole)
    joined = Joined(pdf, list(_document(pdf).K), list(pdf.Root.StructTreeRoot.ParentTree.Nums), dict(_places(pdf)))
    for part in parts:
        _add(joined, _opened(part))
    _document(pdf).K = pikepdf.Array(joined.elements)
    pdf.Root.StructTreeRoot.ParentTree.Nums = pikepdf.Array(joined.parents)
    names = [item for name in sorted(joined.places, key=str.encode) for item in (name, joined.places[name])]
    pdf.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=pikepdf.Array(names)))
    return Part(_written(pdf, compress_streams=False))


def _opened(part: Part) -> Any:
    import pikepdf

    pdf = pikepdf.open(BytesIO(part.file))
    if part.is_new:
        _name_links(pdf)
    if part.has_tables:
        _name_headers(pdf)
    return pdf


def _name_links(pdf: Any) -> None:
    """Tag as a link whatever in a link has an annotation of its own."""
    import pikepdf

    for owner in list(pdf.Root.StructTreeRoot.ParentTree.Nums)[1::2]:
        if isinstance(owner, pikepdf.Dictionary):
            owner.S = pikepdf.Name.Link


def _written(pdf: Any, **options: Any) -> bytes:
    written = BytesIO()
    pdf.save(written, deterministic_id=True, **options)
    return written.getvalue()


def _document(pdf: Any) -> Any:
    return pdf.Root.StructTreeRoot.K[0]


def _places(pdf: Any) -> Iterator[tuple[str, Any]]:
    names = list(pdf.Root.Names.Dests.Names) if "/Names" in pdf.Root else []
    return ((str(name), place) for name, place in zip(names[::2], names[1::2], strict=True))


def _add(joined: Joined, part: Any) -> None:
    """Add a part at the end. Pages go first: what is copied after them leads to their copies."""
    import pikepdf

    whole, first = joined.whole, len(joined.whole.pages)
    base = int(joined.parents[-2]) + 1
    _renumber(part, base)
    index = {page.obj.objgen: number for number, page in enumerate(part.pages)}
    whole.pages.extend(part.pages)
    tree = whole.copy_foreign(part.Root.StructTreeRoot)
    for element in tree.K[0].K:
        element.P = _document(whole)
        joined.elements.append(element)
    numbers = list(tree.ParentTree.Nums)
    for number, owner in zip(numbers[::2], numbers[1::2], strict=True):
        joined.parents += [int(number) + base, owner]
    for name, place in _places(part):
        page, *where = place
        joined.places[name] = pikepdf.Array([whole.pages[first + index[page.objgen]].obj, *where])
    joined.sources.append(part)


def _renumber(part: Any, base: int) -> None:
    """Let pages and annotations name their own lines in the whole's table of parents."""
    for page in part.pages:
        page.obj.StructParents = int(page.obj.StructParents) + base
        for link in page.obj.get("/Annots", ()):
            link.StructParent = int(link.StructParent) + base


def _lead_inside(whole: Any) -> None:
    """Let links to places in the book lead there."""
    for page in whole.pages:
        for link in page.obj.get("/Annots", ()):
            address = str(link.A.URI) if "/A" in link else ""
            if address.startswith(INSIDE):
                link.Dest = address.removeprefix(INSIDE)
                link.Contents = address.removeprefix(INSIDE)
                del link.A


def _outline(whole: Any, bookmarks: Iterable[Bookmark]) -> None:
    import pikepdf

    with whole.open_outline() as outline:
        outline.root.clear()
        open_items: list[tuple[int, Any]] = [(0, outline.root)]
        for mark in bookmarks:
            page = whole.pages[mark.page]
            top = float(page.mediabox[3]) - mark.top * PX
            item = pikepdf.OutlineItem(mark.words, pikepdf.Array([page.obj, pikepdf.Name.XYZ, 0, top, 0]))
            while open_items[-1][0] >= mark.level:
                open_items.pop()
            open_items[-1][1].append(item)
            open_items.append((mark.level, item.children))


def _name_headers(pdf: Any) -> None:
    """Say of each header cell whether it heads its column or its row."""
    import pikepdf

    waiting = [(_document(pdf), False)]
    while waiting:
        element, in_head = waiting.pop()
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            continue
        in_head = in_head or element.S == "/THead"
        if element.S == "/TH":
            element.A.Scope = pikepdf.Name.Column if in_head else pikepdf.Name.Row
        kids = element.get("/K", ())
        waiting += [(kid, in_head) for kid in kids if isinstance(kid, pikepdf.Dictionary)]
