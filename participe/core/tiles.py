"""The base map: tiles fetched by us and kept, so that no foreign host sees the visitor.

Nothing is fetched unless the operator has set TILES_URL.
"""

import asyncio
import time
from pathlib import Path

import httpx2
import structlog
from starlette.requests import Request
from starlette.responses import Response

from participe.core import ratelimit
from participe.core.errors import NotFound, Unavailable
from participe.core.i18n import _l
from participe.core.ratelimit import Limit
from participe.core.settings import Settings

ZOOMS = 20  # 0 to 19
LARGEST = 1_000_000  # bytes of a tile
TIMEOUT_S = 5
KEPT_S = 30 * 24 * 3600
FETCHES = Limit("tile", "600/minute")  # of tiles that we do not have yet
KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
log = structlog.get_logger()


class Tiles:
    """Tiles of the operator's map service, kept for a month in the home folder."""

    def __init__(self, settings: Settings) -> None:
        self.template = settings.tiles_url
        self.folder = settings.home / "tiles"
        self._client: httpx2.AsyncClient | None = None

    def kept(self, z: int, x: int, y: int) -> bytes | None:
        file = self._file(z, x, y)
        try:
            if time.time() - file.stat().st_mtime < KEPT_S:
                return file.read_bytes()
        except FileNotFoundError:
            pass
        return None

    async def fetch(self, z: int, x: int, y: int) -> bytes:
        """Raises Unavailable when the service does not answer with a picture in time."""
        address = self.template.format(z=z, x=x, y=y)
        self._client = self._client or httpx2.AsyncClient(
            timeout=TIMEOUT_S, follow_redirects=False, headers={"User-Agent": "Participe"}
        )
        content = b""
        try:
            async with self._client.stream("GET", address) as answer:
                if answer.status_code != 200:
                    raise Unavailable(AWAY)
                async for chunk in answer.aiter_bytes():
                    content += chunk
                    if len(content) > LARGEST:
                        raise Unavailable(AWAY)
        except httpx2.HTTPError as error:
            log.warning("The map service does not answer.", error=type(error).__name__)
            raise Unavailable(AWAY) from None
        if kind_of(content) is None:
            raise Unavailable(AWAY)
        await asyncio.to_thread(self._keep, self._file(z, x, y), content)
        return content

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    def _file(self, z: int, x: int, y: int) -> Path:
        return self.folder / str(z) / str(x) / str(y)

    @staticmethod
    def _keep(file: Path, content: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(f".{time.monotonic_ns()}")
        half.write_bytes(content)
        half.replace(file)  # another process never reads half a tile


AWAY = _l("The base map is away for a moment. The list holds the same places.")


def kind_of(content: bytes) -> str | None:
    return next((kind for mark, kind in KINDS.items() if content.startswith(mark)), None)


async def show_tile(request: Request) -> Response:
    tiles: Tiles = request.app.state.tiles
    z, x, y = (request.path_params[name] for name in ("z", "x", "y"))
    if not tiles.template or z >= ZOOMS or max(x, y) >= 2**z:
        raise NotFound
    content = await asyncio.to_thread(tiles.kept, z, x, y)
    if content is None:
        await ratelimit.check(request, FETCHES)
        content = await tiles.fetch(z, x, y)
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(content, media_type=kind_of(content), headers=headers)
