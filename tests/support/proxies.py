"""Caddy and nginx in front of the site, with the files of deploy/; only addresses and waiting times differ."""

from __future__ import annotations

import getpass
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.support.imports import ROOT
from tests.support.machine import lacking
from tests.support.ports import free_port
from tests.support.serving import Answer

DEPLOY = ROOT / "deploy"
NAME = "forum.example.org"
STARTS_WITHIN = 20.0
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy: its port, its site's port, and the authority of its certificate."""

    port: int
    server: int
    authority: Path

    def visitor(self, address: str = "127.0.0.1") -> Visitor:
        """Return somebody with a browser, at this address of the machine's own network."""
        return Visitor(self, address)

    def line(self, address: str = "127.0.0.1", name: str = NAME) -> ssl.SSLSocket:
        """Return a connection on which nothing has been sent yet."""
        context = ssl.create_default_context(cafile=str(self.authority))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30, source_address=(address, 0))
        line = context.wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False)
        with ExitStack() as stack:
            stack.callback(line.close)
            line.do_handshake()
            stack.pop_all()
        return line


class _Connection(http.client.HTTPConnection):
    def __init__(self, proxy: Proxy, address: str) -> None:
        super().__init__(NAME)
        self.proxy, self.address = proxy, address

    def connect(self) -> None:
        self.sock = self.proxy.line(self.address)


@dataclass(slots=True)
class Visitor:
    """Somebody who keeps the cookies that they get."""

    proxy: Proxy
    address: str
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send a request on a new connection."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Cookie"] = "; ".join(f"{cookie.key}={cookie.coded_value}" for cookie in self.cookies.values())
        with closing(_Connection(self.proxy, self.address)) as connection:
            with suppress(OSError):  # refused before everything was sent: the answer has arrived
                connection.request(method, path, body, sent)
            answer = Answer(connection.getresponse())
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def token(self, path: str) -> str:
        """Return the token in the page's forms."""
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def send(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send the form of a page."""
        body = urlencode({"csrf_token": self.token(path), **fields})
        return self.ask("POST", path, body, Content_Type=FORM, **headers)

    def sign_in(self, email: str, password: str, **headers: str) -> Answer:
        return self.send("/sign-in", {"email": email, "password": password}, **headers)


@contextmanager
def caddy(folder: Path, server: int, waits: str = "10s") -> Iterator[Proxy]:
    """Run Caddy with its own authority instead of the one on the network."""
    program, (port, plain) = _program("caddy"), (free_port(), free_port())
    options = f"{{\n\tadmin off\n\tskip_install_trust\n\thttps_port {port}\n\thttp_port {plain}\n"
    text = (DEPLOY / "Caddyfile").read_text()
    text = _replaced(text, "\n{\n", f"\n{options}")
    text = _replaced(text, "org} {\n", "org} {\n\tbind 127.0.0.1\n\ttls internal\n")
    text = _replaced(text, "/opt/semana/deploy", str(DEPLOY))
    text = _replaced(text, "lb_try_duration 10s", f"lb_try_duration {waits}")
    config = folder / "Caddyfile"
    config.write_text(text)
    environ = {"SEMANA_SERVER": f"127.0.0.1:{server}", "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    command = [program, "run", "--config", str(config), "--adapter", "caddyfile"]
    with _running(command, folder, environ, Proxy(port, server, authority)) as proxy:
        yield proxy


@contextmanager
def nginx(folder: Path, server: int, waits: str = "") -> Iterator[Proxy]:
    """Run nginx with a certificate made for the test."""
    program, (port, plain) = _program("nginx"), (free_port(), free_port())
    certificate, key = _certificate(folder)
    text = (DEPLOY / "nginx.conf").read_text()
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    for old, new in {
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{server}",
        "/etc/letsencrypt/live/forum.example.org/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/forum.example.org/privkey.pem": str(key),
        "/opt/semana/deploy": str(DEPLOY),
    }.items():
        text = _replaced(text, old, new)
    paths = "".join(
        f"{kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    me = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""  # nobody else may write in the folder
    main = f"{me}pid {folder / 'pid'};\nerror_log stderr;\nworker_processes 1;\ndaemon off;\nevents {{}}\n"
    config.write_text(f"{main}http {{\naccess_log off;\ntypes {{ text/html html; }}\n{paths}{text}\n}}\n")
    with _running([program, "-e", "stderr", "-c", str(config)], folder, {}, Proxy(port, server, certificate)) as proxy:
        yield proxy


PROXIES: dict[str, Callable[..., Any]] = {"caddy": caddy, "nginx": nginx}


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return found or lacking(f"{name} is not on this machine", f"apt-get install {name}")


def _replaced(text: str, old: str, new: str) -> str:
    assert old in text, f"{old!r} is not in the file any more"
    return text.replace(old, new)


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True, timeout=30,
    )  # fmt: skip
    return certificate, key


@contextmanager
def _running(command: list[str], folder: Path, environ: dict[str, str], proxy: Proxy) -> Iterator[Proxy]:
    with ExitStack() as stack:
        log = stack.enter_context((folder / "proxy.log").open("wb"))
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **environ}, stdout=log, stderr=log)
        stack.callback(_end, process)
        deadline = time.monotonic() + STARTS_WITHIN
        while not _shakes_hands(proxy):
            said = (folder / "proxy.log").read_text()
            assert process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.02)
        yield proxy


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:  # nginx, if it was not ready for the signal yet
        process.kill()
        process.wait()


def _shakes_hands(proxy: Proxy) -> bool:
    try:
        proxy.line().close()
    except OSError:
        return False
    return True
