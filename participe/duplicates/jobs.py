"""Looking for contributions that say the same, as long work."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock, component
from participe.core.db import sql, working
from participe.core.i18n import LANGUAGES, _l
from participe.core.jobs import Work, long_work
from participe.core.rules import Viewer
from participe.duplicates import nearness, services

LOOK = "duplicates.look"
COMPARED = 20_000  # contributions, the newest
READ = 2000  # at a time
SUGGESTED = 1000  # pairs, the likeliest
READING, COMPARING = _l("Reading the contributions"), _l("Comparing them")
_NEWEST = text(
    f"""
    SELECT s.id FROM subject s JOIN component c ON c.id = s.component_id AND c.kind = s.kind
    WHERE s.component_id = :component AND s.state = 'submitted' AND s.visibility = 'visible'
        AND s.merged_into_id IS NULL
    ORDER BY s.created_at DESC, s.id DESC LIMIT {COMPARED}
    """  # noqa: S608 - a constant
)


@long_work(LOOK, _l("Looking for contributions that say the same"))
async def look(work: Work) -> dict[str, Any]:
    """Suggest the likeliest pairs of a component; what was decided stays decided."""
    component_id, kind = UUID(work.job.arguments["component"]), work.job.arguments["kind"]
    await work.report(READING.message, 0.1)
    async with working(work.sessions) as db:
        ids = (await sql(db, _NEWEST, {"component": component_id})).scalars().all()
        words = await _words(db, kind, ids)
    await work.report(COMPARING.message, 0.4)
    texts = [words.get(id_, "") for id_ in ids]
    pairs = (await asyncio.to_thread(nearness.pairs, texts))[:SUGGESTED]
    hints = []
    for pair in pairs:
        first, second = sorted((pair.first, pair.second), key=lambda place: ids[place])
        hints.append({
            "first_id": str(ids[first]), "second_id": str(ids[second]), "score": pair.score,
            "words": nearness.shared_words(texts[first], texts[second], list(LANGUAGES)),
        })  # fmt: skip
    async with working(work.sessions) as db:
        await services.suggest(db, component_id, json.dumps(hints), clock.now())
    return {"next": work.job.arguments["next"], "compared": len(ids), "pairs": len(hints)}


async def _words(db: AsyncSession, kind: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Title and text; in pieces, so that no statement carries everything."""
    of, stranger, found = component.of(kind), Viewer(clock.now()), dict[UUID, str]()
    for begin in range(0, len(ids), READ):
        some = ids[begin : begin + READ]
        words = await of.words(db, some) if of.words else {}
        cards = await of.cards(db, stranger, some)
        found |= {id_: f"{card.title}\n{words.get(id_, '')}" for id_, card in cards.items()}
    return found
