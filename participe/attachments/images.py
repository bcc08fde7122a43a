"""From whatever a phone sends to two pictures, or to a sentence that says why not."""

from dataclasses import dataclass
from io import BytesIO

import puremagic
from PIL import Image

from participe.core import images
from participe.core.errors import ParticipeError
from participe.core.i18n import _l

LARGE, SMALL = 1600, 480  # pixels of the longer side
SIZE = 12_000_000  # bytes of a file
KINDS = ("image/jpeg", "image/png", "image/webp")
TELEPHONE = ("image/heif", "image/heic", "image/heif-sequence", "image/heic-sequence", "image/avif")
BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftypavif")


class NotUsable(ParticipeError):
    """This file is refused; the message says why and what to do. Shown beside its field."""

    status = 422


@dataclass(frozen=True)
class Prepared:
    large: bytes  # WebP
    small: bytes
    width: int  # of the large one, in pixels
    height: int


TOO_LARGE = _l("This file is too large: at most 12 MB.")
NO_PICTURE = _l("This is no picture that we can show. Choose a JPEG, PNG or WebP file.")
NO_HEIC = _l(
    "This picture is in a format (HEIC or AVIF) that many devices cannot show. "
    "Send it as JPEG: most telephones offer it when you share a picture."
)
BROKEN = _l(
    "This picture cannot be opened: it is damaged, or has more than 50 million pixels. "
    "Choose another one."
)


def kind_of(content: bytes) -> str:
    """The media type by what is inside; the name and what the browser says do not count."""
    try:
        return puremagic.from_string(content[:65536], mime=True)
    except (puremagic.PureError, ValueError):
        return ""


def check(content: bytes) -> None:
    """Raises NotUsable unless this looks like a picture that we take."""
    if len(content) > SIZE:
        raise NotUsable(TOO_LARGE)
    kind = kind_of(content)
    if kind in TELEPHONE or content[4:12] in BRANDS:
        raise NotUsable(NO_HEIC)
    if kind not in KINDS:
        raise NotUsable(NO_PICTURE)


async def prepare(content: bytes) -> Prepared:
    """Draw a picture anew, upright, in two sizes, without place, camera and date.

    Raises NotUsable.
    """
    check(content)
    try:
        large = await images.to_webp(content, LARGE)
        small = await images.to_webp(large, SMALL)
    except images.NotAPicture:
        raise NotUsable(BROKEN) from None
    with Image.open(BytesIO(large)) as drawn:
        return Prepared(large, small, drawn.width, drawn.height)
