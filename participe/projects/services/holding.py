"""The lock that makes a closing time exact."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import sql
from participe.core.errors import Refused
from participe.core.i18n import _l

_HOLD = text(
    """
    SELECT 1 FROM phase ph JOIN phase_ability pa ON pa.phase_id = ph.id
    WHERE pa.component_id = :component AND pa.ability = :ability
        AND ph.opens_at <= coalesce(CAST(:at AS timestamptz), statement_timestamp())
        AND ph.closes_at > coalesce(CAST(:at AS timestamptz), statement_timestamp())
    LIMIT 1 FOR SHARE OF ph
    """
)


async def hold_open(db: AsyncSession, component_id: UUID, ability: str) -> None:
    """Make sure that the phase is open, and stays so until this transaction ends.

    Closing a phase updates its row, and so waits for those who are voting, or comes first:
    the count at closing is the count for ever. Raises Refused.
    """
    values = {"component": component_id, "ability": ability, "at": clock.stopped()}
    if (await sql(db, _HOLD, values)).first() is None:
        raise Refused(_l("This has just closed. What you see here is the final state."))
