"""Who an administration is: names, colour, logo, address."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations import rules
from participe.administrations.forms import IdentityForm
from participe.administrations.models import Administration, OldSlug
from participe.administrations.queries import Place
from participe.core import audit
from participe.core.errors import Conflict
from participe.core.i18n import _l
from participe.core.rules import Viewer
from participe.core.slugs import free, slug_of
from participe.people import services as people

TAKEN = _l("This address is used already, or was. Choose another one.")


async def create(db: AsyncSession, viewer: Viewer, form: IdentityForm) -> Administration:
    """Make an administration; who makes it is its first administrator.

    Raises Conflict when its address is taken.
    """
    rules.create.require(viewer, None)
    assert viewer.id
    if form.slug and form.slug in await _taken(db, form.slug):
        raise Conflict(TAKEN)
    slug = form.slug or slug_of(form.name.said().text, "administration")
    administration = Administration(
        slug=free(slug, await _taken(db, slug)), kind=form.kind, name=form.name
    )
    _fill(administration, form)
    db.add(administration)
    await db.flush()
    audit.note(
        db, viewer, "administration.create", f"administration:{administration.slug}",
        administration_id=administration.id,
    )  # fmt: skip
    await people.give_role(
        db, viewer, viewer.id, "administrator", administration_id=administration.id
    )
    return administration


async def change_identity(
    db: AsyncSession, viewer: Viewer, administration: Administration, form: IdentityForm
) -> None:
    """Raises Conflict when the address wanted is taken."""
    rules.administer.require(viewer, Place.of(administration))
    _fill(administration, form)
    if form.slug and form.slug != administration.slug:
        if form.slug in await _taken(db, form.slug, administration.id):
            raise Conflict(TAKEN)
        await move_slug(db, "administration", administration.slug, form.slug, administration.id)
        administration.slug = form.slug
    audit.note(
        db, viewer, "administration.change", f"administration:{administration.slug}",
        administration_id=administration.id,
    )  # fmt: skip


def _fill(administration: Administration, form: IdentityForm) -> None:
    administration.name, administration.about = form.name, form.about
    administration.kind, administration.accent = form.kind, form.accent
    administration.email, administration.phone = form.email, form.phone
    administration.address, administration.website = form.address, form.website
    administration.is_listed = form.listed is not None


async def change_logo(
    db: AsyncSession, viewer: Viewer, administration: Administration, key: str | None, alt: str
) -> str | None:
    """Show another logo, or none; return the key of the one that is no longer needed."""
    rules.administer.require(viewer, Place.of(administration))
    old = administration.logo_key
    administration.logo_key, administration.logo_alt = key, alt
    audit.note(
        db, viewer, "administration.logo", f"administration:{administration.slug}",
        administration_id=administration.id,
    )  # fmt: skip
    return old


async def close(db: AsyncSession, viewer: Viewer, administration: Administration) -> None:
    """It takes no new project and leaves the lists; what it published stays."""
    await _close(db, viewer, administration, viewer.now)


async def reopen(db: AsyncSession, viewer: Viewer, administration: Administration) -> None:
    await _close(db, viewer, administration, None)


async def _close(
    db: AsyncSession, viewer: Viewer, administration: Administration, at: datetime | None
) -> None:
    rules.create.require(viewer, None)
    if (administration.closed_at is None) == (at is None):
        return  # somebody did it meanwhile
    administration.closed_at = at
    audit.note(
        db, viewer, "administration.close" if at else "administration.reopen",
        f"administration:{administration.slug}", administration_id=administration.id,
    )  # fmt: skip


async def move_slug(db: AsyncSession, kind: str, old: str, new: str, target: UUID) -> None:
    """The old address leads to the thing for ever; the new one is current."""
    await db.exec(delete(OldSlug).where(col(OldSlug.kind) == kind, col(OldSlug.slug) == new))
    keep = insert(OldSlug).values(kind=kind, slug=old, target_id=target)
    await db.exec(
        keep.on_conflict_do_update(index_elements=["kind", "slug"], set_={"target_id": target})
    )


async def _taken(db: AsyncSession, slug: str, own: UUID | None = None) -> set[str]:
    """Slugs that begin alike, of today and of old ones that still lead elsewhere."""
    now = select(Administration.slug).where(col(Administration.slug).startswith(slug))
    before = select(OldSlug.slug).where(
        OldSlug.kind == "administration", col(OldSlug.slug).startswith(slug)
    )
    if own is not None:
        now, before = now.where(Administration.id != own), before.where(OldSlug.target_id != own)
    return {*(await db.exec(now)).all(), *(await db.exec(before)).all()}
