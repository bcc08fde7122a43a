"""Every read of the idea box. Each one starts from what this viewer may see."""

from participe.ideas.queries.board import Board, BoardFilter, board, newest
from participe.ideas.queries.box import Box, ThemeView, box_in, box_of, box_of_component
from participe.ideas.queries.cards import IdeaCard, cards
from participe.ideas.queries.drafts import DraftView, drafts
from participe.ideas.queries.idea import IdeaView, idea
from participe.ideas.queries.orders import Order
from participe.ideas.queries.places import PlacedIdea, Places, places
from participe.ideas.queries.similar import similar
from participe.ideas.queries.texts import words
from participe.ideas.queries.versions import Change, changes

__all__ = [
    "Board", "BoardFilter", "Box", "Change", "DraftView", "IdeaCard", "IdeaView", "Order",
    "PlacedIdea", "Places", "ThemeView", "board", "box_in", "box_of", "box_of_component", "cards",
    "changes", "drafts", "idea", "newest", "places", "similar", "words",
]  # fmt: skip
