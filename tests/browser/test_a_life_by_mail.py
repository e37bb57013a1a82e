"""A life by mail, in English and in Spanish: a page is needed for one thing, the password.

Somebody applies by mail, confirms, is accepted, gets a week, asks the key respondent, is answered, corrects a post,
answers a digest, and stops. Mail goes out through a real server, and comes in as a mail server delivers it; every link
of every mail is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from board.actions import announcing, posting, scheduling
from board.actions.titled import Titled
from board.extensions import db
from board.incoming.addresses import meaning_of
from board.models import Application, Job, Post, Text, User
from board.rules import incoming as rule
from board.text.reply_marks import has_mark
from tests.browser.conftest import FORUM, Enter, Site
from tests.mail.conftest import Inbox
from tests.support.applying import call_out
from tests.support.browser import View
from tests.support.cast import OPENING, Cast, sight_for, text_of, translate, typed
from tests.support.correspondence import (
    Correspondence,
    Correspondent,
    addresses_in,
    gmail,
    gmail_in_spanish,
    outlook,
    subject_of,
    thunderbird_in_spanish,
)
from tests.support.ports import free_port
from tests.support.read_mail import Mail
from tests.support.seeing import source_of
from tests.support.spanish import in_spanish

ADDRESS = "ines@example.org"
CALL = "reply+call.social-economy@forum.example.org"
PASSWORD = "a password of my own"
HOUR, MINUTES = timedelta(hours=1), timedelta(minutes=10)
TUESDAY = datetime.fromisoformat("2026-03-10 07:00-04:00")
FRIDAY = datetime.fromisoformat("2026-03-13 07:00-04:00")
"""The hours of the digest in week 3."""


@dataclass(frozen=True)
class Words:
    """What the newcomer writes in one language, and what the site says in it."""

    application: str
    yes: str
    question: str
    better: str
    answer: str

    def said(self, words: str) -> str:
        return in_spanish(words) if self is SPANISH else words


ENGLISH = Words(
    application="I run a bakery with eleven schools as customers, and would like to learn how towns buy.",
    yes="Yes, I confirm.",
    question="Who sined the first contract of your cooperative?",
    better="Who signed the first contract of your cooperative?",
    answer="Our town pays after two months, because we asked the mayor in public.",
)
SPANISH = Words(
    application="Dirijo una panadería que vende a once escuelas y quiero aprender cómo compran los municipios.",
    yes="Sí, confirmo.",
    question="¿Quién frimó el primer contrato de su cooperativa?",
    better="¿Quién firmó el primer contrato de su cooperativa?",
    answer="Nuestro municipio paga a los dos meses, porque se lo pedimos al alcalde en público.",
)


@pytest.fixture
def post(site: Site, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Correspondence]:
    """The site, with a mail server and an address for answers; its call is out."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    url = f"smtp://127.0.0.1:{controller.port}"
    settings = replace(
        site.app.extensions["settings"],
        mail_url=url,
        mail_from="forum@example.org",
        mail_replies="reply@forum.example.org",
    )
    monkeypatch.setitem(site.app.extensions, "settings", settings)
    with site.written():
        db.session.add(cast.forum)
        call_out(cast)
        db.session.execute(delete(Job))
        _translate_the_case_study(cast)
    yield Correspondence(site.app, site.clock, inbox)
    controller.stop()


def _translate_the_case_study(cast: Cast) -> None:
    """Do so before its week opens, as translators do."""
    assert cast.case_study is not None
    study = db.session.merge(cast.case_study)
    sight = sight_for(cast, cast.tess)
    translate(sight, db.session.get_one(Text, study.body_id), "Our LOCKED cooperative.")
    translate(sight, db.session.get_one(Text, study.title_id), "A LOCKED case")


@dataclass
class Life:
    """One run of the story."""

    site: Site
    cast: Cast
    words: Words
    ines: Correspondent
    bento: Correspondent
    browser: Page
    """Hers: it opens one page."""
    links: Page
    """Another member's, which opens every link: in her own the site would count as read what these show."""
    opened: int = 0

    def at(self, instant: datetime) -> None:
        """Let it be this time, and the worker work."""
        self.site.clock.move_to(instant)
        self.ines.post.work()

    def read(self) -> list[Mail]:
        """Return her new mails, and open every link in them."""
        mails = self.ines.new_mails()
        for mail in mails:
            self._open_links(mail)
        return mails

    def read_one(self) -> Mail:
        mails = self.read()
        assert len(mails) == 1, [subject_of(mail) for mail in mails]
        return mails[0]

    def _open_links(self, mail: Mail) -> None:
        for link in {link for link in mail.links if link.startswith("http")}:
            answer = self.links.request.get(link)
            assert answer.status == 200, (subject_of(mail), link)
            self.opened += 1
        with self.site.app.app_context():
            replies = mail.headers.get("reply-to", "")
            for address in [*addresses_in(mail), *([replies] if "+" in replies else [])]:
                assert meaning_of(address, self.site.clock.now()) is not None, (subject_of(mail), address)


