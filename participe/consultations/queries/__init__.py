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

__all__ = [
    "Answered", "Box", "Listed", "Progress", "StatementView", "answers", "box_in", "box_of",
    "box_of_component", "cards", "listed", "next_statement", "progress", "statement", "words",
]  # fmt: skip
