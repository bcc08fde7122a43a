"""A project that one follows: a phase opens or soon closes, there is something new."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock, html, i18n
from participe.core.db import sql
from participe.core.i18n import BRUSSELS, _, _n
from participe.follows import queries as follows
from participe.notifications import services as notifications
from participe.notifications import words as reading
from participe.notifications.words import EXCERPT, Group, Item, words
from participe.projects.models import Phase, Project
from participe.subjects.models import Subject

SOON = timedelta(days=3)
# A worker that was away tells an opening two days late, and not after. Only phases in which people
# can do something; a phase that is short closes soon from its first day, which is told already.
_PHASES = text(
    """
    SELECT ph.id, ph.project_id, ph.opens_at, ph.closes_at,
        ph.opens_at > :now - interval '2 days' AS just_opened,
        ph.closes_at <= :now + :soon AND ph.opens_at <= ph.closes_at - 2 * :soon AS closes_soon
    FROM phase ph JOIN project p ON p.id = ph.project_id
    WHERE p.published_at IS NOT NULL AND ph.opens_at <= :now AND ph.closes_at > :now
        AND (ph.opens_at > :now - interval '2 days' OR ph.closes_at <= :now + :soon)
        AND EXISTS (SELECT 1 FROM phase_ability a WHERE a.phase_id = ph.id)
        AND EXISTS (SELECT 1 FROM project_follow f WHERE f.project_id = p.id)
    ORDER BY ph.id
    """
)


async def tell_phases(db: AsyncSession) -> int:
    """Followers are told once of each opening, and once that it closes on this very day."""
    now, told = clock.stopped() or datetime.now(UTC), 0
    for phase in (await sql(db, _PHASES, {"now": now, "soon": SOON})).all():
        people = await follows.project_followers(db, phase.project_id)
        for what, is_so in (("opens", phase.just_opened), ("closes", phase.closes_soon)):
            if is_so:
                day = phase.closes_at.astimezone(BRUSSELS).date() if what == "closes" else ""
                told += await notifications.tell(
                    db, "phase", people, once=f"phase:{phase.id}:{what}:{day}",
                    project_id=phase.project_id, ids={"phase": str(phase.id), "what": what},
                )  # fmt: skip
    return told


# Of the last three days, so that a worker that was away forgets none; those already told are left.
_NEWS = text(
    """
    SELECT DISTINCT n.project_id FROM (
        SELECT s.project_id FROM subject s
        WHERE s.created_at >= :begin AND s.created_at < :end AND s.kind <> 'comment'
            AND s.state = 'submitted' AND s.visibility = 'visible'
        UNION
        SELECT s.project_id FROM answer a JOIN subject s ON s.id = a.subject_id
        WHERE a.published_at >= :begin AND a.published_at < :end
            AND s.state = 'submitted' AND s.visibility = 'visible') n
    JOIN project p ON p.id = n.project_id
    WHERE p.published_at IS NOT NULL
        AND EXISTS (SELECT 1 FROM project_follow f WHERE f.project_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM notice o WHERE o.project_id = p.id
            AND o.kind = 'followed_project' AND o.created_at >= :end AND o.ids ->> 'day' = :day)
    """
)


async def tell_news(db: AsyncSession, day: date) -> int:
    """Followers of each project in which something was new on this day, a day that is over."""
    begin, end = bounds(day, day)
    values = {"begin": begin, "end": end, "day": str(day)}
    told = 0
    for (project_id,) in (await sql(db, _NEWS, values)).all():
        told += await notifications.tell(
            db, "followed_project", await follows.project_followers(db, project_id),
            once=f"news:{project_id}:{day}", project_id=project_id, ids={"day": str(day)},
        )  # fmt: skip
    return told


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From midnight to midnight in Brussels."""
    return (
        datetime.combine(first, time(), BRUSSELS),
        datetime.combine(last + timedelta(days=1), time(), BRUSSELS),
    )


