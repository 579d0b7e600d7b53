"""What a file really is, told from its bytes; pictures are drawn anew, so that nothing hides."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

HEAD_BYTES = 64
_MOST_PIXELS = 50_000_000
_LONGEST_SIDE = 4096
_QUALITY = 88
_FORMAT_OF = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_MP4 = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"3gp4")
_FTYP = {
    **dict.fromkeys(_HEIC, "image/heic"),
    **dict.fromkeys((*_MP4, b"3gp5", b"dash", b"MSNV"), "video/mp4"),
    b"qt  ": "video/quicktime",
}


class NotAPictureError(Exception):
    """The bytes are no picture that can be shown."""


@dataclass(frozen=True)
class CleanPicture:
    """A picture drawn anew, without anything that was hidden in the file.

    ``phash`` is a 64-bit difference hash in hexadecimal: alike for pictures that look alike.
    """

    content: bytes
    media_type: str
    phash: str


def media_type_of(head: bytes) -> str | None:
    """The media type told by the first bytes; None for whatever is not taken."""
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12])
    if head[:4] == b"RIFF":
        return "image/webp" if head[8:12] == b"WEBP" else None
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if head.startswith(b"\x89PNG\r\n\x1a\n") else None


def clean_picture(file: BinaryIO, media_type: str) -> CleanPicture:
    """Draw the picture in ``file`` anew: upright, of a bounded size, without metadata.

    A HEIC picture becomes a JPEG, which every browser shows.

    Raises:
        NotAPictureError: broken, too large to be decoded, or not what its first bytes say.
    """
    if media_type == "image/heic":
        # libheif is large; most processes never see such a picture.
        from pillow_heif import register_heif_opener  # noqa: PLC0415

        register_heif_opener()
    try:
        with Image.open(file, formats=[_FORMAT_OF[media_type]]) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise NotAPictureError
            opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            return _encoded(picture, media_type)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotAPictureError from error
    except Image.DecompressionBombError as error:
        raise NotAPictureError from error


def difference_hash(picture: Image.Image) -> str:
    """Sixty-four comparisons of neighbouring points of the picture, shrunk to 9 × 8 greys."""
    grey = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    points = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = 9 * row + column
            bits = bits << 1 | (points[at] > points[at + 1])
    return f"{bits:016x}"


def _encoded(picture: Image.Image, media_type: str) -> CleanPicture:
    keeps_alpha = media_type in ("image/png", "image/webp") and picture.has_transparency_data
    flat = picture.convert("RGBA" if keeps_alpha else "RGB")
    bare = Image.new(flat.mode, flat.size)
    bare.paste(flat)
    out_type = "image/jpeg" if media_type == "image/heic" else media_type
    out = BytesIO()
    if out_type == "image/png":
        bare.save(out, "PNG")
    else:
        bare.save(out, _FORMAT_OF[out_type], quality=_QUALITY)
    return CleanPicture(out.getvalue(), out_type, difference_hash(bare.convert("RGB")))
