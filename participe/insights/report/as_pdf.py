"""The report as a tagged PDF (PDF/UA-1), for `templates/documents/report.typ`."""

import unicodedata
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from participe.core import pdf
from participe.insights.report.document import Document, Table

# Letters that Unicode does not take apart into one that our font has and a mark.
_PLAIN = str.maketrans("łŁđĐıħŧ", "lLdDiht")


async def make(report: Document) -> bytes:
    return await pdf.pdf("report.typ", data(report))


def data(report: Document) -> dict[str, Any]:
    """As JSON; the template takes each kind of block by its name."""
    said = asdict(report)
    for section, shown in zip(said["sections"], report.sections, strict=True):
        for block, one in zip(section["blocks"], shown.blocks, strict=True):
            if isinstance(one, Table):
                block["numeric"] = list(one.numeric)
    return _in_our_font(said | {"foot": report.address.partition("://")[2]})


def _in_our_font(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _in_our_font(one) for name, one in value.items()}
    return [_in_our_font(one) for one in value] if isinstance(value, list | tuple) else value


def printable(text: str) -> str:
    """The text with what our font has: else a reader would see boxes, and hear nothing.

    A letter loses a mark that the font has not (ő becomes o), an emoji becomes `[emoji]`, another
    sign its name. Letters of other scripts stay: for them there is nothing to print instead.
    """
    if all(letter in _DRAWN or ord(letter) < 0x100 for letter in text):
        return text
    drawn, found = _cmap(), []
    for letter in unicodedata.normalize("NFC", text):
        if ord(letter) in drawn or letter in "\n\t":
            found.append(letter)
            continue
        plain = unicodedata.normalize("NFKD", letter).translate(_PLAIN)
        plain = "".join(one for one in plain if not unicodedata.combining(one))
        kind = unicodedata.category(letter)
        if plain and all(ord(one) in drawn for one in plain):
            found.append(plain)
        elif kind in ("So", "Sk"):
            if found[-1:] != ["[emoji]"]:
                found.append("[emoji]")
        elif kind.startswith("Z"):
            found.append(" ")
        elif kind[0] in "SPN":
            found.append(f"[{unicodedata.name(letter, 'sign').lower()}]")
        elif kind[0] == "L":
            found.append(letter)
        # Marks and joiners, of which an emoji is made, say nothing alone.
    return "".join(found)


_DRAWN = frozenset("–—‘’‚“”„•…‹›€−")


@lru_cache(maxsize=1)
def _cmap() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    known: Any = TTFont(pdf.FONTS / "atkinson-400.ttf").getBestCmap()
    return frozenset(known)
