"""Where the contributions of a project are: GeoJSON (RFC 7946), as a stranger sees them."""

import json
from collections.abc import AsyncIterator

from participe.core.batches import Fetch
from participe.exports.source import Source
from participe.exports.tables.contributions import contributions

MEDIA_TYPE = "application/geo+json"
_SAID = ("id", "box", "title", "lang", "theme", "place", "status", "supports", "comments", "url")


async def geojson(source: Source, fetch: Fetch) -> AsyncIterator[bytes]:
    """A feature for each contribution that has a point, to about 100 metres, in pieces."""
    yield b'{"type": "FeatureCollection", "features": ['
    first = True
    async for row in contributions.rows(source, fetch):
        told = dict(zip(contributions.columns, row, strict=True))
        if told["lat"] is None or told["lon"] is None:
            continue
        feature = {
            "type": "Feature",
            "id": told["id"],
            "geometry": {"type": "Point", "coordinates": [told["lon"], told["lat"]]},
            "properties": {name: told[name] for name in _SAID},
        }
        yield (b"\n" if first else b",\n") + json.dumps(feature, ensure_ascii=False).encode()
        first = False
    yield b"\n]}\n"
