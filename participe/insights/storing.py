"""A report of the analysis as rows, in the caller's one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.analysis import Analysis, Report
from participe.core import clock
from participe.core.db import new_id, sql
from participe.insights import counting
from participe.insights.models import AnalysisModel, AnalysisRun, Topic
from participe.insights.reading import Reading

BATCH = 5000  # rows of one statement
SAMPLE = 30  # contributions drawn by chance; all of them when there are fewer


@dataclass(frozen=True)
class Place:
    """Where a run belongs and who asked for it."""

    administration_id: UUID
    project_id: UUID
    component_id: UUID
    asked_by_id: UUID | None = None
    job_id: UUID | None = None


async def store(
    db: AsyncSession,
    reading: Reading,
    analysis: Analysis,
    place: Place,
    previous_id: UUID | None = None,
) -> AnalysisRun:
    """Keep a run with its topics and items; nobody sees any of it before the commit."""
    report = analysis.report
    reasons = reading.left_out + Counter(left.reason for left in report.excluded)
    run = AnalysisRun(
        administration_id=place.administration_id,
        project_id=place.project_id,
        component_id=place.component_id,
        asked_by_id=place.asked_by_id,
        job_id=place.job_id,
        options=asdict(report.method)["options"],
        method=asdict(report.method),
        received=reading.sent,
        read=report.read,
        left_out=reasons.total(),
        excluded=dict(sorted(reasons.items())),
        unread=[[left.id, left.reason] for left in report.excluded],
        pairs=[asdict(pair) for pair in report.pairs],
        changes=asdict(report.changes) if report.changes else None,
        merged={str(old): into for old, into in report.merged.items()},
        made_next=report.next_id,
        next_number=report.next_id,
        previous_id=previous_id,
        untold=sum(item.topic is None for item in report.items),
        to_check=sum(item.check for item in report.items),
        read_at=reading.at,
        done_at=clock.now(),
    )
    db.add(run)
    await db.flush()
    topics = await _topics(db, run, report)
    rows = _items(report, topics)
    for start in range(0, len(rows), BATCH):
        await sql(db, _ADD, {"run": run.id} | _columns(COLUMNS, rows[start : start + BATCH]))
    await _words(db, run, report, topics)
    db.add(AnalysisModel(run_id=run.id, content=analysis.model.to_bytes()))
    await db.flush()
    await sql(db, _SEEN_BEFORE, {"run": run.id, "previous": previous_id})
    await counting.count(db, run.id)
    await db.refresh(run)
    return run


async def _topics(db: AsyncSession, run: AnalysisRun, report: Report) -> dict[int, UUID]:
    ids = {topic.id: new_id() for topic in report.topics}
    defined = await _definitions(db, run)
    for at, topic in enumerate(report.topics):
        db.add(
            Topic(
                id=ids[topic.id],
                run_id=run.id,
                number=topic.id,
                position=at,
                parent_id=None if topic.parent is None else ids[topic.parent],
                made_parent=topic.parent,
                label=topic.label,
                name=topic.name,
                made_name=topic.name,
                machine_label=topic.machine_label,
                terms=list(topic.terms),
                lang=topic.languages[0] if topic.languages else "und",
                languages=list(topic.languages),
                size_people=topic.size_people,
                texts=topic.size_texts,
                made_size=topic.size_items,
                stability=topic.stability,
                definition=defined.get(topic.id, ""),
            )
        )
        if topic.parent is None:
            await db.flush()  # what is above comes first
    await db.flush()
    return ids


async def _definitions(db: AsyncSession, run: AnalysisRun) -> dict[int, str]:
    """What officials wrote about topics that go on."""
    found = await sql(db, _DEFINED, {"previous": run.previous_id})
    return {row.number: row.definition for row in found.all()}


def _items(report: Report, topics: dict[int, UUID]) -> list[tuple[Any, ...]]:
    """One row for each contribution read; within its topic the typical ones first, then the surest."""
    typical = {
        quote.id: at
        for topic in report.topics
        if topic.parent is None
        for at, quote in enumerate(one for one in topic.quotes if one.kind == "typical")
    }
    last = len(report.items)
    rare = set(report.rare)

    def order(at: int) -> tuple[int, int, float]:
        item = report.items[at]
        return (item.topic or 0, typical.get(item.id, last), -(item.confidence or 0.0))

    ranks, met = [0] * len(report.items), Counter[int | None]()
    for at in sorted(range(len(report.items)), key=order):
        topic = report.items[at].topic
        ranks[at] = met[topic]
        met[topic] += 1
    drawn = sample(report)
    return [
        (
            item.id,
            None if item.topic is None else topics[item.topic],
            None if item.subtopic is None else topics[item.subtopic],
            at,
            item.topic,
            item.subtopic,
            item.pinned,
            item.family,
            item.id in rare,
            item.confidence,
            item.nearest_other,
            item.language,
            item.check,
            ranks[at],
            drawn.get(item.id),
        )
        for at, item in enumerate(report.items)
    ]


def sample(report: Report) -> dict[str, int]:
    """Contributions drawn by chance that people must read: id and place, the same for a report."""
    chance = Random(report.method.seed)  # noqa: S311 - to be drawn again, not to be secret
    ids = [item.id for item in report.items]
    return {id_: at for at, id_ in enumerate(chance.sample(ids, min(SAMPLE, len(ids))))}


async def _words(
    db: AsyncSession, run: AnalysisRun, report: Report, topics: dict[int, UUID]
) -> None:
    """Quotes, summaries, and what families share."""
    rows: list[tuple[Any, ...]] = []
    for topic in report.topics:
        id_ = topics[topic.id]
        rows += [(id_, at, q.kind, q.id, q.text) for at, q in enumerate(topic.quotes)]
        rows += [(id_, at, "summary", s.id, s.text) for at, s in enumerate(topic.summary)]
    if rows:
        await sql(db, _QUOTE, _columns(QUOTE_COLUMNS, rows))
    families = [(f.id, f.text, f.size_people, f.size_items) for f in report.families]
    for start in range(0, len(families), BATCH):
        some = families[start : start + BATCH]
        await sql(db, _FAMILY, {"run": run.id} | _columns(FAMILY_COLUMNS, some))


COLUMNS = {
    "code": "text", "topic": "uuid", "subtopic": "uuid", "position": "int", "made_topic": "int",
    "made_subtopic": "int", "made_pinned": "boolean", "family": "int", "is_rare": "boolean",
    "confidence": "float8", "other": "int", "lang": "text", "checked": "boolean", "rank": "int",
    "sample": "int",
}  # fmt: skip
QUOTE_COLUMNS = {
    "topic": "uuid", "position": "int", "kind": "text", "code": "text", "words": "text",
}  # fmt: skip
FAMILY_COLUMNS = {"number": "int", "words": "text", "size_people": "int", "size_items": "int"}


def _columns(columns: dict[str, str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))


def _rows(columns: dict[str, str]) -> str:
    arrays = ", ".join(f"CAST(:{name} AS {type_}[])" for name, type_ in columns.items())
    return f"unnest({arrays}) AS n ({', '.join(columns)})"


# A contribution that was deleted since it was read has no subject, and gets no row.
_ADD = text(
    f"""
    INSERT INTO topic_item (run_id, subject_id, topic_id, subtopic_id, position, made_topic,
        made_subtopic, made_pinned, pinned, family, is_rare, confidence, other, lang, "check",
        rank, sample)
    SELECT :run, s.id, n.topic, n.subtopic, n.position, n.made_topic, n.made_subtopic,
        n.made_pinned, n.made_pinned, n.family, n.is_rare, n.confidence, n.other, n.lang,
        n.checked, n.rank, n.sample
    FROM {_rows(COLUMNS)} JOIN subject s ON s.code = n.code
    """  # noqa: S608 - our words
)
_QUOTE = text(
    f"""
    INSERT INTO topic_quote (topic_id, position, kind, subject_id, words)
    SELECT n.topic, n.position, n.kind, s.id, n.words
    FROM {_rows(QUOTE_COLUMNS)} JOIN subject s ON s.code = n.code
    """  # noqa: S608 - our words
)
_FAMILY = text(
    f"""
    INSERT INTO analysis_family (run_id, number, words, size_people, size_items)
    SELECT :run, n.number, n.words, n.size_people, n.size_items FROM {_rows(FAMILY_COLUMNS)}
    """  # noqa: S608 - our words
)
_DEFINED = text(
    "SELECT number, definition FROM topic WHERE run_id = :previous AND definition <> ''"
)
# Who has read a contribution has read it, whatever run it is in.
_SEEN_BEFORE = text(
    """
    UPDATE topic_item i SET seen_at = b.seen_at, seen_by_id = b.seen_by_id FROM topic_item b
    WHERE i.run_id = :run AND b.run_id = :previous AND b.subject_id = i.subject_id
        AND b.seen_at IS NOT NULL
    """
)