@pytest.fixture(params=[ENGLISH, SPANISH], ids=["en", "es"])
def life(
    request: pytest.FixtureRequest,
    site: Site,
    cast: Cast,
    post: Correspondence,
    open_page: Callable[[View], Page],
    enter: Enter,
) -> Life:
    words: Words = request.param
    ines = Correspondent("Inés Pardo", ADDRESS, post, gmail_in_spanish if words is SPANISH else gmail)
    bento = Correspondent("Bento", "bento@example.org", post, thunderbird_in_spanish if words is SPANISH else outlook)
    browser = open_page(View(locale="es" if words is SPANISH else "en", javascript=False))
    return Life(site, cast, words, ines, bento, browser, enter(cast.tess))


def test_from_the_call_to_the_last_mail(life: Life, enter: Enter) -> None:
    apply_and_confirm(life)
    accept(life, enter)
    set_up(life)
    get_a_week(life)
    ask(life)
    correct(life)
    be_answered(life)
    answer_the_digest(life)
    stop(life)
    hear_nothing_more(life)
    assert life.opened > 30


def apply_and_confirm(life: Life) -> None:
    assert life.ines.write(CALL, "", life.words.application) == (rule.APPLIED, "")
    mail = life.read_one()
    assert has_mark(mail.plain.split("\n")[0])
    assert subject_of(mail) == life.words.said("Please confirm your application: “%(forum)s”") % {
        "forum": "Social economy"
    }
    assert life.ines.answer(mail, "Estoy de vacaciones / I am away.")[0] == rule.REFUSED
    life.read_one()
    with life.site.app.app_context():
        assert db.session.scalars(select(Application)).one().verified_at is None
    assert life.ines.answer(mail, f"{life.words.yes}\n\nInés") == (rule.CONFIRMED, "")
    assert (
        life.words.said("Thank you: your application to “%(forum)s” is confirmed.") % {"forum": "Social economy"}
        in life.read_one().plain
    )


def accept(life: Life, enter: Enter) -> None:
    """An admin does so in the browser, which is where admins work."""
    admin = enter(life.cast.alma)
    admin.goto(f"{FORUM}/admin/applications")
    admin.get_by_role("link", name="Inés Pardo").click()
    expect(admin.get_by_role("main")).to_contain_text(life.words.application)
    admin.get_by_role("button", name="Accept").click()
    expect(admin.locator("#flash")).to_contain_text("Inés Pardo")


def set_up(life: Life) -> None:
    """The accepted mail has one link, and its page is the only one that she needs."""
    life.at(life.site.clock.now() + MINUTES)
    [link] = {link for link in life.read_one().links if "/set-up/" in link}
    page, say = life.browser, life.words.said
    page.goto(link)
    page.get_by_label(say("New password")).fill(PASSWORD)
    page.get_by_label(say("I have read both, and agree to them.")).check()
    page.get_by_role("button", name=say("Set up the account")).click()
    expect(page).to_have_url(re.compile(f"{FORUM}/welcome$"))


def get_a_week(life: Life) -> None:
    life.at(OPENING - timedelta(seconds=1))
    assert [mail for mail in life.read() if "LOCKED" in mail.plain + mail.html] == []
    life.at(OPENING)
    mail = life.read_one()
    for part in (mail.plain, mail.html):
        assert "Nuestra cooperativa LOCKED." in part
        assert "Our LOCKED cooperative." in part
        assert "Palabras LOCKED" not in part  # a reply that the admin prepared: the digest has it
    life.bento.new_mails()
    [to] = addresses_in(mail, life.words.said("Ask by e-mail"))
    assert life.ines.write(to, "", life.words.question) == (rule.POSTED, "")


def ask(life: Life) -> None:
    """The key respondent is told of each question at once."""
    first = life.bento.new_mail()
    assert life.words.question in first.plain
    with life.site.written():
        roles = frozenset({"key_respondent"})
        thread = db.session.merge(life.cast.locked_thread)
        posting.reply(
            sight_for(life.cast, life.cast.ana, life.site.clock.now()),
            thread,
            life.cast.ana,
            typed("¿Y quién pagó el pan?"),
            asked=life.cast.bento,
            asked_roles=roles,
        )
    life.ines.post.work()
    assert "¿Y quién pagó el pan?" in life.bento.new_mail().plain


