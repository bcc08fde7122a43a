"""Files that officials send: pictures drawn anew, PDF files kept as they are."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from participe.attachments import images as pictures
from participe.attachments.events import AttachmentRemoved
from participe.core import images
from participe.core.events import publish
from participe.core.files import new_key
from participe.core.forms import Filled
from participe.core.i18n import _l
from participe.core.web import db_of
from participe.projects.services.documents import KeptFile, is_pdf

LOGO, COVER = 600, 1600  # pixels of the longer side
NO_PDF = _l("This is no PDF file. Other kinds of documents can be turned into PDF first.")


async def keep_picture(
    request: Request, form: Filled[Any], name: str, upload: UploadFile, max_px: int
) -> str | None:
    """Store a picture; None when it is none, with the reason beside its field."""
    content: bytes = upload.content  # type: ignore[attr-defined]
    try:
        pictures.check(content)
        drawn = await images.to_webp(content, max_px)
    except pictures.NotUsable as refusal:
        form.fail(name, refusal.message)
        return None
    except images.NotAPicture:
        form.fail(name, pictures.BROKEN)
        return None
    key = new_key()
    await request.app.state.storage.put(key, drawn)
    return key


async def keep_pdf(
    request: Request, form: Filled[Any], name: str, upload: UploadFile
) -> KeptFile | None:
    content: bytes = upload.content  # type: ignore[attr-defined]
    if not is_pdf(content):
        form.fail(name, NO_PDF)
        return None
    key = new_key()
    await request.app.state.storage.put(key, content)
    return KeptFile(key, _name(upload.filename or ""), len(content))


def _name(sent: str) -> str:
    """The name without folders, made to end in .pdf."""
    name = sent.replace("\\", "/").rpartition("/")[2].strip()[:120] or "document"
    name = "".join(c for c in name if c.isprintable() and c not in '"<>|*?')
    return name if name.lower().endswith(".pdf") else f"{name}.pdf"


def drop(request: Request, key: str | None) -> None:
    """Delete the bytes once the change is committed."""
    if key:
        publish(db_of(request), AttachmentRemoved(key))
