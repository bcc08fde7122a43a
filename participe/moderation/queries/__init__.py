"""What moderators and authors may know: the queue, one thing, one's own text, who may decide."""

from participe.moderation.queries.people import deciders
from participe.moderation.queries.queue import FILTERS, counts, places_of, queue
from participe.moderation.queries.thing import (
    burst,
    earlier,
    hiding,
    history,
    own_report,
    reports_on,
)
from participe.moderation.queries.thread import partners, thread

__all__ = [
    "FILTERS", "burst", "counts", "deciders", "earlier", "hiding", "history", "own_report", "partners",
    "places_of", "queue", "reports_on", "thread",
]  # fmt: skip
