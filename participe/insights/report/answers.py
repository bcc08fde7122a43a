"""The report of a run as an answer: a file of one of three kinds, or a document for a page."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from participe.core.errors import NotFound
from participe.core.i18n import locale
from participe.core.web import absolute, db_of, path_for, viewer_of
from participe.insights.queries import RunView
from participe.insights.report import as_docx, as_pdf, as_xlsx
from participe.insights.report.contents import document
from participe.insights.report.document import Document
from participe.insights.report.source import gather
from participe.insights.report.wording import Links
from participe.projects.queries import ComponentView, ProjectView

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT = 16  # files in memory: the same one is asked for by many
_kept: OrderedDict[str, bytes] = OrderedDict()


async def of_run(
    request: Request,
    project: ProjectView,
    one: ComponentView,
    run: RunView,
    *,
    here: str,
    topic: Callable[[str], str],
) -> Document:
    """What the report says now. here, topic: paths of the report and of a topic by its code."""
    source = await gather(db_of(request), viewer_of(request), project, one, run)
    links = Links(
        here=absolute(request, here),
        project=absolute(request, path_for(request, "projects.project", project=project.slug)),
        topic=lambda code: absolute(request, topic(code)),
        path=lambda path: absolute(request, path),
    )
    return document(source, links)


async def file(report: Document, kind: str, name: str) -> Response:
    """Built once for the same words; what changed since gives another file. Raises NotFound."""
    if kind not in TYPES:
        raise NotFound
    said = json.dumps([kind, asdict(report)], ensure_ascii=False, sort_keys=True)
    key = sha256(said.encode("utf-8", "replace")).hexdigest()
    if (content := _kept.get(key)) is None:
        content = await _made(report, kind)
        _kept[key] = content
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{locale()}.{kind}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=TYPES[kind], headers=headers)


async def _made(report: Document, kind: str) -> bytes:
    if kind == "pdf":
        return await as_pdf.make(report)
    make: Any = as_docx.make if kind == "docx" else as_xlsx.make
    return await asyncio.to_thread(make, report)
