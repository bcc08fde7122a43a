"""Reading statements: boxes, single statements, lists."""

from participe.consultations.queries.answering import (
    Answered,
    Progress,
    answers,
    next_statement,
    progress,
)
from participe.consultations.queries.box import Box, box_in, box_of, box_of_component
from participe.consultations.queries.lists import Listed, listed
from participe.consultations.queries.one import StatementView, cards, statement, words
from participe.consultations.queries.runs import (
    RunView,
    ballots,
    newest_run,
    public_json,
    published_run,
)

__all__ = [
    "Answered", "Box", "Listed", "Progress", "RunView", "StatementView", "answers", "ballots", "box_in", "box_of",
    "box_of_component", "cards", "listed", "newest_run", "next_statement", "progress", "public_json", "published_run", "statement", "words",
]  # fmt: skip
