"""What happens in an idea box."""

from dataclasses import dataclass

from participe.core.events import Event


@dataclass(frozen=True)
class IdeaSubmitted(Event):
    idea_id: str
    box_id: str


@dataclass(frozen=True)
class IdeaEdited(Event):
    idea_id: str
    version: int


@dataclass(frozen=True)
class IdeaWithdrawn(Event):
    idea_id: str
