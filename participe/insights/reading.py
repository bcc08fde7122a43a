"""Contributions of a component, as the library takes them; what is left out is counted."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.analysis import Contribution, Corpus, gather
from participe.core import clock, component
from participe.core.component import Text
from participe.core.db import EVERYTHING, Sessions, enter_scope


@dataclass(frozen=True)
class Reading:
    """What was read of a component, at one instant, and what was left out and why."""

    corpus: Corpus
    sent: int
    left_out: Counter[str]
    at: datetime


async def read(db: AsyncSession, kind: str, component_id: UUID) -> Reading:
    """What the registry gives of a component. Raises AnalysisError when something got lost.

    Ids are codes and languages stay as they are declared: so the same comes out of the export.
    """
    source = component.of(kind).texts
    assert source is not None, f"Nothing of {kind!r} can be analysed."
    at = (await db.exec(select(clock.in_sql()))).one()
    sent = await source.sent(db, component_id)
    texts: list[Text] = []
    left_out: Counter[str] = Counter()
    async for batch in source.read(db, component_id):
        for one in batch:
            if one.left_out:
                left_out[one.left_out] += 1
            else:
                texts.append(one)
    people = keys(texts)
    # What is not public is counted here and not told to the library: so the report holds what
    # anybody can read, and can be made again from the open data, its fingerprint included.
    corpus = gather(
        [Contribution(one.code, one.text, one.lang or None, people.get(one.code)) for one in texts],
        received=sent - left_out.total(),
    )
    return Reading(corpus, sent, left_out, at)


def keys(texts: Iterable[Text]) -> dict[str, str]:
    """A key for the author of each contribution, by code: the first code of the same person.

    Codes are drawn by chance, so the key tells nothing but which contributions go together, and
    nothing of the same person in another project. Without an author there is none.
    """
    first: dict[str, str] = {}
    for one in texts:
        if one.author:
            first[one.author] = min(one.code, first.get(one.author, one.code))
    return {one.code: first[one.author] for one in texts if one.author}


@asynccontextmanager
async def at_one_instant(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """A look at the whole platform in which nothing moves while it is read, so counts add up."""
    async with sessions() as db:
        await db.connection(
            execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        await enter_scope(db, administrations=EVERYTHING)
        yield db
        await db.rollback()
