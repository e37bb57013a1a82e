"""Readings that are files: of which kinds, several at once, and what becomes of a file when its form is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse, encode_multipart

from board.actions import enrolling, refused_files
from board.clock import FixedClock
from board.config import MAX_BODY_BYTES, MAX_FILE_BYTES
from board.extensions import db
from board.jobs import run_due
from board.models import File, Job, Reading, Revision, Text, User
from board.models.base import new_key
from board.rules.files import kind_of
from board.web.frame.uploads import title_from_name
from board.web.programme.reading_form import MAX_FILES
from tests.support.cast import START, Cast, sight_for
from tests.support.client import Client
from tests.support.documents import JPEG, PDF, PNG, WEBP, docx, entities, odt, packed, pdf, upload
from tests.support.shown import shown

SignIn = Callable[[User], Client]
NEW = "/f/social-economy/admin/week/2/readings/new"


@pytest.fixture
def alma(cast: Cast, sign_in: SignIn) -> Client:
    """The forum's admin."""
    return sign_in(cast.alma)


def fields(**changed: object) -> dict[str, object]:
    """The fields of the form, with a file and nothing else."""
    empty = dict.fromkeys(("title", "body", "language", "author_line", "respondent", "url", "minutes"), "")
    return {**empty, "kind": "file", "once": new_key(), **changed}


