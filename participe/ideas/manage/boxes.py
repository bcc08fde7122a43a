"""Changes to an idea box: its settings, its themes, its own questions."""

from typing import Any

from sqlalchemy import delete, text, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.db import new_code, sql
from participe.core.errors import NotFound, Refused
from participe.core.i18n import Localized, _l
from participe.core.rules import Viewer
from participe.core.slugs import free, slug_of
from participe.ideas.fields import OwnField, OwnKind
from participe.ideas.manage.forms import (
    MOST_FIELDS,
    MOST_THEMES,
    BoxForm,
    OwnFieldForm,
    ThemeForm,
)
from participe.ideas.models import IdeaBox, Theme
from participe.ideas.queries import Box, ThemeView
from participe.projects import rules as projects
from participe.projects.models import ProjectComponent
from participe.projects.services import rename_component
from participe.projects.services.projects import merged


async def create(db: AsyncSession, row: ProjectComponent) -> None:
    """The box of a new component, with ordinary limits and nothing asked yet."""
    db.add(IdeaBox(id=row.id))
    await db.flush()


async def _row(db: AsyncSession, box: Box) -> IdeaBox:
    found = select(IdeaBox).where(IdeaBox.id == box.component_id).with_for_update()
    return (await db.exec(found)).one()


async def change(db: AsyncSession, viewer: Viewer, box: Box, form: BoxForm) -> None:
    projects.manage.require(viewer, box)
    await rename_component(db, viewer, box.project, box.component_id, form.title)
    row, languages = await _row(db, box), box.project.languages
    row.question = merged(row.question, form.question, languages)
    row.intro = merged(row.intro, form.intro, languages)
    row.who, row.ask_place = form.who, form.place is not None
    row.supports_limit = form.supports_limit
    row.title_min, row.title_max = form.title_min, form.title_max
    row.body_min, row.body_max = form.body_min, form.body_max
    _note(db, viewer, box, "box.change", supports_limit=form.supports_limit, who=form.who.value)


async def remove(db: AsyncSession, viewer: Viewer, box: Box) -> None:
    """Take away a box into which nobody has put anything."""
    projects.manage.require(viewer, box)
    used = text("SELECT EXISTS (SELECT 1 FROM subject s WHERE s.component_id = :id)")
    if (await sql(db, used, {"id": box.component_id})).scalar_one():
        raise Refused(_l("This box holds contributions: it stays."))
    await db.exec(delete(ProjectComponent).where(col(ProjectComponent.id) == box.component_id))
    _note(db, viewer, box, "box.remove")


# --- Themes ---


async def add_theme(db: AsyncSession, viewer: Viewer, box: Box, form: ThemeForm) -> None:
    projects.manage.require(viewer, box)
    if len(box.themes) >= MOST_THEMES:
        raise Refused(_l("A box has at most %(number)s themes.", number=MOST_THEMES))
    taken = {theme.key for theme in box.themes}
    last = select(func.max(Theme.position)).where(Theme.component_id == box.component_id)
    position = (await db.exec(last)).one()
    db.add(
        Theme(
            component_id=box.component_id,
            key=free(slug_of(form.name.said().text, "theme")[:50], taken),
            name=form.name,
            position=(position or 0) + 1,
        )
    )
    _note(db, viewer, box, "theme.add")


async def rename_theme(
    db: AsyncSession, viewer: Viewer, box: Box, theme: ThemeView, form: ThemeForm
) -> None:
    """Its key stays, so that addresses of filtered lists and files go on working."""
    projects.manage.require(viewer, box)
    row = (await db.exec(select(Theme).where(Theme.id == theme.id))).one()
    row.name = merged(row.name, form.name, box.project.languages)
    _note(db, viewer, box, "theme.rename", theme=theme.key)


