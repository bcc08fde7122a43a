"""The seams: what a component of a project declares, once, for everything else to use."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.routing import BaseRoute

from participe.core.i18n import LazyText
from participe.core.rules import Viewer


@dataclass(frozen=True)
class Card:
    """What any subject shows of itself elsewhere: in a search, a mail, a queue, an export."""

    code: str
    title: str
    excerpt: str
    url: str  # path
    lang: str


@dataclass(frozen=True)
class Panel:
    """A part of a subject's page that a capability draws: one template with named blocks."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Teaser:
    """How a component shows itself on the page of its project: a template with its context."""

    template: str
    context: Any


@dataclass(frozen=True, slots=True)
class Text:
    """A contribution as the analysis reads it, or why it is left out."""

    code: str  # of its subject
    text: str
    lang: str
    left_out: str = ""  # a code such as `hidden`, `held`, `withdrawn`; "" for what is read
    author: str = ""  # the same for the same person; it goes no farther than the reading
    channel: str = ""


@dataclass(frozen=True)
class Texts:
    """Where the analysis finds what people wrote in a component.

    read: everything that was sent to the component, in batches and in any order; drafts are
        not sent. (db, id of the component)
    sent: how many that is, counted apart, so that nothing is lost on the way.
    published: how many of them are public now; pages ask, so it must be quick.
    some: these alone, as `read` gives them: for what comes after an analysis. (db, ids)
    """

    read: Callable[[AsyncSession, UUID], AsyncIterator[Sequence[Text]]]
    sent: Callable[[AsyncSession, UUID], Awaitable[int]]
    published: Callable[[AsyncSession, UUID], Awaitable[int]]
    some: Callable[[AsyncSession, Sequence[UUID]], Awaitable[Sequence[Text]]] | None = None


@dataclass(frozen=True, slots=True)
class SheetField:
    """A question as it stands on a printed form, and in the screen that types it in."""

    name: str  # of the field of the form
    label: Any  # words in the reader's language
    kind: Literal["line", "text", "choice", "yesno", "number"]
    hint: Any = ""
    choices: Sequence[tuple[str, Any]] = ()  # value, label; printed with a number before them
    length: int | None = None  # characters at most
    lines: int = 1  # ruled on paper


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a sheet beside its answers when it becomes a contribution."""

    channel: str  # subjects.models.Channel
    entered_by_id: UUID | None
    at: datetime  # when it reached the administration
    lang: str


@dataclass(frozen=True)
class Paper:
    """How people take part without a screen: what a sheet asks, and how it becomes a subject.

    ability: what a phase must open on the day on which a sheet is handed in.
    thing: what the other functions are given, such as an idea box. (db, viewer, project, component)
    question, intro: what is asked, in the project's languages. (thing)
    fields: in the order of the sheet. (thing)
    form: of what is typed in, one field for each of `fields`. (thing)
    words: the texts among checked answers, by field, in which personal numbers are looked for.
    enter: store a published subject without author and return its id. (db, thing, data, Entry)
    """

    ability: str
    thing: Callable[..., Awaitable[Any]]
    question: Callable[[Any], Any]
    intro: Callable[[Any], Any]
    fields: Callable[[Any], Sequence[SheetField]]
    form: Callable[[Any], type[Any]]
    words: Callable[[Any], dict[str, str]]
    enter: Callable[[AsyncSession, Any, Any, Entry], Awaitable[UUID]]


@dataclass(frozen=True)
class Gap:
    """Something that is missing before a project can open: a sentence, and where it is filled in.

    `params` are those of the route beside administration and project; `anchor` is a field's id.
    """

    text: LazyText
    route: str
    params: dict[str, str] = field(default_factory=dict)
    anchor: str = ""


class Cards(Protocol):
    """Cards of many subjects at once, those the viewer may see: {id: Card}."""

    def __call__(
        self, db: AsyncSession, viewer: Viewer, ids: Sequence[UUID]
    ) -> Awaitable[dict[UUID, Card]]: ...


@dataclass(frozen=True)
class Component:
    """A kind of participation. `slices.py` lists ours; packages add theirs by entry point."""

    kind: str  # of its subjects: "idea"
    name: LazyText  # "Idea box"
    routes: Sequence[BaseRoute]
    cards: Cards
    # The thing that rules are asked about, with `url`, by the code of its subject; NotFound if
    # the viewer may not see it.
    load: Callable[[AsyncSession, Viewer, str], Awaitable[Any]]
    rules: Any  # module with `support`, `comment`, `follow` … as far as they make sense
    many: LazyText | None = None  # "Ideas": its subjects, as a heading over a list of them
    # The whole words of subjects that one may see, by id; for excerpts of what was looked for.
    words: Callable[[AsyncSession, Sequence[UUID]], Awaitable[dict[UUID, str]]] | None = None
    support_ability: str = "support"  # what a phase must open for supports
    supports_limit: Callable[[Any], int | None] = lambda thing: None
    teaser: Callable[..., Awaitable[Teaser]] | None = None  # (db, viewer, project, component)
    settings: type[BaseModel] | None = None
    # Files subjects under a theme of their component, or under none: (db, ids, id of the theme).
    file_under: Callable[[AsyncSession, Sequence[UUID], UUID | None], Awaitable[None]] | None = None
    abilities: dict[str, LazyText] = field(default_factory=dict)  # what a phase may open
    texts: Texts | None = None  # what insights may read
    exports: Sequence[Any] = ()
    paper: Paper | None = None  # what paper and desk may print and type in
    # Makes the component's own row beside the one of the project: (db, row of `component`).
    create: Callable[..., Awaitable[None]] | None = None
    # What is missing before opening: (db, viewer, project, component of the project).
    gaps: Callable[..., Awaitable[list[Gap]]] | None = None


_components: dict[str, Component] = {}


def register(component: Component) -> Component:
    _components[component.kind] = component
    return component


def of(kind: str) -> Component:
    """The component whose subjects are of this kind. Raises KeyError for an unknown one."""
    return _components[kind]


def known() -> dict[str, Component]:
    return dict(_components)
