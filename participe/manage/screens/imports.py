"""Bringing a file of ideas in: file, columns, dry run, import; and taking it back."""

import csv
from collections.abc import AsyncIterator
from datetime import datetime
from io import StringIO
from typing import Any

from pydantic import Field as Asked
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from participe.comments.models import STANCE_NAMES, Stance
from participe.core import forms, uploads
from participe.core.db import enter_scope
from participe.core.errors import NotFound, Unusable
from participe.core.files import new_key
from participe.core.forms import Filled, Form
from participe.core.i18n import _, _l, language_name
from participe.core.tables import harmless
from participe.core.web import announce, db_of, viewer_of
from participe.ideas import queries as ideas
from participe.ideas.imports import asking, services, undo
from participe.ideas.imports import queries as imports
from participe.ideas.imports.queries import BatchView
from participe.ideas.imports.rows import reason_of
from participe.ideas.imports.words import FIELD_NAMES
from participe.manage.ground import path_in, project, project_page
from participe.manage.queries import job as job_of
from participe.manage.queries import job_view
from participe.manage.screens.projects import ONE, back
from participe.manage.services import cancel
from participe.projects import rules
from participe.projects.queries import ProjectView
from participe.subjects.models import STATUS_NAMES, Status

announce(
    import_discarded=_l("The file is forgotten. Nothing was imported."),
)
TITLE = _l("Import")
NO_FILE = _l("Choose a file.")


class FileForm(Form):
    file: UploadFile | None = None
    box: str = Asked(default="", max_length=120)
    source: str = Asked(default="", max_length=100)


# --- 1. The file; earlier imports ---


async def show_all(request: Request) -> Response:
    return await _list(request, await project(request), Filled())


async def _list(request: Request, found: ProjectView, form: Filled, status: int = 200) -> Response:
    return project_page(
        request,
        found,
        "manage/imports.html",
        "import",
        TITLE,
        status=status,
        form=form,
        boxes=[(one.slug, one.title) for one in found.of_kind("idea")],
        batches=await imports.of_project(db_of(request), found.id),
        largest=services.LARGEST_FILE // 1_000_000,
        fields=FIELD_NAMES,
    )


async def send(request: Request) -> Response:
    found, db, viewer = await project(request), db_of(request), viewer_of(request)
    boxes = found.of_kind("idea")
    if not boxes:
        raise NotFound
    form = await forms.read(request, FileForm, uploads=1, largest=services.LARGEST_FILE)
    if form.data is not None and form.data.file is None:
        form.fail("file", NO_FILE)
    if form.data is None:
        return await _list(request, found, form, status=422)
    sent: Any = form.data.file
    one = found.component(form.data.box, "idea") if form.data.box else boxes[0]
    # A large spreadsheet takes its time: no transaction waits for it.
    await db.rollback()
    try:
        head = await asking.look_into(sent.content)
        key = new_key()
        await request.app.state.storage.put(key, sent.content)
    except Unusable as wrong:
        form.fail("file", wrong.message)
        await enter_scope(db, person=viewer.id, administrations=[found.administration_id])
        return await _list(request, found, form, status=422)
    await enter_scope(db, person=viewer.id, administrations=[found.administration_id])
    batch = await asking.keep(
        db, viewer, await ideas.box_in(db, found, one), file_name=_name(sent.filename),
        file_key=key, source=form.data.source, head=head,
    )  # fmt: skip
    return back(request, "manage.import_columns", found, "", batch=batch.code)


def _name(sent: str | None) -> str:
    name = (sent or "").replace("\\", "/").rpartition("/")[2].strip()
    return "".join(c for c in name if c.isprintable())[-120:] or "file"


async def batch_of(request: Request) -> tuple[ProjectView, BatchView]:
    found = await project(request)
    return found, await imports.of_code(db_of(request), found.id, request.path_params["batch"])


def above(request: Request, found: ProjectView) -> tuple[Any, str]:
    return TITLE, path_in(request, "manage.imports", found)


# --- 3 and 4. Dry run, import: how far it is, what it found ---


async def show(request: Request) -> Response:
    """One import, whatever its state; its block asks for itself again while a job works."""
    found, batch = await batch_of(request)
    db = db_of(request)
    if batch.state == "new" and batch.has_file and not batch.mapping:
        return back(request, "manage.import_columns", found, "", batch=batch.code)
    job = await job_of(db, batch.job_code) if batch.job_code else None
    start = _start(request)
    return project_page(
        request,
        found,
        "manage/import.html",
        "import",
        batch.file_name,
        above=above(request, found),
        batch=batch,
        job=job_view(job) if job else None,
        is_check=job is not None and job.name == asking.CHECK,
        is_undo=job is not None and job.name == asking.UNDO,
        failure=reason_of(batch.report["failure"]) if "failure" in batch.report else "",
        refused=await imports.refused(db, batch, start),
        start=start,
        page_size=imports.SIZE,
        page_of=lambda at: (
            path_in(request, "manage.import", found, batch=batch.code)
            + (f"?start={at}" if at else "")
        ),
        examples=[_example(one) for one in batch.report.get("examples", [])],
        field_names=FIELD_NAMES,
    )


