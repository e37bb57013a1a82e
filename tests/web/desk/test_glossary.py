"""The glossary's pages: finding, adding, changing and removing terms; importing CSV after a plan, and exporting it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select
from translate.storage.tbx import tbxfile
from werkzeug.test import TestResponse

from board.actions import glossary, importing
from board.actions.glossary import add_term, entry_from, entry_of
from board.actions.importing import import_terms, plan_import
from board.actions.plans import Plan
from board.extensions import db
from board.models import GlossaryTerm, User
from board.rules.glossary import Entry
from board.text import read_sheet
from tests.support.asked import queries
from tests.support.cast import Cast, look_as, sight_for
from tests.support.client import Client
from tests.support.shown import Shown, shown
from tests.support.spanish import in_spanish

SignIn = Callable[[User], Client]
GLOSSARY = "/f/social-economy/glossary"
OTHER = "/f/food-councils/glossary"
PAIR = ("es", "en")


@pytest.fixture
def tess(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.tess)


def entry(term: str, translation: str, note: str = "", pair: tuple[str, str] = PAIR) -> Entry:
    return entry_from(term, translation, note, *pair)


def add(cast: Cast, *words: str) -> str:
    """Add a term to the glossary, and return its key."""
    return add_term(sight_for(cast, cast.alma), entry(*words)).key


def standing() -> list[Entry]:
    return [entry_of(term) for term in db.session.scalars(select(GlossaryTerm).order_by(GlossaryTerm.folded))]


def adding(page: Shown, address: str = GLOSSARY) -> dict[str, str | list[str]]:
    """Return the fields of the form to add a term."""
    [form] = [form for form in page.forms if form.action == address and form.element.get("method") == "post"]
    return form.fields


def post(client: Client, address: str = GLOSSARY, **typed: str) -> TestResponse:
    return client.post(address, data={"term": "red", "translation": "network", "note": ""} | typed)


def upload(client: Client, data: bytes | str, address: str = GLOSSARY, **typed: str) -> TestResponse:
    file = io.BytesIO(data.encode() if isinstance(data, str) else data), "terms.csv"
    answer = client.post(f"{address}/import", data={"import-upload": file, **typed})
    answer.request.environ["wsgi.input"].close()  # a temporary file where it is large; the client leaves it open
    return answer


def errors(page: Shown) -> dict[str, str]:
    """Return the error beside each field."""
    found = page.all("p[@class='error']")
    return {error.get("id", "").removesuffix("-error"): "".join(error.itertext()) for error in found}


# Who


@pytest.mark.parametrize("name", ["ana", "rosa", "nina", "omar", "olga"])
@pytest.mark.parametrize("path", ["", ".csv", ".tbx", "/KEY"])
def test_the_glossary_is_for_translators(cast: Cast, sign_in: SignIn, name: str, path: str) -> None:
    path = path.replace("KEY", add(cast, "red", "network"))
    answer = sign_in(getattr(cast, name)).get(GLOSSARY + path)
    assert answer.status_code == 403
    assert "network" not in answer.text


@pytest.mark.parametrize("path", ["", "/KEY", "/KEY/remove", "/import", "/import/confirm"])
def test_other_roles_cannot_change_it(cast: Cast, sign_in: SignIn, path: str) -> None:
    path = path.replace("KEY", add(cast, "red", "network"))
    data = {"term": "x", "translation": "y", "content": "x,y"}
    assert sign_in(cast.ana).post(GLOSSARY + path, data=data).status_code == 403
    assert standing() == [entry("red", "network")]


def test_strangers_are_asked_to_sign_in(client: Client, cast: Cast) -> None:
    assert client.get(GLOSSARY).status_code == 302


@pytest.mark.parametrize("path", ["", "/remove"])
def test_a_term_of_another_forum_is_a_404(cast: Cast, sign_in: SignIn, path: str) -> None:
    key = add(cast, "red", "network")
    omar = sign_in(cast.omar)
    assert omar.get(f"{OTHER}/{key}").status_code == 404
    assert omar.post(f"{OTHER}/{key}{path}", data={"term": "x", "translation": "y"}).status_code == 404
    assert standing() == [entry("red", "network")]


# Reading


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_is_in_both_languages(cast: Cast, tess: Client, language: str) -> None:
    heading = in_spanish("Glossary") if language == "es" else "Glossary"
    add(cast, "<b>red</b>", "network | net", "not “web”")
    answer = tess.get(GLOSSARY, headers={"Accept-Language": language})
    page = shown(answer)
    assert page.root.get("lang") == language
    assert page.texts("h1") == [heading]
    assert page.texts("tbody/tr/*") == ["<b>red</b>", "network | net", "not “web”"]
    assert [cell.get("lang") for cell in page.all("tbody/tr/td")] == ["en", None]
    assert page.one("tbody/tr/th/a").get("lang") == "es"


def test_an_empty_glossary_says_what_to_do(tess: Client) -> None:
    assert "No terms yet." in shown(tess.get(GLOSSARY)).words


@pytest.mark.parametrize(("wanted", "found"), [("RÉD", ["red"]), ("bart", ["trueque"]), ("zzz", [])])
def test_finding_works_without_javascript(cast: Cast, tess: Client, wanted: str, found: list[str]) -> None:
    add(cast, "red", "network")
    add(cast, "trueque", "barter")
    page = shown(tess.get(GLOSSARY, query_string={"q": wanted}))
    assert page.texts("tbody/tr/th") == found
    assert page.one("main//input[@name='q']").get("value") == wanted
    assert ("The glossary has nothing like that" in page.words) == (not found)


def test_htmx_gets_the_list_alone(cast: Cast, tess: Client) -> None:
    add(cast, "red", "network")
    part = tess.get(GLOSSARY, query_string={"q": "red"}, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<section id="terms"')


def test_odd_queries_are_answered(tess: Client) -> None:
    for question in ({"q": "\x00\ud800<"}, {"q": "a" * 5_000}, {"page": "-1"}, {"page": "x"}, {"page": "9" * 30}):
        assert tess.get(GLOSSARY, query_string={k: v.encode("utf-8", "replace") for k, v in question.items()})


def test_1000_terms_take_no_more_queries_than_10(app: Flask, cast: Cast, tess: Client) -> None:
    alma = sight_for(cast, cast.alma)
    counts = []
    for number in (10, 1_000):
        rows = read_sheet("\n".join(f"término {n},term {n},a note" for n in range(number)), 5_000)
        import_terms(alma, rows, PAIR, plan_import(alma, rows, PAIR).mark)
        db.session.commit()
        tess.get(GLOSSARY)
        with queries(app) as asked:
            answer = tess.get(GLOSSARY)
        counts.append(len(asked))
        assert len(answer.data) < 100 * 1024
    assert counts[0] == counts[1] <= 5


def test_pages_lead_to_each_other(cast: Cast, tess: Client) -> None:
    alma = sight_for(cast, cast.alma)
    rows = read_sheet("\n".join(f"término {n:03},term" for n in range(401)), 5_000)
    import_terms(alma, rows, PAIR, plan_import(alma, rows, PAIR).mark)
    seen = []
    address: str | None = f"{GLOSSARY}?q=term"
    while address:
        page = shown(tess.get(address))
        seen += page.texts("tbody/tr/th")
        address = next((link.get("href") for link in page.all("a[@rel='next']")), None)
    assert seen == [f"término {n:03}" for n in range(401)]


# Adding


def test_adding_a_term(cast: Cast, tess: Client) -> None:
    answer = post(tess, translation="network|net ", note=" of people ")
    assert answer.status_code == 303
    assert answer.location.endswith("/glossary#add")
    assert "“red” is in the glossary." in tess.get(GLOSSARY).text
    assert standing() == [entry("red", "network | net", "of people")]


BAD = {
    "no term": ({"term": " \u200b"}, "term", "Give a term."),
    "a long term": ({"term": "t" * 201}, "term", "A term can have at most 200 characters."),
    "no translation": ({"translation": "| |"}, "translation", "Give a translation."),
    "a long translation": ({"translation": "t" * 401}, "translation", "at most 400 characters"),
    "a long note": ({"note": "n" * 501}, "note", "A note can have at most 500 characters."),
    "control characters": ({"note": "a\x07b"}, "note", "This contained characters that cannot be shown."),
    "an unknown language": ({"language": "xx"}, "language", "not in the list"),
    "the same language": ({"target": "es"}, "target", "Term and translation are in the same language."),
}


@pytest.mark.parametrize(("typed", "field", "message"), BAD.values(), ids=BAD)
def test_faults_are_beside_their_fields_and_nothing_typed_is_lost(
    tess: Client, typed: dict[str, str], field: str, message: str
) -> None:
    answer = post(tess, **{"note": "typed before", **typed})
    page = shown(answer)
    assert answer.status_code == 422
    assert message in errors(page)[field]
    assert page.texts("title")[0].startswith("Error: ")
    fields = adding(page)
    expected = {"term": "red", "translation": "network", "note": "typed before", **typed}
    expected = {name: value.replace("\x07", "").strip(" ") for name, value in expected.items()}
    kept = {name: fields[name] for name in expected if name not in ("language",)}
    assert kept == {name: expected[name] for name in kept}
    assert standing() == []


def test_an_existing_term_is_refused_beside_the_field(cast: Cast, tess: Client) -> None:
    add(cast, "Economía social", "social economy")
    answer = post(tess, term="economia SOCIAL", translation="another")
    assert answer.status_code == 422
    page = shown(answer)
    assert "“Economía social”, translated as “social economy”" in errors(page)["term"]
    assert (adding(page)["term"], adding(page)["translation"]) == ("economia SOCIAL", "another")


def test_a_term_that_was_added_at_the_same_moment_is_refused_beside_the_field(
    cast: Cast, tess: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lookup of the same term finds nothing, and then the database refuses the second one."""
    add(cast, "red", "net")
    real, calls = glossary.find_term, []

    def too_early(*args: object) -> GlossaryTerm | None:
        calls.append(args)
        return None if len(calls) == 1 else real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(glossary, "find_term", too_early)
    answer = post(tess)
    assert answer.status_code == 422
    assert "“red”, translated as “net”" in errors(shown(answer))["term"]
    assert standing() == [entry("red", "net")]


