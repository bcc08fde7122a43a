"""The sheet of an idea box: the same questions as on the screen, in the same order."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field, create_model
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import html
from participe.core.component import Entry, Paper, SheetField
from participe.core.db import id_of
from participe.core.events import publish
from participe.core.forms import Form
from participe.core.i18n import _
from participe.core.rules import Viewer
from participe.ideas.events import IdeaSubmitted
from participe.ideas.fields import TEXT_LENGTH, OwnField, OwnKind
from participe.ideas.forms import PLACE
from participe.ideas.models import Idea
from participe.ideas.queries import Box, box_in
from participe.ideas.services.words import Details
from participe.projects.queries import ComponentView, ProjectView
from participe.subjects import services as subjects
from participe.subjects.models import State

MADE_TITLE = 80  # characters of a title made from the first words


async def thing(
    db: AsyncSession, viewer: Viewer, project: ProjectView, component: ComponentView
) -> Box:
    return await box_in(db, project, component)


def _own(box: Box) -> list[OwnField]:
    """What can be answered on paper: anything but a file."""
    return [one for one in box.fields if one.kind is not OwnKind.FILE]


def fields(box: Box) -> list[SheetField]:
    found = [
        SheetField("title", _("Title of your idea"), "line", length=box.title_max),
        SheetField("body", _("Your idea"), "text", length=box.body_max, lines=14),
    ]
    if box.themes:
        themes = [(theme.key, theme.name.said()) for theme in box.themes]
        found.append(SheetField("theme", _("Theme"), "choice", _("Tick one box."), themes))
    if box.ask_place:
        hint = _("For example a street, a square or a village.")
        found.append(SheetField("place", _("Where is it?"), "line", hint, length=PLACE))
    return [*found, *(_of_own(own) for own in _own(box))]


def _of_own(own: OwnField) -> SheetField:
    label, hint = own.label.said(), own.hint.said() if own.hint else ""
    match own.kind:
        case OwnKind.CHOICE:
            return SheetField(own.name, label, "choice", hint or _("Tick one box."), own.choices)
        case OwnKind.YESNO:
            return SheetField(own.name, label, "yesno", hint)
        case OwnKind.NUMBER:
            return SheetField(own.name, label, "number", hint)
    return SheetField(own.name, label, "line", hint, length=TEXT_LENGTH)


def form(box: Box) -> type[Form]:
    """Milder than on the screen: short words count, and only the idea itself must be there."""
    asked: dict[str, Any] = {
        "title": (str, Field(default="", max_length=box.title_max)),
        "body": (str, Field(min_length=1, max_length=box.body_max)),
    }
    if box.themes:
        keys = tuple(theme.key for theme in box.themes)
        asked["theme"] = (Literal[keys] | None, None)  # pyright: ignore[reportOperatorIssue] - made at run time
    if box.ask_place:
        asked["place"] = (str, Field(default="", max_length=PLACE))
    for own in _own(box):  # what somebody left open on paper cannot be asked for any more
        asked[own.name] = own.model_copy(update={"required": False}).definition()
    return create_model("SheetOfIdea", __base__=Form, **asked)


def words(data: Any) -> dict[str, str]:
    said = data.model_dump()
    return {name: value for name, value in said.items() if isinstance(value, str) and value}


async def enter(db: AsyncSession, box: Box, data: Any, entry: Entry) -> UUID:
    """A published idea without author; without title, its first words stand for one."""
    subject = await subjects.open_subject(
        db,
        id=id_of(entry.at),
        created_at=entry.at,
        kind="idea",
        administration_id=box.administration_id,
        project_id=box.project_id,
        component_id=box.component_id,
        channel=entry.channel,
        entered_by_id=entry.entered_by_id,
        lang=entry.lang,
        state=State.SUBMITTED,
    )
    theme = box.theme(getattr(data, "theme", None) or "")
    details = Details.of(box, data)
    db.add(
        Idea(
            id=subject.id,
            box_id=box.component_id,
            title=data.title or html.first_words(data.body, MADE_TITLE),
            title_is_made=not data.title,
            body=data.body,
            body_html=html.plain(data.body),  # nobody writes Markdown by hand
            excerpt=html.first_words(data.body),
            theme_id=theme.id if theme else None,
            place=details.place,
            fields=details.fields,
        )
    )
    await db.flush()
    publish(db, IdeaSubmitted(str(subject.id), str(box.component_id)))
    return subject.id


paper = Paper(
    ability="submit",
    thing=thing,
    question=lambda box: box.question.said(),
    intro=lambda box: box.intro.said() if box.intro else "",
    fields=fields,
    form=form,
    words=words,
    enter=enter,
)
