"""What happens in threads."""

from dataclasses import dataclass

from participe.core.events import Event


@dataclass(frozen=True)
class CommentPosted(Event):
    comment_id: str
    on_id: str
    parent_id: str = ""
