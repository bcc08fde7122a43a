"""Keeping the pictures and files of a subject. Whether one may is the component's rule."""

from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import UploadFile

from participe.attachments import images
from participe.attachments.images import NotUsable
from participe.attachments.models import Attachment
from participe.core.files import Storage, new_key
from participe.core.i18n import _l

PICTURES = 3  # of a subject
PDF = "application/pdf"
NO_FILE = _l("We take PDF, JPEG, PNG and WebP files. Choose another one.")
EMPTY = _l("This file is empty. Choose another one.")


@dataclass(frozen=True)
class Stored:
    """Bytes that are in the storage; not yet of any subject."""

    key: str
    thumbnail_key: str | None
    media_type: str
    size: int
    name: str
    width: int | None = None
    height: int | None = None


async def store_picture(storage: Storage, upload: UploadFile) -> Stored:
    """Draw a picture anew in two sizes and store both. Raises NotUsable.

    Before any transaction begins: it takes a second, and no row may be held so long.
    """
    content = _content(upload)
    made = await images.prepare(content)
    key, thumbnail_key = new_key(), new_key()
    await storage.put(key, made.large)
    await storage.put(thumbnail_key, made.small)
    return Stored(
        key, thumbnail_key, "image/webp", len(made.large), _name(upload), made.width, made.height
    )


async def store_file(storage: Storage, upload: UploadFile) -> Stored:
    """Store a PDF as it is, a picture drawn anew. Raises NotUsable for every other kind."""
    content = _content(upload)
    if len(content) > images.SIZE:
        raise NotUsable(images.TOO_LARGE)
    kind = images.kind_of(content)
    key = new_key()
    if kind == PDF and content.startswith(b"%PDF-"):
        await storage.put(key, content)
        return Stored(key, None, PDF, len(content), _name(upload))
    if kind not in images.KINDS:
        raise NotUsable(NO_FILE)
    made = await images.prepare(content)
    await storage.put(key, made.large)
    name = str(PurePath(_name(upload)).with_suffix(".webp"))
    return Stored(key, None, "image/webp", len(made.large), name, made.width, made.height)


async def drop(storage: Storage, stored: Stored) -> None:
    """Forget bytes that no row came to point to."""
    for key in (stored.key, stored.thumbnail_key):
        if key:
            await storage.delete(key)


async def attach(
    db: AsyncSession,
    subject_id: UUID,
    stored: Stored,
    *,
    alt: str = "",
    position: int = 0,
    field: str = "",
) -> Attachment:
    """Give stored bytes to a subject, in the place of what was there before."""
    await remove(db, subject_id, position=position, field=field)
    attachment = Attachment(
        subject_id=subject_id,
        key=stored.key,
        thumbnail_key=stored.thumbnail_key,
        media_type=stored.media_type,
        size=stored.size,
        width=stored.width,
        height=stored.height,
        alt=alt,
        name=stored.name,
        position=position,
        field=field,
    )
    db.add(attachment)
    await db.flush()
    return attachment


async def add_image(
    db: AsyncSession,
    storage: Storage,
    subject_id: UUID,
    upload: UploadFile,
    alt: str,
    position: int,
) -> Attachment:
    """Both steps at once, for whoever holds no rows meanwhile. Raises NotUsable."""
    stored = await store_picture(storage, upload)
    return await attach(db, subject_id, stored, alt=alt, position=position)


async def describe(db: AsyncSession, subject_id: UUID, position: int, alt: str) -> None:
    """Change what is said of a picture to those who do not see it."""
    change = update(Attachment).where(*_at(subject_id, position, "")).values(alt=alt)
    await db.exec(change)


async def remove(db: AsyncSession, subject_id: UUID, *, position: int = 0, field: str = "") -> None:
    """Take a picture or the file of an own field away; a trigger has its bytes deleted."""
    await db.exec(delete(Attachment).where(*_at(subject_id, position, field)))


async def of_subject(db: AsyncSession, subject_id: UUID) -> list[Attachment]:
    found = (
        select(Attachment)
        .where(Attachment.subject_id == subject_id)
        .order_by(col(Attachment.position))
    )
    return list((await db.exec(found)).all())


def _at(subject_id: UUID, position: int, field: str) -> tuple:
    where = (col(Attachment.subject_id) == subject_id, col(Attachment.field) == field)
    return where if field else (*where, col(Attachment.position) == position)


def _content(upload: UploadFile) -> bytes:
    content: bytes = upload.content  # type: ignore[attr-defined]  # read by core/forms.py
    if not content:
        raise NotUsable(EMPTY)
    return content


def _name(upload: UploadFile) -> str:
    """The file's own name without folders, short, and without what a header cannot carry."""
    name = PurePath((upload.filename or "").replace("\\", "/")).name
    return "".join(c for c in name if c.isprintable())[-100:]
