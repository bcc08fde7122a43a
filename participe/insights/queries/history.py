"""Runs: what was read, how, by whom; which one the public sees."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.i18n import LazyText, _l
from participe.insights.rules import Material
from participe.projects.queries import ComponentView, ProjectView

SHOWN = 20  # earlier runs listed
REASONS: dict[str, LazyText] = {
    "hidden": _l("Hidden by a moderator"),
    "held": _l("Waiting for a moderator"),
    "withdrawn": _l("Withdrawn by their author"),
    "erased": _l("Removed by an author who left"),
    "empty": _l("Without any text"),
    "duplicate_id": _l("Sent twice"),
    "unreadable": _l("Not readable"),
}
# From which share on a topic counts as steady; below the second it is loose.
# Source: Hennig, Computational Statistics and Data Analysis 52 (2007), 258-271.
STEADY, FAIRLY = 0.75, 0.5


def steadiness(share: float | None) -> str | None:
    """The code of the library for a stability."""
    if share is None:
        return None
    return "steady" if share >= STEADY else "fair" if share >= FAIRLY else "loose"


def stability_words(share: float | None) -> LazyText:
    """What a stability from 0 to 1 means to people."""
    if share is None:
        return _l("Not measured")
    if share >= STEADY:
        return _l("Steady")
    return _l("Fairly steady") if share >= FAIRLY else _l("Not very steady")


@dataclass(frozen=True)
class RunView:
    """A run with what is said of how it was made."""

    id: UUID
    code: str
    component_id: UUID
    options: dict[str, Any]
    method: dict[str, Any]
    received: int
    read: int
    left_out: int
    excluded: dict[str, int]
    unread: list[list[str]]
    came: int
    seen: int
    changes: dict[str, Any] | None
    previous_id: UUID | None
    shown: int
    untold: int
    to_check: int
    read_at: datetime
    done_at: datetime
    published_at: datetime | None
    asked_by: str  # name of the official
    topics: int
    stability: float | None  # mean of its topics, each weighed by its contributions

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def gone(self) -> int:
        """Of those read, no longer public."""
        return self.read + self.came - self.shown

    @property
    def reasons(self) -> list[tuple[Any, int]]:
        """Why some were left out, in words, the largest number first."""
        ordered = sorted(self.excluded.items(), key=lambda one: (-one[1], one[0]))
        return [(REASONS.get(reason, reason), number) for reason, number in ordered]

    @property
    def share_to_check(self) -> float:
        return self.to_check / max(1, self.read - self.untold)

    @property
    def stability_words(self) -> LazyText:
        return stability_words(self.stability)

    @property
    def seed(self) -> int:
        return self.method["seed"]

    @property
    def version(self) -> str:
        return self.method["version"]

    @property
    def fingerprint(self) -> str:
        return self.method["input_sha256"]

    def command(self, slug: str) -> str:
        """What makes it again from the export, where `slug` is that of its component."""
        asked = f" --topics {self.was_asked_for}" if self.was_asked_for else ""
        if self.previous_id:
            asked += f" --previous analysis-{slug}-previous.json"
        if self.method.get("corrections"):
            asked += f" --corrections analysis-{slug}-corrections.json"
        return f"participe analyse analysis-{slug}.csv{asked} -o again.json"

    @property
    def was_asked_for(self) -> int | None:
        """The number of topics that the official gave, if one."""
        return self.options.get("topics")


_COLUMNS = """
    r.id, r.code, r.component_id, r.options, r.method, r.received, r.read, r.left_out, r.excluded,
    r.unread, r.came, r.seen, r.changes, r.previous_id, r.shown, r.untold, r.to_check, r.read_at, r.done_at, r.published_at,
    coalesce(p.name, '') AS asked_by, t.topics, t.stability
    FROM analysis_run r LEFT JOIN person p ON p.id = r.asked_by_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS topics,
                sum(t.stability * t.size) / nullif(sum(t.size) FILTER (WHERE t.stability IS NOT NULL), 0)
                    AS stability
            FROM topic t WHERE t.run_id = r.id AND t.parent_id IS NULL AND NOT t.is_gone) t
    WHERE r.done_at IS NOT NULL
"""
_OF_COMPONENT = text(
    f"SELECT {_COLUMNS} AND r.component_id = :component ORDER BY r.done_at DESC, r.id DESC "
    f"LIMIT {SHOWN}"
)
_BY_CODE = text(f"SELECT {_COLUMNS} AND r.project_id = :project AND r.code = :code")
_PUBLISHED = text(f"SELECT {_COLUMNS} AND r.project_id = :project AND r.published_at IS NOT NULL")


def _view(row: Any) -> RunView:
    return RunView(**row._mapping)


def components(project: ProjectView) -> list[ComponentView]:
    """Those whose contributions can be read."""
    known = component.known()
    return [one for one in project.components if one.kind in known and known[one.kind].texts]


async def material(db: AsyncSession, project: ProjectView, slug: str = "") -> Material | None:
    """What can be analysed: the component named, else the first; None when there is none.

    Raises NotFound for a component that the project does not have.
    """
    found = components(project)
    one = project.component(slug) if slug else found[0] if found else None
    if one is None:
        return None
    texts = component.of(one.kind).texts
    if texts is None:
        raise NotFound
    return Material(project, one, await texts.published(db, one.id))


async def runs(db: AsyncSession, component_id: UUID) -> list[RunView]:
    """The last runs of a component, the newest first; strangers see the published one alone."""
    return [_view(row) for row in (await sql(db, _OF_COMPONENT, {"component": component_id})).all()]


async def run(db: AsyncSession, project: ProjectView, code: str) -> RunView:
    """Raises NotFound."""
    return await run_of(db, project.id, code)


async def run_of(db: AsyncSession, project_id: UUID, code: str) -> RunView:
    """Raises NotFound."""
    row = (await sql(db, _BY_CODE, {"project": project_id, "code": code})).one_or_none()
    if row is None:
        raise NotFound
    return _view(row)


_BY_ID = text(f"SELECT {_COLUMNS} AND r.id = :id")


async def run_before(db: AsyncSession, run: RunView) -> RunView | None:
    """The run that this one went on from, where the viewer may see it."""
    if run.previous_id is None:
        return None
    row = (await sql(db, _BY_ID, {"id": run.previous_id})).one_or_none()
    return _view(row) if row else None


async def published_runs(
    db: AsyncSession, project: ProjectView
) -> Sequence[tuple[ComponentView, RunView]]:
    """What the public sees, at most one run a component, in the order of the components."""
    found = {
        row.component_id: _view(row)
        for row in (await sql(db, _PUBLISHED, {"project": project.id})).all()
    }
    return [(one, found[one.id]) for one in components(project) if one.id in found]


async def published_run(
    db: AsyncSession, project: ProjectView, slug: str = ""
) -> tuple[ComponentView, RunView, list[ComponentView]]:
    """The public run of the component named, else the first there is, and all that have one.

    Raises NotFound when nothing is published.
    """
    found = await published_runs(db, project)
    for one, view in found:
        if slug in ("", one.slug):
            return one, _without_staff(view), [each for each, _ in found]
    raise NotFound


def _without_staff(view: RunView) -> RunView:
    """The public sees which administration published a run, not which of its people."""
    return replace(view, asked_by="")
