"""A real mail server of our own: Postfix takes and delivers, Dovecot holds the mailboxes. As root, on free ports."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

from imap_tools import MailBoxUnencrypted

from tests.support.machine import lacking
from tests.support.ports import free_port

FORUM, PEOPLE, PIPED = "forum.test", "people.test", "piped.test"
PASSWORD = "a-password-of-the-tests"
OWNER = "nobody"
"""Whose the mailboxes are."""
HOW_TO_GET_IT = "apt-get install postfix dovecot-imapd, and run the tests as root"
Found = TypeVar("Found")

POSTFIX = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = mx.{forum}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
recipient_delimiter = +
alias_maps =
alias_database =
local_recipient_maps =
relayhost =
default_transport = error:nothing leaves this machine
virtual_mailbox_domains = {forum} {people}
virtual_mailbox_base = {folder}/mailboxes
virtual_mailbox_maps = texthash:{folder}/addresses
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
relay_domains = {piped}
transport_maps = inline:{{{piped}=semana}}
semana_destination_recipient_limit = 1
minimal_backoff_time = 1s
queue_run_delay = 1s
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
semana unix - n n - 1 pipe flags=X user={owner} argv={folder}/pipe ${{original_recipient}}
"""
PRIVATE = "active bounce corrupt defer deferred flush hold incoming private saved trace"
QUEUE = dict.fromkeys(PRIVATE.split(), ("root", 0o700)) | {
    "public": ("postdrop", 0o710), "maildrop": ("postdrop", 0o730), "pid": ("root", 0o755),
}  # fmt: skip
"""The folders of Postfix's queue, as `postfix start` makes them in three seconds, each with its group and mode."""
DOVECOT = """
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{folder}/mailboxes/%n
default_internal_user = dovecot
default_login_user = dovenull
default_client_limit = 50
default_process_limit = 20
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/homes/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""
PIPE = """#!/usr/bin/python3 -S
import socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect("{folder}/piped")
line.sendall(sys.argv[1].encode() + b"\\n" + sys.stdin.buffer.read())
line.shutdown(socket.SHUT_WR)
sys.exit(int(line.recv(10)))
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """The running servers."""

    folder: Path
    smtp: int
    imap: int

    @property
    def smtp_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp}"

    def imap_url(self, name: str) -> str:
        return f"imap://{name}:{PASSWORD}@127.0.0.1:{self.imap}/INBOX"

    def send(self, message: EmailMessage) -> None:
        """Send a mail as a person's program does."""
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=10) as server:
            server.send_message(message)

    def mails_of(self, name: str, folder: str = "INBOX") -> list[EmailMessage]:
        """Return what is in a mailbox, oldest first."""
        with MailBoxUnencrypted("127.0.0.1", self.imap, timeout=10).login(name, PASSWORD, folder) as mailbox:
            raw = [mailbox.client.uid("FETCH", uid, "(BODY.PEEK[])")[1][0][1] for uid in mailbox.uids()]
        return [message_from_bytes(mail, policy=policy.default) for mail in raw]

    def arrived_at(self, name: str, number: int = 1) -> list[EmailMessage]:
        """Wait until so many mails are in a mailbox, and return them."""

        def enough() -> list[EmailMessage] | None:
            mails = self.mails_of(name)
            return mails if len(mails) >= number else None

        return self.wait_for(enough)

    def wait_for(self, look: Callable[[], Found | None]) -> Found:
        """Look again and again until there is something."""
        end = time.monotonic() + 15
        while (found := look()) is None:
            if time.monotonic() > end:
                raise AssertionError(f"Nothing arrived. The servers say:\n{self.logs()}")
            time.sleep(0.05)
        return found

    def logs(self) -> str:
        return "".join(path.read_text() for path in self.folder.glob("*.log"))


@contextmanager
def running(mailboxes: Sequence[str]) -> Iterator[Chain]:
    """Run both servers with these mailboxes."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("postfix", "dovecot"))):
        lacking("Postfix and Dovecot cannot be run here", HOW_TO_GET_IT)
    folder = Path(tempfile.mkdtemp(prefix="semana-mail-", dir="/tmp"))  # short, since sockets have short names
    folder.chmod(0o755)
    chain = Chain(folder, free_port(), free_port())
    _write(chain, mailboxes)
    try:
        _run(folder / "start-postfix.log", "/usr/lib/postfix/sbin/master", "-c", str(folder), "-w")
        _run(folder / "start-dovecot.log", "dovecot", "-c", str(folder / "dovecot.conf"))
        yield chain
    finally:
        _stop(folder / "dovecot" / "master.pid")
        _stop(folder / "queue/pid/master.pid")
        shutil.rmtree(folder, ignore_errors=True)


def _write(chain: Chain, mailboxes: Sequence[str]) -> None:
    folder, owner = chain.folder, pwd.getpwnam(OWNER)
    uid, gid = owner.pw_uid, owner.pw_gid
    names = {
        "folder": folder, "forum": FORUM, "people": PEOPLE, "piped": PIPED, "uid": uid, "gid": gid, "owner": OWNER,
        "password": PASSWORD,
    }  # fmt: skip
    (folder / "main.cf").write_text(POSTFIX.format(**names))
    (folder / "master.cf").write_text(MASTER.format(**names, port=chain.smtp))
    (folder / "dovecot.conf").write_text(DOVECOT.format(**names, port=chain.imap))
    (folder / "pipe").write_text(PIPE.format(**names))
    (folder / "pipe").chmod(0o755)
    (folder / "addresses").write_text("".join(f"{name} {name.partition('@')[0]}/\n" for name in mailboxes))
    for name in ("queue", "data", "mailboxes", "homes", "dovecot"):
        (folder / name).mkdir(mode=0o755)
    for name, (group, mode) in QUEUE.items():
        (folder / "queue" / name).mkdir()
        (folder / "queue" / name).chmod(mode)
        shutil.chown(folder / "queue" / name, "root" if name == "pid" else "postfix", group)
    shutil.chown(folder / "data", "postfix")
    for name in ("mailboxes", "homes"):
        os.chown(folder / name, uid, gid)


def _run(log: Path, *command: str) -> None:
    """Start a server. It inherits what it says into a file: a pipe would stay open as long as it runs."""
    with log.open("w") as said:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=30, check=False)
    assert done.returncode == 0, log.read_text()


def _stop(pid_file: Path) -> None:
    """End a server that was started here, and wait until it is gone."""
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text())
    end = time.monotonic() + 5
    os.kill(pid, signal.SIGTERM)
    while _runs(pid) and time.monotonic() < end:
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    """Return whether a process is there that has not ended: where nobody waits for it, its entry stays."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
