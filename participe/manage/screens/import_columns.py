"""Step 2 of an import: which column of the file holds what."""

from typing import Any

from pydantic import create_model, model_validator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from participe.core import forms
from participe.core.forms import Filled, Form
from participe.core.i18n import LazyText, _l
from participe.core.web import db_of, viewer_of
from participe.ideas.imports import asking, mapping
from participe.ideas.imports.queries import BatchView
from participe.ideas.imports.words import FIELD_NAMES, IGNORE, Field, guess
from participe.manage.ground import project_page
from participe.manage.screens.imports import BATCH, above, batch_of
from participe.manage.screens.projects import back
from participe.projects.queries import ProjectView

TWICE = _l("Two columns hold the same thing: “%(field)s”. Choose one of them.")
HALF_A_PLACE = _l("A place on the map needs two columns: latitude and longitude.")


async def show_columns(request: Request) -> Response:
    found, batch = await batch_of(request)
    names = [name for name, _ in batch.columns]
    chosen = batch.mapping or guess(tuple(names))
    by_column = {column: field.value for field, column in chosen.items()}
    form = forms.shown({f"c{n}": by_column.get(name, IGNORE) for n, name in enumerate(names)})
    return _columns_page(request, found, batch, form)


def _columns_page(
    request: Request, found: ProjectView, batch: BatchView, form: Filled, status: int = 200
) -> Response:
    return project_page(
        request,
        found,
        "manage/import_columns.html",
        "import",
        _l("What the columns hold"),
        above=above(request, found),
        status=status,
        batch=batch,
        form=form,
        columns=[(f"c{n}", name, examples) for n, (name, examples) in enumerate(batch.columns)],
        options=[
            (IGNORE, _l("Leave this column out")),
            *((f.value, n) for f, n in FIELD_NAMES.items()),
        ],
        is_open=batch.has_file and batch.state in ("new", "failed", "checked"),
    )


async def save_columns(request: Request) -> Response:
    found, batch = await batch_of(request)
    names = [name for name, _ in batch.columns]
    fields: Any = {f"c{n}": (Field | None, None) for n in range(len(names))}
    form = await forms.read(request, create_model("ColumnsForm", __base__=_Columns, **fields))
    said = _said(form, names)
    if form.data is None:
        return _columns_page(request, found, batch, form, status=422)
    await asking.map_columns(db_of(request), viewer_of(request), found, batch, said)
    return back(request, "manage.import", found, "", batch=batch.code)


class _Columns(Form):
    """One answer for each column; «ignore» is none."""

    @model_validator(mode="before")
    @classmethod
    def _without_the_ignored(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value != IGNORE}


def _said(form: Filled, names: list[str]) -> dict[Field, str]:
    """The mapping, or the mistakes beside their columns."""
    said: dict[Field, str] = {}
    for n, name in enumerate(names):
        field = getattr(form.data, f"c{n}", None) if form.data is not None else None
        if field is None:
            continue
        if field in said:
            form.errors[f"c{n}"] = LazyText(TWICE.message, field=FIELD_NAMES[field])
        said.setdefault(field, name)
    if form.data is not None and not said.keys() & {Field.TITLE, Field.BODY}:
        form.errors["c0"] = mapping.NO_TEXT
    elif (Field.LAT in said) != (Field.LON in said):
        one = said.get(Field.LAT) or said[Field.LON]
        form.errors.setdefault(f"c{names.index(one)}", HALF_A_PLACE)
    if form.errors:
        form.data = None
    return said


COLUMNS = f"{BATCH}/columns"
routes = [
    Route(COLUMNS, show_columns, name="manage.import_columns"),
    Route(COLUMNS, save_columns, name="manage.save_import_columns", methods=["POST"]),
]
