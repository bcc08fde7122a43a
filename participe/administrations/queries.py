"""Public authorities, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations.models import Administration, OldSlug
from participe.core.errors import NotFound
from participe.core.i18n import Localized
from participe.core.rules import Viewer


@dataclass(frozen=True)
class Identity:
    """What the header of a page shows of the authority that publishes it."""

    id: UUID
    slug: str
    name: Localized
    accent: str
    logo_url: str | None


def identity(administration: Administration) -> Identity:
    return Identity(
        administration.id,
        administration.slug,
        administration.name,
        administration.accent,
        logo_url(administration.slug, administration.logo_key),
    )


def logo_url(slug: str, logo_key: str | None) -> str | None:
    """The key's beginning makes a new logo a new address."""
    return f"/administrations/{slug}/logo-{logo_key[:8]}.webp" if logo_key else None


async def by_slug(db: AsyncSession, slug: str) -> Administration:
    found = select(Administration).where(Administration.slug == slug)
    administration = (await db.exec(found)).one_or_none()
    if administration is None:
        raise NotFound
    return administration


async def current_slug(db: AsyncSession, kind: str, old: str) -> UUID | None:
    """What an old address led to, if it was ever one."""
    found = select(OldSlug.target_id).where(OldSlug.kind == kind, OldSlug.slug == old)
    return (await db.exec(found)).one_or_none()


async def listed(db: AsyncSession) -> Sequence[Administration]:
    """All public ones, by name; a few hundred at most."""
    found = select(Administration).where(col(Administration.is_listed)).limit(1000)
    return sorted((await db.exec(found)).all(), key=lambda a: str(a.name).casefold())


async def of_viewer(db: AsyncSession, viewer: Viewer) -> Sequence[Administration]:
    """Where the viewer has a role; all of them for the platform's administrator."""
    found = select(Administration).order_by(col(Administration.slug)).limit(1000)
    if not viewer.is_platform_admin:
        found = found.where(col(Administration.id).in_(viewer.administrations))
    return (await db.exec(found)).all()
