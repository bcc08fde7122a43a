"""What happens to files."""

from dataclasses import dataclass

from participe.core.events import Event


@dataclass(frozen=True)
class AttachmentRemoved(Event):
    """Its row is gone; published by a trigger, so that no way of deleting forgets the bytes."""

    key: str
    thumbnail_key: str | None = None
