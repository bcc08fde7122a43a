"""Topics of a run against what is known of the people: counted, tested, small numbers hidden.

Reached only from the process of an analysis: it loads scipy.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.analysis.crosstabs import Crosstab, crosstabs
from participe.core import clock, small
from participe.core.db import sql, working
from participe.core.i18n import _l
from participe.core.jobs import Work
from participe.insights.report.models import CrossTable

BATCH = 5000
COUNTING = _l("Counting people")
KINDS = ("channel", "language", "author_kind", "commune", "age_band")
ASKED = ("commune", "age_band")  # by projects that want to know
_RUN = text(
    "SELECT r.method, p.questions FROM analysis_run r JOIN project p ON p.id = r.project_id "
    "WHERE r.id = :run"
)
# What is no longer public is counted no more.
_ITEMS = text(
    f"""
    SELECT i.position, t.number AS topic, s.author_id AS person, s.channel, i.lang AS language,
        s.author_kind, nullif(btrim(p.answers ->> 'commune'), '') AS commune,
        nullif(p.answers ->> 'age_band', '') AS age_band
    FROM topic_item i JOIN subject s ON s.id = i.subject_id LEFT JOIN topic t ON t.id = i.topic_id
        LEFT JOIN participation p ON p.project_id = s.project_id AND p.person_id = s.author_id
    WHERE i.run_id = :run AND i.position > :after
        AND s.state = 'submitted' AND s.visibility = 'visible'
    ORDER BY i.position LIMIT {BATCH}
    """  # noqa: S608 - a constant
)
_FORGET = text("DELETE FROM cross_table WHERE run_id = :run")
_OF_JOB = text("SELECT id FROM analysis_run WHERE job_id = :job")


async def after(work: Work) -> None:
    """Make the tables of the run that a job has just stored."""
    async with working(work.sessions) as db:
        if run_id := (await sql(db, _OF_JOB, {"job": work.job.id})).scalar_one_or_none():
            await cross(db, run_id)


async def again(work: Work) -> dict[str, Any]:
    """Make the tables of a run anew; the old ones stay until the new ones are there."""
    await work.report(COUNTING.message, 0.1)
    async with working(work.sessions) as db:
        await cross(db, UUID(work.job.arguments["run"]))
    templates = work.sessions.kw["info"]["templates"]
    path_for = templates.globals["path_for"]
    return {"next": path_for("insights.manage_document", **work.job.arguments["place"])}


async def cross(db: AsyncSession, run_id: UUID) -> list[CrossTable]:
    """Make the tables of a run anew, in the caller's transaction, which sees every person."""
    run = (await sql(db, _RUN, {"run": run_id})).one()
    kinds = [kind for kind in KINDS if kind not in ASKED or kind in run.questions]
    topics: list[int | None] = []
    people: list[Any] = []
    groups: dict[str, list[str | None]] = {kind: [] for kind in kinds}
    after = -1
    while rows := (await sql(db, _ITEMS, {"run": run_id, "after": after})).all():
        for row in rows:
            topics.append(row.topic)
            people.append(row.person)
            for kind in kinds:
                groups[kind].append(getattr(row, kind))
        after = rows[-1].position
    if "commune" in groups:
        groups["commune"] = as_most_write_it(groups["commune"])
    if not _mixed(topics, groups["language"]):
        del groups["language"]
    made = crosstabs(topics, people, groups, run.method["seed"])
    await sql(db, _FORGET, {"run": run_id})
    tables = [
        CrossTable(
            run_id=run_id, by=table.by, position=at, content=told(table), made_at=clock.now()
        )
        for at, table in enumerate(made)
    ]
    db.add_all(tables)
    await db.flush()
    return tables


def _mixed(topics: Sequence[int | None], languages: Sequence[str | None]) -> bool:
    """Whether topics join languages at all. Each is found in one, so that a table of topics by
    language would say so and nothing else, until people joined topics."""
    counts = Counter(zip(topics, languages, strict=True))
    largest: dict[int | None, int] = {}
    for (topic, _), many in counts.items():
        largest[topic] = max(many, largest.get(topic, 0))
    outside = sum(many for (topic, _), many in counts.items() if topic is not None)
    outside -= sum(many for topic, many in largest.items() if topic is not None)
    return outside >= small.LEAST


def as_most_write_it(names: Sequence[str | None]) -> list[str | None]:
    """Names that people typed, one way for `Namur` and `namur`: the one most often used."""
    times: dict[str, dict[str, int]] = {}
    for name in names:
        if name is not None:
            ways = times.setdefault(" ".join(name.casefold().split()), {})
            ways[name] = ways.get(name, 0) + 1
    best = {key: min(ways, key=lambda way: (-ways[way], way)) for key, ways in times.items()}
    return [name if name is None else best[" ".join(name.casefold().split())] for name in names]


def told(table: Crosstab) -> dict[str, Any]:
    """What may be stored and shown of a table; a number that is hidden is null.

    With the figures of the test a hidden number could be worked out; only words of it are kept.
    """
    people = table.people.tolist()
    out = small.hidden_cells(people)
    shown = len(out) < table.people.size

    def kept(values: list[list[Any]]) -> list[list[Any]]:
        return [
            [None if (i, j) in out else value for j, value in enumerate(row)]
            for i, row in enumerate(values)
        ]

    return {
        "topics": list(table.topics),
        "groups": list(table.groups),
        "people": kept(people),
        "shares": kept([[round(one, 3) for one in row] for row in table.shares.tolist()]),
        "marks": kept(table.marks.tolist()),
        "group_people": table.group_people.tolist(),
        "topic_people": table.topic_people.tolist(),
        "is_shown": shown,
        "hidden": len(out),
        "untold": table.untold,
        "unknown": table.unknown,
        "how": str(table.test.how),
        "is_significant": table.test.is_significant,
        "strength": str(table.strength),
    }
