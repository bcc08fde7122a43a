"""A box of statements in the project of `place`, open for answers and new statements."""

from dataclasses import dataclass

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations.models import Statement, StatementBox
from participe.core.db import new_id
from participe.projects.models import PhaseAbility, ProjectComponent
from participe.subjects.models import AuthorKind, State, Subject, Visibility
from tests.factories import Place, words

SAID = (
    "Le centre doit être fermé aux voitures le dimanche.",
    "Il faut plus de bancs dans les rues commerçantes.",
    "Le bus doit être gratuit pour les moins de 25 ans.",
    "Les terrasses peuvent rester ouvertes jusqu’à minuit.",
)


@dataclass
class Statements:
    component: ProjectComponent
    box: StatementBox
    subjects: list[Subject]

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.subjects]


async def make_statement(
    db: AsyncSession, place: Place, component: ProjectComponent, body: str, **subject: object
) -> Subject:
    values = {"author_kind": AuthorKind.OFFICIAL, "visibility": Visibility.VISIBLE} | subject
    row = Subject(
        id=new_id(), kind="statement", administration_id=place.administration.id,
        project_id=place.project.id, component_id=component.id, lang="fr",
        state=State.SUBMITTED, **values,
    )  # fmt: skip
    db.add(row)
    await db.flush()
    db.add(Statement(id=row.id, box_id=component.id, body=body))
    await db.commit()
    return row


async def make_statements(db: AsyncSession, place: Place, said=SAID) -> Statements:
    component = ProjectComponent(
        id=new_id(), administration_id=place.administration.id, project_id=place.project.id,
        kind="statement", slug="views", title=words("Votre avis", "Your view"), position=1,
    )  # fmt: skip
    db.add(component)
    await db.flush()
    box = StatementBox(
        id=component.id, question=words("Comment vivre le centre ?", "How to live in the centre?")
    )
    db.add(box)
    for ability in ("vote", "propose"):
        db.add(PhaseAbility(phase_id=place.phase.id, component_id=component.id, ability=ability))
    await db.flush()
    subjects = [await make_statement(db, place, component, body) for body in said]
    return Statements(component, box, subjects)


@pytest.fixture
async def statements(db: AsyncSession, place: Place) -> Statements:
    return await make_statements(db, place)
