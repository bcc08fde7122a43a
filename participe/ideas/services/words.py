"""What an author says, checked or as far as it was typed; and how it is written down."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic_core import PydanticCustomError
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import html
from participe.core.db import sql
from participe.core.forms import Form, Values
from participe.ideas.fields import OwnKind, read_number
from participe.ideas.forms import KEPT_BODY, KEPT_TITLE, PLACE
from participe.ideas.queries import Box, IdeaView

KEPT_ANSWER = 1000  # characters of an answer with a mistake


@dataclass(frozen=True)
class Words:
    title: str
    body: str
    lang: str
    theme_id: UUID | None

    @classmethod
    def of(cls, box: Box, form: Form) -> "Words":
        return cls.typed(box, form.model_dump(include={"title", "body", "lang", "theme"}))

    @classmethod
    def typed(cls, box: Box, values: Values) -> "Words":
        """What can be kept of a form with mistakes."""
        theme = box.theme(str(values.get("theme") or ""))
        lang = str(values.get("lang") or "und")
        return cls(
            str(values.get("title", "")).strip()[:KEPT_TITLE],
            str(values.get("body", "")).strip()[:KEPT_BODY],
            lang if lang.isascii() and lang.isalpha() and len(lang) in (2, 3) else "und",
            theme.id if theme else None,
        )

    def __bool__(self) -> bool:
        return bool(self.title or self.body)


@dataclass(frozen=True)
class Details:
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    fields: dict[str, Any] = field(default_factory=dict)  # without files, which have their own way

    @classmethod
    def of(cls, box: Box, form: Form) -> "Details":
        answers = {
            own.key: own.stored(getattr(form, own.name))
            for own in box.fields
            if own.kind is not OwnKind.FILE
        }
        said = {key: value for key, value in answers.items() if value is not None}
        point = form.model_dump(include={"place", "lat", "lon"}) if box.ask_place else {}
        return cls(**point, fields=said)

    @classmethod
    def typed(cls, box: Box, values: Values) -> "Details":
        """What can be kept of a form with mistakes: answers as they were typed."""
        answers = {
            own.key: str(values[own.name])[:KEPT_ANSWER]
            for own in box.fields
            if own.kind is not OwnKind.FILE and values.get(own.name) not in (None, "")
        }
        lat, lon = _degrees(values.get("lat"), 90), _degrees(values.get("lon"), 180)
        if lat is None or lon is None:
            lat = lon = None
        return cls(str(values.get("place", "")).strip()[:PLACE], lat, lon, answers)


def _degrees(typed: Any, most: int) -> float | None:
    try:
        number = read_number(typed)
    except PydanticCustomError:
        return None
    return number if abs(number) <= most else None


_LANG = text("UPDATE subject SET lang = :lang WHERE id = :id")
_WORDS = text(
    """
    UPDATE idea SET title = :title, body = :body, body_html = :html, excerpt = :excerpt,
        theme_id = :theme
    WHERE id = :id
    """
)
_DETAILS = text(
    """
    UPDATE idea SET place = :place, lat = :lat, lon = :lon,
        fields = CAST(:fields AS jsonb) || coalesce((
            SELECT jsonb_object_agg(key, value) FROM jsonb_each(fields)
            WHERE key = ANY (:files)), '{}')
    WHERE id = :id
    """
)


async def write_words(db: AsyncSession, idea_id: UUID, words: Words) -> None:
    # The language first: the trigger that indexes the words for searches reads it.
    await sql(db, _LANG, {"id": idea_id, "lang": words.lang})
    await sql(
        db,
        _WORDS,
        {
            "id": idea_id,
            "title": words.title,
            "body": words.body,
            "html": html.render(words.body),
            "excerpt": html.excerpt(words.body),
            "theme": words.theme_id,
        },
    )


async def write_details(db: AsyncSession, idea: IdeaView, details: Details) -> None:
    await sql(
        db,
        _DETAILS,
        {
            "id": idea.id,
            "place": details.place,
            "lat": details.lat,
            "lon": details.lon,
            "fields": json.dumps(details.fields),
            # Their references stay: files are attached and removed one by one.
            "files": [own.key for own in idea.box.fields if own.kind is OwnKind.FILE],
        },
    )