def send(alma: Client, *files: object, status: int = 303, **changed: object) -> TestResponse:
    # In memory: a large form would go through a temporary file that the test client leaves open.
    boundary, body = encode_multipart(fields(upload=list(files), **changed))
    answer = alma.post(NEW, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer


def again(alma: Client, refused: TestResponse, **changed: object) -> TestResponse:
    """Send the form that came back, as it is but for what is changed."""
    form = shown(refused).form("/readings/new")
    return alma.post(form.action, data={**form.fields, **changed})


def added() -> list[Reading]:
    """The readings that the form added, in the order of their places."""
    return list(db.session.scalars(select(Reading).where(Reading.file_id.is_not(None)).order_by(Reading.position)))


def title(reading: Reading) -> str:
    query = select(Revision.source).join(Text, Text.revision_id == Revision.id).where(Text.id == reading.title_id)
    return db.session.scalars(query).one()


def served(client: Client, reading: Reading) -> TestResponse:
    return client.get(f"/f/social-economy/reading/{reading.key}/file")


class TestKinds:
    @pytest.mark.parametrize(
        ("data", "name", "kept", "media_type"),
        [
            (PDF, "a.pdf", "a.pdf", "application/pdf"),
            (
                docx("Uno"),
                "a.docx",
                "a.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
            (odt("Uno"), "a.odt", "a.odt", "application/vnd.oasis.opendocument.text"),
            (PDF, "a.docx", "a.pdf", "application/pdf"),
        ],
    )
    def test_the_content_says_what_a_file_is(
        self, alma: Client, cast: Cast, sign_in: SignIn, data: bytes, name: str, kept: str, media_type: str
    ) -> None:
        send(alma, upload(data, name), minutes="5")
        answer = served(sign_in(cast.ana), added()[0])
        assert (answer.data, answer.mimetype) == (data, media_type)
        way = "inline" if kind_of(kept).opens else "attachment"
        assert answer.headers["Content-Disposition"] == f"{way}; filename={kept}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")

    @pytest.mark.parametrize(
        ("data", "name", "words"),
        [
            (packed({"a.exe": b"MZ"}), "a.zip", "“a.zip” is none of the files that can be taken"),
            (b"PK\x03\x04 a document", "a.docx", "“a.docx” is damaged"),
            (b"<svg/>", "a.svg", "“a.svg” is none of the files"),
            (b"<script>", "a.pdf", "“a.pdf” is none of the files"),
            (b"", "a.pdf", "“a.pdf” is none of the files"),
            (b"\n%PDF-1.7", "a.pdf", "“a.pdf” is none of the files"),
            (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old.doc", "“old.doc” has a password, or is in a format of before 2007"),
            (docx("a", **{"word/vbaProject.bin": b"x"}), "a.docx", "“a.docx” contains programs (macros)"),
            (docx(body=entities('<!ENTITY f "f">', "&f;")), "a.docx", "“a.docx” holds far more than it seems to"),
            (docx(body="<d>" + "x" * 20_000_000 + "</d>"), "a.docx", "“a.docx” holds far more than it seems to"),
            (PDF + b"0" * MAX_FILE_BYTES, "a.pdf", "“a.pdf” is larger than 10 MB."),
            (PDF + b"0" * 2 * MAX_FILE_BYTES, "a.pdf", "“a.pdf” is larger than 10 MB."),
        ],
        ids=lambda given: None if isinstance(given, str) else "data",
    )
    def test_others_are_refused_with_a_sentence_and_the_words_are_kept(
        self, alma: Client, data: bytes, name: str, words: str
    ) -> None:
        refused = send(alma, upload(data, name), status=422, title="My title", body="My words")
        page = refused.get_data(as_text=True)
        assert words in page
        assert "My title" in page
        assert "My words" in page
        assert added() == []

    @pytest.mark.parametrize(("data", "name"), [(PNG, "a.PNG"), (JPEG, "a.jpeg"), (WEBP, "a.webp"), (PNG, "a.html")])
    def test_a_picture_is_made_anew_without_what_a_camera_wrote_into_it(
        self, alma: Client, cast: Cast, sign_in: SignIn, data: bytes, name: str
    ) -> None:
        assert b"El Alto" in data
        send(alma, upload(data, name), minutes="5")
        answer = served(sign_in(cast.ana), added()[0])
        assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("image/webp", "inline; filename=a.webp")
        assert b"El Alto" not in answer.data
        assert answer.data.startswith(b"RIFF")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")

    def test_a_picture_that_cannot_be_opened_is_refused(self, alma: Client) -> None:
        answer = send(alma, upload(PNG[:40] + b"\0" * 40, "a.png"), minutes="5", status=422)
        assert "This picture is damaged" in answer.text
        assert added() == []

    @pytest.mark.parametrize(
        ("data", "name", "minutes", "told"),
        [
            (docx("palabra " * 401), "a.docx", 3, "401 words"),
            (odt("una"), "a.odt", 1, "1 word"),
            (pdf(12), "a.pdf", 24, "12 pages"),
            (PNG, "a.png", 1, "1 minute"),
        ],
    )
    def test_the_length_is_computed_where_it_can_be(
        self, alma: Client, data: bytes, name: str, minutes: int, told: str
    ) -> None:
        page = alma.get(send(alma, upload(data, name)).location).get_data(as_text=True)
        assert added()[0].minutes == minutes
        assert told in page

    def test_the_length_of_a_pdf_that_cannot_be_read_is_asked_for(self, alma: Client) -> None:
        refused = send(alma, upload(), status=422)
        assert "Give the approximate time in minutes" in shown(refused).words
        assert again(alma, refused, minutes="7").status_code == 303
        assert added()[0].minutes == 7

    def test_what_is_typed_comes_before_what_is_computed(self, alma: Client) -> None:
        send(alma, upload(docx("una"), "a.docx"), minutes="9", title="Mine")
        assert (added()[0].minutes, title(added()[0])) == (9, "Mine")


class TestTitles:
    @pytest.mark.parametrize(
        ("name", "made"),
        [
            ("informe_de-compras.pdf", "Informe de-compras"),
            ("informe-de-compras.pdf", "Informe de compras"),
            ("../../etc/Año 1.PDF", "Año 1"),
            ("C:\\a\\b.pdf", "B"),
            ("x" * 300 + ".pdf", "X" + "x" * 189),
        ],
    )
    def test_are_made_of_names(self, name: str, made: str) -> None:
        assert title_from_name(name) == made

    @pytest.mark.parametrize(
        ("data", "name", "expected"),
        [
            (docx("Uno", title="La feria de semillas"), "scan_01.docx", "La feria de semillas"),
            (odt("Uno", title="  "), "la_feria.odt", "La feria"),
            (docx("Uno", title="\u200b"), ".docx", "File"),
            (docx("Uno", title="x" * 500), "a.docx", "x" * 200),
        ],
    )
    def test_are_the_documents_own_or_of_its_name(self, alma: Client, data: bytes, name: str, expected: str) -> None:
        send(alma, upload(data, name))
        assert title(added()[0]) == expected

    def test_the_words_of_a_document_tell_its_language(self, alma: Client) -> None:
        send(alma, upload(docx("La cooperativa vendió verduras al municipio durante tres años."), "2.docx"))
        assert db.session.get_one(Text, added()[0].title_id).language == "es"


class TestSeveral:
    FILES = (docx("Uno", title="La feria"), "1.docx"), (pdf(3), "dos_ferias.pdf"), (PNG, "mapa.png")

    def test_become_a_reading_each_in_their_order(self, alma: Client) -> None:
        answer = send(alma, *(upload(*file) for file in self.FILES), author_line="A cooperative")
        page = shown(alma.get(answer.location)).words
        assert "3 readings are in week 2. Look at the titles: files gave them." in page
        assert [title(reading) for reading in added()] == ["La feria", "Dos ferias", "Mapa"]
        assert {reading.author_line for reading in added()} == {"A cooperative"}

    def test_from_the_page_of_the_week(self, alma: Client) -> None:
        form = shown(alma.get(NEW.removesuffix("/new"))).form("/readings/new")
        files = [upload(*file) for file in self.FILES]
        assert alma.post(form.action, data={**form.fields, "upload": files}).status_code == 303
        assert [title(reading) for reading in added()] == ["La feria", "Dos ferias", "Mapa"]

    def test_sent_twice_they_are_added_once(self, alma: Client) -> None:
        for _ in range(2):
            send(alma, *(upload(*file) for file in self.FILES), once="abcdefghjkmnpq")
        assert len(added()) == 3

    def test_one_that_is_not_taken_stops_all_and_the_good_ones_stay_chosen(self, alma: Client) -> None:
        bad = upload(b"MZ", "run.exe")
        refused = send(alma, *(upload(*file) for file in self.FILES), bad, status=422)
        page = shown(refused).words
        assert "“run.exe” is none of the files" in page
        assert "You need not choose these again." in page
        assert added() == []
        again(alma, refused, upload=upload(pdf(1), "instead.pdf"))
        assert [title(reading) for reading in added()] == ["La feria", "Dos ferias", "Mapa", "Instead"]

    def test_one_can_be_unticked(self, alma: Client) -> None:
        refused = send(alma, *(upload(*file) for file in self.FILES), language="xx", status=422)
        kept = shown(refused).form("/readings/new").fields["kept_file"]
        again(alma, refused, language="", kept_file=kept[1:])
        assert [title(reading) for reading in added()] == ["Dos ferias", "Mapa"]

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"title": "One title"}, "Each of these files takes its own title."),
            ({"body": "One text"}, "A text introduces one file only."),
        ],
    )
    def test_what_fits_one_only_is_refused(self, alma: Client, typed: dict[str, str], words: str) -> None:
        refused = send(alma, *(upload(*file) for file in self.FILES), status=422, **typed)
        assert words in shown(refused).words

    @pytest.mark.parametrize(("number", "status"), [(MAX_FILES, 303), (MAX_FILES + 1, 422)])
    def test_there_can_be_ten(self, alma: Client, number: int, status: int) -> None:
        files = [upload(pdf(1), f"{place}.pdf") for place in range(number)]
        answer = send(alma, *files, status=status)
        assert (len(added()) == MAX_FILES) is (status == 303)
        assert status == 303 or "These are more than 10 files." in shown(answer).words

    def test_a_pdf_whose_length_is_unknown_is_marked_in_the_list(self, alma: Client) -> None:
        answer = send(alma, upload(), upload(pdf(1), "b.pdf"))
        assert "Say how long it takes" in shown(alma.get(answer.location)).words


