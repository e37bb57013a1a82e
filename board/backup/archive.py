"""The backup file: a plain zip with the database's dump and a manifest, sealed at its end.

The seal, in the zip's comment, is the SHA-256 of everything before it: no changed bit and no truncation goes
unnoticed. Any program opens the zip.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from board.backup import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
SEAL = b"sha256:"
SEAL_BYTES = len(SEAL) + 64
MAX_MANIFEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a database: the version of its tables, and how many rows each has."""

    schema: str
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's description of itself."""

    made_at: str
    app_version: str
    database: str
    """``sqlite`` or ``postgresql``."""
    made_with: str
    contents: Contents
    part: str
    """The name of the dump in the zip."""
    sha256: str
    size: int
    format: int = FORMAT

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        fields: dict[str, Any] = json.loads(text)
        contents = Contents(**fields.pop("contents"))
        return cls(**fields, contents=contents)


def pack(to: IO[bytes], dump: Path, part: str, *, compressed: bool, **fields: Any) -> Manifest:
    """Write a backup into an open, empty file."""
    kind = ZIP_STORED if compressed else ZIP_DEFLATED
    with ZipFile(to, "w", kind, compresslevel=1) as archive:
        with archive.open(part, "w", force_zip64=True) as out, dump.open("rb") as source:
            digest, size = _copy(source, out)
        manifest = Manifest(part=part, sha256=digest, size=size, **fields)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        archive.comment = SEAL + b"0" * 64
    seal = _seal_of(to)
    to.seek(-SEAL_BYTES, os.SEEK_END)
    to.write(seal)
    to.flush()
    os.fsync(to.fileno())
    return manifest


def _copy(source: IO[bytes], out: IO[bytes]) -> tuple[str, int]:
    """Copy everything; return its checksum and its size."""
    digest, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        digest.update(block)
        size += out.write(block)
    return digest.hexdigest(), size


def _seal_of(file: IO[bytes]) -> bytes:
    """Return the seal that a file should have."""
    left = file.seek(0, os.SEEK_END) - SEAL_BYTES
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (block := file.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    return SEAL + digest.hexdigest().encode()


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn any error with the file into a sentence for the operator."""
    try:
        yield
    except (FileNotFoundError, IsADirectoryError):
        raise BackupError(f"There is no file {path}.") from None
    except PermissionError:
        raise BackupError(f"{path} cannot be read: its owner has not allowed it.") from None
    except (BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, NotImplementedError):
        raise BackupError(f"{path} is damaged, or no backup of Semana. Nothing was changed.") from None


def read(path: Path) -> Manifest:
    """Check the seal, then return the manifest. Raise BackupError if the file is damaged."""
    with _reading(path), path.open("rb") as file:
        if file.seek(0, os.SEEK_END) < SEAL_BYTES:
            raise EOFError
        file.seek(-SEAL_BYTES, os.SEEK_END)
        seal = file.read()
        if not seal.startswith(SEAL) or seal != _seal_of(file):
            raise BackupError(f"{path} is damaged or cut off: its checksum does not fit. Nothing was changed.")
        return _manifest(path, file)


def _manifest(path: Path, file: IO[bytes]) -> Manifest:
    with ZipFile(file) as archive:
        text = archive.open(MANIFEST).read(MAX_MANIFEST)
        if json.loads(text)["format"] > FORMAT:
            raise BackupError(f"{path} was made by a later version of Semana. Use that version, or a later one.")
        return Manifest.read(text)


def unpack(path: Path, manifest: Manifest, to: Path) -> None:
    """Write the dump of a backup to a file, checking it meanwhile. Raise BackupError if it is damaged."""
    with _reading(path), ZipFile(path) as archive, archive.open(manifest.part) as source, to.open("xb") as out:
        if _copy(source, out) != (manifest.sha256, manifest.size):
            raise BackupError(f"{path} is damaged: the database in it does not fit its checksum. Nothing was changed.")


def sync(path: Path) -> None:
    """Flush a file, or the names in a folder, to the disk before continuing."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
