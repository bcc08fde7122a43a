"""An export as a ZIP file that is sent while it is written: memory does not grow with it."""

import zipfile
from collections.abc import AsyncIterator
from typing import IO

from participe.core.batches import Fetch
from participe.core.i18n import in_brussels
from participe.exports.files import pieces
from participe.exports.source import Source


class _Sink:
    """A file that can only be written to; what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._waiting.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        content = b"".join(self._waiting)
        self._waiting.clear()
        return content


async def stream(
    source: Source, fetch: Fetch, rows: dict[str, int] | None = None
) -> AsyncIterator[bytes]:
    """`rows` is filled with the number of rows of each table."""
    sink = _Sink()
    folder, when = source.project.slug, in_brussels(source.at).timetuple()[:6]
    # Without `seek`, zipfile writes sizes and checksums behind each member.
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        name, member = "", None
        async for piece in pieces(source, fetch, rows):
            if piece.name != name:
                _close(member)
                info = zipfile.ZipInfo(f"{folder}/{piece.name}", when)
                info.compress_type = zipfile.ZIP_DEFLATED
                name, member = piece.name, archive.open(info, "w", force_zip64=True)
            assert member is not None
            member.write(piece.content)
            if content := sink.take():
                yield content
        _close(member)
    yield sink.take()


def _close(member: IO[bytes] | None) -> None:
    if member is not None:
        member.close()
