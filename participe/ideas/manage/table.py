"""The officials' table: every idea of a box, hidden and withdrawn ones too, filtered and paged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import clock
from participe.core.db import sql
from participe.core.i18n import LazyText, Localized, in_brussels
from participe.core.paging import Cursor, Page, cut
from participe.ideas.queries import Box
from participe.ideas.queries.walk import tables_of
from participe.subjects.models import (
    CHANNEL_NAMES,
    STATUS_NAMES,
    Channel,
    State,
    Status,
    Visibility,
)
from participe.subjects.screening import flags

SIZE = 50
COUNTED = 10_000  # a filtered table is counted so far
NONE = "-"  # the theme of ideas without one
MINE, NOBODY = "mine", "nobody"  # in charge
DUES = ("late", "week")
WEEK = timedelta(7)
GROUPS = ("head", "member", "single")


@dataclass(frozen=True)
class TableFilter:
    """What the address of the table says. Unknown values count as not said."""

    q: str = ""
    theme: str = ""  # key, or «-»
    status: str = ""
    shown: str = ""  # visible, held, hidden, withdrawn
    channel: str = ""
    lang: str = ""
    unanswered: bool = False
    charge: str = ""  # mine, nobody, or the code of a colleague
    due: str = ""  # late, week
    group: str = ""  # head, member, single
    topic: str = ""  # code of a topic of an analysis
    cursor: str = ""

    @classmethod
    def read(cls, query: Any) -> "TableFilter":
        def one_of(name: str, known: Any) -> str:
            value = query.get(name, "")
            return value if value in {str(one) for one in known} else ""

        lang = query.get("lang", "")
        return cls(
            q=query.get("q", "").replace("\0", "").strip()[:200],
            theme=query.get("theme", "").replace("\0", "")[:60],
            status=one_of("status", Status),
            shown=one_of("shown", (*Visibility, State.WITHDRAWN)),
            channel=one_of("channel", Channel),
            lang=lang if lang.isascii() and lang.isalpha() and len(lang) < 4 else "",
            unanswered=query.get("unanswered", "") == "yes",
            charge=query.get("charge", "") if query.get("charge", "").isalnum() else "",
            due=one_of("due", DUES),
            group=one_of("group", GROUPS),
            topic=query.get("topic", "")[:20] if query.get("topic", "").isalnum() else "",
            cursor=query.get("cursor", "")[:400],
        )

    def query(self, **changes: Any) -> dict[str, Any]:
        """For an address: what is said, and nothing else."""
        said = replace(self, **({"cursor": ""} | changes))
        values = {
            "q": said.q, "theme": said.theme, "status": said.status, "shown": said.shown,
            "channel": said.channel, "lang": said.lang, "cursor": said.cursor,
            "unanswered": "yes" if said.unanswered else "", "charge": said.charge,
            "due": said.due, "group": said.group, "topic": said.topic,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value}

    @property
    def active(self) -> int:
        return len(self.query()) - bool(self.q)


class TableRow(NamedTuple):
    """An idea in one line."""

    id: UUID
    code: str
    title: str
    title_is_made: bool
    lang: str
    theme: Localized | None
    status: Status
    is_answered: bool
    state: State
    visibility: Visibility
    channel: Channel
    created_at: datetime
    supports: int
    comments: int
    reports: int
    members: int  # of the group whose head it is
    is_member: bool
    in_charge: str
    due_on: date | None
    is_late: bool
    tells: Sequence[LazyText]  # a phone number, an address: of somebody, perhaps

    @property
    def status_name(self) -> Any:
        return STATUS_NAMES[self.status]

    @property
    def channel_name(self) -> Any:
        return CHANNEL_NAMES[self.channel]

    @property
    def is_readable(self) -> bool:
        """Has it a page that staff may open? What its author withdrew has none."""
        return self.state is State.SUBMITTED


_COLUMNS = """
    s.id, s.code, i.title, i.title_is_made, s.lang, i.theme_id, s.status, s.is_answered, s.state, s.visibility,
    s.channel, s.created_at, s.support_count, s.comment_count,
    (SELECT count(*) FROM report r WHERE r.subject_id = s.id AND r.handled_by_id IS NULL) AS reports,
    s.member_count, s.merged_into_id, coalesce(h.name, '') AS in_charge, g.due_on,
    coalesce(g.due_on < :today AND NOT s.is_answered, false) AS is_late, i.body
"""
# Seen by name only: who is in charge belongs to casework.
_CHARGE = "LEFT JOIN assignment g ON g.subject_id = s.id LEFT JOIN person h ON h.id = g.person_id"

# Seen by name only: topics belong to insights.
_IN_TOPIC = (
    " AND s.id IN (SELECT i.subject_id FROM topic t JOIN topic_item i "
    "ON i.topic_id = t.id OR i.subtopic_id = t.id WHERE t.code = :topic)"
)


def where_of(box: Box, chosen: TableFilter) -> tuple[str, dict[str, Any]]:
    """A WHERE made of our own words, and its values. Drafts are their author's alone."""
    where = "s.component_id = :box AND s.kind = 'idea' AND s.state <> 'draft'"
    values: dict[str, Any] = {"box": box.component_id}
    if chosen.theme == NONE:
        where += " AND i.theme_id IS NULL"
    elif chosen.theme:
        theme = box.theme(chosen.theme)
        where += " AND i.theme_id = :theme"
        values["theme"] = theme.id if theme else None
    if chosen.shown == State.WITHDRAWN:
        where += " AND s.state = 'withdrawn'"
    elif chosen.shown:
        where += " AND s.state = 'submitted' AND s.visibility = :shown"
        values["shown"] = chosen.shown
    for name in ("status", "channel", "lang"):
        if value := getattr(chosen, name):
            where += f" AND s.{name} = :{name}"
            values[name] = value
    if chosen.unanswered:
        where += " AND NOT s.is_answered AND s.state = 'submitted' AND s.visibility = 'visible'"
    where += _of_work(chosen, values)
    if chosen.topic:
        where += _IN_TOPIC
        values["topic"] = chosen.topic
    if chosen.q:
        where += (
            " AND s.id IN (SELECT e.subject_id FROM search_entry e WHERE e.component_id = :box"
            " AND e.words @@ search_query_in(:q, :box, 'idea'))"
        )
        values["q"] = chosen.q
    return where, values


