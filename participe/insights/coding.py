"""Double coding: two officials put the contributions of the sample into topics, each alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component
from participe.core.component import Card
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.rules import Viewer
from participe.insights import rules
from participe.insights.agreement import Agreement, agreement
from participe.insights.queries import RunView, TopicView, cards_of, upper
from participe.insights.queries.contents import PUBLIC
from participe.projects.queries import ComponentView, ProjectView

MOST_CODERS = 6  # whose agreement is told


@dataclass(frozen=True)
class Next:
    """What is to be coded now, and how far one is."""

    card: Card | None  # None: all are coded
    words: str
    done: int
    total: int


@dataclass(frozen=True)
class Pair:
    names: tuple[str, str]
    agreement: Agreement


@dataclass(frozen=True)
class Difference:
    """A contribution that two people put into different topics."""

    card: Card
    choices: tuple[tuple[str, TopicView | None], ...]


_NEXT = text(
    f"""
    SELECT i.subject_id, i.sample, c.person_id IS NOT NULL AS done
    FROM topic_item i JOIN subject s ON s.id = i.subject_id
        LEFT JOIN topic_coding c ON c.run_id = i.run_id AND c.subject_id = i.subject_id
            AND c.person_id = :person
    WHERE i.run_id = :run AND i.sample IS NOT NULL AND {PUBLIC} ORDER BY i.sample
    """  # noqa: S608 - constants
)


async def next_one(db: AsyncSession, viewer: Viewer, one: ComponentView, run: RunView) -> Next:
    """The first of the sample that this person has not coded; the same order for all."""
    rows = (await sql(db, _NEXT, {"run": run.id, "person": viewer.id})).all()
    waiting = [row.subject_id for row in rows if not row.done]
    done = len(rows) - len(waiting)
    if not waiting:
        return Next(None, "", done, len(rows))
    cards = await cards_of(db, viewer, one, waiting[:1])
    words = component.of(one.kind).words
    whole = await words(db, waiting[:1]) if words else {}
    return Next(cards.get(waiting[0]), whole.get(waiting[0], ""), done, len(rows))


_CODE = text(
    """
    INSERT INTO topic_coding (run_id, subject_id, person_id, topic_id, at)
    SELECT i.run_id, i.subject_id, :person, (SELECT t.id FROM topic t
            WHERE t.run_id = :run AND t.code = :topic AND NOT t.is_gone), :now
    FROM topic_item i JOIN subject s ON s.id = i.subject_id
    WHERE i.run_id = :run AND s.code = :code AND i.sample IS NOT NULL
    ON CONFLICT (run_id, subject_id, person_id) DO UPDATE SET topic_id = excluded.topic_id,
        at = excluded.at
    """
)


async def code(
    db: AsyncSession, viewer: Viewer, project: ProjectView, run: RunView, subject: str, topic: str
) -> None:
    """topic: a code, or nothing for none of them. Raises NotFound outside the sample."""
    rules.review.require(viewer, project)
    values = {
        "run": run.id, "person": viewer.id, "code": subject, "topic": topic, "now": viewer.now,
    }  # fmt: skip
    if (await sql(db, _CODE, values)).rowcount != 1:
        raise NotFound


_CODED = text(
    f"""
    SELECT c.subject_id, c.person_id, p.name, CASE WHEN t.is_gone THEN t.into_id ELSE t.id END
        AS topic_id, i.sample
    FROM topic_coding c JOIN person p ON p.id = c.person_id
        JOIN topic_item i ON i.run_id = c.run_id AND i.subject_id = c.subject_id
        JOIN subject s ON s.id = c.subject_id LEFT JOIN topic t ON t.id = c.topic_id
    WHERE c.run_id = :run AND {PUBLIC} ORDER BY i.sample, p.name, c.person_id
    """  # noqa: S608 - constants
)


async def results(
    db: AsyncSession,
    viewer: Viewer,
    one: ComponentView,
    run: RunView,
    topics: dict[UUID, TopicView],
) -> tuple[Sequence[Pair], Sequence[Difference]]:
    """Agreement of every two who coded, and where they differ."""
    rows = (await sql(db, _CODED, {"run": run.id})).all()
    names: dict[UUID, str] = {}
    chosen: defaultdict[UUID, dict[UUID, UUID | None]] = defaultdict(dict)
    for row in rows:
        names[row.person_id] = row.name
        chosen[row.subject_id][row.person_id] = row.topic_id
    people = sorted(names, key=lambda id_: (names[id_], str(id_)))[:MOST_CODERS]
    pairs = []
    for first, second in combinations(people, 2):
        both = [each for each in chosen.values() if first in each and second in each]
        found = agreement([each[first] for each in both], [each[second] for each in both])
        if found.number:
            pairs.append(Pair((names[first], names[second]), found))
    differ = {id_: each for id_, each in chosen.items() if len(set(each.values())) > 1}
    cards = await cards_of(db, viewer, one, list(differ))
    return pairs, [
        _difference(cards[id_], each, names, topics) for id_, each in differ.items() if id_ in cards
    ]


def _difference(card: Card, each: dict[UUID, Any], names: Any, topics: Any) -> Difference:
    choices = tuple((names[person], topics.get(topic)) for person, topic in each.items())
    return Difference(card, choices)


def choices(topics: dict[UUID, TopicView]) -> list[tuple[str, str]]:
    return [(topic.code, str(topic.label)) for topic in upper(topics)]