def correct(life: Life) -> None:
    """She made a typing error, and answers the receipt."""
    receipt = life.read_one()
    assert life.words.question in receipt.plain
    life.at(life.site.clock.now() + HOUR)
    assert life.ines.answer(receipt, life.words.better) == (rule.CORRECTED, "")
    assert life.words.better in life.read_one().plain
    life.bento.new_mails()
    with life.site.app.app_context():
        assert source_of(text_of(_post_by(life, ADDRESS))) == life.words.better


def _post_by(life: Life, address: str, which: int = -1) -> Post:
    authors = select(Post).join(User, User.id == Post.author_id).where(User.email == address)
    return db.session.scalars(authors.order_by(Post.id)).all()[which]


def be_answered(life: Life) -> None:
    """The key respondent answers two questions in one mail; she is told of hers."""
    life.at(TUESDAY)
    life.read()
    [listed] = [mail for mail in life.bento.new_mails() if "2 questions are waiting" in mail.parsed.subject]
    assert life.words.better in listed.plain
    answers = "[1] Lo firmó mi madre, que sabía leer los contratos.\n\n[2] El municipio, cuatro meses más tarde."
    assert life.bento.answer(listed, answers) == (rule.POSTED, "")
    mail = life.read_one()
    assert "Lo firmó mi madre" in mail.plain
    assert "El municipio, cuatro" not in mail.plain
    if life.words is SPANISH:  # whoever reads the original waits for nothing
        assert "pendiente" not in mail.plain
    else:
        assert "The translation into English is pending." in mail.plain
    with life.site.app.app_context():
        asked = _post_by(life, ADDRESS)
        answer = db.session.get_one(Post, asked.answer_id)
        assert (answer.reply_to_id, asked.answered_at) == (asked.id, life.site.clock.now())


def answer_the_digest(life: Life) -> None:
    """It has what she has not read, in both languages; she answers its second post by its number."""
    with life.site.written():
        tess = sight_for(life.cast, life.cast.tess, life.site.clock.now())
        for which, english in ((-2, "My mother signed it."), (-1, "The town, four months later.")):
            translate(tess, text_of(_post_by(life, "bento@example.org", which)), english)
    life.at(FRIDAY)
    digest = life.read_one()
    for words in ("Lo firmó mi madre", "My mother signed it.", "El municipio, cuatro", "The town, four months later."):
        assert words in digest.plain
    number = re.findall(r"\[(\d+)\] Bento", digest.plain)[1]
    assert life.ines.answer(digest, f"[{number}] {life.words.answer}") == (rule.POSTED, "")
    life.read_one()
    with life.site.app.app_context():
        post = _post_by(life, ADDRESS)
        assert source_of(text_of(post)) == life.words.answer
        assert post.reply_to_id == _post_by(life, "bento@example.org").id


def stop(life: Life) -> None:
    """She presses the button of her mail program, which writes to the address in the header."""
    with life.site.written():
        _reply_to_her(life)
    life.ines.post.work()
    mail = life.read_one()
    found = re.search(r"<mailto:([^?>]+)", mail.headers["list-unsubscribe"])
    assert found is not None
    assert life.ines.write(found[1], "stop", "") == (rule.STOPPED, "")
    assert (
        life.words.said("You get no more e-mail of “%(forum)s”. You are still a member of it.")
        % {"forum": "Social economy"}
        in life.read_one().plain
    )


def _reply_to_her(life: Life) -> None:
    post = _post_by(life, ADDRESS)
    sight = sight_for(life.cast, life.cast.jorge, life.site.clock.now())
    thread = db.session.merge(life.cast.locked_thread)
    posting.reply(sight, thread, life.cast.jorge, typed("How did you ask him?", "en"), to=post)


def hear_nothing_more(life: Life) -> None:
    """Whatever happens: a reply to her, an announcement, a new week, the days of the digest."""
    with life.site.written():
        _reply_to_her(life)
        alma = sight_for(life.cast, life.cast.alma, life.site.clock.now())
        announcing.announce(alma, Titled("A holiday", "Nobody works on Monday.", "en"), life.cast.alma)
        scheduling.override_week(alma, alma.weeks[3], "open")
    for days in range(5):
        life.at(life.site.clock.now() + timedelta(days=days))
        assert life.read() == []
