"""The documents of a project: notes to read, PDF files to download."""

from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.i18n import _l
from participe.core.web import announce, db_of, viewer_of
from participe.manage.files import drop, keep_pdf
from participe.manage.ground import path_in, project, project_page
from participe.manage.screens.projects import ONE, back
from participe.projects import services
from participe.projects.forms import DocumentForm
from participe.projects.models import Document
from participe.projects.queries import ProjectView
from participe.projects.services.documents import KeptFile, of_code

announce(
    document_saved=_l("The document is saved."), document_removed=_l("The document is taken away.")
)
EMPTY = _l("Write a text, or choose a PDF file.")


async def show_all(request: Request) -> Response:
    found = await project(request)
    listed = (
        select(Document)
        .where(Document.project_id == found.id)
        .order_by(col(Document.position), col(Document.id))
        .limit(200)
    )
    return project_page(
        request,
        found,
        "manage/documents.html",
        "documents",
        _l("Documents"),
        documents=(await db_of(request).exec(listed)).all(),
    )


async def show_new(request: Request) -> Response:
    return _page(request, await project(request), None, forms.shown({"position": 0}))


async def show(request: Request) -> Response:
    found = await project(request)
    document = await of_code(db_of(request), found, request.path_params["document"])
    form = forms.shown(
        {"title": document.title, "body": document.body, "position": document.position}
    )
    return _page(request, found, document, form)


def _page(
    request: Request,
    found: ProjectView,
    document: Document | None,
    form: forms.Filled,
    status: int = 200,
) -> Response:
    back_url = path_in(request, "manage.documents", found)
    return project_page(
        request,
        found,
        "manage/document.html",
        "documents",
        document.title if document else _l("New document"),
        above=(_l("Documents"), back_url),
        status=status,
        document=document,
        form=form,
        back_url=back_url,
    )


async def _read(
    request: Request, found: ProjectView, document: Document | None
) -> tuple[forms.Filled[DocumentForm], KeptFile | None]:
    form = await forms.read(request, DocumentForm, uploads=1)
    file = None
    if form.data is not None:
        sent, body = form.data.file, form.data.body
        forms.ask_in(form, found.languages[:1], "title")
        if not body and sent is None and (document is None or document.file_key is None):
            form.fail(f"body-{found.languages[0]}", EMPTY)
        if form.data is not None and sent is not None:
            file = await keep_pdf(request, form, "file", sent)
    return form, file


async def add(request: Request) -> Response:
    found = await project(request)
    form, file = await _read(request, found, None)
    if form.data is None:
        return _page(request, found, None, form, status=422)
    await services.add_document(db_of(request), viewer_of(request), found, form.data, file)
    return back(request, "manage.documents", found, "document_saved")


async def save(request: Request) -> Response:
    found, db = await project(request), db_of(request)
    document = await of_code(db, found, request.path_params["document"])
    form, file = await _read(request, found, document)
    if form.data is None:
        return _page(request, found, document, form, status=422)
    old = await services.change_document(db, viewer_of(request), found, document, form.data, file)
    drop(request, old)
    return back(request, "manage.documents", found, "document_saved")


async def remove(request: Request) -> Response:
    found, db = await project(request), db_of(request)
    document = await of_code(db, found, request.path_params["document"])
    drop(request, await services.remove_document(db, viewer_of(request), found, document))
    return back(request, "manage.documents", found, "document_removed")


ALL = f"{ONE}/documents"
DOCUMENT = ALL + "/{document:code}"
routes = [
    Route(ALL, show_all, name="manage.documents"),
    Route(f"{ALL}/new", show_new, name="manage.new_document"),
    Route(f"{ALL}/new", add, name="manage.add_document", methods=["POST"]),
    Route(DOCUMENT, show, name="manage.document"),
    Route(DOCUMENT, save, name="manage.save_document", methods=["POST"]),
    Route(f"{DOCUMENT}/remove", remove, name="manage.remove_document", methods=["POST"]),
]
