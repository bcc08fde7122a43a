"""Makes the demonstration once: reads `content/`, writes rows with dates around today.

Everything goes into the tables as it would after weeks of use, so that pages, counters and
searches need no special case for a demonstration.
"""

import hashlib
import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe import slices
from participe.administrations.models import Administration
from participe.answers.models import Answer
from participe.core import clock, html
from participe.core.db import make_engine, make_sessions, new_id, working
from participe.core.i18n import BRUSSELS, Localized
from participe.core.paths import PACKAGE
from participe.core.settings import Settings
from participe.demo import (
    decisions,
    fields,
    groups,
    news,
    opinions,
    piles,
    statements,
    talk,
    topics,
)
from participe.follows.models import Follow
from participe.ideas.models import Idea, IdeaBox, Theme
from participe.people.models import Mailbox, Person, Role
from participe.people.queries import mailbox_key
from participe.projects.models import Document, Phase, PhaseAbility, Project, ProjectComponent
from participe.subjects.models import AuthorKind, Channel, State, Status, Subject
from participe.votes.models import Vote

CONTENT = PACKAGE / "demo" / "content"
DEMO_KEYS = (
    "citizen", "citizen2", "citizen3", "ally", "official", "official2", "moderator", "reader",
    "official_b", "juror", "juror2", "admin",
)  # fmt: skip
# person: (role, slug of the administration; none for the platform)
ROLES = {
    "official": ("manager", "tilvaux"),
    "official2": ("manager", "tilvaux"),
    "moderator": ("moderator", "tilvaux"),
    "reader": ("reader", "tilvaux"),
    "official_r": ("manager", "region"),
    "official_b": ("manager", "rodenvenn"),
    "admin": ("admin", ""),
}


@dataclass
class Loading:
    """What was made so far, by the keys of the content."""

    db: AsyncSession
    midnight: datetime  # of the day on which the demonstration is made, in Brussels
    people: dict[str, Person] = field(default_factory=dict)
    administrations: dict[str, Administration] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)  # of ideas

    def at(self, day: float, hour: float = 0) -> datetime:
        return self.midnight + timedelta(days=day, hours=hour)


async def load(settings: Settings, database_url: str, say: Callable[[str], None]) -> bool:
    """Make the content unless it is there; return whether it was made."""
    slices.load()
    engine = make_engine(database_url, size=1, statement_timeout_s=60)
    try:
        async with working(make_sessions(engine)) as db:
            if (await db.exec(select(Administration.id).limit(1))).first() is not None:
                return False
            say("Making the demonstration content …")
            today = clock.now().astimezone(BRUSSELS)
            loading = Loading(db, today.replace(hour=0, minute=0, second=0, microsecond=0))
            await _administrations(loading)
            await _people(loading)
            await statements.make(
                db, loading.administrations, loading.people["official"], loading.midnight
            )
            for file in sorted((CONTENT / "projects").glob("*.toml")):
                await _project(loading, _read(file.relative_to(CONTENT).as_posix()))
            await opinions.make(loading, _read("opinions.toml"))
            await piles.make(loading, _read("piles.toml")["pile"], loading.titles)
            await decisions.make(loading, _read("moderation.toml"))
            told = [loading.people[key].id for key in ("citizen", "citizen2", "citizen3", "ally")]
            await news.tell(db, told, clock.now())
            return True
    finally:
        await engine.dispose()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / name).read_text("utf-8"))


def _said(value: dict[str, str] | None) -> Localized:
    return Localized({code: text.strip() for code, text in (value or {}).items()})


async def _administrations(loading: Loading) -> None:
    for one in _read("administrations.toml")["administration"]:
        address = one.get("address", "")
        administration = Administration(
            slug=one["slug"],
            kind=one["kind"],
            name=_said(one["name"]),
            about=_said(one["about"]),
            email=one["email"],
            phone=one["phone"],
            address=address if isinstance(address, str) else address["fr"],
            website=one["website"],
            accent=one["accent"],
        )
        loading.administrations[one["slug"]] = administration
        loading.db.add(administration)
    await loading.db.flush()


async def _people(loading: Loading) -> None:
    for one in _read("people.toml")["person"]:
        person = Person(
            name=one["name"],
            lang=one["lang"],
            title=_said(one.get("title")),
            welcomed_at=loading.at(-200),
            demo_key=one["key"] if one["key"] in DEMO_KEYS else None,
        )
        loading.people[one["key"]] = person
        loading.db.add(person)
        await loading.db.flush()
        loading.db.add(
            Mailbox(person_id=person.id, address=one["email"], key=mailbox_key(one["email"]))
        )
    for key, (role, slug) in ROLES.items():
        place = loading.administrations[slug].id if slug else None
        loading.db.add(Role(person_id=loading.people[key].id, name=role, administration_id=place))
    await loading.db.flush()


