"""Answers that an official is in charge of: three days before the date, and when it has passed."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock, i18n
from participe.core.db import sql
from participe.core.i18n import _, _n, localized
from participe.notifications import services as notifications
from participe.notifications.words import Group, Item, words

SOON = timedelta(days=3)
_WHERE = """
    g.person_id IS NOT NULL AND NOT s.is_answered AND s.state = 'submitted'
        AND s.visibility = 'visible' AND g.due_on <= :until
"""
_DUE = text(
    f"""
    SELECT g.person_id, s.project_id, g.due_on, g.due_on < :today AS late
    FROM assignment g JOIN subject s ON s.id = g.subject_id WHERE {_WHERE}
    GROUP BY g.person_id, s.project_id, g.due_on
    """  # noqa: S608 - constants
)
# Read when the mail is made: what was answered meanwhile is no longer counted.
_STILL = text(
    f"""
    SELECT s.project_id, g.person_id, p.slug, p.title, p.languages, a.slug AS administration,
        count(*) AS number, count(*) FILTER (WHERE g.due_on < :today) AS late
    FROM assignment g JOIN subject s ON s.id = g.subject_id JOIN project p ON p.id = s.project_id
        JOIN administration a ON a.id = p.administration_id
    WHERE s.project_id = ANY (:projects) AND {_WHERE}
    GROUP BY s.project_id, g.person_id, p.slug, p.title, p.languages, a.slug
    """  # noqa: S608 - constants
)


async def tell_due(db: AsyncSession, today: date) -> int:
    """For each person, project and date: once before it, once when it has passed."""
    told = 0
    for row in (await sql(db, _DUE, {"until": today + SOON, "today": today})).all():
        when = "late" if row.late else "soon"
        told += await notifications.tell(
            db, "due", [row.person_id], once=f"due:{row.project_id}:{row.due_on}:{when}",
            project_id=row.project_id,
        )  # fmt: skip
    return told


@words("due")
async def due_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    """How many wait now, and how many of them are late."""
    today = i18n.in_brussels(clock.now()).date()
    projects = {group.project_id for group in groups if group.project_id}
    values = {"projects": list(projects), "until": today + SOON, "today": today}
    rows = (await sql(db, _STILL, values)).all()
    found = {(row.project_id, row.person_id): row for row in rows}

    def say(group: Group) -> Item | None:
        row = found.get((group.project_id, group.newest.person_id))
        if row is None:
            return None
        return Item(
            _n(
                "%(num)s answer that you are in charge of is late",
                "%(num)s answers that you are in charge of are late",
                row.late,
            )
            if row.late
            else _n(
                "%(num)s answer that you are in charge of is due within three days",
                "%(num)s answers that you are in charge of are due within three days",
                row.number,
            ),
            _("See them"),
            f"/{i18n.locale()}/manage/{row.administration}/projects/{row.slug}/ideas?charge=mine",
            quote=localized(row.title, row.languages).said().text,
            quote_lang=localized(row.title, row.languages).said().lang,
        )

    return [say(group) for group in groups]
