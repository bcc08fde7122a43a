"""The pictures and files that come with a draft."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import UploadFile

from participe.attachments import services as attachments
from participe.attachments.images import NotUsable
from participe.attachments.services import PICTURES, Stored
from participe.core.db import sql
from participe.core.files import Storage
from participe.core.forms import Values
from participe.core.i18n import LazyText
from participe.ideas.fields import OwnKind
from participe.ideas.queries import IdeaView


@dataclass
class Changes:
    """What a form sent of files: stored already, told to no row yet."""

    pictures: dict[int, Stored] = field(default_factory=dict)  # by position
    files: dict[str, Stored] = field(default_factory=dict)  # by the key of the own field
    alts: dict[int, str] = field(default_factory=dict)
    remove_picture: int | None = None
    remove_file: str = ""
    errors: dict[str, str | LazyText] = field(default_factory=dict)  # by field of the form

    @property
    def stored(self) -> list[Stored]:
        return [*self.pictures.values(), *self.files.values()]


async def store(
    storage: Storage, draft: IdeaView, uploads: Mapping[str, Any], values: Values
) -> Changes:
    """Check, redraw and store what was sent, before any row is touched."""
    changes = Changes()
    for n in range(1, PICTURES + 1):
        changes.alts[n] = str(values.get(f"alt{n}", "")).strip()
        if isinstance(upload := uploads.get(f"image{n}"), UploadFile):
            try:
                changes.pictures[n] = await attachments.store_picture(storage, upload)
            except NotUsable as reason:
                changes.errors[f"image{n}"] = reason.message
    for own in draft.box.fields:
        upload = uploads.get(own.name) if own.kind is OwnKind.FILE else None
        if isinstance(upload, UploadFile):
            try:
                changes.files[own.key] = await attachments.store_file(storage, upload)
            except NotUsable as reason:
                changes.errors[own.name] = reason.message
    action = str(values.get("action", ""))
    if action.startswith("remove-"):
        what = action.removeprefix("remove-")
        if what.isdecimal() and 1 <= int(what) <= PICTURES:
            changes.remove_picture = int(what)
        elif (asked := draft.box.own(what)) and asked.kind is OwnKind.FILE:
            changes.remove_file = what
    return changes


_SET_FILE = text("UPDATE idea SET fields = fields || CAST(:said AS jsonb) WHERE id = :id")
_DROP_FILE = text("UPDATE idea SET fields = fields - CAST(:key AS text) WHERE id = :id")


async def keep_files(db: AsyncSession, draft: IdeaView, changes: Changes) -> None:
    """Give what was stored to the draft, take away what was asked to go."""
    known = {picture.position for picture in draft.pictures}
    for n in known - changes.pictures.keys():
        await attachments.describe(db, draft.id, n, changes.alts.get(n, "")[:250])
    for n, stored in changes.pictures.items():
        alt = changes.alts.get(n, "")[:250]
        await attachments.attach(db, draft.id, stored, alt=alt, position=n)
    for key, stored in changes.files.items():
        attachment = await attachments.attach(db, draft.id, stored, field=key)
        said = {key: {"code": attachment.code, "name": stored.name, "size": stored.size}}
        await sql(db, _SET_FILE, {"id": draft.id, "said": json.dumps(said)})
    if changes.remove_picture is not None:
        await attachments.remove(db, draft.id, position=changes.remove_picture)
    if changes.remove_file:
        await attachments.remove(db, draft.id, field=changes.remove_file)
        await sql(db, _DROP_FILE, {"id": draft.id, "key": changes.remove_file})
