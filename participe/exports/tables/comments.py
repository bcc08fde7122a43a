"""What people answered to contributions and to one another."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from participe.comments.models import Stance
from participe.core.batches import Fetch
from participe.core.i18n import _l
from participe.exports.fields import OpenField, OpenTable
from participe.exports.source import Source
from participe.exports.tables.walk import PUBLIC, day, statement, walk
from participe.subjects.models import AuthorKind

FIELDS = (
    OpenField("id", "string", _l("Code of the comment."), True, of="subject.code"),
    OpenField("contribution", "string", _l("Code of the contribution that it is on."), True, of="comment.on_id"),
    OpenField("parent", "string", _l("Code of the comment that it answers, if it is public."), of="comment.parent_id"),
    OpenField("text", "string", _l("Its whole text."), True, of="comment.body"),
    OpenField("lang", "string", _l("Language of the text, ISO 639; “und” when unknown."), True, of="subject.lang"),
    OpenField(
        "stance", "string", _l("For, against, or a remark, as its author chose."), True,
        tuple(Stance), of="comment.stance",
    ),
    OpenField("sent_on", "date", _l("Day on which it was sent, in Belgium."), True, of="subject.created_at"),
    OpenField("edited_on", "date", _l("Day on which its words last changed."), of="comment.edited_at"),
    OpenField(
        "author_kind", "string", _l("Who speaks: a citizen, an ally community or an official."),
        True, tuple(AuthorKind), of="subject.author_kind",
    ),
    OpenField("supports", "integer", _l("People who support it here."), True, of="subject.support_count"),
    OpenField("url", "string", _l("Its address."), True),
)  # fmt: skip
_LISTED = statement(
    """
    s.code, o.code AS on_code, p.code AS parent, c.body, s.lang, c.stance, s.created_at,
    c.edited_at, s.author_kind, s.support_count
    """,
    f"""
    JOIN comment c ON c.id = s.id
    JOIN subject o ON o.id = c.on_id AND {PUBLIC.replace("s.", "o.")}
    LEFT JOIN subject p ON p.id = c.parent_id AND {PUBLIC.replace("s.", "p.")}
    """,
    "comment",
)


async def _rows(source: Source, fetch: Fetch) -> AsyncIterator[Sequence[Any]]:
    for box in source.boxes:
        async for row in walk(fetch, _LISTED, box.component_id):
            yield (
                row.code, row.on_code, row.parent, row.body, row.lang, row.stance,
                day(row.created_at), day(row.edited_at), row.author_kind, row.support_count,
                source.address(f"/ideas/{row.on_code}#comment-{row.code}"),
            )  # fmt: skip


comments = OpenTable(
    "comments",
    _l("Comments"),
    _l("Every public comment on a public contribution, the oldest first in each box."),
    FIELDS,
    _rows,
    key=("id",),
    points_to=(("contribution", "contributions", "id"),),
)
