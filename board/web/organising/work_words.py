"""Words for due work: its kinds, and the reasons why it waits or was given up."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from board.pages.work import failed_count
from board.rules import work as rule

KINDS = {
    "mail.reset": _l("Link for a new password"),
    "mail.sign_in": _l("Link to sign in"),
    "mail.address": _l("Link that confirms an address"),
    "mail.address_changed": _l("Notice that an address was changed"),
    "mail.setup": _l("Link that sets up an account"),
    "mail.digest": _l("Digest"),
    "mail.question": _l("Question to a key respondent"),
    "mail.questions": _l("List of questions to a key respondent"),
    "mail.queue": _l("What waits for translation"),
    "mail.summary": _l("The week in numbers, for admins"),
    "mail.application": _l("Link that confirms an application"),
    "mail.decision": _l("Decision on an application"),
    "mail.again": _l("Invitation to a further run"),
    "mail.submitted": _l("News of a case study"),
    "mail.returned": _l("News of a case study"),
    "mail.published": _l("News of a case study"),
    "mail.report": _l("Notice that a post was reported"),
    "mail.hidden": _l("Notice that a post was hidden"),
    "mail.restored": _l("Notice that a post is shown again"),
    "mail.suspended": _l("Notice that somebody was suspended"),
    "mail.lifted": _l("Notice that somebody can write again"),
    "mail.quoted": _l("Question to somebody who is quoted"),
    "mail.quoted_again": _l("Reminder to somebody who is quoted"),
    "notify.post": _l("Finding out who is told of a post"),
    "notify.translated": _l("Finding out who is told of a translation"),
    "notify.announcement": _l("Finding out who is told of an announcement"),
    "mail.opening": _l("Notice that a week has opened"),
    "mail.post": _l("Post, sent at once"),
    "mail.translated": _l("Translation of a post that was sent before"),
    "mail.announcement": _l("Announcement"),
    "mail.reword": _l("Request of a translator to reword a passage"),
    "mail.answer": _l("Answer to an e-mail that was not taken"),
    "mail.receipt": _l("Receipt for what came by e-mail"),
    "mail.forged": _l("Notice that somebody wrote in another’s name"),
    "mail.bounced": _l("Notice that e-mail to somebody comes back"),
    "incoming": _l("E-mail that came in"),
    "draft.machine": _l("Machine draft of a translation"),
    "application.forget": _l("Deletion of an application that nobody confirmed"),
    "file.forget": _l("Deletion of a file whose form was not sent again"),
    "edition.contents": _l("Contents of an edition of the proceedings"),
    "edition.file": _l("File of an edition of the proceedings"),
    "backup": _l("Backup of the database"),
}
LINE_REASONS = {
    rule.NAME: _l("The mail server’s name is not known (DNS)."),
    rule.CLOSED: _l("The mail server refuses the connection."),
    rule.UNREACHABLE: _l("The mail server cannot be reached."),
    rule.SLOW: _l("The mail server takes too long to answer."),
    rule.HUNG_UP: _l("The mail server ends the connection at once."),
    rule.TLS: _l("No secure connection to the mail server can be made (TLS)."),
    rule.GREETING: _l("The mail server refuses to talk to this site."),
    rule.SIGN_IN: _l("The mail server does not accept the name and the password in MAIL_URL."),
    rule.SENDER: _l("The mail server does not accept e-mail from the sender in MAIL_FROM."),
}
REASONS = {
    **LINE_REASONS,
    "": _l("It has not been tried yet."),
    rule.BROKEN: _l("The mail server broke off while this was being sent."),
    rule.RELAY: _l("The mail server does not pass this on. MAIL_URL may lack a name and a password."),
    rule.LATER: _l("The mail server asks the site to try later."),
    rule.POLICY: _l("The mail server refuses this because of one of its rules."),
    rule.REJECTED: _l("The mail server refuses this, and would refuse it again."),
    rule.FAULT: _l("Something went wrong here, or with the translation engine."),
    rule.CRASHED: _l("The worker broke down each time it tried this."),
    rule.ASIDE: _l("This was set aside when a backup was restored: it may have been sent before."),
}


def kind_words(kind: str) -> str:
    """Return the kind of a piece of work in the reader's language."""
    return str(KINDS.get(kind) or _l("Other task (%(kind)s)", kind=kind))


def reason_words(reason: str) -> str:
    """Return why a piece of work failed, in the reader's language."""
    return str(REASONS[reason])


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.filters.update(work_kind=kind_words, work_reason=reason_words)
    app.jinja_env.globals.update(failed_work_count=failed_count)
