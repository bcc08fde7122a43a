"""Everything a report says of a run, read at once; only what is public now."""

import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import batches, component
from participe.core.batches import Fetch
from participe.core.component import Card
from participe.core.db import sql
from participe.core.rules import Viewer
from participe.insights.queries import RunView, report_lines
from participe.insights.queries.reports import ITEMS
from participe.projects.queries import ComponentView, ProjectView

MEMBERS = 3  # of a family, linked to
RARE = 30  # shown; all are counted
FAMILIES = 50
MOST = 20_000  # contributions of a run that are looked through for members of families
# An item of the report that is in a family, its id first.
_IN_FAMILY = re.compile(r'"id": ("[^"]*").*?"family": (\d+)[,}\s]', re.DOTALL)
# Where the list of items begins and ends, whichever way the report is set out; not the empty one.
_BEGIN, _END = re.compile(r'\n ?"items": \[(?=\n)'), re.compile(r"\n ?\]")
_TOPICS = text("SELECT number, code, shown, to_check FROM topic WHERE run_id = :run")
_CROSSED = text(
    'SELECT "by", content, made_at FROM cross_table WHERE run_id = :run ORDER BY position'
)
_IDS = text("SELECT code, id FROM subject WHERE code = ANY(:codes)")


@dataclass(frozen=True)
class Topic:
    """A row of `topic`: its address, and what of it is public now."""

    code: str
    shown: int
    to_check: int


@dataclass(frozen=True)
class Crossed:
    by: str
    content: dict[str, Any]
    made_at: datetime


@dataclass(frozen=True)
class Source:
    """report: as `report.json` has it, without its items.

    topics: by number. members: for each family, some contributions of it. cards: by code.
    """

    project: ProjectView
    component: ComponentView
    run: RunView
    report: dict[str, Any]
    topics: dict[int, Topic]
    members: dict[int, list[str]] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    crossed: tuple[Crossed, ...] = ()


async def gather(
    db: AsyncSession, viewer: Viewer, project: ProjectView, one: ComponentView, run: RunView
) -> Source:
    report, members = await without_items(report_lines(_reading(db, run), run))
    rows = (await sql(db, _TOPICS, {"run": run.id})).all()
    crossed = (await sql(db, _CROSSED, {"run": run.id})).all()
    return Source(
        project=project,
        component=one,
        run=run,
        report=report,
        topics={row.number: Topic(row.code, row.shown, row.to_check) for row in rows},
        members=members,
        cards=await _cards(db, viewer, one, _codes(report, members)),
        crossed=tuple(Crossed(row.by, row.content, row.made_at) for row in crossed),
    )


def _reading(db: AsyncSession, run: RunView) -> Fetch:
    """Of a large run the items are not even fetched: a page must not wait for a million rows."""
    fetch = batches.within(db)
    if run.read <= MOST:
        return fetch

    async def some(statement: TextClause, values: dict[str, Any]) -> Sequence[Any]:
        return () if statement is ITEMS else await fetch(statement, values)

    return some


async def without_items(
    pieces: AsyncIterator[str],
) -> tuple[dict[str, Any], dict[int, list[str]]]:
    """The report but for its items, which may be a million; of them, some of each family."""
    kept: list[str] = []
    members: dict[int, list[str]] = {}
    waiting, inside = "", False
    async for piece in pieces:
        waiting += piece
        if not inside and (found := _BEGIN.search(waiting)):
            kept.append(waiting[: found.end()])
            waiting, inside = waiting[found.end() :], True
        if inside and (found := _END.search(waiting)):
            _note(waiting[: found.start()], members)
            kept.append("]")
            waiting, inside = waiting[found.end() :], False
        elif inside:
            _note(waiting, members)
            # An item may be cut between two pieces: what is after the last line end stays.
            waiting = waiting[max(0, waiting.rfind("\n")) :]
    kept.append(waiting)
    return json.loads("".join(kept)), members


def _note(items: str, members: dict[int, list[str]]) -> None:
    for item in items.split("{")[1:]:
        if found := _IN_FAMILY.search(item):
            known = members.setdefault(int(found[2]), [])
            code = json.loads(found[1])
            if len(known) < MEMBERS and code not in known:
                known.append(code)


def _codes(report: dict[str, Any], members: dict[int, list[str]]) -> list[str]:
    """All contributions that the report shows."""
    found = [quote["id"] for topic in report["topics"] for quote in topic["quotes"]]
    found += [said["id"] for topic in report["topics"] for said in topic.get("summary") or ()]
    found += report.get("rare", [])[:RARE]
    for family in report.get("families", [])[:FAMILIES]:
        found += members.get(family["id"], [])
    return list(dict.fromkeys(found))


async def _cards(
    db: AsyncSession, viewer: Viewer, one: ComponentView, codes: Sequence[str]
) -> dict[str, Card]:
    if not codes:
        return {}
    ids = [row.id for row in (await sql(db, _IDS, {"codes": list(codes)})).all()]
    cards = await component.of(one.kind).cards(db, viewer, ids) if ids else {}
    return {card.code: card for card in cards.values()}