async def move_theme(db: AsyncSession, viewer: Viewer, box: Box, theme: ThemeView, by: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens."""
    projects.manage.require(viewer, box)
    order = list(box.themes)
    here = order.index(theme)
    there = here + by
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order):
        await db.exec(update(Theme).where(col(Theme.id) == one.id).values(position=position))


async def remove_theme(db: AsyncSession, viewer: Viewer, box: Box, theme: ThemeView) -> None:
    """Ideas that had it have none then; nothing else of them changes."""
    projects.manage.require(viewer, box)
    await db.exec(delete(Theme).where(col(Theme.id) == theme.id))
    _note(db, viewer, box, "theme.remove", theme=theme.key)


# --- Own questions ---


async def save_field(
    db: AsyncSession, viewer: Viewer, box: Box, key: str | None, form: OwnFieldForm
) -> None:
    """Add a question, or change the one with this key. Its kind stays once ideas answered it."""
    projects.manage.require(viewer, box)
    row = await _row(db, box)
    fields = [dict(one) for one in row.fields]
    if key is None:
        if len(fields) >= MOST_FIELDS:
            raise Refused(_l("A box asks at most %(number)s own questions.", number=MOST_FIELDS))
        fields.append(_stored(f"q_{new_code()[:6]}", form, None, box))
    else:
        old = box.own(key)
        if old is None:
            raise NotFound
        if old.kind is not form.kind and await is_answered(db, box, key):
            raise Refused(
                _l("This question has answers already: its kind cannot change. Add another one.")
            )
        fields = [_stored(key, form, old, box) if f["key"] == key else f for f in fields]
    row.fields = fields
    _note(db, viewer, box, "question.save", kind=form.kind.value)


def _stored(key: str, form: OwnFieldForm, old: OwnField | None, box: Box) -> dict[str, Any]:
    """As `idea_box.fields` keeps it; answers that stay on their line keep their value."""
    languages = box.project.languages
    options: list[dict[str, Any]] = []
    if form.kind is OwnKind.CHOICE:
        before = old.options if old else ()
        number = max(len(lines) for lines in form.lines.values())
        values = _values_of(form, before, number)
        options = [
            {
                "value": values[n],
                "label": {code: lines[n] for code, lines in form.lines.items()},
            }
            for n in range(number)
        ]
    label = merged(old.label, form.label, languages) if old else form.label
    hint = merged(old.hint, form.hint, languages) if old else form.hint
    return {
        "key": key,
        "kind": form.kind.value,
        "label": dict(label),
        "hint": dict(hint),
        "required": form.required is not None,
        "options": options,
    }


def _values_of(form: OwnFieldForm, before: Any, number: int) -> list[str]:
    """An answer whose words are known keeps its value, wherever it moved; others get a new one."""
    known = {text: option.value for option in before for text in option.label.values()}
    taken, values = set[str](), list[str]()
    for n in range(number):
        words = [lines[n] for lines in form.lines.values()]
        value = next((known[one] for one in words if known.get(one, "") not in ("", *taken)), "")
        if not value:
            used = taken | set(known.values())
            value = free(slug_of(words[0], "answer")[:50], used)
        taken.add(value)
        values.append(value)
    return values


async def remove_field(db: AsyncSession, viewer: Viewer, box: Box, key: str) -> None:
    """It is asked no more; answers that were given stay with their ideas, in exports."""
    projects.manage.require(viewer, box)
    row = await _row(db, box)
    row.fields = [one for one in row.fields if one["key"] != key]
    _note(db, viewer, box, "question.remove")


async def move_field(db: AsyncSession, viewer: Viewer, box: Box, key: str, by: int) -> None:
    projects.manage.require(viewer, box)
    row = await _row(db, box)
    order = list(row.fields)
    here = next((n for n, one in enumerate(order) if one["key"] == key), None)
    if here is None:
        raise NotFound
    if 0 <= here + by < len(order):
        order[here], order[here + by] = order[here + by], order[here]
        row.fields = order


async def is_answered(db: AsyncSession, box: Box, key: str) -> bool:
    found = text("SELECT EXISTS (SELECT 1 FROM idea i WHERE i.box_id = :id AND i.fields ? :key)")
    return (await sql(db, found, {"id": box.component_id, "key": key})).scalar_one()


def options_in_lines(own: OwnField, languages: tuple[str, ...]) -> Localized:
    """The answers of a choice as its form shows them: one on each line."""
    return Localized(
        {
            code: "\n".join(option.label.get(code, "") for option in own.options).strip("\n")
            for code in languages
        }
    )


def _note(db: AsyncSession, viewer: Viewer, box: Box, action: str, **details: Any) -> None:
    audit.note(
        db, viewer, action, f"project:{box.project.slug}",
        administration_id=box.administration_id, box=box.component.slug, **details,
    )  # fmt: skip
