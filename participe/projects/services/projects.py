"""Changes to a project itself: its words, settings, image, opening."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations import queries as administrations
from participe.administrations.models import OldSlug
from participe.administrations.queries import Place
from participe.administrations.rules import is_open
from participe.administrations.rules import manage as manage_there
from participe.administrations.services import move_slug
from participe.core import audit, component, i18n
from participe.core.db import new_code, new_id, sql
from participe.core.errors import Conflict, NotFound, Refused
from participe.core.i18n import BRUSSELS, LazyText, Localized, _l
from participe.core.rules import Viewer
from participe.core.slugs import LONGEST, free, slug_of
from participe.projects import checks, rules
from participe.projects.forms import (
    NewProjectForm,
    PromiseForm,
    SettingsForm,
    TextForm,
)
from participe.projects.models import Phase, PhaseAbility, Project, ProjectComponent
from participe.projects.queries import ComponentView, ProjectView

TAKEN = _l("This address is used already, or was. Choose another one.")
# What a project begins with: title, weeks after the first phase opens, weeks it lasts, abilities.
PROPOSED: Sequence[tuple[LazyText, int, int, tuple[str, ...]]] = (
    (_l("Tell us your ideas"), 0, 6, ("submit", "comment", "support")),
    (_l("We study your ideas"), 6, 6, ()),
    (_l("We answer and begin"), 12, 12, ()),
)


def in_languages(words: LazyText, languages: Sequence[str]) -> Localized:
    """A text of ours, as a first proposal in each language of a project."""
    said = Localized()
    for code in languages:
        with i18n.speaking(code):
            said[code] = str(words)
    return said


async def create(
    db: AsyncSession, viewer: Viewer, administration_id: UUID, form: NewProjectForm
) -> Project:
    """A draft with one idea box and three phases proposed."""
    manage_there.require(viewer, Place(administration_id))
    is_open.require(viewer, await administrations.is_closed(db, administration_id))
    title = form.title.get(form.languages[0], "") or form.title.said().text
    slug = slug_of(title, "project")
    project = Project(
        id=new_id(),
        administration_id=administration_id,
        slug=free(slug, await _taken(db, slug)),
        title=form.title,
        languages=list(form.languages),
    )
    await _store(db, project)
    box = await _add_component(
        db, administration_id, project.id, "idea", in_languages(_l("Idea box"), form.languages), ()
    )
    opens = _monday_at_nine(viewer.now + timedelta(weeks=2))
    for words, after, weeks, abilities in PROPOSED:
        phase = Phase(
            id=new_id(),
            project_id=project.id,
            title=in_languages(words, form.languages),
            opens_at=_later(opens, after),
            closes_at=_later(opens, after + weeks),
        )
        db.add(phase)
        await db.flush()
        db.add_all(
            PhaseAbility(phase_id=phase.id, component_id=box.id, ability=one) for one in abilities
        )
    _note(db, viewer, "project.create", project)
    return project


def _monday_at_nine(after: datetime) -> datetime:
    local = after.astimezone(BRUSSELS)
    local = local.replace(hour=9, minute=0, second=0, microsecond=0)
    return local + timedelta(days=-local.weekday() % 7)


def _later(opens: datetime, weeks: int) -> datetime:
    """The same hour on the wall, whatever the clocks did meanwhile."""
    return (opens + timedelta(weeks=weeks)).astimezone(UTC)


async def stored(db: AsyncSession, project: ProjectView) -> Project:
    return (await db.exec(select(Project).where(Project.id == project.id))).one()


def merged(old: Localized, new: Localized, languages: Sequence[str]) -> Localized:
    """The new words in the project's languages; what was said in others is kept."""
    kept = {code: words for code, words in old.items() if code not in languages}
    return Localized({**{c: new[c] for c in languages if new.get(c)}, **kept})


async def change_text(
    db: AsyncSession, viewer: Viewer, project: ProjectView, form: TextForm
) -> None:
    await _change_words(db, viewer, project, form, ("title", "summary", "description"))


async def change_promise(
    db: AsyncSession, viewer: Viewer, project: ProjectView, form: PromiseForm
) -> None:
    await _change_words(db, viewer, project, form, ("decides", "by_whom", "not_open", "feedback"))
    (await stored(db, project)).by_when = form.by_when


async def _change_words(
    db: AsyncSession, viewer: Viewer, project: ProjectView, form: Any, names: Sequence[str]
) -> None:
    rules.manage.require(viewer, project)
    row = await stored(db, project)
    for name in names:
        setattr(row, name, merged(getattr(row, name), getattr(form, name), project.languages))
    _note(db, viewer, "project.words", row, is_open=project.published_at is not None)


