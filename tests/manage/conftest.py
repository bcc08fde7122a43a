"""People with each role, and things to manage in a commune."""

from dataclasses import dataclass

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.applications import Starlette

from participe.casework.models import AnswerTemplate, BulkAction
from participe.contact.models import Enquiry, Matter
from participe.core import clock
from participe.core.jobs import Job
from participe.core.rules import PLATFORM
from participe.ideas.models import ImportBatch
from participe.insights.models import AnalysisRun, Topic
from participe.paper.models import PaperBatch, PaperSheet
from participe.projects.models import Document
from participe.subjects.models import Channel, Status
from tests import factories
from tests.consultations.conftest import Statements, make_statements
from tests.factories import Actor, Place, code_of, make_idea, words


@pytest.fixture
async def administrator(db: AsyncSession, place: Place) -> Actor:
    return await factories.make_actor(db, "Anne A.", administrator=place.administration.id)


@pytest.fixture
async def reader(db: AsyncSession, place: Place) -> Actor:
    return await factories.make_actor(db, "Rita R.", reader=place.administration.id)


@pytest.fixture
async def official_b(db: AsyncSession, elsewhere: Place) -> Actor:
    return await factories.make_actor(db, "Bert B.", manager=elsewhere.administration.id)


@pytest.fixture
async def admin(db: AsyncSession) -> Actor:
    return await factories.make_actor(db, "Olga P.", admin=PLATFORM)


@dataclass
class Things:
    document: Document
    job: Job
    run: AnalysisRun
    topic: Topic
    batch: ImportBatch
    idea_code: str
    template: AnswerTemplate
    bulk: BulkAction
    enquiry: Enquiry
    pile: PaperBatch
    statements: Statements


@pytest.fixture
async def things(app: Starlette, db: AsyncSession, place: Place) -> Things:
    """A note, a job, an import, an own question, a topic: whatever an address may name."""
    document = Document(
        project_id=place.project.id, title=words("Le plan"), body=words("Un plan simple.")
    )
    job = Job(name="ideas.import", administration_id=place.administration.id)
    place.box.fields = [{"key": "cost", "kind": "number", "label": {"fr": "Coût"}}]
    batch = ImportBatch(
        administration_id=place.administration.id, project_id=place.project.id,
        component_id=place.component.id, file_name="survey.csv", source="survey",
        head={"columns": [["text", ["Bonjour"]]]}, mapping={"body": "text"},
    )  # fmt: skip
    run = AnalysisRun(
        administration_id=place.administration.id, project_id=place.project.id,
        component_id=place.component.id, done_at=clock.now(), read_at=clock.now(),
        method={"version": "1.0", "seed": 0, "input_sha256": "0", "libraries": {}},
    )  # fmt: skip
    db.add_all([document, job, batch, place.box, run])
    await db.flush()
    topic = Topic(run_id=run.id, number=1, label="bancs", terms=["bancs"])
    db.add(topic)
    await db.commit()
    idea = await make_idea(db, place, title="Un kiosque")
    template = AnswerTemplate(
        administration_id=place.administration.id, name="Merci", status=Status.ACCEPTED,
        text=words("Merci, {name}."),
    )  # fmt: skip
    bulk = BulkAction(
        administration_id=place.administration.id, project_id=place.project.id,
        component_id=place.component.id,
    )  # fmt: skip
    enquiry = Enquiry(
        administration_id=place.administration.id, matter=Matter.QUESTION, lang="fr",
        address="n@example.org", text="Quand ?", due_on=clock.now().date(),
    )  # fmt: skip
    pile = PaperBatch(
        administration_id=place.administration.id, project_id=place.project.id,
        component_id=place.component.id, name="Semaine 47", channel=Channel.PAPER, announced=1,
    )  # fmt: skip
    db.add_all([template, bulk, enquiry, pile])
    await db.flush()
    await app.state.storage.put("scan-of-a-sheet", b"RIFF")
    db.add(
        PaperSheet(
            administration_id=place.administration.id, batch_id=pile.id, number=1,
            answers={"body": "Plus de bancs."}, received_on=clock.now().date(),
            scan_key="scan-of-a-sheet", scan_kind="image/webp",
        )
    )  # fmt: skip
    await db.commit()
    return Things(
        document,
        job,
        run,
        topic,
        batch,
        await code_of(db, idea),
        template,
        bulk,
        enquiry,
        pile,
        await make_statements(db, place),
    )
