"""The tables of the open data and what each field means. docs/open-data.md is this, in words (`documentation`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FORMAT, VERSION = "semana-forum", 1
"""Another version is another meaning or another name of a field that was there; a further field is none."""


Pair = tuple[str, str]
"""The name of a field and what it means."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: in JSON a list of objects, in the zip a CSV file."""

    name: str
    about: str
    fields: Mapping[str, str]
    """What each field means, by its name, in the order of the columns."""


def _table(name: str, about: str, *fields: Pair) -> Table:
    return Table(name, about, dict(fields))


def _text(name: str, what: str) -> tuple[Pair, ...]:
    """Return the fields of a text that is translated."""
    return (
        (name, f"{what}, as it was written"),
        (f"{name}_language", "its language (ISO 639)"),
        (f"{name}_translation", "its translation; paragraphs that have none yet are left out"),
        (f"{name}_translation_language", "the language into which it is translated"),
        (f"{name}_translation_state", "the state of its least advanced paragraph: see *States*"),
        (f"{name}_translation_origin", "`human`, `machine`, or `mixed` if a machine wrote a part of it"),
        (f"{name}_translators", "the translators who agreed to be named"),
    )


def _citing(name: str, what: str, cited: str) -> tuple[Pair, ...]:
    """Return the fields of a text that cites."""
    return (*_text(name, what), (f"{name}_cites", f"the keys of the {cited} that it cites"))


def _person(name: str, who: str) -> tuple[Pair, ...]:
    return (
        (name, f"{who}: a number that is the same throughout one file, and means nothing outside it"),
        (f"{name}_name", "their name, if they agreed to be named"),
        (f"{name}_region", "their region, unless they asked for no mention at all"),
    )


KEY = ("key", "the random key in its address")
ADDRESS = ("address", "its permanent address on the site, which leads back to it")
WEEK = ("week", "the number of its week")

TABLES = (
    _table(
        "forum", "The forum itself; one row.",
        ("name", "the forum’s name"),
        ("address", "its address on the site; an address in a text that begins with `/` is one of the same site"),
        ("zone", "the time zone of all times (IANA)"),
        ("starts_on", "its first day"),
        ("ends_on", "its last day"),
        ("languages", "its languages (ISO 639)"),
        ("regions", "its regions"),
        *_text("about", "what the forum is about"),
    ),
    _table(
        "weeks", "The weeks that are open, by number.",
        ("number", "its number"),
        ADDRESS,
        ("opened_at", "when it opened"),
        ("state", "`open`, or `closed` for writing"),
        *_text("title", "its title"),
        *_text("outline", "its outline"),
        *_citing("summary", "what the organisers say of its discussion", "posts"),
    ),
    _table(
        "readings", "What was read in a week.",
        KEY,
        ADDRESS,
        WEEK,
        ("kind", "`text`, `link` or `file`"),
        ("is_case_study", "whether a key respondent presented it"),
        *_person("author", "the key respondent who wrote it"),
        ("credit", "the author or source that the organisers name, but no member who did not agree to be named"),
        ("written_at", "when it was prepared"),
        ("link", "the address of a reading that is a link"),
        ("file_name", "the name of a reading that is a file; the file itself is not exported"),
        ("file_sha256", "the SHA-256 digest of that file, by which a copy of it can be recognised"),
        *_text("title", "its title"),
        *_text("body", "its text, in Markdown; nothing if its author has withdrawn a passage of it"),
    ),
    _table(
        "threads", "The discussions, each with the summary that stands above it.",
        KEY,
        ADDRESS,
        WEEK,
        ("kind", "`question` if the organisers set it, otherwise `thread`"),
        ("reading", "the key of the reading below which it stands"),
        *_person("author", "the person who opened it"),
        ("opened_at", "when it was opened"),
        *_text("title", "its title"),
        *_citing("abstract", "what the organisers say of it", "posts"),
    ),
    _table(
        "posts", "The contributions, in the order of their writing.",
        KEY,
        ADDRESS,
        WEEK,
        ("thread", "the key of its thread"),
        ("reply_to", "the key of the post to which it replies"),
        *_person("author", "its author"),
        ("written_at", "when it was written"),
        ("edited_at", "when its author changed it last"),
        ("asked", "the key respondent to whom it puts a question, by the number of *author*"),
        ("answer", "the key of the post that answers the question"),
        *_text("body", "its words, in Markdown; nothing if their author has withdrawn a passage of them"),
    ),
    _table(
        "voices", "Readers’ one-tap answers to posts, counted by region.",
        ("post", "the key of the post"),
        ("kind", "`true_here` (it is so in my region), `not_here` or `tried` (we have tried it)"),
        ("region", "the readers’ region; empty for readers without one"),
        ("number", "how many readers"),
    ),
    _table(
        "themes", "The codebook, in its order.",
        KEY,
        ADDRESS,
        ("guid", "its identifier in the codebook (.qdc) and in the coding (.qdpx)"),
        ("state", "`in_use`, or `proposed` by a member"),
        *_text("name", "its name"),
        *_text("definition", "what belongs to it"),
        *_text("example", "an example of it"),
        *_text("counter_example", "what seems to belong to it and does not"),
    ),
    _table(
        "excerpts", "Passages that somebody placed in a cell *region × theme*.",
        KEY,
        ADDRESS,
        ("theme", "the key of its theme"),
        ("region", "the region that it tells about, which need not be its author’s; empty for none in particular"),
        ("source_kind", "`post` or `reading`"),
        ("source", "the key of the post or reading"),
        WEEK,
        *_person("placed_by", "the person who placed it"),
        ("placed_at", "when it was placed"),
        ("why", "why it belongs there"),
        ("why_language", "the language of *why*"),
        ("passage", "the passage as it stood when it was placed"),
        ("passage_language", "its language"),
        ("passage_translation", "the passage in the translation"),
        ("passage_translation_language", "the language of the translation"),
        ("passage_translation_state", "the state of its least advanced paragraph"),
        ("passage_translation_origin", "`human`, `machine`, or `mixed`"),
        ("has_changed", "whether its author has changed a paragraph of it since"),
    ),
    _table(
        "policy_elements",
        "What themes need, in short texts that cite passages.",
        KEY,
        ADDRESS,
        ("theme", "the key of its theme"),
        ("region", "the region that it is about; empty for all"),
        ("begun_at", "when it was begun"),
        *_citing("body", "its words, in Markdown", "passages (*excerpts*)"),
    ),
    _table(
        "paragraphs", "Every text above once more, paragraph beside paragraph.",
        ("table", "the table in which the text stands"),
        ("row", "the key (of a week, the number) of its row there; empty for the forum"),
        ("field", "its field there"),
        ("position", "the number of the paragraph, from 1"),
        ("language", "the language of the original"),
        ("original", "the paragraph, in Markdown"),
        ("translation_language", "the language of the translation"),
        ("translation", "its translation, in Markdown"),
        ("state", "the state of the translation"),
        ("origin", "`human` or `machine`"),
        ("translator", "the translator, if they agreed to be named"),
    ),
)  # fmt: skip

