"""Statements of the demonstration, what people answered, and the groups found in it."""

import random
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations.models import Statement, StatementBox
from participe.core import clock
from participe.core.db import new_id
from participe.core.i18n import Localized
from participe.people.models import Person
from participe.projects.models import Phase, PhaseAbility, Project, ProjectComponent
from participe.subjects.models import AuthorKind, State, Subject
from participe.votes.models import Vote

ABILITIES = ("vote", "propose")
SHARES = (0.6, 0.4)  # of the people, in each group
SAYS_OTHERWISE = 0.15  # of the answers
SEES = 0.85  # of the statements, on average


class Made(Protocol):
    """What `load` has made so far."""

    db: AsyncSession
    people: dict[str, Person]

    def at(self, day: float, hour: float = 0) -> datetime: ...


async def make(loading: Made, one: dict[str, Any]) -> None:
    """A box in the phase in which the project collects; the people to sign in as answer nothing."""
    db = loading.db
    project = (await db.exec(select(Project).where(Project.slug == one["project"]))).one()
    component = ProjectComponent(
        id=new_id(),
        administration_id=project.administration_id,
        project_id=project.id,
        kind="statement",
        slug=one["slug"],
        title=Localized(one["title"]),
        position=9,
    )
    db.add(component)
    await db.flush()
    db.add(
        StatementBox(
            id=component.id, question=Localized(one["question"]), intro=Localized(one["intro"])
        )
    )
    phases = (await db.exec(select(Phase).where(Phase.project_id == project.id))).all()
    for phase in phases:
        if phase.opens_at <= loading.at(0) < phase.closes_at:
            db.add_all(
                PhaseAbility(phase_id=phase.id, component_id=component.id, ability=ability)
                for ability in ABILITIES
            )
    await db.flush()
    statements = [await _statement(loading, project, component, one, s) for s in one["statement"]]
    await _answers(loading, statements, one["statement"])
    await _groups(loading, project, component, one)


async def _statement(
    loading: Made, project: Project, component: ProjectComponent, box: dict[str, Any],
    one: dict[str, Any],
) -> Statement:  # fmt: skip
    with clock.stopped_at(loading.at(box["day"], 9)):
        subject = Subject(
            id=new_id(),
            kind="statement",
            administration_id=project.administration_id,
            project_id=project.id,
            component_id=component.id,
            author_id=loading.people[box["by"]].id,
            author_kind=AuthorKind.OFFICIAL,
            acting_for_id=project.administration_id,
            lang=one["lang"],
            state=State.SUBMITTED,
        )
    loading.db.add(subject)
    await loading.db.flush()
    row = Statement(id=subject.id, box_id=component.id, body=one["text"])
    loading.db.add(row)
    await loading.db.flush()
    return row


async def _answers(loading: Made, rows: list[Statement], said: list[dict[str, Any]]) -> None:
    """The same people answer the same each time the demonstration is made."""
    chance = random.Random("opinions")  # noqa: S311
    people = [key for key, person in loading.people.items() if person.demo_key is None]
    for key in people:
        group = chance.choices(range(len(SHARES)), SHARES)[0]
        for row, one in zip(rows, said, strict=True):
            value = one["sides"][group]
            if chance.random() < SAYS_OTHERWISE:
                value = chance.choice((1, 0, -1))
            if chance.random() > SEES:
                continue
            loading.db.add(Vote(subject_id=row.id, person_id=loading.people[key].id, value=value))
            row.seen += 1
            row.agreed += value == 1
            row.disagreed += value == -1
            row.passed += value == 0
    await loading.db.flush()


async def _groups(
    loading: Made, project: Project, component: ProjectComponent, one: dict[str, Any]
) -> None:
    from participe.consultations import adapter  # scikit-learn takes a second to load

    by = loading.people[one["by"]].id
    place = adapter.Place(project.administration_id, project.id, component.id, asked_by_id=by)
    run = await adapter.at_once(loading.db, place)
    run.published_at, run.published_by_id = run.done_at, by
