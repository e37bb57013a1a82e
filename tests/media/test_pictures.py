"""Pictures from strangers: made small, stripped of everything but their pixels, within memory; or refused by name."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from board.media import pictures
from board.media.pictures import LARGE_BYTES, SMALL_BYTES, SQUARE_BYTES, made_small, made_square
from board.media.refusals import Reason, Unusable
from tests.media.making import (
    bomb,
    declared_png,
    declared_webp,
    docx,
    noise,
    photo_with_a_place,
    picture,
    scans,
)

ROOT = Path(__file__).resolve().parents[2]
MB = 1024 * 1024


def refusal(data: bytes) -> Unusable:
    with pytest.raises(Unusable) as raised:
        made_small(data)
    return raised.value


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_made_in_two_sizes(form: str) -> None:
    made = made_small(picture(2400, 1800, form))
    assert (made.small.width, made.small.height) == (1000, 750)
    assert len(made.small.data) <= SMALL_BYTES
    assert made.large is not None
    assert (made.large.width, made.large.height) == (2000, 1500)
    assert len(made.large.data) <= LARGE_BYTES


def test_a_small_picture_is_not_made_larger_and_has_no_second_size() -> None:
    made = made_small(picture(300, 200))
    assert (made.small.width, made.small.height, made.large) == (300, 200, None)


@pytest.mark.parametrize("size", [(1, 1), (9000, 2), (2, 9000), (1000, 1500), (1001, 1500)])
def test_every_shape_comes_through(size: tuple[int, int]) -> None:
    made = made_small(picture(*size, "PNG"))
    assert made.small.width >= 1
    assert made.small.height >= 1
    assert max(made.small.width / 1000, made.small.height / 1500) <= 1


def test_noise_fits_into_the_bytes_with_fewer_pixels() -> None:
    made = made_small(noise(1100, 900))
    assert len(made.small.data) <= SMALL_BYTES
    assert made.large is None or len(made.large.data) <= LARGE_BYTES


def test_a_profile_gets_a_small_square() -> None:
    assert made_square(picture(900, 500)).width == pictures.SQUARE
    made = made_square(noise(900, 500))
    assert made.width == made.height
    assert len(made.data) <= SQUARE_BYTES


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK", "YCbCr", "F"])
def test_every_kind_of_pixel_comes_through(mode: str) -> None:
    out = BytesIO()
    form = {"CMYK": "JPEG", "YCbCr": "JPEG", "F": "TIFF"}.get(mode, "PNG")
    source = Image.new("RGB", (40, 30), "red") if mode not in ("I;16", "F") else Image.new(mode, (40, 30), 40_000)
    (source if source.mode == mode else source.convert(mode)).save(out, form)
    if form == "TIFF":
        assert refusal(out.getvalue()).reason is Reason.NOT_A_PICTURE
    else:
        made_small(out.getvalue())


def test_what_is_transparent_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(made_small(out.getvalue()).small.data)) as shown:
        assert shown.convert("RGB").getpixel((10, 10)) == (255, 255, 255)


def test_nothing_of_a_photo_stays_but_its_pixels() -> None:
    photo = photo_with_a_place() + b"SECRET-BEHIND"
    assert b"SECRET-CAMERA" in photo
    made = made_small(photo)
    for data in (made.small.data, made_square(photo).data):
        assert b"SECRET" not in data
        with Image.open(BytesIO(data)) as shown:
            assert not shown.getexif()
            assert shown.info.keys() <= {"loop", "background", "timestamp", "duration"}


def test_a_photo_is_turned_upright() -> None:
    made = made_small(photo_with_a_place(6))
    assert (made.small.width, made.small.height) == (200, 400)


@pytest.mark.parametrize("orientation", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 65535])
def test_every_note_on_how_a_camera_was_held_is_taken(orientation: int) -> None:
    made_small(photo_with_a_place(orientation))


# ---- what would do harm


@pytest.mark.parametrize("data", [declared_png(10_000, 10_000), declared_png(2**31 - 1, 2**31 - 1),
                                  declared_webp(16_000, 16_000), b"GIF89a\xff\xff\xff\xff\0\0\0",
                                  picture(10_000, 10_000), bomb(6000, 4001)])  # fmt: skip
def test_too_many_pixels_are_refused_before_anything_is_decoded(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_given: pytest.fail("decoded"))
    refused = refusal(data)
    assert refused.reason is Reason.TOO_MANY_PIXELS
    assert refused.megapixels > refused.most


def test_the_limit_of_pixels_is_a_boundary() -> None:
    """At the limits themselves, see the test of memory."""
    assert refusal(bomb(6000, 4001)).megapixels == 25
    assert refusal(picture(8000, 5001)).megapixels == 41
    assert refusal(picture(6001, 4000, progressive=True)).megapixels == 25


def test_a_jpeg_of_many_passes_is_refused() -> None:
    assert refusal(scans(80)).reason is Reason.BROKEN


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", Reason.NOT_A_PICTURE),
        (b"<!doctype html><script>alert(1)</script>", Reason.NOT_A_PICTURE),
        (b"%PDF-1.7", Reason.NOT_A_PICTURE),
        (b"BM" + b"\0" * 100, Reason.NOT_A_PICTURE),
        (b"II*\0" + b"\0" * 100, Reason.NOT_A_PICTURE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", Reason.NOT_A_PICTURE),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Reason.HEIC),
        (docx(), Reason.NOT_A_PICTURE),
        (b"\xff\xd8\xff" + b"\0" * 100, Reason.BROKEN),
        (b"\x89PNG\r\n\x1a\n", Reason.BROKEN),
        (b"GIF89a", Reason.BROKEN),
        (b"RIFF\0\0\0\0WEBPVP8X", Reason.BROKEN),
        (b"RIFF\0\0\0\0WEBPXXXX", Reason.BROKEN),
        (declared_png(100, 100), Reason.BROKEN),
    ],
)
def test_what_is_no_picture_is_refused_by_name(data: bytes, reason: Reason) -> None:
    assert refusal(data).reason is reason


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_that_is_cut_off_is_refused(form: str) -> None:
    whole = noise(200, 200, form)
    for part in (10, 20, 30, len(whole) // 4, len(whole) // 2):
        assert refusal(whole[:part]).reason in (Reason.BROKEN, Reason.NOT_A_PICTURE)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_with_any_byte_changed_is_shown_or_refused(form: str) -> None:
    whole = bytearray(picture(60, 40, form))
    for place in range(0, min(len(whole), 400), 3):
        for value in (0, 255):
            hurt = whole[:place] + bytes([value]) + whole[place + 1 :]
            with suppress(Unusable):
                made_small(bytes(hurt))


def test_a_file_that_is_two_things_is_only_a_picture_afterwards() -> None:
    both = picture(300, 200) + docx() + b"<script>alert(1)</script>"
    made = made_small(both)
    assert b"script" not in made.small.data
    assert b"PK" not in made.small.data[:4]
    assert made.small.data.startswith(b"RIFF")


@pytest.mark.parametrize("data", ["bomb(6000, 4000)", "picture(8000, 5000)", "picture(6000, 4000, progressive=True)"])
def test_the_largest_pictures_need_bounded_memory(data: str, tmp_path: Path) -> None:
    """In a process of its own, which counts the most memory that it ever had."""
    made = tmp_path / "made"
    made.write_bytes(eval(data))  # noqa: S307 - one of the three above
    program = (
        "import resource, sys, pathlib; from board.media.pictures import made_small\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "made_small(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(made)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert int(ran.stdout) * 1024 < 320 * MB


def test_one_picture_is_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most = 0, 0
    counting = threading.Lock()
    real = pictures._two_sizes

    def counted(shown: Image.Image) -> pictures.Made:
        nonlocal at_once, most
        with counting:
            at_once += 1
            most = max(most, at_once)
        made = real(shown)
        with counting:
            at_once -= 1
        return made

    monkeypatch.setattr(pictures, "_two_sizes", counted)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=made_small, args=(picture(200, 100),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert most == 1


def test_whoever_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "WAITS", 0.01)
    with pictures.TURN:
        assert refusal(picture(10, 10)).reason is Reason.BUSY
    made_small(picture(10, 10))
