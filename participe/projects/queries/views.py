"""Projects, read: each look at one takes a single statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations.queries import Identity, logo_url
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.i18n import LazyText, Localized, _l, localized
from participe.core.rules import Viewer


class State(StrEnum):
    """How far a project is, as its phases say. `lists` says the same in SQL."""

    OPEN = "open"
    COMING = "coming"
    STUDY = "study"
    CLOSED = "closed"


STATE_NAMES: dict[State, LazyText] = {
    State.OPEN: _l("Open"),
    State.COMING: _l("Coming"),
    State.STUDY: _l("Being studied"),
    State.CLOSED: _l("Finished"),
}


@dataclass(frozen=True)
class PhaseView:
    id: UUID
    code: str
    title: Localized
    text: Localized
    opens_at: datetime
    closes_at: datetime
    opens: frozenset[tuple[UUID, str]]  # (component, ability)
    state: str  # done, current, coming

    def days_left(self, now: datetime) -> int:
        return max(0, (self.closes_at - now).days)


@dataclass(frozen=True)
class ComponentView:
    id: UUID
    kind: str
    slug: str
    title: Localized


@dataclass(frozen=True)
class ProjectView:
    """A project with its phases and components: what rules and pages need to know of it."""

    id: UUID
    project_id: UUID  # itself: so that rules see where it belongs
    administration_id: UUID
    administration: Identity
    slug: str
    title: Localized
    summary: Localized
    published_at: datetime | None
    languages: tuple[str, ...]
    questions: tuple[str, ...]
    is_indexable: bool
    contact_email: str
    image_key: str | None
    now: datetime
    phases: tuple[PhaseView, ...] = ()
    components: tuple[ComponentView, ...] = ()
    place: tuple[float, float, int] | None = None  # latitude, longitude, zoom

    @property
    def phase(self) -> PhaseView | None:
        """The one that is open now; the one that closes first when two overlap."""
        return next((phase for phase in self.phases if phase.state == "current"), None)

    @property
    def next_phase(self) -> PhaseView | None:
        return next((phase for phase in self.phases if phase.state == "coming"), None)

    @property
    def state(self) -> State:
        """Open means that people can do something now: a phase of study is not open."""
        able = {phase.state for phase in self.phases if phase.opens}
        if "current" in able:
            return State.OPEN
        if all(phase.state == "done" for phase in self.phases):
            return State.CLOSED
        return State.COMING if "coming" in able and "done" not in able else State.STUDY

    @property
    def state_name(self) -> LazyText:
        return STATE_NAMES[self.state]

    def component(self, slug: str, kind: str = "") -> ComponentView:
        """Raises NotFound when the project has no such component."""
        for component in self.components:
            if component.slug == slug and kind in ("", component.kind):
                return component
        raise NotFound

    def of_kind(self, kind: str) -> list[ComponentView]:
        return [component for component in self.components if component.kind == kind]

    def allows(self, component_id: UUID, ability: str) -> bool:
        """Is this ability of this component open at this request's instant?"""
        wanted = (component_id, ability)
        return any(p.state == "current" and wanted in p.opens for p in self.phases)

    def windows(self, component_id: UUID, ability: str) -> list[PhaseView]:
        return [phase for phase in self.phases if (component_id, ability) in phase.opens]


@dataclass(frozen=True)
class ProjectText:
    """The words of the project's own page, beside `ProjectView`."""

    description: Localized
    decides: Localized
    by_whom: Localized
    by_when: date | None
    not_open: Localized
    feedback: Localized
    image_alt: Localized
    documents: tuple[dict[str, Any], ...] = field(default=())


