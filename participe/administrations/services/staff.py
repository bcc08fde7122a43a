"""Who works for an administration: invitations by mail, roles given and taken away."""

import secrets
from datetime import timedelta
from uuid import UUID

from jinja2 import Environment
from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations import rules
from participe.administrations.forms import InvitationForm, MemberForm
from participe.administrations.models import Administration
from participe.administrations.queries import Place
from participe.core import audit, mail
from participe.core.errors import NotFound
from participe.core.rules import ROLE_NAMES, Viewer
from participe.core.settings import Settings
from participe.people import queries as people_queries
from participe.people import services as people
from participe.people.models import Invitation, Person, Role

VALID = timedelta(days=14)


async def invite(
    db: AsyncSession,
    viewer: Viewer,
    templates: Environment,
    settings: Settings,
    administration: Administration,
    form: InvitationForm,
    *,
    project_id: UUID | None = None,
    project_title: str = "",
) -> None:
    """Write to somebody; asking again sends another mail and begins the two weeks anew."""
    rules.administer.require(viewer, Place.of(administration))
    key, token = people_queries.mailbox_key(form.email), secrets.token_urlsafe(24)
    await _forget(db, administration.id, key, form.role, project_id)
    db.add(
        Invitation(
            address=form.email,
            key=key,
            role=form.role,
            administration_id=administration.id,
            project_id=project_id,
            token_hash=people_queries.hash_of(token),
            invited_by_id=viewer.id,
            ends_at=viewer.now + VALID,
        )
    )
    await mail.write(
        db,
        templates,
        "invitation",
        kind="invitation",
        address=form.email,
        lang=form.lang,
        administration=administration.name,
        project=project_title,
        role=form.role,
        role_name=ROLE_NAMES[form.role],
        invited_by=viewer.name,
        ends_at=viewer.now + VALID,
        url=f"{settings.public_url}/{form.lang}/sign-in?invited=yes&next=/{form.lang}/manage",
        site_name=settings.site_name,
        public_url=settings.public_url,
    )
    audit.note(
        db, viewer, "invitation.send", f"administration:{administration.slug}",
        administration_id=administration.id, role=form.role,
    )  # fmt: skip


async def withdraw_invitation(
    db: AsyncSession,
    viewer: Viewer,
    administration: Administration,
    address: str,
    role: str,
    project_id: UUID | None = None,
) -> None:
    """Raises NotFound when there is no such invitation any more."""
    rules.administer.require(viewer, Place.of(administration))
    key = people_queries.mailbox_key(address)
    if not await _forget(db, administration.id, key, role, project_id):
        raise NotFound
    audit.note(
        db, viewer, "invitation.withdraw", f"administration:{administration.slug}",
        administration_id=administration.id, role=role,
    )  # fmt: skip


async def _forget(
    db: AsyncSession, administration_id: UUID, key: str, role: str, project_id: UUID | None
) -> bool:
    removed = (
        delete(Invitation)
        .where(
            col(Invitation.administration_id) == administration_id,
            col(Invitation.key) == key,
            col(Invitation.role) == role,
            col(Invitation.project_id).is_not_distinct_from(project_id),
            col(Invitation.accepted_at).is_(None),
        )
        .returning(col(Invitation.id))
    )
    return (await db.exec(removed)).first() is not None


async def take_role(
    db: AsyncSession, viewer: Viewer, administration: Administration, role: Role
) -> None:
    """Raises Refused for the last administrator; two at once cannot remove each other."""
    rules.administer.require(viewer, Place.of(administration))
    if role.name == "administrator":
        await db.exec(
            select(Administration.id)
            .where(Administration.id == administration.id)
            .with_for_update()
        )
        counted = select(func.count()).where(
            Role.name == "administrator", Role.administration_id == administration.id
        )
        rules.cannot_leave.require(viewer, (await db.exec(counted)).one())
    await people.take_role(db, viewer, role)


async def change_title(
    db: AsyncSession,
    viewer: Viewer,
    administration: Administration,
    person: Person,
    form: MemberForm,
) -> None:
    """The function of an official, shown beside official replies."""
    rules.administer.require(viewer, Place.of(administration))
    person.title = form.title
    audit.note(
        db, viewer, "staff.title", f"person:{person.code}", administration_id=administration.id
    )
