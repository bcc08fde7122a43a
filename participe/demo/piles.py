"""Sheets from paper and desk in the demonstration: public, to be compared, still being typed in."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import new_code, new_id, sql
from participe.ideas.models import Idea
from participe.paper.models import BatchState, Outcome, PaperBatch, PaperSheet, Verdict
from participe.people.models import Person
from participe.projects.models import Project, ProjectComponent
from participe.subjects.models import Channel, Subject


class Made(Protocol):
    """What `load` has made so far."""

    db: AsyncSession
    people: dict[str, Person]

    def at(self, day: float, hour: float = 0) -> datetime: ...


async def make(loading: Made, piles: list[dict[str, Any]], titles: dict[str, str]) -> None:
    """titles: of the ideas that a sheet became, by their keys."""
    for one in piles:
        await _pile(loading, one, titles)


async def _pile(loading: Made, one: dict[str, Any], titles: dict[str, str]) -> None:
    db, state = loading.db, BatchState(one["state"])
    found = select(ProjectComponent).join(Project).where(Project.slug == one["project"])
    component = (await db.exec(found)).first()
    assert component
    typed_by = loading.people[one["typed_by"]]
    checked_by = loading.people.get(one.get("checked_by", ""))
    at, is_closed = loading.at(one["day"], 15), state is not BatchState.OPEN
    batch = PaperBatch(
        id=new_id(), created_at=at, administration_id=component.administration_id,
        project_id=component.project_id, component_id=component.id, name=one["name"],
        channel=Channel(one["channel"]), announced=one["announced"], state=state,
        opened_by_id=typed_by.id, closed_by_id=typed_by.id if is_closed else None,
        closed_at=at + timedelta(hours=1) if is_closed else None,
        published_at=at + timedelta(hours=3) if state is BatchState.PUBLISHED else None,
    )  # fmt: skip
    db.add(batch)
    await db.flush()
    for number, sheet in enumerate(one["sheet"], start=1):
        outcome = Outcome(sheet.get("outcome", "entered"))
        verdict = Verdict(sheet["verdict"]) if "verdict" in sheet and checked_by else None
        subject = await _subject(db, titles[sheet["idea"]]) if "idea" in sheet else None
        db.add(
            PaperSheet(
                id=new_id(), created_at=at, code=sheet.get("code", new_code()),
                administration_id=component.administration_id, batch_id=batch.id, number=number,
                outcome=outcome, answers=sheet.get("answers", {}), lang=sheet.get("lang", "und"),
                received_on=at.date(), entered_by_id=typed_by.id,
                is_drawn=is_closed and outcome is Outcome.ENTERED and number <= 3,
                verdict=verdict, checked_by_id=checked_by.id if verdict and checked_by else None,
                checked_at=at + timedelta(hours=2) if verdict else None,
                subject_id=subject.id if subject else None,
            )
        )  # fmt: skip
        if subject:
            values = {"id": subject.id, "by": typed_by.id}
            await sql(db, text("UPDATE subject SET entered_by_id = :by WHERE id = :id"), values)
    await db.flush()


async def _subject(db: AsyncSession, title: str) -> Subject:
    found = select(Subject).join(Idea, Idea.id == Subject.id).where(Idea.title == title)  # pyright: ignore[reportArgumentType]
    return (await db.exec(found)).one()