def test_a_form_that_is_sent_twice_adds_one_term(tess: Client) -> None:
    assert [post(tess).status_code, post(tess).status_code] == [303, 303]
    assert len(standing()) == 1


# Languages


def test_with_one_pair_of_languages_there_is_nothing_to_choose(tess: Client) -> None:
    page = shown(tess.get(GLOSSARY))
    assert page.all("select") == []
    assert (adding(page)["language"], adding(page)["target"]) == PAIR


@pytest.mark.parametrize("policy", [(), ("es>en", "pt>en")])
def test_with_several_pairs_the_languages_can_be_chosen(cast: Cast, sign_in: SignIn, policy: tuple[str, ...]) -> None:
    cast.other_forum.policy = policy
    omar = sign_in(cast.omar)
    page = shown(omar.get(OTHER))
    assert len(page.all("select")) == 4
    assert (adding(page, OTHER)["language"], adding(page, OTHER)["target"]) == (
        ("es", "en") if policy else ("en", "es")
    )
    post(omar, OTHER, language="fr", target="en")
    assert standing() == [entry("red", "network", pair=("fr", "en"))]
    assert shown(omar.get(OTHER)).texts("tbody/tr/td")[-1] == "Français into English"


# Changing and removing


def test_changing_a_term(cast: Cast, tess: Client) -> None:
    address = f"{GLOSSARY}/{add(cast, 'red', 'network', 'a note')}"
    form = shown(tess.get(address)).form(address)
    assert (form.fields["term"], form.fields["translation"], form.fields["note"]) == ("red", "network", "a note")
    assert form.send(tess, term="Red social", note="").status_code == 303
    assert standing() == [entry("Red social", "network")]


