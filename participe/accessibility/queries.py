"""Statements, what they lack, and how many people wrote that something does not work."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.accessibility import words
from participe.accessibility.models import Conformity, Statement
from participe.core.db import sql
from participe.core.i18n import LANGUAGES, LazyText, _l, in_brussels
from participe.core.rules import Viewer

YEAR = timedelta(days=365)
ANSWER_DAYS = 30  # the term of the contact form for this matter


async def statement(db: AsyncSession, administration_id: UUID | None) -> Statement | None:
    """That of an administration, or with None that of the platform."""
    found = select(Statement).where(
        col(Statement.administration_id).is_not_distinct_from(administration_id)
    )
    return (await db.exec(found)).one_or_none()


async def of_site(db: AsyncSession) -> Statement:
    """The platform always has one: our own words until its operator writes others."""
    return await statement(db, None) or words.default()


@dataclass(frozen=True)
class Lack:
    """A field that is empty: what to do, and the id of the field."""

    text: LazyText
    anchor: str


SENTENCES: tuple[tuple[str, LazyText], ...] = (
    ("limits", _l("Write what is not accessible, and why, in all four languages.")),
    ("alternatives", _l("Write what people can do instead, in all four languages.")),
    ("method", _l("Write how this was assessed, in all four languages.")),
)
PLAIN: tuple[tuple[str, LazyText], ...] = (
    ("assessed_on", _l("Give the date of the last assessment.")),
    ("email", _l("Give the e-mail address of the site team.")),
    ("complaints", _l("Give the name and the address of the complaints service.")),
    ("complaints_email", _l("Give the e-mail address of the complaints service.")),
)


def lacks(one: Statement | None) -> list[Lack]:
    """Every field that must be filled and is not, in the order of the form."""
    if one is None:
        return [Lack(_l("Write the accessibility statement."), "conformity")]
    found = []
    for name, sentence in SENTENCES:
        if one.conformity is Conformity.FULL and name in ("limits", "alternatives"):
            continue  # then nothing has to be told
        if missing := getattr(one, name).missing(list(LANGUAGES)):
            found.append(Lack(sentence, f"{name}-{missing[0]}"))
    found += [Lack(sentence, name) for name, sentence in PLAIN if not getattr(one, name)]
    return found


async def is_complete(db: AsyncSession, administration_id: UUID) -> bool:
    return not lacks(await statement(db, administration_id))


def is_old(one: Statement | None, viewer: Viewer) -> bool:
    """Assessed more than a year ago: the law wants it looked at again."""
    today: date = in_brussels(viewer.now).date()
    return one is not None and one.assessed_on is not None and one.assessed_on < today - YEAR


@dataclass(frozen=True)
class Feedback:
    """How many wrote within a year, and how soon they were answered: numbers only."""

    received: int
    answered: int
    in_time: int
    days: int | None  # within which half of the answers came


async def feedback(db: AsyncSession, viewer: Viewer, administration_id: UUID | None) -> Feedback:
    """The function counts behind the row-level security and gives nothing but numbers."""
    row = (
        await sql(
            db,
            text("SELECT * FROM accessibility_feedback(CAST(:place AS uuid), :since)"),
            {"place": administration_id, "since": viewer.now - YEAR},
        )
    ).one()
    days = None if row.days is None else max(1, math.ceil(row.days))
    return Feedback(row.received, row.answered, row.in_time, days)
