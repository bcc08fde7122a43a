"""Figures of the project: each can be counted again from the other tables, but those of people."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import text

from participe.core import small
from participe.core.batches import Fetch
from participe.core.i18n import _l
from participe.exports.fields import OpenField, OpenTable
from participe.exports.source import Source
from participe.exports.tables.walk import PUBLIC

FIGURES = ("contributions", "supports", "comments", "answered", "people")
BY = ("all", "theme", "channel", "author_kind", "status", "lang", "month", "commune", "age_band")
UNKNOWN = "not_told"
FIELDS = (
    OpenField("figure", "string", _l("What is counted."), True, FIGURES),
    OpenField("box", "string", _l("In which box; empty for the whole project.")),
    OpenField(
        "by", "string",
        _l("How the whole is divided; “all” for the whole itself, months are those of sending."),
        True, BY,
    ),
    OpenField(
        "value", "string",
        _l("The part: a theme, a status, a month …; empty for the whole. “not_told”: people who did not say."),
    ),
    OpenField("number", "integer", _l("How many; empty when it is not shown.")),
    OpenField(
        "is_hidden", "boolean",
        _l("True when fewer than 10 people, or a number from which one could find such a one."),
        True,
    ),
)  # fmt: skip
# One look at the ideas of a box gives them all: a GROUPING SET for each division.
_CONTRIBUTIONS = text(
    f"""
    SELECT grouping(t.key, s.channel, s.author_kind, s.status, s.lang, m.month) AS sets,
        coalesce(t.key, s.channel, s.author_kind, s.status, s.lang, m.month, '') AS value,
        count(*) AS contributions, sum(s.support_count) AS supports,
        sum(s.comment_count) AS comments, count(*) FILTER (WHERE s.is_answered) AS answered
    FROM subject s JOIN idea i ON i.id = s.id LEFT JOIN theme t ON t.id = i.theme_id,
        LATERAL (SELECT to_char(s.created_at AT TIME ZONE 'Europe/Brussels', 'YYYY-MM') AS month) m
    WHERE s.component_id = :component AND s.kind = 'idea' AND {PUBLIC}
    GROUP BY GROUPING SETS ((), (t.key), (s.channel), (s.author_kind), (s.status), (s.lang), (m.month))
    ORDER BY sets DESC, value
    """  # noqa: S608 - constants
)
_SETS = {0b111111: "all", 0b011111: "theme", 0b101111: "channel", 0b110111: "author_kind",
         0b111011: "status", 0b111101: "lang", 0b111110: "month"}  # fmt: skip
_PEOPLE = text(
    "SELECT question, value, people FROM people_figures(:project) ORDER BY question, value"
)


async def _rows(source: Source, fetch: Fetch) -> AsyncIterator[Sequence[Any]]:
    for box in source.boxes:
        found = await fetch(_CONTRIBUTIONS, {"component": box.component_id})
        for figure in FIGURES[:4]:
            for row in found:
                number = getattr(row, figure)
                yield figure, box.component.slug, _SETS[row.sets], row.value, number or 0, False
    parts: dict[str, dict[str, int]] = {}
    for row in await fetch(_PEOPLE, {"project": source.project.id}):
        parts.setdefault(row.question, {})[row.value or UNKNOWN] = row.people
    whole = parts.pop("all", {})
    for number in whole.values():
        yield "people", None, "all", None, number, False
    for question, counts in parts.items():
        left_out = small.hidden(counts)
        for value, number in counts.items():
            out = value in left_out
            yield "people", None, question, value, None if out else number, out


figures = OpenTable(
    "figures",
    _l("Figures"),
    _l("How many contributions, supports, comments, answers and people, in all and divided."),
    FIELDS,
    _rows,
    key=("figure", "box", "by", "value"),
)
