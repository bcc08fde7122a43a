"""people: the first administrator, roles given and accounts closed from the command line."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe import slices
from participe.administrations.models import Administration
from participe.cli.ground import fail, ground, platform_settings
from participe.core import clock
from participe.core.db import make_engine, make_sessions, working
from participe.core.errors import NotFound, Refused
from participe.core.rules import STAFF_ROLES, Viewer
from participe.me import leaving
from participe.people import services
from participe.people.models import Mailbox
from participe.people.queries import mailbox_key

group = typer.Typer(
    help="Make an administrator, give a role, close an account.", no_args_is_help=True
)
Email = Annotated[str, typer.Argument(help="Address of the person's mailbox.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(group, name="people")


@group.command("create-admin")
def create_admin(
    email: Email,
    name: Annotated[str, typer.Option(help="Name shown.")] = "",
    lang: Annotated[str, typer.Option(help="fr, de, nl or en.")] = "fr",
) -> None:
    """Make a platform administrator, who signs in by mail like everybody."""
    _give(email, "admin", "", name=name, lang=lang)


@group.command("give-role")
def give_role(
    email: Email,
    role: Annotated[str, typer.Argument(help=", ".join(STAFF_ROLES))],
    administration: Annotated[str, typer.Option(help="Slug of the administration.")],
) -> None:
    """Give somebody a role in an administration."""
    if role not in STAFF_ROLES:
        fail(f"The role must be one of {', '.join(STAFF_ROLES)}; got {role!r}.", code=2)
    _give(email, role, administration)


@group.command("leave")
def leave(
    who: Annotated[str, typer.Argument(help="Address of the mailbox, or id of the person.")],
    remove_texts: Annotated[
        bool, typer.Option(help="Their texts go too; else they stay without a name.")
    ] = False,
) -> None:
    """Close an account: for somebody who cannot, or who came back with a restored backup."""
    slices.load()
    with ground(platform_settings()) as found:
        asyncio.run(_close(found.database_url, who, remove_texts))
    print(f"The account of {who} is closed. A worker deletes the rest in the next minutes.")


async def _close(database_url: str, who: str, remove_texts: bool) -> None:
    engine = make_engine(database_url, size=1)
    try:
        async with working(make_sessions(engine)) as db:
            await leaving.close_account(db, await _person(db, who), removes=remove_texts)
    except NotFound:
        fail(f"There is no account of {who!r}.")
    except Refused as refused:
        fail(str(refused.message))
    finally:
        await engine.dispose()


async def _person(db: AsyncSession, who: str) -> UUID:
    if "@" not in who:
        try:
            return UUID(who)
        except ValueError:
            fail(f"Give an address or the id of a person; got {who!r}.", code=2)
    found = select(Mailbox.person_id).where(Mailbox.key == mailbox_key(who))
    person = (await db.exec(found)).one_or_none()
    if person is None:
        raise NotFound
    return person


def _give(email: str, role: str, administration: str, *, name: str = "", lang: str = "fr") -> None:
    slices.load()
    with ground(platform_settings()) as found:
        asyncio.run(_store(found.database_url, email, role, administration, name, lang))
    where = f" in {administration}" if administration else " of the platform"
    print(f"{email} is {role}{where}. They sign in at /sign-in with this address.")


async def _store(
    database_url: str, email: str, role: str, administration: str, name: str, lang: str
) -> None:
    engine = make_engine(database_url, size=1)
    try:
        async with working(make_sessions(engine)) as db:
            person = await services.person_of_mailbox(db, clock.now(), email, lang)
            if name:
                person.name, person.welcomed_at = name, clock.now()
            await services.give_role(
                db,
                Viewer(clock.now()),
                person.id,
                role,
                administration_id=await _administration(db, administration),
            )
    finally:
        await engine.dispose()


async def _administration(db: AsyncSession, slug: str):
    if not slug:
        return None
    found = (
        await db.exec(select(Administration.id).where(Administration.slug == slug))
    ).one_or_none()
    if found is None:
        fail(f"There is no administration {slug!r}.")
    return found
