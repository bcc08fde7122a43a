"""One idea with everything its page shows, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import i18n
from participe.core.db import sql
from participe.core.errors import NotFound
from participe.core.i18n import LazyText, Localized, localized
from participe.core.rules import Viewer
from participe.ideas.queries.box import Box, ThemeView, box_of_component
from participe.ideas.queries.cards import SUPPORTED
from participe.subjects.models import (
    CHANNEL_NAMES,
    AuthorKind,
    Channel,
    State,
    Status,
    Visibility,
)


@dataclass(frozen=True)
class Picture:
    code: str
    alt: str
    width: int | None
    height: int | None
    position: int

    @property
    def url(self) -> str:
        return f"/attachments/{self.code}/large"

    @property
    def thumbnail_url(self) -> str:
        return f"/attachments/{self.code}/small"


@dataclass(frozen=True)
class AnswerView:
    status: Status
    text: Localized
    signed_as: str
    published_at: datetime


@dataclass(frozen=True)
class IdeaView:
    """An idea, its box and its project; belongs where rules expect a place."""

    box: Box
    id: UUID
    code: str
    title: str
    title_is_made: bool
    body: str
    body_html: str
    lang: str
    theme: ThemeView | None
    place: str
    lat: float | None
    lon: float | None
    fields: dict[str, Any]
    version: int
    created_at: datetime
    edited_at: datetime | None
    author_id: UUID | None
    author: str
    author_title: Localized
    author_kind: AuthorKind
    channel: Channel
    source: str | None
    state: State
    visibility: Visibility
    hidden_because: str
    status: Status
    is_answered: bool
    is_erased: bool
    merged_into_id: UUID | None
    members: int  # of the group whose head it is
    supports: int
    comments: int
    follows: int
    inherited_supports: int
    supported: bool
    followed: bool
    pictures: tuple[Picture, ...]
    answers: tuple[AnswerView, ...]  # the last one first

    @property
    def administration_id(self) -> UUID:
        return self.box.administration_id

    @property
    def project_id(self) -> UUID:
        return self.box.project_id

    @property
    def component_id(self) -> UUID:
        return self.box.component_id

    @property
    def project(self):
        return self.box.project

    @property
    def url(self) -> str:
        return f"/{i18n.locale()}/ideas/{self.code}"

    @property
    def channel_name(self) -> LazyText:
        return CHANNEL_NAMES[self.channel]

    @property
    def is_published(self) -> bool:
        return self.state is State.SUBMITTED and self.visibility is Visibility.VISIBLE


_IDEA = text(
    f"""
    SELECT s.*, i.title, i.title_is_made, i.body, i.body_html, i.theme_id, i.place, i.lat, i.lon,
        i.fields, i.version, i.edited_at, coalesce(p.name, '') AS author,
        p.title AS author_title, coalesce(n.supports, 0) AS inherited,
        {SUPPORTED} AS supported,
        EXISTS (SELECT 1 FROM follow f
            WHERE f.subject_id = s.id AND f.person_id = :viewer) AS followed,
        (SELECT jsonb_agg(jsonb_build_array(x.code, x.alt, x.width, x.height,
                x.position) ORDER BY x.position)
         FROM attachment x WHERE x.subject_id = s.id AND x.thumbnail_key IS NOT NULL) AS pictures,
        (SELECT jsonb_agg(jsonb_build_array(a.status, a.text, a.signed_as,
                extract(epoch FROM a.published_at)) ORDER BY a.published_at DESC)
         FROM answer a WHERE a.subject_id = s.id) AS answers
    FROM subject s JOIN idea i ON i.id = s.id
        LEFT JOIN person p ON p.id = s.author_id
        LEFT JOIN inherited_total n ON n.subject_id = s.id
    WHERE s.code = :code
    """  # noqa: S608 - our words
)


async def idea(db: AsyncSession, viewer: Viewer, code: str) -> IdeaView:
    """Raises NotFound for what does not exist or this viewer may not see."""
    row = (await sql(db, _IDEA, {"code": code, "viewer": viewer.id})).one_or_none()
    if row is None or not _may_see(viewer, row):
        raise NotFound
    box = await box_of_component(db, viewer, row.project_id, row.component_id)
    return IdeaView(
        box=box,
        id=row.id,
        code=row.code,
        title=row.title,
        title_is_made=row.title_is_made,
        body=row.body,
        body_html=row.body_html,
        lang=row.lang,
        theme=box.theme_of(row.theme_id),
        place=row.place,
        lat=row.lat,
        lon=row.lon,
        fields=row.fields,
        version=row.version,
        created_at=row.created_at,
        edited_at=row.edited_at,
        author_id=row.author_id,
        author=row.author,
        author_title=localized(row.author_title),
        author_kind=AuthorKind(row.author_kind),
        channel=Channel(row.channel),
        source=row.source,
        state=State(row.state),
        visibility=Visibility(row.visibility),
        hidden_because=row.hidden_because,
        status=Status(row.status),
        is_answered=row.is_answered,
        is_erased=row.is_erased,
        merged_into_id=row.merged_into_id,
        members=row.member_count,
        supports=row.support_count,
        comments=row.comment_count,
        follows=row.follow_count,
        inherited_supports=row.inherited,
        supported=row.supported,
        followed=row.followed,
        pictures=tuple(Picture(*picture) for picture in row.pictures or ()),
        answers=tuple(
            AnswerView(
                Status(status),
                localized(words, box.project.languages),
                signed_as,
                datetime.fromtimestamp(at, tz=viewer.now.tzinfo),
            )
            for status, words, signed_as, at in row.answers or ()
        ),
    )


def _may_see(viewer: Viewer, row: Any) -> bool:
    """The same as `subjects.queries.visible_to`, of a row already read."""
    if row.state == "submitted" and row.visibility == "visible":
        return True
    if viewer.id is not None and row.author_id == viewer.id:
        return True
    places = {place for role, place in viewer.roles if role != "juror"}
    return row.state == "submitted" and not places.isdisjoint(
        (row.administration_id, row.project_id)
    )