def test_faults_of_a_change_are_beside_their_fields(cast: Cast, tess: Client) -> None:
    add(cast, "malla", "mesh")
    address = f"{GLOSSARY}/{add(cast, 'red', 'network')}"
    for typed, field in [({"term": ""}, "term"), ({"term": "MALLA"}, "term"), ({"translation": ""}, "translation")]:
        answer = shown(tess.get(address)).form(address).send(tess, **typed)
        page = shown(answer)
        assert (answer.status_code, [*errors(page)]) == (422, [field])
        assert {name: page.form(address).fields[name] for name in typed} == typed
    assert standing() == [entry("malla", "mesh"), entry("red", "network")]


def test_a_conflict_shows_both_versions(cast: Cast, sign_in: SignIn, tess: Client) -> None:
    address = f"{GLOSSARY}/{add(cast, 'red', 'network')}"
    mine = shown(tess.get(address)).form(address)
    alma = sign_in(cast.alma)
    shown(alma.get(address)).form(address).send(alma, translation="net")
    answer = mine.send(tess, translation="web")
    page = shown(answer)
    assert answer.status_code == 409
    assert "Somebody else saved this meanwhile" in page.words
    assert page.texts("dd") == ["red", "net", "–"]
    assert page.form(address).fields["translation"] == "web"
    assert standing() == [entry("red", "net")]
    assert page.form(address).send(tess).status_code == 303
    assert standing() == [entry("red", "web")]


