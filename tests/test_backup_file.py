"""The file of a backup: no bit of it can change, and nothing be cut off, without being noticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from board.backup import BackupError, archive
from board.backup.archive import Contents, Manifest

DUMP = b"what the database wrote " * 500


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    return pack(tmp_path, compressed=False)


def pack(folder: Path, *, compressed: bool) -> Path:
    (folder / "dump").write_bytes(DUMP)
    path = folder / "a.zip"
    with path.open("w+b") as file:
        archive.pack(
            file, folder / "dump", "database.x", compressed=compressed, made_at="2026-03-04T12:00:00+00:00",
            app_version="1", database="sqlite", made_with="x", contents=Contents("0001", {"posts": 3}),
        )  # fmt: skip
    return path


def read(path: Path) -> tuple[Manifest, bytes]:
    manifest, out = archive.read(path), path.with_suffix(".out")
    try:
        archive.unpack(path, manifest, out)
        return manifest, out.read_bytes()
    finally:
        out.unlink(missing_ok=True)


@pytest.mark.parametrize("compressed", [True, False])
def test_what_was_packed_comes_back(tmp_path: Path, compressed: bool) -> None:
    manifest, dump = read(pack(tmp_path, compressed=compressed))
    assert dump == DUMP
    assert manifest.contents == Contents("0001", {"posts": 3})
    assert (manifest.database, manifest.part, manifest.size) == ("sqlite", "database.x", len(DUMP))


def test_any_program_opens_it(packed: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "zipfile", "--list", packed], capture_output=True, text=True)
    assert "manifest.json" in done.stdout


@pytest.mark.parametrize("compressed", [True, False])
def test_no_bit_can_change(tmp_path: Path, compressed: bool) -> None:
    path = pack(tmp_path, compressed=compressed)
    sound = path.read_bytes()
    places = {0, 1, 10, 11, 30, 200, len(sound) // 2, *range(len(sound) - 400, len(sound), 7), len(sound) - 1}
    for place in sorted(places):
        for bit in (0, 7):
            spoiled = bytearray(sound)
            spoiled[place] ^= 1 << bit
            path.write_bytes(spoiled)
            with pytest.raises(BackupError, match="damaged"):
                read(path)
    path.write_bytes(sound)
    assert read(path)[1] == DUMP


def test_nothing_can_be_cut_off_or_added(packed: Path) -> None:
    sound = packed.read_bytes()
    for length in (0, 1, 30, 70, 71, 72, len(sound) // 2, len(sound) - 72, len(sound) - 71, len(sound) - 1):
        packed.write_bytes(sound[:length])
        with pytest.raises(BackupError, match="damaged"):
            read(packed)
    packed.write_bytes(sound + b"x")
    with pytest.raises(BackupError, match="damaged"):
        read(packed)


def resealed(path: Path, old: bytes, new: bytes) -> None:
    """Somebody, or a fault of ours, put something else in and sealed it again."""
    assert len(old) == len(new)
    path.write_bytes(path.read_bytes().replace(old, new))
    with path.open("r+b") as file:
        seal = archive._seal_of(file)
        file.seek(-archive.SEAL_BYTES, 2)
        file.write(seal)


def test_a_seal_alone_is_not_enough(tmp_path: Path) -> None:
    path = pack(tmp_path, compressed=True)
    resealed(path, b"the database wrote", b"the database lost ")
    with pytest.raises(BackupError, match="damaged"):
        read(path)


def test_another_zip_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 500)
    subprocess.run([sys.executable, "-m", "zipfile", "--create", tmp_path / "a.zip", tmp_path / "a.txt"], check=True)
    with pytest.raises(BackupError, match="damaged"):
        archive.read(tmp_path / "a.zip")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.zip", tmp_path):
        with pytest.raises(BackupError, match="There is no file"):
            archive.read(path)


def test_a_later_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path, compressed=False)
    monkeypatch.setattr(archive, "FORMAT", 0)
    with pytest.raises(BackupError, match="later version of Semana"):
        archive.read(path)
