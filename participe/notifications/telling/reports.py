"""Reports and corrections that nobody has looked at: to the moderators of the place, once a day while there are any."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import i18n
from participe.core.db import sql
from participe.core.i18n import _, _n, localized
from participe.notifications import services as notifications
from participe.notifications.words import Group, Item, words

_OPEN = text(
    """
    SELECT s.administration_id, count(DISTINCT s.id) AS things,
        (SELECT array_agg(DISTINCT ro.person_id) FROM role ro
            LEFT JOIN project p ON p.id = ro.project_id
         WHERE ro.name = 'moderator'
            AND coalesce(ro.administration_id, p.administration_id) = s.administration_id) AS people
    FROM subject s WHERE s.state = 'submitted' AND s.id IN (
        SELECT r.subject_id FROM report r WHERE r.handled_by_id IS NULL
        UNION SELECT c.subject_id FROM correction c WHERE c.handled_at IS NULL)
    GROUP BY s.administration_id
    """
)


async def tell_reports(db: AsyncSession, today: date) -> int:
    told = 0
    for row in (await sql(db, _OPEN)).all():
        told += await notifications.tell(
            db, "reports", row.people or [], once=f"reports:{row.administration_id}:{today}",
            ids={"administration": str(row.administration_id)},
        )  # fmt: skip
    return told


_WAITING = text(
    """
    SELECT a.id, a.slug, a.name, count(DISTINCT s.id) AS things
    FROM administration a JOIN subject s ON s.administration_id = a.id AND s.state = 'submitted'
    WHERE a.id = ANY (:ids) AND s.id IN (
        SELECT r.subject_id FROM report r WHERE r.handled_by_id IS NULL
        UNION SELECT c.subject_id FROM correction c WHERE c.handled_at IS NULL)
    GROUP BY a.id, a.slug, a.name
    """
)


@words("reports")
async def report_words(db: AsyncSession, groups: Sequence[Group]) -> list[Item | None]:
    """How many wait now. What was reported is not repeated in a mail."""
    places = {group.ids("administration")[-1] for group in groups}
    found = {row.id: row for row in (await sql(db, _WAITING, {"ids": list(places)})).all()}

    def say(group: Group) -> Item | None:
        row = found.get(group.ids("administration")[-1])
        if row is None:
            return None
        return Item(
            _n(
                "%(num)s contribution that was reported or corrected waits for a decision at %(name)s",
                "%(num)s contributions that were reported or corrected wait for a decision at %(name)s",
                row.things,
                name=localized(row.name),
            ),
            _("Look at the reports"),
            f"/{i18n.locale()}/manage/{row.slug}/reports",
        )

    return [say(group) for group in groups]