async def _project(loading: Loading, one: dict[str, Any]) -> None:
    db, promise, place = loading.db, one["promise"], one.get("place", {})
    administration = loading.administrations[one["administration"]]
    first_day = min(phase["opens"] for phase in one["phase"])
    project = Project(
        administration_id=administration.id,
        slug=one["slug"],
        title=_said(one["title"]),
        summary=_said(one["summary"]),
        description=_said(one["description"]),
        decides=_said(promise["decides"]),
        by_whom=_said(promise["by_whom"]),
        by_when=loading.at(promise["by_when_day"]).date(),
        not_open=_said(promise["not_open"]),
        feedback=_said(promise["feedback"]),
        contact_email=one["contact_email"],
        languages=one["languages"],
        questions=[question["key"] for question in one.get("question", [])],
        lat=place.get("lat"),
        lon=place.get("lon"),
        zoom=place.get("zoom"),
        published_at=loading.at(min(first_day, 0) - 7) if one["published"] else None,
    )
    db.add(project)
    await db.flush()
    boxes = [await _box(loading, project, n, box) for n, box in enumerate(one.get("box", []))]
    for phase in one["phase"]:
        row = Phase(
            project_id=project.id,
            title=_said(phase["title"]),
            text=_said(phase["text"]),
            opens_at=loading.at(phase["opens"], 8),
            closes_at=loading.at(phase["closes"], 18),
        )
        db.add(row)
        await db.flush()
        db.add_all(
            PhaseAbility(phase_id=row.id, component_id=box.id, ability=ability)
            for box in boxes
            for ability in phase["abilities"]
        )
    for n, document in enumerate(one.get("document", [])):
        db.add(
            Document(
                project_id=project.id,
                title=_said(document["title"]),
                body=_said(document["body"]),
                position=n,
            )
        )
    await db.flush()
    for box_row, box in zip(boxes, one.get("box", []), strict=True):
        await _ideas(loading, project, box_row, box)
    await topics.find(db, project, boxes, loading.people)


async def _box(
    loading: Loading, project: Project, position: int, one: dict[str, Any]
) -> ProjectComponent:
    db = loading.db
    component = ProjectComponent(
        administration_id=project.administration_id,
        project_id=project.id,
        kind="idea",
        slug=one["slug"],
        title=_said(one["title"]),
        position=position,
    )
    db.add(component)
    await db.flush()
    db.add(
        IdeaBox(
            id=component.id,
            question=_said(one["question"]),
            intro=_said(one["intro"]),
            fields=[fields.own_field(own) for own in one.get("field", [])],
            ask_place=one["ask_place"],
            supports_limit=one.get("supports_limit"),
            title_max=one.get("title_max", 120),
            body_min=one.get("body_min", 20),
            body_max=one.get("body_max", 5000),
        )
    )
    db.add_all(
        Theme(component_id=component.id, key=theme["key"], name=_said(theme["name"]), position=n)
        for n, theme in enumerate(one.get("theme", []))
    )
    await db.flush()
    return component


async def _ideas(
    loading: Loading, project: Project, component: ProjectComponent, box: dict[str, Any]
) -> None:
    db = loading.db
    themes = {
        theme.key: theme.id
        for theme in (await db.exec(select(Theme).where(Theme.component_id == component.id))).all()
    }
    made: dict[str, Subject] = {}
    for one in box.get("idea", []):
        at = loading.at(one["day"], one.get("hour", 12))
        author = loading.people.get(one.get("author", ""))
        place = one.get("place", {})
        with clock.stopped_at(at):  # ids sort by the time they were made
            subject = Subject(
                id=new_id(),
                kind="idea",
                administration_id=project.administration_id,
                project_id=project.id,
                component_id=component.id,
                author_id=author.id if author else None,
                author_kind=AuthorKind.ALLY if one.get("author") == "ally" else AuthorKind.CITIZEN,
                channel=Channel(one.get("channel", "web")),
                lang=one["lang"],
                state=State.SUBMITTED,
                status=Status(one["status"]),
                is_answered="answer" in one,
            )
        db.add(subject)
        await db.flush()
        db.add(
            Idea(
                id=subject.id,
                box_id=component.id,
                title=one["title"],
                body=one["body"].strip(),
                body_html=html.render(one["body"].strip()),
                excerpt=html.excerpt(one["body"]),
                theme_id=themes.get(one.get("theme", "")),
                place=place.get("address", ""),
                lat=place.get("lat"),
                lon=place.get("lon"),
                fields=one.get("fields", {}),
                shuffle=int.from_bytes(hashlib.sha256(one["key"].encode()).digest()[:7]),
            )
        )
        await db.flush()
        made[one["key"]], loading.titles[one["key"]] = subject, one["title"]
        await _answer(loading, subject, one)
        _supports(loading, subject, one, author)
        await talk.comments(loading, subject, one)
    await groups.make(db, box, made, loading.people["official"], loading.at(-2, 11))


async def _answer(loading: Loading, subject: Subject, one: dict[str, Any]) -> None:
    if answer := one.get("answer"):
        by = loading.people[answer["by"]]
        title = by.title.said(subject.lang).text
        loading.db.add(
            Answer(
                subject_id=subject.id,
                status=subject.status,
                text=_said(answer["text"]),
                by_id=by.id,
                signed_as=f"{by.name}, {title}" if title else by.name,
                published_at=loading.at(answer["day"], 10),
            )
        )
    if subject.author_id:
        loading.db.add(Follow(subject_id=subject.id, person_id=subject.author_id))
        subject.follow_count = 1


def _supports(
    loading: Loading, subject: Subject, one: dict[str, Any], author: Person | None
) -> None:
    """The same people support the same ideas each time the demonstration is made."""
    able = [p for p in loading.people.values() if author is None or p.id != author.id]
    chosen = random.Random(one["key"]).sample(able, min(one.get("supports", 0), len(able)))  # noqa: S311
    loading.db.add_all(Vote(subject_id=subject.id, person_id=p.id, value=1) for p in chosen)
    subject.support_count = len(chosen)
