"""The open tables, in the order in which they are told."""

from participe.exports.fields import OpenTable
from participe.exports.tables.answers import answers
from participe.exports.tables.comments import comments
from participe.exports.tables.contributions import contributions
from participe.exports.tables.figures import figures
from participe.exports.tables.statements import statement_votes, statements
from participe.exports.tables.topics import corrections, topic_items, topics

TABLES: tuple[OpenTable, ...] = (
    contributions, comments, answers, figures, topics, topic_items, corrections,
    statements, statement_votes,
)  # fmt: skip


def table(name: str) -> OpenTable:
    """Raises KeyError for an unknown one."""
    return {one.name: one for one in TABLES}[name]
