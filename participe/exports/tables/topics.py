"""What a published analysis found, and what people had put right in it."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import text

from participe.core.batches import Fetch
from participe.core.i18n import _l
from participe.exports.fields import OpenField, OpenTable
from participe.exports.source import Source

BATCH = 2000
ANALYSIS = OpenField("analysis", "string", _l("Code of the analysis; project.json tells how it was made."), True)  # fmt: skip
TOPIC_FIELDS = (
    ANALYSIS,
    OpenField("box", "string", _l("Box whose contributions were read."), True),
    OpenField("topic", "integer", _l("Number of the topic in its analysis, from 1."), True),
    OpenField("parent", "integer", _l("Number of the topic above; empty on the upper level.")),
    OpenField("label", "string", _l("Its name: that a person gave, else at most three typical terms."), True),
    OpenField("terms", "string", _l("Typical terms as people wrote them, separated by “; ”."), True),
    OpenField("lang", "string", _l("Language of its contributions."), True),
    OpenField("read", "integer", _l("Contributions in it when it was made."), True),
    OpenField("public", "integer", _l("Of them, public now."), True),
    OpenField("texts", "integer", _l("Different texts in it when it was made."), True),
    OpenField("to_check", "integer", _l("Contributions in it that are almost as near to another topic."), True),
    OpenField(
        "stability",
        "number",
        _l(
            "Share of the topic that comes back when a tenth of the texts is left out, from 0 to "
            "1; empty when there is one topic only."
        ),
    ),
)  # fmt: skip
ITEM_FIELDS = (
    ANALYSIS,
    OpenField("contribution", "string", _l("Code of a contribution that was read."), True),
    OpenField("topic", "integer", _l("Number of its topic; empty when it has too few words.")),
    OpenField("finer_topic", "integer", _l("Number of its finer topic, if it is in one.")),
    OpenField("by_person", "boolean", _l("True when a person put it there."), True),
    OpenField("rank", "integer", _l("Its place in the topic; 0 is the most typical."), True),
    OpenField(
        "confidence",
        "number",
        _l("From 0, as near to another topic, to 1; empty when there is no other."),
    ),
    OpenField("to_check", "boolean", _l("True when a person should look."), True),
    OpenField("nearest_other", "integer", _l("Number of the topic that comes second.")),
    OpenField("lang", "string", _l("Language, declared or found by the analysis."), True),
    OpenField(
        "quote", "string", _l("Whether it stands for its topic: typical, drawn by chance, or far from the rest."),
        False, ("typical", "random", "isolated"),
    ),
)  # fmt: skip
CORRECTION_FIELDS = (
    ANALYSIS,
    OpenField("number", "integer", _l("Its place in their order, from 1."), True),
    OpenField(
        "kind", "string", _l("What was put right: a name, two topics in one, a place, a contribution."),
        True, ("rename", "merge", "split", "move", "pin", "apart", "not_same"),
    ),
    OpenField("correction", "object", _l("The correction as the program reads it."), True),
)  # fmt: skip
_TOPICS = text(
    """
    SELECT t.number, p.number AS parent, t.label, t.terms, t.lang, t.size, t.shown, t.texts,
        t.to_check, t.stability
    FROM topic t LEFT JOIN topic p ON p.id = t.parent_id
    WHERE t.run_id = :run AND NOT t.is_gone ORDER BY t.number
    """
)
_ITEMS = text(
    f"""
    SELECT i.position, s.code, t.number, p.number AS part, i.pinned, i.rank, i.confidence, i."check", i.other, i.lang,
        (SELECT q.kind FROM topic_quote q WHERE q.topic_id = i.topic_id
            AND q.subject_id = i.subject_id AND q.kind <> 'summary') AS quote
    FROM topic_item i JOIN subject s ON s.id = i.subject_id LEFT JOIN topic t ON t.id = i.topic_id
        LEFT JOIN topic p ON p.id = i.subtopic_id
    WHERE i.run_id = :run AND i.position > :after
        AND s.state = 'submitted' AND s.visibility = 'visible'
    ORDER BY i.position LIMIT {BATCH}
    """  # noqa: S608 - constants
)


async def _topics(source: Source, fetch: Fetch) -> AsyncIterator[Sequence[Any]]:
    for box, run in source.runs:
        for row in await fetch(_TOPICS, {"run": run.id}):
            yield (
                run.code, box.slug, row.number, row.parent, row.label, "; ".join(row.terms), row.lang,
                row.size, row.shown, row.texts, row.to_check, row.stability,
            )  # fmt: skip


async def _items(source: Source, fetch: Fetch) -> AsyncIterator[Sequence[Any]]:
    for _, run in source.runs:
        after = -1
        while rows := await fetch(_ITEMS, {"run": run.id, "after": after}):
            for row in rows:
                yield (
                    run.code, row.code, row.number, row.part, row.pinned, row.rank, row.confidence, row.check,
                    row.other, row.lang, row.quote,
                )  # fmt: skip
            after = rows[-1].position


async def _corrections(source: Source, fetch: Fetch) -> AsyncIterator[Sequence[Any]]:
    for _, run in source.runs:
        for number, one in enumerate(run.method.get("corrections", ()), start=1):
            yield (run.code, number, one["kind"], one)


topics = OpenTable(
    "topics",
    _l("Topics"),
    _l("The topics of each analysis that the administration has published."),
    TOPIC_FIELDS,
    _topics,
    key=("analysis", "topic"),
)
topic_items = OpenTable(
    "topic_items",
    _l("Contributions in topics"),
    _l("In which topic each contribution is that was read and is public now."),
    ITEM_FIELDS,
    _items,
    key=("analysis", "contribution"),
    points_to=(("contribution", "contributions", "id"),),
)
corrections = OpenTable(
    "corrections",
    _l("Corrections"),
    _l("What people put right in the topics, and the analysis respects."),
    CORRECTION_FIELDS,
    _corrections,
    key=("analysis", "number"),
)
