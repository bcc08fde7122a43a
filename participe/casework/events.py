"""What happens to bulk work."""

from dataclasses import dataclass

from participe.core.events import Event


@dataclass(frozen=True)
class BulkDue(Event):
    """The time to take it back is over: answers become public."""

    action_id: str
