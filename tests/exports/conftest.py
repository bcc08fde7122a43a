"""A project with everything that is public, and everything that is not."""

from dataclasses import dataclass

import pytest

from participe.answers.models import Answer
from participe.core import batches
from participe.core.db import enter_scope
from participe.exports import source
from participe.exports.source import Source
from participe.subjects.models import State, Status, Visibility
from tests.factories import Actor, Place, make_comment, make_idea, words
from tests.insights import material

TRICKY = '=HYPERLINK("http://x")\r\nune ligne, « deux » ; "trois"\n\n-4 °C, +32 2 555 \t '
SECRET = "MOT-SECRET"


@dataclass
class Everything:
    place: Place
    ideas: list
    run: object


@pytest.fixture
async def everything(db, place, elsewhere, manager, citizen: Actor) -> Everything:
    ideas = await material.make_ideas(db, place)
    tricky = await make_idea(db, place, title="=1+1", body=TRICKY, author=citizen)
    tricky.fields = {"cost": 12, "plan": {"code": "x", "name": f"{SECRET}.pdf", "size": 3}}
    db.add(tricky)
    first = await make_comment(db, place, tricky, body="Premier", author=citizen)
    await make_comment(db, place, tricky, body="Réponse", parent=first)
    hidden = await make_comment(
        db, place, tricky, body=f"{SECRET} commentaire", visibility=Visibility.HIDDEN
    )
    await make_comment(db, place, tricky, body="Après un caché", parent=hidden)
    for changes in (
        {"state": State.DRAFT}, {"state": State.WITHDRAWN}, {"visibility": Visibility.HIDDEN},
        {"visibility": Visibility.HELD},
    ):  # fmt: skip
        idea = await make_idea(db, place, title=SECRET, body=SECRET, **changes)
        await make_comment(db, place, idea, body=f"{SECRET} sur ce qui est caché")
    await make_idea(db, elsewhere, title=f"{SECRET} d’ailleurs")
    from sqlmodel import select

    from participe.subjects.models import Subject

    subject = (await db.exec(select(Subject).where(Subject.id == ideas[0].id))).one()
    subject.status, subject.is_answered = Status.ACCEPTED, True
    db.add(
        Answer(
            subject_id=subject.id, status=Status.ACCEPTED, by_id=manager.id,
            text=words("Oui, c’est décidé.", "Yes, it is decided."),
            signed_as=f"Claire M., {SECRET}",
        )
    )  # fmt: skip
    await db.commit()
    return Everything(place, [*ideas, tricky], await material.published(db, place, manager))


@pytest.fixture
async def as_stranger(sessions):
    """(source, fetch) of a project, read as the command does."""
    opened = []

    async def read(slug: str = "parks") -> tuple[Source, batches.Fetch]:
        db = sessions()
        opened.append(db)
        await enter_scope(db)
        from participe.core import clock

        found = await source.gather(db, clock.now(), slug, "https://participe.example")
        return found, batches.within(db)

    yield read
    for db in opened:
        await db.close()
