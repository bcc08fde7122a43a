"""Phases: when a project opens which ability of which component."""

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit, clock, component
from participe.core.db import new_id
from participe.core.errors import NotFound, Refused
from participe.core.i18n import _l
from participe.core.rules import Viewer
from participe.projects import rules
from participe.projects.forms import PhaseForm
from participe.projects.models import Phase, PhaseAbility
from participe.projects.queries import PhaseView, ProjectView
from participe.projects.services.projects import merged


def offered(project: ProjectView) -> dict[str, tuple[str, str]]:
    """What phases of this project may open: «ideas:submit» to (slug of component, ability)."""
    known = component.known()
    return {
        f"{one.slug}:{ability}": (one.slug, ability)
        for one in project.components
        if one.kind in known
        for ability in known[one.kind].abilities
    }


async def save_phase(
    db: AsyncSession, viewer: Viewer, project: ProjectView, code: str | None, form: PhaseForm
) -> None:
    """Add a phase, or change the one with this code. Raises NotFound, Refused."""
    rules.manage.require(viewer, project)
    by_slug = {one.slug: one.id for one in project.components}
    chosen = [offered(project)[one] for one in form.abilities if one in offered(project)]
    if code is None:
        phase = Phase(
            id=new_id(),
            project_id=project.id,
            title=form.title,
            text=form.text,
            opens_at=form.opens_at,
            closes_at=form.closes_at,
        )
        db.add(phase)
        before = {}
    else:
        phase = await _held(db, project, code)
        before = {"opened": phase.opens_at.isoformat(), "closed": phase.closes_at.isoformat()}
        phase.title = merged(phase.title, form.title, project.languages)
        phase.text = merged(phase.text, form.text, project.languages)
        phase.opens_at, phase.closes_at = form.opens_at, form.closes_at
    await db.flush()
    await db.exec(delete(PhaseAbility).where(col(PhaseAbility.phase_id) == phase.id))
    db.add_all(
        PhaseAbility(phase_id=phase.id, component_id=by_slug[slug], ability=ability)
        for slug, ability in chosen
    )
    _note(
        db, viewer, project, "phase.save", phase.code,
        opens=form.opens_at.isoformat(), closes=form.closes_at.isoformat(),
        abilities=sorted(f"{slug}:{ability}" for slug, ability in chosen), **before,
    )  # fmt: skip


async def close_now(
    db: AsyncSession, viewer: Viewer, project: ProjectView, phase: PhaseView
) -> None:
    """End an open phase. Waits for those who are sending at this instant; later ones are told."""
    rules.manage.require(viewer, project)
    row = await _held(db, project, phase.code)
    now = (await db.exec(select(clock.in_sql()))).one()  # read after the lock
    if not row.opens_at < now < row.closes_at:
        raise Refused(_l("This phase is not open: there is nothing to close."))
    planned, row.closes_at = row.closes_at, now
    _note(
        db, viewer, project, "phase.close", phase.code,
        planned=planned.isoformat(), closed=now.isoformat(),
    )  # fmt: skip


async def remove_phase(
    db: AsyncSession, viewer: Viewer, project: ProjectView, phase: PhaseView
) -> None:
    """Take away a phase that has not begun; what has begun is part of the record."""
    rules.manage.require(viewer, project)
    if project.published_at is not None and phase.state != "coming":
        raise Refused(
            _l("This phase has begun in public: it stays in the record. You can close it.")
        )
    await db.delete(await _held(db, project, phase.code))
    _note(db, viewer, project, "phase.remove", phase.code)


async def _held(db: AsyncSession, project: ProjectView, code: str) -> Phase:
    """The row, locked: whoever sends something in this phase holds it too."""
    found = (
        select(Phase).where(Phase.code == code, Phase.project_id == project.id).with_for_update()
    )
    phase = (await db.exec(found)).one_or_none()
    if phase is None:
        raise NotFound
    return phase


def _note(
    db: AsyncSession,
    viewer: Viewer,
    project: ProjectView,
    action: str,
    code: str,
    **details: object,
) -> None:
    audit.note(
        db, viewer, action, f"phase:{code}", administration_id=project.administration_id,
        project=project.slug, is_open=project.published_at is not None, **details,
    )  # fmt: skip