INTRODUCTION = f"""# Open data of a forum

Whoever may read a forum may take its data along: as one JSON file, or as a zip file with one CSV file for each table,
for spreadsheets. Both say the same. This page describes version {VERSION} of the format; it is also in the zip file.
`board/exports/fields.py` is its source.

**What is in it** is what a plain participant may read at that moment, whoever asks: the weeks that are open, without
anything that was hidden or deleted, and without what its author withdrew from the proceedings. Where everyone may read
a forum, visitors get what visitors read. Members who code do not find what others placed in texts that they have still
to go through.

**What is not in it**: e-mail addresses, accounts and their keys, who read what, applications, admins’ notes, and files.
People are named only if they agreed to it when they were asked how they want to be quoted; otherwise their region is
given, or nothing. Authors have a number instead, so that a conversation stays readable.

**The JSON file** is an object with `format` (`"{FORMAT}"`), `version`, and one list of objects for each table. What is
unknown or does not apply is `null`. **The CSV files** are in UTF-8 with a byte order mark, as spreadsheets expect it.
What does not apply is empty; several values in one cell are separated by `; `. A cell that a spreadsheet would take for
a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line end) has an apostrophe before it.

**Times** are in ISO 8601, with the offset from UTC in the forum’s time zone. **Files of the same facts** are the same
byte for byte.

**States** of a translation: `approved` was approved by a person; `in review` was not yet; `draft` is a machine’s, where
the forum shows those; `outdated` means that the original was changed after it was translated; `missing` that there is
none. Only `approved` words should be quoted as a translation.

**Pictures and files** in texts are Markdown with what they show, or their title, and their whole address in the forum,
which opens for whoever may read the text. In passages and in the coding they are their words alone.

**Citations** in summaries and policy elements are Markdown links to posts and excerpts of these tables. A link to one
that is not there, because it was removed or withdrawn, is left out.
"""


def documentation() -> str:
    """Return the documentation of the format, in Markdown."""
    return "\n".join([INTRODUCTION, *(_section(table) for table in TABLES)])


def _section(table: Table) -> str:
    rows = (f"| `{name}` | {meaning} |" for name, meaning in table.fields.items())
    return "\n".join([f"## {table.name}", "", table.about, "", "| field | meaning |", "|---|---|", *rows, ""])
