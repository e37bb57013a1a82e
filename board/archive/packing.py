"""The zip file of an archive: fixed times and a fixed order, and a manifest by which damage is noticed."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from board.archive import MOST_BYTES, ArchiveError

FORMAT = 1
"""Another number is another meaning of the files."""
MANIFEST = "manifest.json"
MAX_MANIFEST = 16 * 1024**2
MAX_LINE = 8 * 1024**2
MAX_FILE = 64 * 1024**2
"""Limits in bytes: of the manifest, of a row, and of an uploaded file."""
BLOCK = 1024**2
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: what an archive says does not depend on when it was made."""
UNREADABLE = (BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError)
"""What the zip library raises over a damaged file; the last, if it is encrypted."""
DAMAGED = "The archive is damaged, or no archive of Semana. Nothing was changed."


@dataclass(slots=True)
class Manifest:
    """An archive’s description of itself."""

    schema: str
    """The version of the tables that it was made from."""
    forum: str
    """The forum’s short name."""
    rows: dict[str, int] = field(default_factory=dict)
    """How many rows each table has."""
    digests: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file in the zip."""
    format: int = FORMAT


def line_of(row: Any) -> bytes:
    """Return a row as a line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def table_file(name: str) -> str:
    """Return the name of a table’s file."""
    return f"{name}.jsonl"


def content_file(digest: str) -> str:
    """Return the name of an uploaded file."""
    return f"files/{digest}"


@dataclass(frozen=True, slots=True)
class Packer:
    """Writes the files of an archive, one after the other."""

    zip: ZipFile
    manifest: Manifest

    def add(self, name: str, blocks: Iterable[bytes]) -> int:
        """Write a file; return how many blocks it has."""
        digest, count = hashlib.sha256(), 0
        with self.zip.open(_entry(name), "w", force_zip64=True) as out:
            for block in blocks:
                digest.update(block)
                out.write(block)
                count += 1
        self.manifest.digests[name] = digest.hexdigest()
        return count


@contextmanager
def packing(to: IO[bytes], manifest: Manifest) -> Iterator[Packer]:
    """Write an archive into an open file; the manifest comes last."""
    with ZipFile(to, "w", ZIP_DEFLATED) as file:
        yield Packer(file, manifest)
        file.writestr(_entry(MANIFEST), json.dumps(asdict(manifest), indent=1) + "\n")


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, EARLIEST)
    entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, ZIP_DEFLATED
    return entry


@dataclass(frozen=True, slots=True)
class Unpacker:
    """An archive whose every byte was compared with its manifest."""

    zip: ZipFile
    manifest: Manifest

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table. Raises ArchiveError."""
        with self.zip.open(table_file(name)) as file:
            while line := file.readline(MAX_LINE):
                if not line.endswith(b"\n") or len(line) > MAX_LINE:
                    raise ArchiveError(f"The archive has a row in {name} that is too long, or cut off.")
                yield _row(line)

    def content(self, digest: str) -> bytes:
        """Return an uploaded file. Raises ArchiveError."""
        name = content_file(digest)
        if self.manifest.digests.get(name) != digest:
            raise ArchiveError(DAMAGED)
        return self.zip.open(name).read(MAX_FILE)


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise ArchiveError(DAMAGED) from None
    if not isinstance(row, dict):
        raise ArchiveError(DAMAGED)
    return row


@contextmanager
def unpacking(path: Path) -> Iterator[Unpacker]:
    """Open an archive, and compare it with its manifest. Raises ArchiveError if it is damaged, too new or too large."""
    with _opened(path) as file:
        yield Unpacker(file, _checked(file))


def _opened(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from None
    except UNREADABLE:
        raise ArchiveError(DAMAGED) from None


def _checked(file: ZipFile) -> Manifest:
    """Return the manifest, once every byte was compared with it."""
    _check_sizes(file)
    try:
        manifest = _manifest(file)
        if sorted([*manifest.digests, MANIFEST]) != sorted(file.namelist()):
            raise ArchiveError(DAMAGED)
        if any(_digest(file, name) != digest for name, digest in manifest.digests.items()):
            raise ArchiveError(DAMAGED)
    except (*UNREADABLE, OSError):  # a directory that is said to be elsewhere leads to a place before the file
        raise ArchiveError(DAMAGED) from None
    return manifest


def _check_sizes(file: ZipFile) -> None:
    """Refuse what would be far larger than any forum. A zip is read no further than it says how large it is."""
    sizes = {info.filename: info.file_size for info in file.infolist()}
    too_large = any(size > MAX_FILE for name, size in sizes.items() if name.startswith("files/"))
    if too_large or sum(sizes.values()) > MOST_BYTES or sizes.get(MANIFEST, 0) > MAX_MANIFEST:
        raise ArchiveError("The archive is larger than a forum can be. Nothing was changed.")


def _manifest(file: ZipFile) -> Manifest:
    try:
        said = json.loads(file.read(MANIFEST))
        if isinstance(said["format"], int) and said["format"] > FORMAT:
            raise ArchiveError("The archive was made by a later version of Semana. Use that version, or a later one.")
        rows = {str(name): int(count) for name, count in said["rows"].items()}
        digests = {str(name): str(digest) for name, digest in said["digests"].items()}
        return Manifest(str(said["schema"]), str(said["forum"]), rows, digests)
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
        raise ArchiveError(DAMAGED) from None


def _digest(file: ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with file.open(name) as part:
        while block := part.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
