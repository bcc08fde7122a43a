"""What an account may publish in its first hour: enough for a person, little for a machine."""

from datetime import timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core.db import sql
from participe.core.i18n import LazyText, _l
from participe.core.rules import Viewer
from participe.core.settings import Settings

NEW = timedelta(hours=1)  # after the first sign-in
MOST = {"idea": 1, "comment": 5, "statement": 3}
WAIT: dict[str, LazyText] = {
    "idea": _l("Your account is new: in its first hour you can send one idea. "
               "You can send this one from %(when)s. It is kept as a draft."),
    "comment": _l("Your account is new: in its first hour you can write five comments. "
                  "You can send this one from %(when)s."),
    "statement": _l("Your account is new: in its first hour you can add three statements. "
                    "You can send this one from %(when)s."),
}  # fmt: skip
_SINCE = text("SELECT welcomed_at FROM person WHERE id = :id AND welcomed_at > :new")
# Two clicks may arrive together: they count one after the other.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('newcomer' || :id, 0))")
_SENT = text(
    """
    SELECT count(*) FROM subject
    WHERE author_id = :id AND kind = :kind AND state <> 'draft' AND created_at >= :since
    """
)


async def must_wait(
    db: AsyncSession, viewer: Viewer, settings: Settings, kind: str
) -> LazyText | None:
    """Why a new account cannot publish one more of this kind yet; None when it can.

    What was withdrawn counts too. Officials are known to their administration: not limited.
    """
    if not settings.rate_limits or viewer.id is None or viewer.is_staff:
        return None
    new = (await sql(db, _SINCE, {"id": viewer.id, "new": viewer.now - NEW})).first()
    if new is None:
        return None
    await sql(db, _ONE_AT_A_TIME, {"id": str(viewer.id)})
    values = {"id": viewer.id, "kind": kind, "since": new.welcomed_at}
    if (await sql(db, _SENT, values)).scalar_one() < MOST[kind]:
        return None
    return LazyText(WAIT[kind].message, when=new.welcomed_at + NEW)
