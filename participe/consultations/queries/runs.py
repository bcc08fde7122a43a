"""A run as pages tell it: groups in words, what all share, what divides, a map."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations.queries.box import Box
from participe.core.batches import Fetch
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.i18n import LazyText, _l

LETTERS = "ABCDEFGH"
TOLD = 4  # statements in the words of a group
LISTED = 10  # statements that all share, and that divide
FEW = 5  # votes of a group on a statement below which its share is not shown
WIDTH, HEIGHT, MARGIN = 640, 420, 30
REFUSALS: dict[str, LazyText] = {
    "few_people": _l("Too few people have answered at least seven statements. Twenty are needed."),
    "few_statements": _l("There are too few statements. Six are needed."),
    "no_pattern": _l("Opinions do not hang together: what people say of one statement tells "
                     "nothing about the others."),
    "no_groups": _l("However people are put together, no group is large enough, or groups only "
                    "part those who answered much from the others."),
    "unstable_people": _l("Groups are not stable: with a few other people they would look "
                          "different."),
    "unstable_statements": _l("Groups are not stable: with other statements they would look "
                              "different."),
    "one_crowd": _l("Opinions go over into each other: people are one crowd, not several groups."),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A statement with a figure: how many of those who saw it are on the side."""

    code: str
    body: str
    lang: str
    side: str = ""
    share: float | None = None
    others: float | None = None


@dataclass(frozen=True)
class Bar:
    """What one group says of a statement; shares are None where too few saw it."""

    letter: str
    agree: float | None
    disagree: float | None
    seen: int


@dataclass(frozen=True)
class Divided:
    code: str
    body: str
    lang: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class GroupView:
    letter: str
    number: int
    people: int
    share: float
    said: tuple[Said, ...]
    x: float  # on the map, in its units
    y: float


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    group: int  # -1 without one


@dataclass(frozen=True)
class RunView:
    id: UUID
    code: str
    done_at: datetime
    published_at: datetime | None
    received: int
    grouped: int
    votes: int
    left_out: int
    refusal: LazyText | None
    groups: tuple[GroupView, ...]
    shared: tuple[Said, ...]
    divided: tuple[Divided, ...]
    statements: int
    dots: tuple[Dot, ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


_RUN = """
    SELECT r.id, r.code, r.done_at, r.published_at, r.received, r.grouped, r.votes, r.refusal,
        r.result, r.places
    FROM opinion_run r WHERE r.component_id = :box AND {which} ORDER BY r.id DESC LIMIT 1
"""
_BODIES = text(
    """
    SELECT s.code, t.body, s.lang FROM statement t JOIN subject s ON s.id = t.id
    WHERE t.box_id = :box AND s.state = 'submitted' AND s.visibility = 'visible' AND NOT s.is_erased
        AND s.code = ANY (:codes)
    """
)


async def newest_run(db: AsyncSession, box: Box) -> RunView | None:
    return await _read(db, box, "true")


async def published_run(db: AsyncSession, box: Box) -> RunView:
    """Raises NotFound as long as no official has published one."""
    found = await _read(db, box, "r.published_at IS NOT NULL")
    if found is None:
        raise NotFound
    return found


async def public_json(db: AsyncSession, box: Box) -> str:
    """The published result as a file: sums only. Raises NotFound."""
    row = await _row(db, box, "r.published_at IS NOT NULL")
    if row is None:
        raise NotFound
    return json.dumps(row.result, ensure_ascii=False, indent=1) + "\n"


_BALLOTS = text(
    """
    SELECT b.key, (SELECT jsonb_object_agg(a.code, a.value) FROM jsonb_each(b.answers) a (code, value)
        JOIN subject s ON s.code = a.code
        WHERE s.state = 'submitted' AND s.visibility = 'visible') AS answers
    FROM opinion_ballot b WHERE b.run_id = :run AND b.key > :after ORDER BY b.key LIMIT 500
    """
)


async def ballots(fetch: Fetch, run_id: UUID) -> AsyncIterator[tuple[str, dict[str, int]]]:
    """Answers to what is public now, person by person, in the order of their keys."""
    after = ""
    while rows := await fetch(_BALLOTS, {"run": run_id, "after": after}):
        for row in rows:
            yield row.key, row.answers or {}
        after = rows[-1].key


async def _row(db: AsyncSession, box: Box, which: str) -> Any:
    found = await sql(db, text(_RUN.format(which=which)), {"box": box.component_id})
    return found.one_or_none()


async def _read(db: AsyncSession, box: Box, which: str) -> RunView | None:
    row = await _row(db, box, which)
    if row is None:
        return None
    result = row.result
    statements = {one["id"]: one for one in result["statements"]}
    shared, divided = result["consensus"], result["divisive"]
    wanted = {one["statement"] for group in result["groups"] for one in group["typical"]}
    values = {"box": box.component_id, "codes": sorted({*shared, *divided, *wanted})}
    # What is hidden or gone since is told no more.
    bodies = {one.code: one for one in (await sql(db, _BODIES, values)).all()}
    at = _scale(row.places)
    return RunView(
        row.id, row.code, row.done_at, row.published_at, row.received, row.grouped, row.votes,
        row.received - row.grouped,
        REFUSALS.get(row.refusal, REFUSALS["no_groups"]) if row.refusal else None,
        tuple(_group(group, row.grouped, bodies, at) for group in result["groups"]),
        tuple(_shared(statements[one], bodies) for one in shared if one in bodies)[:LISTED],
        tuple(_divided(statements[one], bodies) for one in divided if one in bodies)[:LISTED],
        len(statements),
        tuple(_dot(one, at) for one in row.places),
    )  # fmt: skip


def _scale(places: list[Any]) -> Any:
    """From the library's -1 to 1 to the units of the drawing, the whole of it used."""
    xs, ys = [p[0] for p in places] or [0.0], [p[1] for p in places] or [0.0]

    def on(value: float, values: list[float], length: int) -> float:
        low, high = min(values), max(values)
        share = (value - low) / (high - low) if high > low else 0.5
        return round(MARGIN + share * (length - 2 * MARGIN), 1)

    return lambda x, y: (on(x, xs, WIDTH), on(y, ys, HEIGHT))


def _dot(place: list[Any], at: Any) -> Dot:
    across, down = at(place[0], place[1])
    return Dot(across, down, place[2])


def _group(group: dict[str, Any], grouped: int, bodies: dict[str, Any], at: Any) -> GroupView:
    said = [
        Said(one["statement"], bodies[one["statement"]].body, bodies[one["statement"]].lang,
             one["side"], one["share"], one["others"])
        for one in group["typical"] if one["statement"] in bodies
    ]  # fmt: skip
    x, y = at(group["x"], group["y"])
    return GroupView(
        LETTERS[group["id"]], group["id"], group["people"], group["people"] / max(grouped, 1),
        tuple(said[:TOLD]), x, y,
    )  # fmt: skip


def _shared(one: dict[str, Any], bodies: dict[str, Any]) -> Said:
    body = bodies[one["id"]]
    count = one["agree"] if one["side"] == "agree" else one["disagree"]
    return Said(one["id"], body.body, body.lang, one["side"], count / max(one["seen"], 1))


def _divided(one: dict[str, Any], bodies: dict[str, Any]) -> Divided:
    body = bodies[one["id"]]

    def share(part: dict[str, Any], side: str) -> float | None:
        return part[side] / part["seen"] if part["seen"] >= FEW else None

    bars = tuple(
        Bar(LETTERS[p["group"]], share(p, "agree"), share(p, "disagree"), p["seen"])
        for p in one["groups"]
    )
    return Divided(one["id"], body.body, body.lang, bars)