def test_a_term_of_another_pair_shows_its_languages(cast: Cast, tess: Client) -> None:
    key = add_term(sight_for(cast, cast.alma), entry("rede", "network", pair=("pt", "en"))).key
    form = shown(tess.get(f"{GLOSSARY}/{key}")).form(key)
    assert form.fields["language"] == "pt"
    assert len(list(form.element.iter("select"))) == 2


def test_removing_a_term(cast: Cast, tess: Client) -> None:
    key = add(cast, "red", "network")
    form = shown(tess.get(f"{GLOSSARY}/{key}")).form("/remove")
    assert form.send(tess).status_code == 303
    assert standing() == []
    assert form.send(tess).status_code == 404
    assert tess.get(f"{GLOSSARY}/{key}").status_code == 404
    assert post(tess, f"{GLOSSARY}/{key}").status_code == 404


# Importing


FILE = "término;traducción;nota\nred;network;\ntrueque;exchange\nbanco;bank;de alimentos\n"


def rows_shown(page: Shown) -> dict[str, list[str]]:
    """Return the rows of each table of the plan, by its heading."""
    tables = page.all("div[@role='region']")
    return {str(table.get("aria-labelledby")).removeprefix("rows-"): Shown(table).texts("tbody/tr") for table in tables}


def test_the_plan_of_a_file_is_shown_and_then_carried_out(cast: Cast, tess: Client) -> None:
    add(cast, "red", "network")
    add(cast, "Trueque", "barter", "kept")
    answer = upload(tess, FILE)
    page = shown(answer)
    assert answer.status_code == 200
    assert "Nothing has been changed yet." in page.words
    assert rows_shown(page) == {
        "changed": ["3trueque → exchange · keptTrueque → barter · kept"],
        "new": ["4banco → bank · de alimentos"],
        "unchanged": ["2red → network"],
    }
    assert len(standing()) == 2
    confirmed = page.form("/confirm").send(tess)
    assert confirmed.status_code == 303
    assert "The glossary has 1 new term. 1 term was changed." in shown(tess.get(GLOSSARY)).words
    assert standing() == [
        entry("banco", "bank", "de alimentos"),
        entry("red", "network"),
        entry("trueque", "exchange", "kept"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_files_of_common_spreadsheets_are_read(tess: Client, encoding: str) -> None:
    page = shown(upload(tess, "Término;Traducción\r\ncaña de azúcar;sugar cane\r\n".encode(encoding)))
    page.form("/confirm").send(tess)
    assert standing() == [entry("caña de azúcar", "sugar cane")]


def test_a_refused_row_leaves_no_button(tess: Client) -> None:
    page = shown(upload(tess, f"red,network\n,nothing\nred,net\n{'t' * 201},x\na\x01,b\nc,d,e,f,g,h"))
    found = rows_shown(page)
    assert len(found["refused"]) == 5
    assert found["new"] == ["1red → network"]
    for words in ("Give a term.", "Row 1 says something different", "at most 200", "cannot be shown", "more cells"):
        assert words in " ".join(found["refused"])
    assert "Correct 5 rows in the file first" in page.words
    assert [form for form in page.forms if form.action.endswith("/confirm")] == []


def test_a_file_with_nothing_new_has_nothing_to_confirm(cast: Cast, tess: Client) -> None:
    add(cast, "red", "network")
    page = shown(upload(tess, "red,network"))
    assert [form for form in page.forms if form.action.endswith("/confirm")] == []


HOSTILE = {
    "10 MB": (b"a,b\n" * (10 * 1024 * 1024 // 4), "larger than 1 MB"),
    "one byte too much": (b"a,b\n" * (1024 * 256) + b"a", "larger than 1 MB"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00", "not a CSV file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a CSV file"),
    "a cell of 200 KB": (b'"' + b"a" * 200_000 + b'",b', "not a CSV file"),
    "5,001 rows": (b"a,b\n" * 5_001, "more than 5,000 rows"),
    "nothing": (b"", "no rows"),
    "a header alone": (b"term,translation\n", "no rows"),
}


@pytest.mark.parametrize(("data", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_wrong_file_is_refused_beside_the_field(tess: Client, data: bytes, message: str) -> None:
    answer = upload(tess, data)
    assert answer.status_code == 422
    assert message in errors(shown(answer))["import-upload"]
    assert standing() == []


def test_a_missing_file_is_refused(tess: Client) -> None:
    answer = tess.post(f"{GLOSSARY}/import", data={})
    assert (answer.status_code, errors(shown(answer))) == (422, {"import-upload": "Choose a file."})


def test_5000_full_rows_are_imported(tess: Client) -> None:
    rows = "".join(f'término {n},{"é" * 40},nota "{n}" <&>\r\n' for n in range(5_000))
    tess.careful = False
    page = shown(upload(tess, rows.encode("latin-1")))
    assert page.form("/confirm").send(tess).status_code == 303
    assert len(standing()) == 5_000


def test_formulas_and_markup_are_imported_as_text(tess: Client) -> None:
    page = shown(upload(tess, "'=1+1,<script>alert(1)</script>\n@x,-y"))
    assert page.all("main//script") == []
    page.form("/confirm").send(tess)
    assert standing() == [entry("=1+1", "<script>alert(1)</script>"), entry("@x", "-y")]
    lines = tess.get(f"{GLOSSARY}.csv").data.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["'=1+1,<script>alert(1)</script>,,es,en", "'@x,'-y,,es,en"]


def test_a_glossary_that_changed_meanwhile_is_shown_again(cast: Cast, tess: Client) -> None:
    page = shown(upload(tess, FILE))
    add(cast, "Banco", "bench")
    answer = page.form("/confirm").send(tess)
    again = shown(answer)
    assert answer.status_code == 409
    assert "The glossary was changed meanwhile" in again.words
    assert rows_shown(again)["changed"] == ["4banco → bank · de alimentosBanco → bench"]
    assert standing() == [entry("Banco", "bench")]
    assert again.form("/confirm").send(tess).status_code == 303
    assert len(standing()) == 3


def test_two_imports_at_the_same_moment_lose_nothing(cast: Cast, tess: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses a term that was added between the plan and the import, so nothing of the file is stored."""
    page = shown(upload(tess, FILE))
    add(cast, "banco", "bench")
    monkeypatch.setattr(importing, "_terms", lambda *_args, **_given: {})
    monkeypatch.setattr(Plan, "check", lambda _plan, _seen: None)
    assert page.form("/confirm").send(tess).status_code == 409
    assert standing() == [entry("banco", "bench")]


@pytest.mark.parametrize(
    "data", [{}, *({"import-content": words} for words in ("", "term,translation", "a,b\n" * 5_001, "a\0,b"))]
)
def test_a_form_that_no_page_sends_imports_nothing(tess: Client, data: dict[str, str]) -> None:
    assert tess.post(f"{GLOSSARY}/import/confirm", data=data).status_code == 400


def test_a_plan_that_was_never_shown_is_shown_first(tess: Client) -> None:
    typed = {"content": "red,network\n,x", "language": "xx", "target": "es", "seen": "x"}
    data = {f"import-{name}": value for name, value in typed.items()}
    answer = tess.post(f"{GLOSSARY}/import/confirm", data=data)
    assert answer.status_code == 409
    assert len(rows_shown(shown(answer))["refused"]) == 2
    assert standing() == []


def test_the_addresses_of_the_import_cannot_be_opened_by_get(tess: Client) -> None:
    assert tess.get(f"{GLOSSARY}/import").status_code == 404


# Exporting


def test_exporting(cast: Cast, tess: Client) -> None:
    add(cast, "red", 'net "work"', "a, b")
    add_term(look_as(cast.other_forum, cast.omar), entry("ajena", "foreign"))
    db.session.commit()
    answer = tess.get(f"{GLOSSARY}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=glossary-social-economy.csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["term", "translation", "note", "language", "target"],
        ["red", 'net "work"', "a, b", "es", "en"],
    ]


def test_an_export_can_be_imported_without_changes(cast: Cast, tess: Client) -> None:
    for words in [("=red", "net|work", "'=x"), ("a;b", 'c,"d"', ""), ("ñ", "+1", "-")]:
        add(cast, *words)
    before, data = standing(), tess.get(f"{GLOSSARY}.csv").data
    assert set(rows_shown(shown(upload(tess, data)))) == {"unchanged"}
    for term in db.session.scalars(select(GlossaryTerm)):
        tess.post(f"{GLOSSARY}/{term.key}/remove")
    shown(upload(tess, data)).form("/confirm").send(tess)
    assert standing() == before


# TBX

TBX = """<martif type="TBX-Basic"><text><body><termEntry><note>of people</note>
<langSet xml:lang="es"><tig><term>red 👍 &lt;e\u0301&gt;</term></tig></langSet>
<langSet xml:lang="en"><tig><term>network</term></tig><tig><term>net</term></tig></langSet>
</termEntry></body></text></martif>"""


def test_a_tbx_file_is_imported_after_its_plan(tess: Client) -> None:
    page = shown(upload(tess, TBX))
    assert "red 👍 <e\u0301> → network | net · of people" in page.words
    assert standing() == []
    assert page.form("/import/confirm").send(tess).status_code == 303
    assert standing() == [entry("red 👍 <e\u0301>", "network | net", "of people")]


def test_the_glossary_goes_out_as_tbx_and_comes_back_unchanged(cast: Cast, tess: Client) -> None:
    add(cast, "=red", "network | net", "de “personas” & más")
    add(cast, "<b>Économía</b>", "e\u0301conomy 👩\u200d👩\u200d👧")
    first = tess.get(f"{GLOSSARY}.tbx")
    assert first.headers["Content-Disposition"] == "attachment; filename=glossary-social-economy.tbx"
    units = tbxfile.parsestring(first.data, "es", "en").units
    read = [(unit.source, " | ".join(term.text for term in unit.get_target_terms())) for unit in units]
    assert read == [(term.term, term.translation) for term in standing()]
    assert shown(upload(tess, first.data)).texts("h2") == ["Unchanged 2"]
    before = standing()
    db.session.execute(delete(GlossaryTerm))
    db.session.commit()
    shown(upload(tess, first.data)).form("/import/confirm").send(tess)
    assert standing() == before
    keyless = [re.sub(rb'id="[^"]*"', b"", data) for data in (first.data, tess.get(f"{GLOSSARY}.tbx").data)]
    assert keyless[0] == keyless[1]


BAD_XML = {
    "entities": ('<!DOCTYPE martif [<!ENTITY a "b">]><martif>&a;</martif>', "could do harm"),
    "deep": ("<martif>" + "<a>" * 1_000, "could do harm"),
    "another encoding": ("<?xml version='1.0' encoding='utf-16'?><martif/>", "cannot be read"),
    "not closed": ("<martif><text>", "cannot be read"),
    "no terms": ("<martif/>", "There are no rows in it."),
    "large": ("<martif>" + " " * 1024 * 1024, "larger than 1 MB"),
}


@pytest.mark.parametrize(("words", "message"), BAD_XML.values(), ids=BAD_XML)
def test_an_xml_file_that_cannot_be_read_is_refused_beside_the_field(tess: Client, words: str, message: str) -> None:
    answer = upload(tess, words)
    assert answer.status_code == 422
    assert message in errors(shown(answer))["import-upload"]


def test_it_is_refused_in_spanish_too(tess: Client) -> None:
    tess.get("/", headers={"Accept-Language": "es"})
    file = io.BytesIO(BAD_XML["deep"][0].encode()), "terms.tbx"
    answer = tess.post(f"{GLOSSARY}/import", data={"import-upload": file}, headers={"Accept-Language": "es"})
    assert "podría causar daño" in errors(shown(answer))["import-upload"]