_ASSIGNED = " AND {0}EXISTS (SELECT 1 FROM assignment g WHERE g.subject_id = s.id AND {1})"


def _of_work(chosen: TableFilter, values: dict[str, Any]) -> str:
    """Who is in charge, what is late, what is grouped."""
    where, assigned = "", []
    if chosen.charge == NOBODY:
        where += _ASSIGNED.format("NOT ", "g.person_id IS NOT NULL")
    elif chosen.charge == MINE:  # row-level security knows who asks
        assigned.append("g.person_id = (SELECT app_person())")
    elif chosen.charge:
        assigned.append("g.person_id = (SELECT id FROM person WHERE code = :charge)")
        values["charge"] = chosen.charge
    if chosen.due:
        values["until"] = _today() - timedelta(1) if chosen.due == "late" else _today() + WEEK
        assigned.append("g.due_on <= :until")
        where += " AND NOT s.is_answered"
    if assigned:
        where += _ASSIGNED.format("", " AND ".join(assigned))
    if chosen.group:
        where += {
            "head": " AND s.member_count > 0",
            "member": " AND s.merged_into_id IS NOT NULL",
            "single": " AND s.merged_into_id IS NULL AND s.member_count = 0",
        }[chosen.group]
    return where


def _today() -> date:
    return in_brussels(clock.now()).date()


async def table(db: AsyncSession, box: Box, chosen: TableFilter) -> Page[TableRow]:
    """One page, the newest first, and how many match (counted up to 10 000)."""
    where, values = where_of(box, chosen)
    tables = tables_of(where)  # most filters are about subjects alone
    counted = f"SELECT count(*) AS total FROM (SELECT 1 FROM {tables} WHERE {where} LIMIT {COUNTED + 1}) n"  # noqa: S608
    cursor = _cursor(chosen.cursor)
    backwards = cursor is not None and cursor.backwards
    beyond = ""
    if cursor:
        sign = ">" if backwards else "<"
        beyond = f" AND (s.created_at, s.id) {sign} (CAST(:k0 AS timestamptz), CAST(:k1 AS uuid))"
        values |= {"k0": cursor.keys[0], "k1": cursor.keys[1]}
    way = "ASC" if backwards else "DESC"
    order = f"ORDER BY s.created_at {way}, s.id {way}"
    # The ids alone are found in an index; what is shown of them is looked up afterwards.
    listed = text(
        f"WITH page AS MATERIALIZED (SELECT s.id FROM {tables} WHERE {where}{beyond} {order} "  # noqa: S608
        f"LIMIT {SIZE + 1}) SELECT {_COLUMNS}, n.total FROM ({counted}) n LEFT JOIN (page "
        f"JOIN subject s ON s.id = page.id JOIN idea i ON i.id = s.id {_CHARGE}) ON true {order}"
    )
    values["today"] = _today()
    found = (await sql(db, listed, values)).all()
    total = found[0].total  # one row without an idea, when there is none
    found = [row for row in found if row.id]
    told = await flags(db, box.administration_id, [f"{row.title}\n{row.body}" for row in found])
    themes = {theme.id: theme.name for theme in box.themes}
    rows = [
        _row(row, themes.get(row.theme_id), tells) for row, tells in zip(found, told, strict=True)
    ]
    return cut(
        rows, SIZE, cursor, lambda r: (r.created_at.isoformat(), str(r.id)),
        min(total, COUNTED), exact=total <= COUNTED,
    )  # fmt: skip


def _row(row: Any, theme: Localized | None, tells: Sequence[LazyText]) -> TableRow:
    return TableRow(
        row.id, row.code, row.title, row.title_is_made, row.lang, theme, Status(row.status),
        row.is_answered, State(row.state), Visibility(row.visibility), Channel(row.channel),
        row.created_at, row.support_count, row.comment_count, row.reports,
        row.member_count, row.merged_into_id is not None, row.in_charge, row.due_on, row.is_late, tells,
    )  # fmt: skip


def _cursor(value: str) -> Cursor | None:
    cursor = Cursor.read(value, 2)
    if cursor:
        try:
            datetime.fromisoformat(str(cursor.keys[0]))
            UUID(str(cursor.keys[1]))
        except ValueError:
            return None
    return cursor


# From one language to the next in the index, however many ideas there are of each.
_LANGUAGES = text(
    """
    WITH RECURSIVE used (lang) AS (
        (SELECT s.lang FROM subject s WHERE s.component_id = :box AND s.kind = 'idea'
         ORDER BY s.lang LIMIT 1)
        UNION ALL
        SELECT (SELECT s.lang FROM subject s WHERE s.component_id = :box AND s.kind = 'idea'
                AND s.lang > u.lang ORDER BY s.lang LIMIT 1)
        FROM used u WHERE u.lang IS NOT NULL)
    SELECT lang FROM used WHERE lang IS NOT NULL LIMIT 60
    """
)


async def languages_of(db: AsyncSession, box: Box) -> Sequence[str]:
    """The languages in which ideas of this box were written."""
    return (await sql(db, _LANGUAGES, {"box": box.component_id})).scalars().all()