def _start(request: Request) -> int:
    value = request.query_params.get("start", "")
    return int(value) if value.isdigit() and len(value) < 8 else 0


def _example(one: dict[str, Any]) -> dict[str, Any]:
    """A row of the report as a card shows it."""
    status = Status(one["status"])
    return one | {
        "status_name": STATUS_NAMES[status] if status is not Status.UNDER_REVIEW else "",
        "stance_name": STANCE_NAMES[Stance(one["stance"])],
        "lang_name": language_name(one["lang"]) if one["lang"] else "",
        "at": datetime.fromisoformat(one["at"]) if one["at"] else None,
    }


async def refused_csv(request: Request) -> Response:
    """The rows that were refused, with their reasons, for correcting the file."""
    found, batch = await batch_of(request)
    viewer, sessions = viewer_of(request), request.app.state.sessions

    async def lines() -> AsyncIterator[bytes]:
        buffer = StringIO()
        writer = csv.writer(buffer, delimiter=";")
        writer.writerow([_("Row"), _("Reason")])
        async with sessions() as db:
            await enter_scope(db, person=viewer.id, administrations=[found.administration_id])
            start = 0
            while some := await imports.refused(db, batch, start, 2000):
                writer.writerows((number, harmless(str(reason))) for number, reason in some)
                start += len(some)
                yield buffer.getvalue().encode()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue().encode()

    async def with_mark() -> AsyncIterator[bytes]:
        yield "\ufeff".encode()
        async for line in lines():
            yield line

    headers = {
        "Content-Disposition": f'attachment; filename="refused-{batch.code}.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(with_mark(), media_type="text/csv; charset=utf-8", headers=headers)


async def check_again(request: Request) -> Response:
    found, batch = await batch_of(request)
    if not batch.mapping:
        raise NotFound
    await asking.map_columns(db_of(request), viewer_of(request), found, batch, batch.mapping)
    return back(request, "manage.import", found, "", batch=batch.code)


async def bring_in(request: Request) -> Response:
    found, batch = await batch_of(request)
    await asking.bring_in(db_of(request), viewer_of(request), found, batch)
    return back(request, "manage.import", found, "", batch=batch.code)


async def stop(request: Request) -> Response:
    found, batch = await batch_of(request)
    db = db_of(request)
    if batch.job_code:
        job = await job_of(db, batch.job_code, found.administration_id)
        await cancel(db, viewer_of(request), rules.manage, found, job)
    return back(request, "manage.import", found, "", batch=batch.code)


async def discard(request: Request) -> Response:
    found, batch = await batch_of(request)
    key = await asking.discard(db_of(request), viewer_of(request), found, batch)
    await request.app.state.storage.delete(key)
    return back(request, "manage.imports", found, "import_discarded")


# --- 5. Taking it back ---


async def show_undo(request: Request) -> Response:
    found, batch = await batch_of(request)
    return project_page(
        request,
        found,
        "manage/import_undo.html",
        "import",
        _l("Take this import back?"),
        above=above(request, found),
        batch=batch,
        traces=await undo.traces(db_of(request), batch.id),
    )


async def take_back(request: Request) -> Response:
    found, batch = await batch_of(request)
    await asking.take_back(db_of(request), viewer_of(request), found, batch)
    return back(request, "manage.import", found, "", batch=batch.code)


ALL = f"{ONE}/imports"
BATCH = ALL + "/{batch:code}"
BODY = services.LARGEST_FILE + 1_000_000  # bytes of the whole form
routes = [
    Route(ALL, show_all, name="manage.imports"),
    Route(ALL, send, name="manage.send_import", methods=["POST"], middleware=uploads.takes(BODY)),
    Route(BATCH, show, name="manage.import"),
    Route(f"{BATCH}/refused.csv", refused_csv, name="manage.import_refused"),
    Route(f"{BATCH}/check", check_again, name="manage.check_import", methods=["POST"]),
    Route(f"{BATCH}/import", bring_in, name="manage.bring_in", methods=["POST"]),
    Route(f"{BATCH}/stop", stop, name="manage.stop_import", methods=["POST"]),
    Route(f"{BATCH}/discard", discard, name="manage.discard_import", methods=["POST"]),
    Route(f"{BATCH}/undo", show_undo, name="manage.import_undo"),
    Route(f"{BATCH}/undo", take_back, name="manage.undo_import", methods=["POST"]),
]
