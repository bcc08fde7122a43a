"""A report of the analysis as rows, in the caller's one transaction."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.analysis import Report
from participe.core import clock
from participe.core.db import new_id, sql
from participe.insights.models import AnalysisRun, Topic
from participe.insights.reading import Reading

BATCH = 5000  # rows of one statement


@dataclass(frozen=True)
class Place:
    """Where a run belongs and who asked for it."""

    administration_id: UUID
    project_id: UUID
    component_id: UUID
    asked_by_id: UUID | None = None
    job_id: UUID | None = None


async def store(db: AsyncSession, reading: Reading, report: Report, place: Place) -> AnalysisRun:
    """Keep a run with its topics and items; nobody sees any of it before the commit."""
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
        await sql(db, _ADD, {"run": run.id} | _columns(rows[start : start + BATCH]))
    await sql(db, _SHOWN, {"run": run.id})
    await sql(db, _SHOWN_IN_ALL, {"run": run.id})
    await db.refresh(run)
    return run


async def _topics(db: AsyncSession, run: AnalysisRun, report: Report) -> dict[int, UUID]:
    sizes = Counter(item.topic for item in report.items)
    doubtful = Counter(item.topic for item in report.items if item.check)
    made = {
        topic.id: Topic(
            id=new_id(),
            run_id=run.id,
            number=topic.id,
            label=topic.label,
            terms=list(topic.terms),
            lang=topic.languages[0],
            size=sizes[topic.id],
            texts=topic.size_texts,
            to_check=doubtful[topic.id],
            stability=topic.stability,
        )
        for topic in report.topics
    }
    db.add_all(made.values())
    await db.flush()  # all in one statement
    return {number: topic.id for number, topic in made.items()}


def _items(report: Report, topics: dict[int, UUID]) -> list[tuple[Any, ...]]:
    """One row for each contribution read; within its topic the typical ones first, then the surest."""
    quotes = {quote.id: quote for topic in report.topics for quote in topic.quotes}
    typical = {
        quote.id: at
        for topic in report.topics
        for at, quote in enumerate(one for one in topic.quotes if one.kind == "typical")
    }
    last = len(quotes)

    def order(at: int) -> tuple[int, int, float]:
        item = report.items[at]
        return (item.topic or 0, typical.get(item.id, last), -(item.confidence or 0.0))

    ranks, met = [0] * len(report.items), Counter[int | None]()
    for at in sorted(range(len(report.items)), key=order):
        topic = report.items[at].topic
        ranks[at] = met[topic]
        met[topic] += 1
    rows = []
    for at, item in enumerate(report.items):
        quote = quotes.get(item.id)
        rows.append(
            (
                item.id,
                topics[item.topic] if item.topic else None,
                at,
                item.confidence,
                item.nearest_other,
                item.language,
                item.check,
                ranks[at],
                quote.kind if quote else None,
                quote.text if quote else None,
            )
        )
    return rows


COLUMNS = {
    "code": "text", "topic": "uuid", "position": "int", "confidence": "float8", "other": "int",
    "lang": "text", "checked": "boolean", "rank": "int", "quote": "text", "quote_text": "text",
}  # fmt: skip


def _columns(rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))


def _arrays() -> Iterator[str]:
    for name, type_ in COLUMNS.items():
        yield f"CAST(:{name} AS {type_}[])"


# A contribution that was deleted since it was read has no subject, and gets no row.
_ADD = text(
    f"""
    INSERT INTO topic_item (run_id, subject_id, topic_id, position, confidence, other, lang,
        "check", rank, quote, quote_text)
    SELECT :run, s.id, n.topic, n.position, n.confidence, n.other, n.lang, n.checked, n.rank,
        n.quote, n.quote_text
    FROM unnest({", ".join(_arrays())}) AS n ({", ".join(COLUMNS)})
        JOIN subject s ON s.code = n.code
    """  # noqa: S608 - our words
)
# From here on the trigger of `subject` keeps these two.
_SHOWN = text(
    """
    UPDATE topic SET shown = n.shown FROM (
        SELECT i.topic_id, count(*) AS shown FROM topic_item i JOIN subject s ON s.id = i.subject_id
        WHERE i.run_id = :run AND s.state = 'submitted' AND s.visibility = 'visible'
        GROUP BY i.topic_id) n
    WHERE topic.id = n.topic_id
    """
)
_SHOWN_IN_ALL = text(
    """
    UPDATE analysis_run SET shown = (
        SELECT count(*) FROM topic_item i JOIN subject s ON s.id = i.subject_id
        WHERE i.run_id = analysis_run.id AND s.state = 'submitted' AND s.visibility = 'visible')
    WHERE id = :run
    """
)
