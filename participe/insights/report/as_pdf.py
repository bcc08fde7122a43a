"""The report as a tagged PDF (PDF/UA-1), for `templates/documents/report.typ`."""

from dataclasses import asdict
from typing import Any

from participe.core import pdf
from participe.insights.report.document import Document, Table


async def make(report: Document) -> bytes:
    return await pdf.pdf("report.typ", data(report))


def data(report: Document) -> dict[str, Any]:
    """As JSON; the template takes each kind of block by its name."""
    said = asdict(report)
    for section, shown in zip(said["sections"], report.sections, strict=True):
        for block, one in zip(section["blocks"], shown.blocks, strict=True):
            if isinstance(one, Table):
                block["numeric"] = list(one.numeric)
    return said | {"foot": report.address.partition("://")[2]}
