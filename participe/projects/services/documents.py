"""What one reads before taking part: notes, and PDF files kept in the storage."""

from dataclasses import dataclass

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.errors import NotFound
from participe.core.rules import Viewer
from participe.projects import rules
from participe.projects.forms import DocumentForm
from participe.projects.models import Document
from participe.projects.queries import ProjectView
from participe.projects.services.projects import merged

PDF = b"%PDF-"


@dataclass(frozen=True)
class KeptFile:
    """A file that is in the storage already."""

    key: str
    name: str
    size: int  # bytes


def is_pdf(content: bytes) -> bool:
    """By its content; some programmes write a few bytes before the mark."""
    return PDF in content[:1024]


async def of_code(db: AsyncSession, project: ProjectView, code: str) -> Document:
    """Raises NotFound for an unknown document, and for one of another project."""
    found = select(Document).where(Document.code == code, Document.project_id == project.id)
    document = (await db.exec(found)).one_or_none()
    if document is None:
        raise NotFound
    return document


async def add_document(
    db: AsyncSession,
    viewer: Viewer,
    project: ProjectView,
    form: DocumentForm,
    file: KeptFile | None,
) -> Document:
    rules.manage.require(viewer, project)
    document = Document(
        project_id=project.id, title=form.title, body=form.body, position=form.position
    )
    if file:
        document.file_key, document.file_name, document.file_size = file.key, file.name, file.size
    db.add(document)
    _note(db, viewer, project, "document.add", document)
    return document


async def change_document(
    db: AsyncSession,
    viewer: Viewer,
    project: ProjectView,
    document: Document,
    form: DocumentForm,
    file: KeptFile | None,
) -> str | None:
    """Returns the key of the file that is no longer needed."""
    rules.manage.require(viewer, project)
    document.title = merged(document.title, form.title, project.languages)
    document.body = merged(document.body, form.body, project.languages)
    document.position, old = form.position, None
    if file:
        old = document.file_key
        document.file_key, document.file_name, document.file_size = file.key, file.name, file.size
    _note(db, viewer, project, "document.change", document)
    return old


async def remove_document(
    db: AsyncSession, viewer: Viewer, project: ProjectView, document: Document
) -> str | None:
    rules.manage.require(viewer, project)
    await db.delete(document)
    _note(db, viewer, project, "document.remove", document)
    return document.file_key


def _note(
    db: AsyncSession, viewer: Viewer, project: ProjectView, action: str, document: Document
) -> None:
    audit.note(
        db, viewer, action, f"document:{document.code}",
        administration_id=project.administration_id, project=project.slug, size=document.file_size,
    )  # fmt: skip
