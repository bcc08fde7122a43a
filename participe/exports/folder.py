"""An export as a folder, in place only when it is complete."""

import json
import os
import shutil
from pathlib import Path

from participe.core.batches import Fetch
from participe.exports.files import CHECKSUMS, pieces
from participe.exports.package import MADE_BY
from participe.exports.source import Source
from participe.exports.tables import TABLES

OURS = {name for table in TABLES for name in (table.file, table.json_file)} | {
    "project.json", "README.md", "data-dictionary.md", "datapackage.json", CHECKSUMS
}  # fmt: skip


class NotOurs(Exception):
    """The folder holds something else than an earlier export; the message says what to do."""


def check_place(folder: Path) -> None:
    """Said before the work rather than after it. Raises NotOurs."""
    if folder.is_dir():
        if any(folder.iterdir()) and not _is_export(folder):
            raise NotOurs(f"{folder} holds other files. Give the name of a new or empty folder.")
    elif folder.exists():
        raise NotOurs(f"{folder} is a file. Give the name of a folder.")
    elif not folder.absolute().parent.is_dir():
        raise NotOurs(f"The folder {folder.absolute().parent} does not exist. Make it first.")


def _is_export(folder: Path) -> bool:
    try:
        told = json.loads((folder / "datapackage.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("made_by") == MADE_BY


async def write(source: Source, fetch: Fetch, folder: Path) -> list[tuple[str, int]]:
    """Write all files; return their names and sizes. An earlier export is replaced, and what
    somebody else put beside it is kept.

    Raises NotOurs for a folder that holds something else; nothing is changed when it fails.
    """
    check_place(folder)
    target = folder.absolute()
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    partial.mkdir()
    sizes: dict[str, int] = {}
    try:
        async for piece in pieces(source, fetch):
            mode = "ab" if piece.name in sizes else "wb"
            with (partial / piece.name).open(mode) as file:
                file.write(piece.content)
            sizes[piece.name] = sizes.get(piece.name, 0) + len(piece.content)
        _replace(target, partial)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return list(sizes.items())


def _replace(target: Path, new: Path) -> None:
    """One rename where nothing was; else the old one goes aside, and away when the new is there."""
    if not target.exists():
        new.rename(target)
        return
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    for file in old.iterdir():
        if not _is_ours(file.name) and not (target / file.name).exists():
            file.rename(target / file.name)
    shutil.rmtree(old, ignore_errors=True)


def _is_ours(name: str) -> bool:
    """Would an export write a file of this name, now or when there were other boxes?"""
    return name in OURS or (name.startswith("report-") and name.endswith(".json"))
