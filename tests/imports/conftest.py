"""Files as people send them, and a way to bring them in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from participe.core import clock, tables
from participe.core.db import Sessions, working
from participe.core.rules import Viewer
from participe.ideas import queries
from participe.ideas.imports import mapping, services
from participe.ideas.imports.services import Outcome
from participe.ideas.imports.writing import Into
from tests.factories import Place

Import = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file: `file("id,text\\n1,Bonjour")`; bytes are written as they are."""

    def write(content: str | bytes, name: str = "survey.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def bring_in(sessions: Sessions, place: Place, tmp_path: Path) -> Import:
    """Import a file into the box as the command line does; returns the outcome."""

    async def run(
        path: Path, *pairs: str, source: str = "survey", to: Place = place, dry: bool = False,
        report: Any = services.nobody,
    ) -> Outcome:  # fmt: skip
        now = clock.now()
        viewer = Viewer(now, administrations=frozenset({to.administration.id}))
        async with working(sessions) as db:
            box = await queries.box_of_component(db, viewer, to.project.id, to.component.id)
        with tables.temporary_folder() as folder:
            table = tables.open_table(
                tables.to_csv(path, Path(folder)).path, mapping.known_headers()
            )
            columns = mapping.said(pairs, table.columns)
            if dry:
                return await services.try_out(sessions, box, table, columns, source, now)
            async with working(sessions) as db:
                batch = await services.open_batch(
                    db, viewer, box, file_name=path.name, source=source, mapping=columns
                )
            into = Into(box, source, batch.id, None, now)
            return await services.bring_in(sessions, into, table, columns, report=report)

    return run
