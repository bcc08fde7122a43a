"""Writing a statement."""

from sqlmodel.ext.asyncio.session import AsyncSession

from participe.accessibility import queries
from participe.accessibility.forms import StatementForm
from participe.accessibility.models import Statement
from participe.administrations import rules
from participe.administrations.models import Administration
from participe.administrations.queries import Place
from participe.core import audit
from participe.core.rules import Viewer


async def save(
    db: AsyncSession, viewer: Viewer, administration: Administration | None, form: StatementForm
) -> Statement:
    """Public at once; None is the platform's own. Raises Refused."""
    if administration is None:
        rules.create.require(viewer, None)
    else:
        rules.administer.require(viewer, Place.of(administration))
    place = administration.id if administration else None
    row = await queries.statement(db, place) or Statement(administration_id=place)
    for name in StatementForm.model_fields:
        setattr(row, name, getattr(form, name))
    row.changed_at = viewer.now
    db.add(row)
    audit.note(
        db, viewer, "administration.accessibility",
        f"administration:{administration.slug}" if administration else "platform",
        administration_id=place, conformity=row.conformity.value,
    )  # fmt: skip
    return row
