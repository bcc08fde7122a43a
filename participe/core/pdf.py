"""Printed documents: templates/documents/*.typ filled with data, as tagged PDF (PDF/UA-1).

The data go in as JSON and are never part of the source. The compiler reads that folder and our two
fonts, nothing else, and is loaded by the first document only: most processes never print one.
"""

import asyncio
import json
from collections import OrderedDict
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any

import segno

from participe.core.paths import STATIC, TEMPLATES

FOLDER, FONTS = TEMPLATES / "documents", STATIC / "vendor" / "fonts"
KEPT = 32  # documents in memory: the same form is asked for by many
_kept: OrderedDict[str, bytes] = OrderedDict()


async def pdf(template: str, data: dict[str, Any]) -> bytes:
    """The document `template` (a name such as `form.typ`) with these data, about 0.1 s each.

    Equal data give equal bytes. Raises typst.TypstError for data that the template cannot take.
    """
    said = json.dumps(data, ensure_ascii=False, sort_keys=True)
    key = sha256(f"{template}\n{said}".encode()).hexdigest()
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    made = await asyncio.to_thread(_compile, template, said)
    _kept[key] = made
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return made


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _compile(template: str, said: str) -> bytes:
    import typst

    compiler = typst.Compiler(
        str(FOLDER / template),
        root=str(FOLDER),
        font_paths=_fonts(),
        sys_inputs={"data": said},
        package_path=str(FOLDER),  # no package is fetched from anywhere
        package_cache_path=str(FOLDER),
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as failure:
        # A sign that none of our fonts has, such as an emoji in a question: the document is
        # tagged all the same, but may not call itself PDF/UA.
        if "could not be displayed" not in str(failure):
            raise
        made = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


def qr(address: str) -> str:
    """A QR code as SVG, with error correction for folded and stained paper."""
    written = BytesIO()
    segno.make(address, error="m", micro=False).save(
        written, kind="svg", border=0, xmldecl=False, svgns=True, dark="#14232b"
    )
    return written.getvalue().decode()
