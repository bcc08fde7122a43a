"""Answering statements, adding one's own, and keeping them as an official."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.consultations import rules
from participe.consultations.forms import BoxForm, StatementForm
from participe.consultations.models import Statement, StatementBox
from participe.consultations.queries import Box, StatementView
from participe.core import audit, clock
from participe.core.db import new_id, sql
from participe.core.errors import Refused
from participe.core.i18n import _l
from participe.core.rules import Viewer
from participe.projects import rules as projects
from participe.projects.models import ProjectComponent
from participe.projects.services import hold_open, rename_component
from participe.projects.services.projects import merged
from participe.subjects import services as subjects
from participe.subjects.models import AuthorKind, State, Subject, Visibility
from participe.votes.services import hold_person

# The answer and the sums in one statement: they cannot differ. The person is held before, so
# that two clicks that arrive together count one after the other.
_VOTE = text(
    """
    WITH old AS (
        SELECT value FROM vote WHERE subject_id = :subject AND person_id = :person),
    put AS (
        INSERT INTO vote (subject_id, person_id, value, created_at)
        VALUES (:subject, :person, :value, :now)
        ON CONFLICT (subject_id, person_id) DO UPDATE SET value = excluded.value
        RETURNING value),
    moved AS (
        SELECT (new.value = 1)::int - coalesce((old.value = 1)::int, 0) AS agreed,
            (new.value = -1)::int - coalesce((old.value = -1)::int, 0) AS disagreed,
            (new.value = 0)::int - coalesce((old.value = 0)::int, 0) AS passed,
            (old.value IS NULL)::int AS seen
        FROM put new LEFT JOIN old ON true)
    UPDATE statement SET agreed = statement.agreed + moved.agreed,
        disagreed = statement.disagreed + moved.disagreed,
        passed = statement.passed + moved.passed, seen = statement.seen + moved.seen
    FROM moved WHERE statement.id = :subject
    """
)


async def create(db: AsyncSession, row: ProjectComponent) -> None:
    """The box of a new component."""
    db.add(StatementBox(id=row.id))
    await db.flush()


async def vote(db: AsyncSession, viewer: Viewer, statement: StatementView, value: int) -> None:
    """Answer, or answer anew. Raises Refused when the phase or the statement is closed."""
    rules.vote.require(viewer, statement)
    assert viewer.id
    await hold_open(db, statement.component_id, "vote")
    await hold_person(db, statement.component_id, viewer.id)
    await sql(
        db,
        _VOTE,
        {"subject": statement.id, "person": viewer.id, "value": value, "now": clock.now()},
    )


async def propose(db: AsyncSession, viewer: Viewer, box: Box, form: StatementForm) -> Subject:
    """One's own statement: nobody is asked it before a moderator has read it."""
    rules.propose.require(viewer, box)
    await hold_open(db, box.component_id, "propose")
    return await _add(
        db, viewer, box, form.body, form.lang,
        author_kind=AuthorKind.CITIZEN, visibility=Visibility.HELD,
    )  # fmt: skip


async def add(db: AsyncSession, viewer: Viewer, box: Box, bodies: list[str], lang: str) -> int:
    """Statements of the administration, public at once; those that are there already are not
    added twice. Returns how many are new."""
    projects.manage.require(viewer, box.project)
    known = text("SELECT t.body FROM statement t WHERE t.box_id = :box AND t.body = ANY (:bodies)")
    there = set((await sql(db, known, {"box": box.component_id, "bodies": bodies})).scalars())
    new = [body for body in dict.fromkeys(bodies) if body not in there]
    for body in new:
        await _add(
            db, viewer, box, body, lang,
            author_kind=AuthorKind.OFFICIAL, visibility=Visibility.VISIBLE,
            acting_for_id=box.administration_id,
        )  # fmt: skip
    _note(db, viewer, box, "statement.add", number=len(new))
    return len(new)


async def _add(
    db: AsyncSession, viewer: Viewer, box: Box, body: str, lang: str, **subject: Any
) -> Subject:
    row = await subjects.open_subject(
        db,
        id=new_id(),
        created_at=viewer.now,
        kind="statement",
        administration_id=box.administration_id,
        project_id=box.project_id,
        component_id=box.component_id,
        author_id=viewer.id,
        lang=lang,
        state=State.SUBMITTED,
        **subject,
    )
    db.add(Statement(id=row.id, box_id=box.component_id, body=body))
    await db.flush()
    return row


async def change(db: AsyncSession, viewer: Viewer, box: Box, form: BoxForm) -> None:
    projects.manage.require(viewer, box.project)
    await rename_component(db, viewer, box.project, box.component_id, form.title)
    found = select(StatementBox).where(StatementBox.id == box.component_id).with_for_update()
    row, languages = (await db.exec(found)).one(), box.project.languages
    row.question = merged(row.question, form.question, languages)
    row.intro = merged(row.intro, form.intro, languages)
    _note(db, viewer, box, "statements.change")


async def remove_box(db: AsyncSession, viewer: Viewer, box: Box) -> None:
    """Take away a box without statements."""
    projects.manage.require(viewer, box.project)
    used = text("SELECT EXISTS (SELECT 1 FROM subject s WHERE s.component_id = :id)")
    if (await sql(db, used, {"id": box.component_id})).scalar_one():
        raise Refused(_l("This holds statements: it stays."))
    await db.exec(delete(ProjectComponent).where(col(ProjectComponent.id) == box.component_id))
    _note(db, viewer, box, "statements.remove")


async def edit(
    db: AsyncSession, viewer: Viewer, statement: StatementView, form: StatementForm
) -> None:
    """Other words for a statement that nobody has answered. Raises Refused."""
    rules.edit.require(viewer, statement)
    row = await _locked(db, statement.id)
    if row.seen:
        raise Refused(rules.unanswered.why_not(viewer, row) or "")
    await sql(
        db,
        text("UPDATE subject SET lang = :lang WHERE id = :id"),
        {"id": statement.id, "lang": form.lang},
    )
    row.body = form.body
    _note(db, viewer, statement.box, "statement.edit", statement=statement.code)


async def close(
    db: AsyncSession, viewer: Viewer, statement: StatementView, *, closed: bool
) -> None:
    """Nobody is asked any more, or again; what was answered stays."""
    rules.manage.require(viewer, statement)
    row = await _locked(db, statement.id)
    row.closed_at = viewer.now if closed else None
    action = "statement.close" if closed else "statement.open"
    _note(db, viewer, statement.box, action, statement=statement.code)


async def _locked(db: AsyncSession, statement_id: UUID) -> Statement:
    found = select(Statement).where(Statement.id == statement_id).with_for_update()
    return (await db.exec(found)).one()


def _note(db: AsyncSession, viewer: Viewer, box: Box, action: str, **details: Any) -> None:
    audit.note(
        db, viewer, action, f"project:{box.project.slug}",
        administration_id=box.administration_id, box=box.component.slug, **details,
    )  # fmt: skip
