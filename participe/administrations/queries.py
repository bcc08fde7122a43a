"""Public authorities, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations.models import Administration, OldSlug
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.i18n import Localized, localized
from participe.core.rules import Viewer


@dataclass(frozen=True)
class Identity:
    """What the header of a page shows of the authority that publishes it."""

    id: UUID
    slug: str
    name: Localized
    accent: str
    logo_url: str | None


@dataclass(frozen=True)
class Place:
    """An administration as rules see it: a place in which one has roles."""

    administration_id: UUID
    project_id: UUID | None = None

    @classmethod
    def of(cls, administration: Administration) -> "Place":
        return cls(administration.id)


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


async def is_closed(db: AsyncSession, administration_id: UUID) -> bool:
    found = select(Administration.closed_at).where(Administration.id == administration_id)
    return (await db.exec(found)).one() is not None


async def current_slug(db: AsyncSession, kind: str, old: str) -> UUID | None:
    """What an old address led to, if it was ever one."""
    found = select(OldSlug.target_id).where(OldSlug.kind == kind, OldSlug.slug == old)
    return (await db.exec(found)).one_or_none()


async def listed(db: AsyncSession) -> Sequence[Administration]:
    """All public ones, by name; a few hundred at most."""
    found = select(Administration).where(
        col(Administration.is_listed), col(Administration.closed_at).is_(None)
    ).limit(1000)  # fmt: skip
    return sorted((await db.exec(found)).all(), key=lambda a: str(a.name).casefold())


async def of_viewer(db: AsyncSession, viewer: Viewer) -> Sequence[Administration]:
    """Where the viewer has a role; all of them for the platform's administrator."""
    found = select(Administration).order_by(col(Administration.slug)).limit(1000)
    if not viewer.is_platform_admin:
        found = found.where(col(Administration.id).in_(viewer.administrations))
    return (await db.exec(found)).all()


@dataclass(frozen=True)
class StaffRole:
    """A role of a person here; `project` is empty when it holds in the whole administration."""

    id: UUID
    name: str
    since: datetime
    project: str  # slug
    project_title: Localized


@dataclass(frozen=True)
class Member:
    """Somebody who works here, with all their roles."""

    code: str
    name: str
    title: Localized
    roles: tuple[StaffRole, ...]


_STAFF = text(
    """
    SELECT p.code, p.name, p.title, r.id, r.name AS role, r.created_at, coalesce(j.slug, '') AS project,
        j.title AS project_title
    FROM role r JOIN person p ON p.id = r.person_id LEFT JOIN project j ON j.id = r.project_id
    WHERE (r.administration_id = :id OR j.administration_id = :id) AND r.name <> 'juror'
        AND (CAST(:person AS text) IS NULL OR p.code = :person)
    ORDER BY folded(p.name), p.id, r.created_at
    LIMIT 2000
    """
)


async def staff(
    db: AsyncSession, administration_id: UUID, person: str | None = None
) -> Sequence[Member]:
    """Everybody with a role here or in a project of it, by name; or only this person."""
    rows = (await sql(db, _STAFF, {"id": administration_id, "person": person})).all()
    by_code: dict[str, list[Any]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    return [
        Member(
            code,
            of_one[0].name,
            localized(of_one[0].title),
            tuple(
                StaffRole(r.id, r.role, r.created_at, r.project, localized(r.project_title))
                for r in of_one
            ),
        )
        for code, of_one in by_code.items()
    ]


async def member(db: AsyncSession, administration_id: UUID, code: str) -> Member:
    """Raises NotFound for somebody who does not work here."""
    found = await staff(db, administration_id, code)
    if not found:
        raise NotFound
    return found[0]


@dataclass(frozen=True)
class OpenInvitation:
    address: str
    role: str
    project: str
    project_title: Localized
    ends_at: datetime
    is_over: bool


_INVITATIONS = text(
    """
    SELECT i.address, i.role, i.ends_at, coalesce(j.slug, '') AS project, j.title AS project_title
    FROM invitation i LEFT JOIN project j ON j.id = i.project_id
    WHERE i.administration_id = :id AND i.accepted_at IS NULL
    ORDER BY i.created_at DESC LIMIT 500
    """
)


async def invitations(
    db: AsyncSession, viewer: Viewer, administration_id: UUID
) -> Sequence[OpenInvitation]:
    """Those that nobody has accepted yet, the newest first."""
    rows = (await sql(db, _INVITATIONS, {"id": administration_id})).all()
    return [
        OpenInvitation(
            r.address, r.role, r.project, localized(r.project_title), r.ends_at,
            r.ends_at <= viewer.now,
        )
        for r in rows
    ]  # fmt: skip