class TestKept:
    def test_a_file_survives_each_refused_form(self, alma: Client) -> None:
        refused = send(alma, upload(), status=422)
        for _ in range(2):
            assert "fund.pdf · 1 KB" in shown(refused).words
            refused = again(alma, refused, url="no address")
            assert refused.status_code == 422
        assert again(alma, refused, url="", title="A fund", minutes="12").status_code == 303
        file = db.session.scalars(select(File)).one()
        assert (added()[0].file_id, file.name, file.size) == (file.id, "fund.pdf", len(PDF))

    def test_the_documents_own_title_survives_as_well(self, alma: Client) -> None:
        refused = send(alma, upload(docx("Uno", title="La feria"), "1.docx"), minutes="soon", status=422)
        again(alma, refused, minutes="")
        assert (title(added()[0]), added()[0].minutes) == ("La feria", 1)

    def test_another_file_replaces_the_kept_one_of_a_reading(self, alma: Client) -> None:
        send(alma, upload(), minutes="5", title="A fund")
        address = f"/f/social-economy/admin/reading/{added()[0].key}"
        form = shown(alma.get(address)).form(address)
        refused = alma.post(address, data={**form.fields, "minutes": "soon", "upload": upload(PDF + b"2", "2.pdf")})
        assert "Chosen: 2.pdf" in shown(refused).words
        form = shown(refused).form(address)
        other = {**form.fields, "minutes": "6", "upload": upload(PDF + b"3", "3.pdf")}
        assert alma.post(address, data=other).status_code == 303
        assert db.session.get_one(File, added()[0].file_id).name == "3.pdf"

    def test_other_people_cannot_send_the_kept_file(self, alma: Client, cast: Cast, sign_in: SignIn) -> None:
        kept = shown(send(alma, upload(), status=422)).form("/readings/new").fields["kept_file"]
        enrolling.add_person(sight_for(cast, cast.alma), cast.ana.email, "Ana", frozenset({"admin"}), "")
        refused = sign_in(cast.ana).post(NEW, data=fields(minutes="5", kept_file=kept))
        assert "Choose the file on your device." in shown(refused).words

    def test_a_file_that_is_not_sent_again_is_deleted_after_a_day(self, alma: Client, clock: FixedClock) -> None:
        send(alma, upload(), status=422)
        for after, left in [(refused_files.LASTS - timedelta(seconds=1), 1), (refused_files.LASTS, 0)]:
            clock.move_to(START + after)
            run_due(clock)
            assert len(db.session.scalars(select(File)).all()) == left

    def test_a_kept_file_that_is_sent_again_stays(self, alma: Client, clock: FixedClock) -> None:
        again(alma, send(alma, upload(), status=422), minutes="5")
        clock.move_to(START + refused_files.LASTS)
        run_due(clock)
        assert added()[0].file_id == db.session.scalars(select(File.id)).one()

    def test_only_a_few_files_are_kept_for_one_person(self, alma: Client) -> None:
        for number in range(refused_files.MAX_KEPT + 2):
            send(alma, upload(PDF, f"{number}.pdf"), status=422)
        names = db.session.scalars(select(File.name).order_by(File.id)).all()
        assert names == [f"{number}.pdf" for number in range(2, refused_files.MAX_KEPT + 2)]

    def test_only_some_megabytes_are_kept_for_one_person(self, alma: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(refused_files, "MAX_KEPT_BYTES", 2 * len(PDF))
        for number in range(4):
            send(alma, upload(PDF, f"{number}.pdf"), status=422)
        assert db.session.scalars(select(File.name).order_by(File.id)).all() == ["2.pdf", "3.pdf"]
        send(alma, upload(PDF + b"0" * 2 * len(PDF), "large.pdf"), status=422)
        assert db.session.scalars(select(File.name)).all() == ["large.pdf"]
        assert len(db.session.scalars(select(Job).where(Job.kind == "file.forget")).all()) == 1


class TestChoosing:
    def test_choosing_a_file_makes_it_a_file(self, alma: Client) -> None:
        send(alma, upload(), kind="text", minutes="5", title="A fund", body="It is about a fund.")
        assert (added()[0].kind, added()[0].minutes) == ("file", 5)

    @pytest.mark.parametrize("kind", ["link", "listen", "watch"])
    def test_a_file_beside_a_link_is_refused(self, alma: Client, kind: str) -> None:
        refused = send(alma, upload(), status=422, kind=kind, url="https://example.org", minutes="5", title="A fund")
        assert "Here is a file, but you chose a link." in shown(refused).words

    def test_what_is_required_is_said_before_anything_is_sent(self, alma: Client) -> None:
        words = shown(alma.get(NEW)).words
        for label in ("Address of the link", "File", "Title", "Text", "Minutes"):
            assert f"{label} · required" in words

    @pytest.mark.parametrize(
        ("kind", "words"), [("listen", "Listen at example.org"), ("watch", "Watch it at example.org")]
    )
    def test_sound_and_film_are_links(self, alma: Client, cast: Cast, sign_in: SignIn, kind: str, words: str) -> None:
        typed = fields(kind=kind, url="https://example.org/a", minutes="25", title="An interview")
        assert alma.post(NEW, data=typed).status_code == 303
        reading = db.session.scalars(select(Reading).where(Reading.kind == kind)).one()
        assert words in shown(sign_in(cast.ana).get(f"/f/social-economy/reading/{reading.key}")).words

    def test_the_next_form_is_of_the_same_kind(self, alma: Client) -> None:
        answer = send(alma, upload(pdf(1)), then="another")
        assert answer.location.endswith("/readings/new?kind=file")
        page = alma.get(answer.location)
        assert shown(page).form("/readings/new").fields["kind"] == "file"
        assert "The reading is in week 2." in shown(page).words


class TestRoom:
    """Only a form that can hold files may be large."""

    SMALL, BOUNDARY = MAX_FILE_BYTES + 1024 * 1024, "part"

    @pytest.mark.parametrize(("more", "status"), [(-1, 422), (0, 422), (1, 413)])
    def test_without_files_it_is_as_small_as_any_form(self, alma: Client, more: int, status: int) -> None:
        words = urlencode({**fields(kind="link", title="A link", url="https://example.org"), "pad": ""})
        body = words.encode() + b"x" * (self.SMALL + more - len(words))
        answer = alma.post(NEW, data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == status

    @pytest.mark.parametrize(("more", "status"), [(-1, 422), (0, 422), (1, 413)])
    def test_with_files_it_may_be_larger(self, alma: Client, more: int, status: int) -> None:
        _boundary, body = encode_multipart(fields(upload=[upload(b"%PDF-1.7 ")]), boundary=self.BOUNDARY)
        filled = body.replace(b"%PDF-1.7 ", b"%PDF-1.7 " + b"x" * (MAX_BODY_BYTES + more - len(body)))
        alma.careful = False
        answer = alma.post(NEW, data=filled, content_type=f"multipart/form-data; boundary={self.BOUNDARY}")
        assert answer.status_code == status
