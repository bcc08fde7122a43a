"""Pictures that people send: read, turned upright, made small, written anew as WebP."""

import asyncio
import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

KINDS = ("JPEG", "PNG", "WEBP")  # by content, whatever the file is called; SVG may hold scripts
MAX_PIXELS = 50_000_000  # more is a bomb, or a picture that no page needs
QUALITY = 82


class NotAPicture(ValueError):
    """The content is no JPEG, PNG or WebP that can be shown, or has too many pixels."""


async def to_webp(content: bytes, max_px: int) -> bytes:
    """The picture with its longest side at most `max_px`, without place, camera and date.

    Raises NotAPicture.
    """
    return await asyncio.to_thread(_to_webp, content, max_px)


def _to_webp(content: bytes, max_px: int) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=KINDS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise NotAPicture("It has too many pixels.")
                if picture.format == "JPEG":  # decoded at a fraction of its size
                    picture.draft("RGB", (max_px, max_px))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((max_px, max_px))
                clear = "A" in upright.getbands() or "transparency" in upright.info
                # A new picture takes the pixels alone: nothing that was written beside them.
                plain = upright.convert("RGBA" if clear else "RGB")
                plain.info.clear()
                written = BytesIO()
                plain.save(written, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=None)
                return written.getvalue()
    except NotAPicture:
        raise
    except (
        UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning,
        OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError,
    ) as failure:  # fmt: skip
        raise NotAPicture(str(failure)) from failure
