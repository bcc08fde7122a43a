"""What a project asks its participants about themselves: once, never needed, never shown of one."""

import json
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import LazyText, _l
from participe.core.rules import Viewer
from participe.projects.queries import ProjectView

AGE_BANDS: dict[str, LazyText] = {
    "under_18": _l("Under 18"),
    "18_29": _l("18 to 29"),
    "30_44": _l("30 to 44"),
    "45_59": _l("45 to 59"),
    "60_74": _l("60 to 74"),
    "75_over": _l("75 or over"),
}
ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Questions:
    """What is still to be asked of this person; empty for most requests."""

    asked: tuple[str, ...] = ()  # commune, age_band
    communes: tuple[str, ...] = ()  # answers offered; none: a free text

    def __bool__(self) -> bool:
        return bool(self.asked)

    def fields(self) -> dict[str, Any]:
        """For the form that asks: every answer may be left out."""
        found: dict[str, Any] = {}
        if "commune" in self.asked and self.communes:
            found["commune"] = (Literal[(*self.communes, ELSEWHERE)] | None, None)  # pyright: ignore[reportOperatorIssue] - made at run time
        elif "commune" in self.asked:
            found["commune"] = (str, Field(default="", max_length=80))
        if "age_band" in self.asked:
            found["age_band"] = (Literal[tuple(AGE_BANDS)] | None, None)  # pyright: ignore[reportOperatorIssue] - made at run time
        return found


_ASKED = text(
    """
    SELECT p.questions, p.communes FROM project p WHERE p.id = :project
        AND p.questions <> '{}' AND NOT EXISTS (
            SELECT 1 FROM participation a WHERE a.project_id = p.id AND a.person_id = :person)
    """
)
_NOTE = text(
    """
    INSERT INTO participation (project_id, person_id, answers)
    VALUES (:project, :person, CAST(:answers AS jsonb)) ON CONFLICT DO NOTHING
    """
)


async def to_ask(db: AsyncSession, viewer: Viewer, project: ProjectView) -> Questions:
    """Nothing when the project asks nothing, or has asked this person before."""
    if viewer.id is None or not project.questions:
        return Questions()
    row = (await sql(db, _ASKED, {"project": project.id, "person": viewer.id})).one_or_none()
    return Questions(tuple(row.questions), tuple(row.communes)) if row else Questions()


async def note(db: AsyncSession, viewer: Viewer, project_id: UUID, answers: dict[str, Any]) -> None:
    """Keep the answers, also when there are none: nobody is asked twice."""
    said = {name: value for name, value in answers.items() if value}
    values = {"project": project_id, "person": viewer.id, "answers": json.dumps(said)}
    await sql(db, _NOTE, values)
