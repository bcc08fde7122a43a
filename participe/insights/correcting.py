"""What officials put right in topics: noted in order, done at once, taken back within 30 days.

Two at once take turns: whoever comes second is told what the other did, and nothing typed is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import audit
from participe.core.db import sql
from participe.core.errors import Conflict, NotFound
from participe.core.i18n import _l
from participe.core.rules import Viewer
from participe.insights import rules
from participe.insights.applying import GONE, Sheet, reset
from participe.insights.models import AnalysisRun, Topic, TopicCorrection
from participe.projects.queries import ProjectView

UNDO = timedelta(days=30)
NOT_NEWEST = _l("A newer analysis is there. Put topics right in that one.")
TOO_LATE = _l("This is more than 30 days ago. Put it right with a new correction instead.")
BUILT_ON = _l("Later corrections build on this one. Take those back first.")


class Overtaken(Conflict):
    """Somebody changed the same topic since the page was opened; `by` tells what they did."""

    def __init__(self, topic: Topic) -> None:
        super().__init__(_l("Somebody changed this topic meanwhile. Look, then send it again."))
        self.topic = topic


@dataclass
class Board:
    """A run that is locked for one correction, and its topics."""

    db: AsyncSession
    viewer: Viewer
    run: AnalysisRun
    sheet: Sheet

    def topic(self, code: str) -> Topic:
        """Raises NotFound; Conflict for one that is gone."""
        for topic in self.sheet.topics.values():
            if topic.code == code:
                if topic.is_gone:
                    raise Conflict(GONE)
                return topic
        raise NotFound

    def unchanged(self, code: str, version: int) -> Topic:
        """Raises Overtaken unless the topic is as it was when the page was opened."""
        topic = self.topic(code)
        if topic.version != version:
            raise Overtaken(topic)
        return topic

    async def put_right(self, kind: str, data: dict[str, Any]) -> TopicCorrection:
        await self.sheet.apply(kind, data)
        await self.sheet.count()
        last = select(func.max(TopicCorrection.number)).where(TopicCorrection.run_id == self.run.id)
        correction = TopicCorrection(
            administration_id=self.run.administration_id,
            run_id=self.run.id,
            number=((await self.db.exec(last)).one() or 0) + 1,
            kind=kind,
            data=data,
            by_id=self.viewer.id,
            at=self.viewer.now,
        )
        self.db.add(correction)
        await self.db.flush()
        audit.note(
            self.db, self.viewer, f"analysis.{kind}", f"analysis:{self.run.code}",
            administration_id=self.run.administration_id, number=correction.number,
        )  # fmt: skip
        return correction


async def open_board(
    db: AsyncSession, viewer: Viewer, project: ProjectView, code: str, *, of_topic: bool = False
) -> Board:
    """Lock the run of this code, or the run of a topic. Raises Refused, NotFound, Conflict."""
    rules.publish.require(viewer, project)
    which = AnalysisRun.code == code
    if of_topic:
        named = select(Topic.run_id).where(Topic.code == code)
        which = col(AnalysisRun.id).in_(named)
    asked = select(AnalysisRun).where(which, AnalysisRun.project_id == project.id)
    run = (await db.exec(asked.with_for_update())).one_or_none()
    if run is None:
        raise NotFound
    newer = select(AnalysisRun.id).where(
        AnalysisRun.component_id == run.component_id, col(AnalysisRun.done_at) > run.done_at
    )
    if (await db.exec(newer.limit(1))).first():
        raise Conflict(NOT_NEWEST)
    return Board(db, viewer, run, await Sheet.of(db, run))


async def rename(board: Board, code: str, version: int, label: str) -> None:
    topic = board.unchanged(code, version)
    if label != topic.name:
        data = {"topic": topic.number, "label": label, "was": topic.label}
        await board.put_right("rename", data)


async def merge(board: Board, code: str, version: int, into: str) -> Topic:
    """Returns the topic that is left."""
    topic, other = board.unchanged(code, version), board.topic(into)
    if topic is not other:
        names = {"was": topic.label, "other": other.label}
        await board.put_right("merge", {"topics": [topic.number], "into": other.number} | names)
    return other


async def move(board: Board, code: str, version: int, under: str | None) -> None:
    topic = board.unchanged(code, version)
    above = board.topic(under) if under else None
    if topic.parent_id == (above.id if above else None):
        return
    data = {"topic": topic.number, "under": above.number if above else None}
    await board.put_right(
        "move", data | {"was": topic.label, "other": above.label if above else ""}
    )


async def split(board: Board, code: str, items: Sequence[str], label: str) -> Topic:
    """A new topic beside this one, with these contributions; returns it."""
    topic = board.topic(code)
    stay = await _still(board, topic, items)
    if not stay:
        raise Conflict(_l("These contributions were moved meanwhile. Nothing was changed."))
    into = board.run.next_number
    data = {"topic": topic.number, "into": into, "items": stay, "label": label, "was": topic.label}
    await board.put_right("split", data)
    return board.sheet.topics[into]


async def pin(
    board: Board,
    source: str | None,
    items: Sequence[str],
    to: str | None,
    *,
    anywhere: bool = False,
    wherever: bool = False,
) -> tuple[int, int]:
    """Put contributions of a topic into another, or in none: how many went, how many were left.

    Those that somebody else moved since the page was opened stay where they were put.
    anywhere: wherever they were; those that a person decided about stay. wherever: those too.
    """
    origin = board.topic(source) if source else None
    there = board.topic(to) if to else None
    stay = list(items) if wherever else await _still(board, origin, items, anywhere=anywhere)
    if stay:
        names = {"was": origin.label if origin else "", "other": there.label if there else ""}
        data = {"items": stay, "topic": there.number if there else None}
        await board.put_right("pin", data | names)
    return len(stay), len(set(items)) - len(stay)


async def _still(
    board: Board, topic: Topic | None, items: Sequence[str], *, anywhere: bool = False
) -> list[str]:
    """Those that are still in the topic, by code."""
    values = {
        "run": board.run.id, "codes": list(items), "topic": topic.id if topic else None,
        "anywhere": anywhere,
    }  # fmt: skip
    found = await sql(board.db, _STILL, values)
    return [row.code for row in found.all()]


_STILL = text(
    """
    SELECT s.code FROM topic_item i JOIN subject s ON s.id = i.subject_id
    WHERE i.run_id = :run AND s.code = ANY (:codes) AND (
        CAST(:anywhere AS boolean) AND (i.topic_id IS NULL OR NOT i.pinned)
        OR CAST(:topic AS uuid) IS NULL AND i.topic_id IS NULL
        OR i.topic_id = CAST(:topic AS uuid) OR i.subtopic_id = CAST(:topic AS uuid))
    ORDER BY s.code
    """
)


async def take_back(board: Board, number: int) -> TopicCorrection:
    """Raises Conflict when it is too late, or when later corrections build on it."""
    all_ = (
        select(TopicCorrection)
        .where(TopicCorrection.run_id == board.run.id)
        .order_by(col(TopicCorrection.number))
    )
    corrections = (await board.db.exec(all_)).all()
    taken = next((one for one in corrections if one.number == number), None)
    if taken is None:
        raise NotFound
    if taken.undone_at is not None:
        return taken
    if board.viewer.now - taken.at > UNDO:
        raise Conflict(TOO_LATE)
    taken.undone_at, taken.undone_by_id = board.viewer.now, board.viewer.id
    sheet = await reset(board.db, board.run)
    for one in corrections:
        if one.undone_at is None:
            try:
                await sheet.apply(one.kind, one.data)
            except Conflict as error:
                raise Conflict(BUILT_ON) from error
    for topic in sheet.topics.values():
        topic.version += 1  # whoever has a page open sees first what became of it
    await sheet.count(everything=True)
    audit.note(
        board.db, board.viewer, "analysis.undo", f"analysis:{board.run.code}",
        administration_id=board.run.administration_id, number=number,
    )  # fmt: skip
    return taken