@words("phase")
async def phase_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    """Nothing of a phase that is over, or was moved away."""
    projects = await _projects(db, groups)
    phases = await reading.rows(db, Phase, {group.ids("phase")[-1] for group in groups})
    now = clock.now()

    def say(group: Group) -> Item | None:
        project = projects.get(group.project_id) if group.project_id else None
        phase: Phase | None = phases.get(group.ids("phase")[-1])
        if project is None or phase is None or not phase.opens_at <= now < phase.closes_at:
            return None
        values = {"project": project.title, "when": i18n.datetime_text(phase.closes_at)}
        said = phase.text.said()
        opens = group.newest.ids["what"] == "opens"
        return Item(
            _("You can take part now: %(project)s", **values)
            if opens
            else _("Open until %(when)s only: %(project)s", **values),
            _("Take part"),
            _path(project),
            quote=html.excerpt(said.text, EXCERPT),
            quote_lang=said.lang,
            text=_("“%(phase)s” is open until %(when)s.", phase=phase.title, **values)
        )  # fmt: skip

    return [say(group) for group in groups]


# What is still public of what came in these days; and which of it is supported most.
_COUNTS = text(
    """
    SELECT k.n, c.contributions, c.best,
        (SELECT count(DISTINCT a.subject_id) FROM answer a JOIN subject t ON t.id = a.subject_id
         WHERE t.project_id = k.project AND a.published_at >= k.first AND a.published_at < k.last
            AND t.state = 'submitted' AND t.visibility = 'visible') AS answers
    FROM unnest(CAST(:projects AS uuid[]), CAST(:begins AS timestamptz[]),
            CAST(:ends AS timestamptz[])) WITH ORDINALITY AS k (project, first, last, n)
        CROSS JOIN LATERAL (
            SELECT count(*) AS contributions,
                (array_agg(s.id ORDER BY s.support_count DESC, s.id DESC))[1] AS best
            FROM subject s
            WHERE s.project_id = k.project AND s.created_at >= k.first AND s.created_at < k.last
                AND s.kind <> 'comment' AND s.state = 'submitted' AND s.visibility = 'visible') c
    """
)
Span = tuple[UUID, date, date]  # a project, from this day to that one


@words("followed_project")
async def project_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    projects = await _projects(db, groups)
    counted = await _count(db, {_span(group) for group in groups if group.project_id in projects})
    best = await reading.rows(db, Subject, {row.best for row in counted.values() if row.best})
    cards = await reading.cards_of(db, list(best.values()))

    def say(group: Group) -> Item | None:
        row = counted.get(_span(group))
        what = _what(row.contributions, row.answers) if row else ""
        if row is None or not what:
            return None
        project, card = projects[_span(group)[0]], cards.get(row.best)
        return Item(
            _("New in “%(project)s”: %(what)s", project=project.title, what=what),
            _("See what is new"),
            _path(project),
            card.title if card else "",
            card.lang if card else "",
        )

    return [say(group) for group in groups]


def _span(group: Group) -> Span:
    days = [date.fromisoformat(notice.ids["day"]) for notice in group.notices]
    assert group.project_id  # of `tell_news`
    return group.project_id, min(days), max(days)


async def _count(db: AsyncSession, asked: set[Span]) -> dict[Span, Any]:
    """The same for all who follow a project, so each once; all in one statement."""
    spans = list(asked)
    ends = [bounds(first, last) for _project, first, last in spans]
    values = {
        "projects": [project for project, _first, _last in spans],
        "begins": [begin for begin, _end in ends],
        "ends": [end for _begin, end in ends],
    }
    return {spans[row.n - 1]: row for row in (await sql(db, _COUNTS, values)).all()}


def _what(contributions: int, answers: int) -> str:
    parts = []
    if contributions:
        parts.append(_n("%(num)s contribution", "%(num)s contributions", contributions))
    if answers:
        parts.append(
            _n("%(num)s answer of the authority", "%(num)s answers of the authority", answers)
        )
    return ", ".join(parts)


async def _projects(db: AsyncSession, groups: Sequence[Group]) -> dict[UUID, Project]:
    found = await reading.rows(
        db, Project, {group.project_id for group in groups if group.project_id}
    )
    return {id_: project for id_, project in found.items() if project.published_at is not None}


def _path(project: Project) -> str:
    return f"/{i18n.locale()}/projects/{project.slug}"
