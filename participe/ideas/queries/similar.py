"""Ideas that say much the same: «Is yours one of these?»"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

import stopwordsiso
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.rules import Viewer
from participe.ideas.queries.box import Box
from participe.ideas.queries.cards import PUBLISHED, IdeaCard, idea_cards

SHOWN = 5
LOOKED_AT = 2000  # ideas that share any word and are ranked
WORDS = 24  # of a text that are looked for: those of the title, then the longest
SPOKEN = ("fr", "de", "nl", "en")
TITLE, BODY = 2, 1  # what a shared word counts for, by where the new text has it
ENOUGH = 3  # a word of the title and another one, or three others

_SIMILAR = text(
    f"""
    WITH asked AS MATERIALIZED (
        SELECT search_query(word) AS query, weight
        FROM unnest(CAST(:words AS text[]), CAST(:weights AS int[])) AS a (word, weight)),
    found AS MATERIALIZED (
        SELECT e.subject_id, e.words,
            ts_rank('{{0, 0, 0.4, 1}}', e.words, search_query(:all)) AS rank
        FROM search_entry e
        WHERE e.component_id = :box AND e.kind = 'idea' AND e.words @@ search_query(:all)
        LIMIT {LOOKED_AT}),
    best AS (SELECT * FROM found ORDER BY rank DESC LIMIT 100),
    weighed AS (
        SELECT b.subject_id, b.rank,
            (SELECT sum(a.weight) FROM asked a WHERE b.words @@ a.query) AS shared
        FROM best b)
    SELECT coalesce(s.merged_into_id, s.id) AS id  -- the head stands for its group
    FROM weighed w JOIN subject s ON s.id = w.subject_id
    WHERE w.shared >= :enough AND {PUBLISHED}
    GROUP BY 1 ORDER BY max(w.shared) DESC, max(w.rank) DESC, 1 LIMIT {SHOWN}
    """  # noqa: S608 - constants
)


async def similar(
    db: AsyncSession, viewer: Viewer, box: Box, title: str, body: str, lang: str
) -> list[IdeaCard]:
    """Published ideas of the box that share significant words with a text, the nearest first.

    In all languages, accents and endings ignored. None when too little is shared.
    """
    words = significant(title, body, lang)
    if not words:
        return []
    values = {
        "words": [word for word, _ in words],
        "weights": [weight for _, weight in words],
        "all": " or ".join(word for word, _ in words),
        "enough": min(ENOUGH, sum(weight for _, weight in words)),
        "box": box.component_id,
    }
    ids: Sequence[UUID] = (await sql(db, _SIMILAR, values)).scalars().all()
    cards = await idea_cards(db, viewer, ids) if ids else {}
    return [cards[id_] for id_ in ids if id_ in cards]


def significant(title: str, body: str, lang: str) -> list[tuple[str, int]]:
    """The words that say what a text is about, folded, each with its weight."""
    spoken = (lang,) if lang in SPOKEN else SPOKEN
    empty = _stop_words(spoken)

    def words_in(words: str) -> list[str]:
        found = re.findall(r"[^\W\d_]{3,40}", folded(words))
        return [word for word in dict.fromkeys(found) if word not in empty]

    of_title = words_in(title)[:WORDS]
    others = sorted((w for w in words_in(body) if w not in of_title), key=len, reverse=True)
    weighed = [(word, TITLE) for word in of_title] + [(word, BODY) for word in others]
    return weighed[:WORDS]


def folded(words: str) -> str:
    """Small letters without accents, like the function of that name in PostgreSQL."""
    plain = unicodedata.normalize("NFKD", words)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


@lru_cache
def _stop_words(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(folded(word) for word in stopwordsiso.stopwords(list(languages)))
