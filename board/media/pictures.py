"""Pictures made small: decoded within limits, turned upright, stripped of everything but their pixels, encoded anew.

Nothing of the upload is kept but its pixels: no place, no camera, no colour profile, nothing behind the picture.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image, ImageCms, ImageOps

from board.media.headers import header_of
from board.media.refusals import Reason, Unusable

MEGA = 1_000_000
MAX_PIXELS = 40 * MEGA
"""Of a JPEG that is decoded line by line, at a fraction of its size."""
MAX_PIXELS_WHOLE = 24 * MEGA
"""Of any other picture: all of its pixels are in memory at one time, twice."""
SMALL, LARGE = (1000, 1500), (2000, 3000)
"""The boxes, in pixels, that a picture is made to fit in: as shown in a text, and on a tap."""
SMALL_BYTES, LARGE_BYTES = 60_000, 600_000
SQUARE, SQUARE_BYTES = 256, 20_000
"""Of the picture on a profile."""
QUALITIES, SCALES = (80, 65, 50, 35), (1.0, 0.7, 0.5, 0.3)
"""What is tried until a picture fits into its bytes: every quality at a scale, then the next scale."""
HOPELESS = 2
"""So many times too large, a picture gets fewer pixels at once: no lower quality would do."""
JPEG_QUALITY = 80
MAX_PROFILE = 256 * 1024
MEDIA_TYPE = "image/webp"
WAITS = 10.0
"""Seconds that an upload waits until others are decoded."""
TURN = BoundedSemaphore(1)
"""One picture is decoded at a time in a process: that bounds its memory, however many people upload."""

FAR_TOO_MANY = 10 * MAX_PIXELS
"""What Pillow itself refuses, wherever this process uses it."""
Image.MAX_IMAGE_PIXELS = FAR_TOO_MANY
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is stored."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Made:
    """A picture in two sizes; ``large`` is None if the small one has as many pixels."""

    small: Encoded
    large: Encoded | None


def made_small(data: bytes) -> Made:
    """Decode a picture and encode it in two sizes. Raises Unusable."""
    with _turn(), _decoded(data, LARGE) as picture:
        return _two_sizes(picture)


def made_square(data: bytes) -> Encoded:
    """Decode a picture and encode its middle as a small square. Raises Unusable."""
    with _turn(), _decoded(data, (4 * SQUARE, 4 * SQUARE)) as picture:
        return _fitting(ImageOps.fit(picture, (SQUARE, SQUARE)), SQUARE_BYTES)


def as_jpeg(data: bytes) -> bytes:
    """Return a picture as it is shown in a text as JPEG, for e-books and PDFs: few of their programs know WebP.

    One that cannot be decoded is a white square: what it shows stands beside it in words.
    """
    try:
        with _turn(), _decoded(data, SMALL) as picture:
            return _jpeg(picture)
    except Unusable as error:
        if error.reason is Reason.BUSY:
            raise
        return _jpeg(Image.new("RGB", (SQUARE, SQUARE), "white"))


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


@contextmanager
def _turn() -> Iterator[None]:
    if not TURN.acquire(timeout=WAITS):
        raise Unusable(Reason.BUSY)
    try:
        yield
    finally:
        TURN.release()


@contextmanager
def _decoded(data: bytes, box: tuple[int, int]) -> Iterator[Image.Image]:
    """Decode a picture as far as the box needs it: upright, opaque, in plain RGB. Raises Unusable.

    A decoder of broken files raises whatever its author did not think of, so all of that means: broken.
    """
    header = header_of(data)
    if header.pixels > MAX_PIXELS_WHOLE:
        raise _too_many(header.pixels, MAX_PIXELS_WHOLE)
    try:
        with Image.open(BytesIO(data), formats=[header.format]) as opened:
            _check_pixels(opened)
            yield _plain(opened, box)
    except Unusable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many(FAR_TOO_MANY, MAX_PIXELS) from None
    except Exception:
        raise Unusable(Reason.BROKEN) from None


def _check_pixels(opened: Image.Image) -> None:
    """Refuse what would take too much memory. A progressive JPEG is kept whole while it is decoded."""
    by_lines = opened.format in ("JPEG", "MPO") and not opened.info.get("progressive")
    pixels, most = opened.width * opened.height, MAX_PIXELS if by_lines else MAX_PIXELS_WHOLE
    if pixels > most:
        raise _too_many(pixels, most)


def _too_many(pixels: int, most: int) -> Unusable:
    return Unusable(Reason.TOO_MANY_PIXELS, -(-pixels // MEGA), most // MEGA)


def _plain(opened: Image.Image, box: tuple[int, int]) -> Image.Image:
    opened.draft("RGB", (max(box), max(box)))  # a JPEG is decoded at a half, a quarter or an eighth
    profile, turned = opened.info.get("icc_profile"), opened.getexif().get(0x0112, 1)
    opened.load()
    small = _shrunk(opened, box if turned < 5 else (box[1], box[0]))
    return _upright(_flat(small, profile), turned)


def _shrunk(picture: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Return the picture no larger than the box. It is made smaller before it gets more bytes for each pixel."""
    scale = min(box[0] / picture.width, box[1] / picture.height, 1)
    if picture.mode.startswith(("I", "F")):
        picture = picture.point(lambda level: level / 256).convert("L") if picture.mode != "F" else picture.convert("L")
    coarse = int(1 / (2 * scale)) if scale else 1
    if coarse > 1 and picture.mode in ("L", "RGB", "RGBA", "CMYK"):
        picture = picture.reduce(coarse)
    elif picture.mode not in ("L", "RGB", "RGBA", "CMYK"):
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    size = _scaled(picture, min(box[0] / picture.width, box[1] / picture.height, 1))
    return picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)


def _scaled(picture: Image.Image, scale: float) -> tuple[int, int]:
    return max(round(picture.width * scale), 1), max(round(picture.height * scale), 1)


def _flat(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture on white, in sRGB. It is a new one, which knows nothing of the file that it came from."""
    sheet = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        sheet.paste(picture, mask=picture.getchannel("A"))
    else:
        sheet.paste(_in_srgb(picture, profile))
    return sheet


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and len(profile) <= MAX_PROFILE and picture.mode == "RGB":
        try:
            own, plain = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, own, plain) or picture
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return picture  # its colours are a little off
    return picture.convert("RGB")


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by the orientation that its camera noted."""


def _upright(picture: Image.Image, turned: object) -> Image.Image:
    turn = TURNS.get(turned) if isinstance(turned, int) else None
    return picture if turn is None else picture.transpose(turn)


def _two_sizes(picture: Image.Image) -> Made:
    small = _fitting(_within(picture, SMALL), SMALL_BYTES)
    large = _fitting(_within(picture, LARGE), LARGE_BYTES)
    return Made(small, large if large.width > small.width else None)


def _within(picture: Image.Image, box: tuple[int, int]) -> Image.Image:
    scale = min(box[0] / picture.width, box[1] / picture.height, 1)
    return picture if scale == 1 else picture.resize(_scaled(picture, scale), Image.Resampling.LANCZOS)


def _fitting(picture: Image.Image, most: int) -> Encoded:
    """Encode a picture in at most so many bytes: at a lower quality first, then with fewer pixels."""
    for scale in SCALES:
        shown = picture if scale == 1 else picture.resize(_scaled(picture, scale), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            data = _encoded(shown, quality)
            if len(data) <= most:
                return Encoded(data, shown.width, shown.height)
            if len(data) > HOPELESS * most:
                break
    raise Unusable(Reason.BROKEN)


def _encoded(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=quality, method=3)
    return out.getvalue()
