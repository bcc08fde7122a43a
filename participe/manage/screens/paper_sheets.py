"""A sheet of a pile: looked at, compared with the paper, its picture, its receipt."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.administrations import queries as administrations
from participe.core import forms, pdf
from participe.core.errors import NotFound
from participe.core.forms import Filled
from participe.core.i18n import _l
from participe.core.web import announce, db_of, see_path, viewer_of
from participe.manage.files import keep_pdf, keep_picture
from participe.manage.ground import project_page
from participe.manage.screens.paper import PILE, pile
from participe.manage.screens.paper_entry import SHEET, go_on, path_of, sheet_of
from participe.paper import documents, services
from participe.paper.forms import (
    RefusalForm,
)
from participe.paper.models import (
    OUTCOME_NAMES,
    VERDICT_NAMES,
    PaperBatch,
    PaperSheet,
    Verdict,
)
from participe.paper.parts import Part
from participe.paper.queries import grouped
from participe.paper.services.sheets import ANOTHER
from participe.paper.showing import shown
from participe.projects.queries import ProjectView
from participe.projects.services.documents import is_pdf
from participe.subjects import screening

announce(
    sheet_removed=_l("The sheet is taken out of the pile."),
    scan_kept=_l("The picture of the sheet is kept. Only your colleagues see it."),
    scan_missing=_l("Choose a picture or a PDF file first."),
)
SCAN_PX, PAGES = 2200, 12_000_000


async def show(request: Request) -> Response:
    found, one, batch, sheet = await sheet_of(request)
    return await _sheet_page(request, found, one, batch, sheet, Filled())


async def _sheet_page(
    request: Request, found: ProjectView, one: Part, batch: PaperBatch, sheet: PaperSheet,
    form: Filled[Any], status: int = 200,
) -> Response:  # fmt: skip
    viewer = viewer_of(request)
    words = "\n".join(str(value) for value in sheet.answers.values())
    flags = await screening.flags(db_of(request), found.administration_id, [words])
    return project_page(
        request,
        found,
        "paper/sheet.html",
        "paper",
        _l("Sheet %(number)s", number=sheet.number),
        above=(batch.name, path_of(request, found, "pile", batch)),
        status=status,
        batch=batch,
        sheet=sheet,
        code=grouped(sheet.code),
        typed=shown(one.paper, one.thing, sheet.answers),
        flags=flags[0],
        form=form,
        outcome_names=OUTCOME_NAMES,
        verdict_names=VERDICT_NAMES,
        is_mine=sheet.entered_by_id == viewer.id,
        another=ANOTHER,
        params={
            "administration": found.administration.slug, "project": found.slug,
            "pile": batch.code, "number": sheet.number,
        },
    )  # fmt: skip


async def remove(request: Request) -> Response:
    found, _one, batch, sheet = await sheet_of(request)
    await forms.read(request, forms.Form)
    await services.remove(db_of(request), viewer_of(request), batch, sheet)
    return see_path(path_of(request, found, "pile", batch), "sheet_removed")


# --- Comparing with the paper ---


async def check(request: Request) -> Response:
    """To the next sheet that this person may compare."""
    found, _one, batch = await pile(request)
    return await go_on(request, found, batch, False, first=True)


async def right(request: Request) -> Response:
    found, _one, batch, sheet = await sheet_of(request)
    await forms.read(request, forms.Form)
    more = await services.judge(db_of(request), viewer_of(request), batch, sheet, Verdict.RIGHT)
    return await go_on(request, found, batch, more)


async def refuse(request: Request) -> Response:
    found, one, batch, sheet = await sheet_of(request)
    form = await forms.read(request, RefusalForm)
    if form.data is None:
        return await _sheet_page(request, found, one, batch, sheet, form, 422)
    more = await services.judge(
        db_of(request), viewer_of(request), batch, sheet, Verdict.REFUSED, form.data.reason
    )
    return await go_on(request, found, batch, more)


# --- Its picture, its receipt ---


class ScanForm(forms.Form):
    scan: UploadFile | None = None


async def keep_scan(request: Request) -> Response:
    found, one, batch, sheet = await sheet_of(request)
    form = await forms.read(request, ScanForm, uploads=1, largest=PAGES)
    path = path_of(request, found, "sheet", batch, number=sheet.number)
    if form.data is None or form.data.scan is None:
        return see_path(path, "scan_missing")
    sent = form.data.scan
    if is_pdf(sent.content):  # type: ignore[attr-defined]
        file = await keep_pdf(request, form, "scan", sent)
        key, kind = (file.key if file else None), "application/pdf"
    else:
        key, kind = await keep_picture(request, form, "scan", sent, SCAN_PX), "image/webp"
    if key is None:
        return await _sheet_page(request, found, one, batch, sheet, form, 422)
    await services.attach(db_of(request), sheet, key, kind)
    return see_path(path, "scan_kept")


async def scan(request: Request) -> Response:
    """For staff alone; a PDF is downloaded, never shown inside our pages."""
    _found, _one, batch, sheet = await sheet_of(request)
    if sheet.scan_key is None:
        raise NotFound
    try:
        content = await request.app.state.storage.get(sheet.scan_key)
    except FileNotFoundError:
        raise NotFound from None
    headers = {"Cache-Control": "no-store"}
    if sheet.scan_kind == "application/pdf":
        headers["Content-Disposition"] = f'attachment; filename="{batch.code}-{sheet.number}.pdf"'
    return Response(content, media_type=sheet.scan_kind, headers=headers)


async def receipt(request: Request) -> Response:
    """To print and hand over, in the language of the screen."""
    found, one, _batch, sheet = await sheet_of(request)
    place = await administrations.by_slug(db_of(request), found.administration.slug)
    typed = [(field.label, said) for field, said in shown(one.paper, one.thing, sheet.answers)]
    data = documents.receipt_data(request, found, place, sheet.code, typed)
    return documents.answer(await pdf.pdf("receipt.typ", data), f"receipt-{sheet.number}")


routes = [
    Route(f"{PILE}/check", check, name="manage.check_pile"),
    Route(SHEET, show, name="manage.sheet"),
    Route(f"{SHEET}/remove", remove, name="manage.remove_sheet", methods=["POST"]),
    Route(f"{SHEET}/right", right, name="manage.sheet_right", methods=["POST"]),
    Route(f"{SHEET}/refuse", refuse, name="manage.sheet_refuse", methods=["POST"]),
    Route(f"{SHEET}/scan", scan, name="manage.scan"),
    Route(f"{SHEET}/scan", keep_scan, name="manage.keep_scan", methods=["POST"]),
    Route(f"{SHEET}/receipt.pdf", receipt, name="manage.receipt"),
]
