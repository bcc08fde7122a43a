"""Rows with sensible defaults, as plain functions: `await make_idea(db, place, title="…")`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.administrations.models import Administration, AdministrationKind
from participe.comments.models import Comment
from participe.core import clock, html
from participe.core.db import new_id
from participe.core.i18n import Localized
from participe.core.rules import Viewer
from participe.ideas.models import Idea, IdeaBox, Theme
from participe.people import services as people
from participe.people.models import Mailbox, Person, Role
from participe.projects.models import Phase, PhaseAbility, Project, ProjectComponent
from participe.subjects.models import State, Subject

DAY = timedelta(days=1)
ABILITIES = ("submit", "comment", "support")


@dataclass
class Actor:
    """A person with the key of a session in which they are signed in."""

    person: Person
    key: str
    viewer: Viewer

    @property
    def id(self) -> UUID:
        return self.person.id


@dataclass
class Place:
    administration: Administration
    project: Project
    phase: Phase
    component: ProjectComponent
    box: IdeaBox
    theme: Theme


def words(fr: str, en: str = "") -> Localized:
    return Localized({"fr": fr, "en": en or fr})


async def make_actor(db: AsyncSession, name: str = "Ana", **roles: UUID) -> Actor:
    """A signed-in person: `manager=administration.id`, `admin=PLATFORM` give roles there."""
    now = clock.now()
    person = Person(name=name, lang="fr", welcomed_at=now)
    db.add(person)
    await db.flush()
    address = f"{person.code}@example.org"
    db.add(Mailbox(person_id=person.id, address=address, key=address))
    for role, of in roles.items():
        db.add(
            Role(
                person_id=person.id,
                name=role,
                administration_id=None if role == "admin" else of,
            )
        )
    await db.flush()
    key, _ = await people.sign_in(db, person, now)
    await db.commit()
    viewer = Viewer(
        now,
        person.id,
        frozenset(roles.items()),
        name=name,
        lang="fr",
        administrations=frozenset(of for role, of in roles.items() if role != "admin"),
    )
    return Actor(person, key, viewer)


async def make_administration(db: AsyncSession, slug: str = "commune") -> Administration:
    administration = Administration(
        slug=slug, kind=AdministrationKind.COMMUNE, name=words(f"Commune {slug}")
    )
    db.add(administration)
    await db.commit()
    return administration


async def make_place(db: AsyncSession, slug: str = "parks", **changes: Any) -> Place:
    """An administration, a project, one phase with all abilities, one idea box with a theme."""
    now = clock.now()
    administration = await make_administration(db, f"commune-{slug}")
    project = Project(
        administration_id=administration.id,
        slug=slug,
        title=words("Nos parcs", "Our parks"),
        summary=words("Que changer dans nos parcs ?", "What to change in our parks?"),
        decides=words("Les travaux de 2027"),
        published_at=changes.pop("published_at", now),
        **changes,
    )
    db.add(project)
    await db.flush()
    phase = Phase(
        project_id=project.id, title=words("Vos idées"), opens_at=now - DAY, closes_at=now + DAY
    )
    component = ProjectComponent(
        administration_id=administration.id,
        project_id=project.id,
        kind="idea",
        slug="ideas",
        title=words("Boîte à idées", "Idea box"),
    )
    db.add_all([phase, component])
    await db.flush()
    box = IdeaBox(id=component.id, question=words("Que changer ?", "What to change?"))
    theme = Theme(component_id=component.id, key="nature", name=words("Nature"))
    db.add_all([box, theme])
    db.add_all(
        PhaseAbility(phase_id=phase.id, component_id=component.id, ability=ability)
        for ability in ABILITIES
    )
    await db.commit()
    return Place(administration, project, phase, component, box, theme)


async def make_idea(
    db: AsyncSession,
    place: Place,
    *,
    title: str = "Des bancs à l’ombre",
    body: str = "Les personnes âgées pourraient s’y reposer en été.",
    author: Actor | None = None,
    **subject: Any,
) -> Idea:
    """A published idea, unless `state` or `visibility` say otherwise."""
    values = {"state": State.SUBMITTED, "lang": "fr"} | subject
    row = Subject(
        id=new_id(),
        kind="idea",
        administration_id=place.administration.id,
        project_id=place.project.id,
        component_id=place.component.id,
        author_id=author.id if author else None,
        **values,
    )
    db.add(row)
    await db.flush()
    idea = Idea(
        id=row.id,
        box_id=place.box.id,
        title=title,
        body=body,
        body_html=html.render(body),
        excerpt=html.excerpt(body),
        theme_id=place.theme.id,
    )
    db.add(idea)
    await db.commit()
    return idea


async def code_of(db: AsyncSession, row: Any) -> str:
    from sqlmodel import select

    return (await db.exec(select(Subject.code).where(Subject.id == row.id))).one()


async def make_comment(
    db: AsyncSession,
    place: Place,
    on: Any,
    *,
    body: str = "Très bonne idée.",
    author: Actor | None = None,
    parent: Comment | None = None,
    **subject: Any,
) -> Comment:
    row = Subject(
        id=new_id(),
        kind="comment",
        administration_id=place.administration.id,
        project_id=place.project.id,
        component_id=place.component.id,
        author_id=author.id if author else None,
        **({"state": State.SUBMITTED, "lang": "fr"} | subject),
    )
    db.add(row)
    await db.flush()
    comment = Comment(
        id=row.id,
        on_id=on.id,
        parent_id=parent.id if parent else None,
        root_id=parent.root_id if parent else row.id,
        body=body,
        body_html=html.render(body),
    )
    db.add(comment)
    await db.commit()
    return comment