_PHASES = """
    (SELECT jsonb_agg(jsonb_build_array(ph.id, ph.code, ph.title, ph.text,
            extract(epoch FROM ph.opens_at), extract(epoch FROM ph.closes_at),
            (SELECT jsonb_agg(jsonb_build_array(pa.component_id, pa.ability))
             FROM phase_ability pa WHERE pa.phase_id = ph.id))
        ORDER BY ph.opens_at, ph.closes_at)
     FROM phase ph WHERE ph.project_id = p.id) AS phases
"""
COLUMNS = f"""
    p.id, p.administration_id, p.slug, p.title, p.summary, p.published_at, p.languages,
    p.questions, p.is_indexable, p.contact_email, p.image_key, p.lat, p.lon, p.zoom,
    a.slug AS a_slug, a.name AS a_name, a.accent, a.logo_key,
    (SELECT jsonb_agg(jsonb_build_array(c.id, c.kind, c.slug, c.title) ORDER BY c.position, c.id)
     FROM component c WHERE c.project_id = p.id) AS components,
    {_PHASES}
    FROM project p JOIN administration a ON a.id = p.administration_id
"""  # noqa: S608
_BY_SLUG = text(f"SELECT {COLUMNS} WHERE p.slug = :slug")
_BY_ID = text(f"SELECT {COLUMNS} WHERE p.id = :id")
_TEXT = text(
    """
    SELECT p.languages, p.description, p.decides, p.by_whom, p.by_when, p.not_open, p.feedback, p.image_alt,
        (SELECT jsonb_agg(jsonb_build_object('code', d.code, 'title', d.title, 'body', d.body,
                'file_key', d.file_key, 'file_name', d.file_name, 'file_size', d.file_size)
            ORDER BY d.position, d.id)
         FROM document d WHERE d.project_id = p.id) AS documents
    FROM project p WHERE p.id = :id
    """
)


async def project(db: AsyncSession, viewer: Viewer, slug: str) -> ProjectView:
    """Raises NotFound for an unknown project, and for a draft of other people's administration."""
    return _seen(viewer, (await sql(db, _BY_SLUG, {"slug": slug})).one_or_none())


async def project_of(db: AsyncSession, viewer: Viewer, project_id: UUID) -> ProjectView:
    return _seen(viewer, (await sql(db, _BY_ID, {"id": project_id})).one_or_none())


async def words(db: AsyncSession, project_id: UUID) -> ProjectText:
    row = (await sql(db, _TEXT, {"id": project_id})).one()
    documents = tuple(
        d
        | {
            "title": localized(d["title"], row.languages),
            "body": localized(d["body"], row.languages),
        }
        for d in row.documents or ()
    )
    return ProjectText(
        localized(row.description, row.languages),
        localized(row.decides, row.languages),
        localized(row.by_whom, row.languages),
        row.by_when,
        localized(row.not_open, row.languages),
        localized(row.feedback, row.languages),
        localized(row.image_alt, row.languages),
        documents,
    )


def _seen(viewer: Viewer, row: Any) -> ProjectView:
    if row is None:
        raise NotFound
    found = view(viewer.now, row)
    if found.published_at is None and found.administration_id not in viewer.administrations:
        raise NotFound
    return found


def view(now: datetime, row: Any) -> ProjectView:
    return ProjectView(
        id=row.id,
        project_id=row.id,
        administration_id=row.administration_id,
        administration=Identity(
            row.administration_id,
            row.a_slug,
            localized(row.a_name),
            row.accent,
            logo_url(row.a_slug, row.logo_key),
        ),
        slug=row.slug,
        title=localized(row.title, row.languages),
        summary=localized(row.summary, row.languages),
        published_at=row.published_at,
        languages=tuple(row.languages),
        questions=tuple(row.questions),
        is_indexable=row.is_indexable,
        contact_email=row.contact_email,
        image_key=row.image_key,
        now=now,
        phases=tuple(_phase(now, row.languages, *phase) for phase in row.phases or ()),
        components=tuple(
            ComponentView(UUID(id_), kind, slug, localized(title, row.languages))
            for id_, kind, slug, title in row.components or ()
        ),
        place=(row.lat, row.lon, row.zoom or 13) if row.lat is not None else None,
    )


def _phase(
    now: datetime,
    languages: Sequence[str],
    id_: str,
    code: str,
    title: dict[str, str],
    words: dict[str, str],
    opens: float,
    closes: float,
    abilities: list[tuple[str, str]] | None,
) -> PhaseView:
    opens_at = datetime.fromtimestamp(opens, tz=now.tzinfo)
    closes_at = datetime.fromtimestamp(closes, tz=now.tzinfo)
    state = "done" if now >= closes_at else "current" if now >= opens_at else "coming"
    return PhaseView(
        UUID(id_),
        code,
        localized(title, languages),
        localized(words, languages),
        opens_at,
        closes_at,
        frozenset((UUID(component), ability) for component, ability in abilities or ()),
        state,
    )
