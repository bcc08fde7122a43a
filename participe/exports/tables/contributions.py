"""What people proposed. Its columns `id`, `text`, `lang` are those that the analysis reads."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from participe.core.batches import Fetch
from participe.core.i18n import _l
from participe.exports.fields import OpenField, OpenTable
from participe.exports.source import Source
from participe.exports.tables.walk import day, statement, walk
from participe.ideas.queries.texts import WHOLE
from participe.subjects.models import AuthorKind, Channel, Status

# Of a degree: about 100 metres, for many people mark the place where they live.
DECIMALS = 3
FIELDS = (
    OpenField("id", "string", _l("Code of the contribution, as in its address."), True, of="subject.code"),
    OpenField("kind", "string", _l("What it is: an idea."), True, ("idea",), of="subject.kind"),
    OpenField("box", "string", _l("Box to which it was sent; project.json names it."), True, of="subject.component_id"),
    OpenField("title", "string", _l("Its title."), True, of="idea.title"),
    OpenField(
        "title_is_made",
        "boolean",
        _l("True when it came without a title: then its first words stand for one."),
        True,
        of="idea.title_is_made",
    ),
    OpenField(
        "text",
        "string",
        _l(
            "The whole text, as the analysis reads it: the title, an empty line, the explanation. "
            "Without the title when that is made of the first words."
        ),
        True,
        of="idea.body",
    ),
    OpenField("lang", "string", _l("Language of the text, ISO 639; “und” when unknown."), True, of="subject.lang"),
    OpenField("theme", "string", _l("Key of its theme; project.json has the name."), of="idea.theme_id"),
    OpenField("place", "string", _l("Place in words, as its author wrote it."), of="idea.place"),
    OpenField("lat", "number", _l("Latitude of the place in degrees (WGS 84), to about 100 metres."), of="idea.lat"),
    OpenField("lon", "number", _l("Longitude of the place in degrees (WGS 84), to about 100 metres."), of="idea.lon"),
    OpenField("sent_on", "date", _l("Day on which it was sent, in Belgium."), True, of="subject.created_at"),
    OpenField("edited_on", "date", _l("Day on which its words last changed."), of="idea.edited_at"),
    OpenField(
        "channel", "string", _l("How it reached the administration."), True, tuple(Channel),
        of="subject.channel",
    ),
    OpenField(
        "author_kind", "string", _l("Who speaks: a citizen, an ally community or an official."),
        True, tuple(AuthorKind), of="subject.author_kind",
    ),
    OpenField("status", "string", _l("What the authority says of it."), True, tuple(Status), of="subject.status"),
    OpenField("supports", "integer", _l("People who support it here; where others are grouped with it, people who support any of them."), True, of="subject.support_count"),
    OpenField(
        "supports_elsewhere", "integer", _l("Supports counted elsewhere before an import."), True,
        of="inherited_total.supports",
    ),
    OpenField(
        "merged_into", "string",
        _l("Code of the contribution with which it was grouped, because it says the same."),
        of="subject.merged_into_id",
    ),
    OpenField("comments", "integer", _l("Public comments on it."), True, of="subject.comment_count"),
    OpenField(
        "own_answers",
        "object",
        _l("Answers to the questions of the box itself, as a JSON object; files are left out."),
        of="idea.fields",
    ),
    OpenField("source", "string", _l("Where it was imported from."), of="subject.source"),
    OpenField(
        "analysis", "string", _l("Code of the published analysis that read it; empty for none.")
    ),
    OpenField("url", "string", _l("Address of its page."), True),
)  # fmt: skip
_LISTED = statement(
    f"""
    s.code, i.title, i.title_is_made, {WHOLE} AS whole, s.lang, t.key AS theme, i.place,
    round(i.lat::numeric, {DECIMALS})::float AS lat, round(i.lon::numeric, {DECIMALS})::float AS lon,
    s.created_at, i.edited_at, s.channel, s.author_kind, s.status, s.support_count,
    coalesce(n.supports, 0) AS elsewhere, h.code AS merged_into, s.comment_count, i.fields, s.source,
    (SELECT r.code FROM topic_item x JOIN analysis_run r ON r.id = x.run_id
     WHERE x.subject_id = s.id AND r.published_at IS NOT NULL) AS analysis
    """,  # noqa: S608 - our words
    """
    JOIN idea i ON i.id = s.id LEFT JOIN theme t ON t.id = i.theme_id
    LEFT JOIN inherited_total n ON n.subject_id = s.id
    LEFT JOIN subject h ON h.id = s.merged_into_id
    """,
    "idea",
)


async def _rows(source: Source, fetch: Fetch) -> AsyncIterator[Sequence[Any]]:
    for box in source.boxes:
        async for row in walk(fetch, _LISTED, box.component_id):
            yield (
                row.code, "idea", box.component.slug, row.title, row.title_is_made, row.whole,
                row.lang, row.theme, row.place, row.lat, row.lon, day(row.created_at),
                day(row.edited_at),
                row.channel, row.author_kind, row.status, row.support_count, row.elsewhere, row.merged_into,
                row.comment_count, _own(row.fields), row.source, row.analysis,
                source.address(f"/ideas/{row.code}"),
            )  # fmt: skip


def _own(answers: dict[str, Any]) -> dict[str, Any] | None:
    """The name of a file often holds the name of a person, so files are left out."""
    told = {key: value for key, value in answers.items() if not isinstance(value, dict | list)}
    return dict(sorted(told.items())) or None


contributions = OpenTable(
    "contributions",
    _l("Contributions"),
    _l("Every public idea of the project, the oldest first in each box."),
    FIELDS,
    _rows,
    key=("id",),
)