async def change_settings(
    db: AsyncSession, viewer: Viewer, project: ProjectView, form: SettingsForm
) -> str:
    """Returns the slug that holds now. Raises Conflict when the one wanted is taken."""
    rules.manage.require(viewer, project)
    row = await stored(db, project)
    if form.slug != row.slug:
        if form.slug in await _taken(db, form.slug, row.id):
            raise Conflict(TAKEN)
        old = row.slug
        try:
            async with db.begin_nested():
                row.slug = form.slug
        except IntegrityError:
            raise Conflict(TAKEN) from None
        await move_slug(db, "project", old, form.slug, row.id)
    row.languages, row.contact_email = list(form.languages), form.contact_email
    row.questions, row.communes = list(form.questions), form.communes.splitlines()
    row.lat, row.lon = form.place or (None, None)
    row.zoom = form.zoom if form.place else None
    row.is_indexable = form.indexable is not None
    _note(db, viewer, "project.settings", row, languages=list(form.languages))
    return row.slug


async def change_image(
    db: AsyncSession, viewer: Viewer, project: ProjectView, key: str | None, alt: Localized
) -> str | None:
    """Show another picture, or none; return the key of the one that is no longer needed."""
    rules.manage.require(viewer, project)
    row = await stored(db, project)
    old, row.image_key = row.image_key, key
    row.image_alt = merged(row.image_alt, alt, project.languages)
    _note(db, viewer, "project.image", row)
    return old if old != key else None


async def publish(db: AsyncSession, viewer: Viewer, project: ProjectView) -> None:
    """Open a draft to the public. Raises Refused while something is missing."""
    rules.manage.require(viewer, project)
    if project.published_at is not None:
        return
    if await checks.gaps(db, viewer, project):
        raise Refused(_l("The project cannot open yet. See what is missing in the list."))
    row = await stored(db, project)
    row.published_at = viewer.now
    _note(db, viewer, "project.publish", row)


async def is_untouched(db: AsyncSession, project: ProjectView) -> bool:
    """Has nobody contributed yet? Then it may become a draft again."""
    found = text(
        "SELECT NOT EXISTS (SELECT 1 FROM subject s WHERE s.project_id = :id AND s.state <> 'draft')"
    )
    return (await sql(db, found, {"id": project.id})).scalar_one()


async def unpublish(db: AsyncSession, viewer: Viewer, project: ProjectView) -> None:
    rules.manage.require(viewer, project)
    if not await is_untouched(db, project):
        raise Refused(
            _l(
                "People have contributed already: the project stays public. Close its phase instead."
            )
        )
    row = await stored(db, project)
    row.published_at = None
    _note(db, viewer, "project.unpublish", row)


# --- Components ---


async def add_component(
    db: AsyncSession, viewer: Viewer, project: ProjectView, kind: str, title: Localized
) -> ProjectComponent:
    rules.manage.require(viewer, project)
    row = await _add_component(
        db, project.administration_id, project.id, kind, title, project.components
    )
    audit.note(
        db, viewer, "component.add", f"project:{project.slug}",
        administration_id=project.administration_id, component=row.slug, kind=kind,
    )  # fmt: skip
    return row


async def _add_component(
    db: AsyncSession,
    administration_id: UUID,
    project_id: UUID,
    kind: str,
    title: Localized,
    others: Sequence[ComponentView],
) -> ProjectComponent:
    create_own = component.of(kind).create
    if create_own is None:
        raise NotFound
    row = ProjectComponent(
        id=new_id(),
        administration_id=administration_id,
        project_id=project_id,
        kind=kind,
        slug=free(slug_of(title.said().text, kind), {one.slug for one in others}),
        title=title,
        position=len(others),
    )
    db.add(row)
    await db.flush()
    await create_own(db, row)
    return row


async def rename_component(
    db: AsyncSession, viewer: Viewer, project: ProjectView, component_id: UUID, title: Localized
) -> None:
    rules.manage.require(viewer, project)
    found = select(ProjectComponent).where(
        ProjectComponent.id == component_id, ProjectComponent.project_id == project.id
    )
    row = (await db.exec(found)).one()
    row.title = merged(row.title, title, project.languages)


def _note(db: AsyncSession, viewer: Viewer, action: str, project: Project, **details: Any) -> None:
    audit.note(
        db, viewer, action, f"project:{project.slug}",
        administration_id=project.administration_id, **details,
    )  # fmt: skip


async def _taken(db: AsyncSession, slug: str, own: UUID | None = None) -> set[str]:
    """Slugs that begin alike, of today and of old ones that still lead elsewhere."""
    now = select(Project.slug).where(col(Project.slug).startswith(slug))
    before = select(OldSlug.slug).where(
        OldSlug.kind == "project", col(OldSlug.slug).startswith(slug)
    )
    if own is not None:
        now, before = now.where(Project.id != own), before.where(OldSlug.target_id != own)
    return {"new", *(await db.exec(now)).all(), *(await db.exec(before)).all()}


async def _store(db: AsyncSession, project: Project) -> None:
    """Row-level security hides the drafts of others, not that their address is taken."""
    slug = project.slug
    for _ in range(5):
        try:
            async with db.begin_nested():
                db.add(project)
            return
        except IntegrityError:
            project.slug = f"{slug[:LONGEST]}-{new_code()[:4]}"
    raise Conflict(TAKEN)
