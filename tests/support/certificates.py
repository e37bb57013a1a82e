"""Certificates made on the spot, and servers that show them."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

AUTHORITY = """
[ca]
default_ca = a
[a]
database = {folder}/index
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
policy = p
copy_extensions = copy
[p]
commonName = supplied
"""


def certificate(folder: Path, name: str = "localhost", years: tuple[int, int] = (2020, 2090)) -> Path:
    """Return the file of a self-signed certificate for a name and of its key, valid between these years."""
    folder.mkdir(parents=True)
    (folder / "config").write_text(AUTHORITY.format(folder=folder))
    (folder / "index").touch()
    (folder / "serial").write_text("01\n")
    key, request, made = folder / "key.pem", folder / "request.pem", folder / "made.pem"
    new = ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request]
    _openssl(*new, "-addext", f"subjectAltName=DNS:{name}")
    first, last = (f"{year}0101000000Z" for year in years)
    sign = ["ca", "-batch", "-selfsign", "-config", folder / "config", "-keyfile", key, "-in", request, "-out", made]
    _openssl(*sign, "-startdate", first, "-enddate", last, "-notext")
    both = folder / "both.pem"
    both.write_text(made.read_text() + key.read_text())
    return both


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def showing(both: Path) -> ssl.SSLContext:
    """Return the side of a server that has this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context
