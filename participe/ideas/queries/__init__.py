"""Every read of the idea box. Each one starts from what this viewer may see."""

from participe.ideas.queries.board import Board, BoardFilter, Order, board, newest
from participe.ideas.queries.box import Box, ThemeView, box_in, box_of, box_of_component
from participe.ideas.queries.cards import IdeaCard, cards
from participe.ideas.queries.idea import IdeaView, idea

__all__ = [
    "Board", "BoardFilter", "Box", "IdeaCard", "IdeaView", "Order", "ThemeView", "board",
    "box_in", "box_of", "box_of_component", "cards", "idea", "newest",
]  # fmt: skip
