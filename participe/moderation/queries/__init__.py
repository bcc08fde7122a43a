"""What moderators and authors may know: the queue, one thing, one's own text, who may decide."""

from participe.moderation.queries.people import deciders
from participe.moderation.queries.queue import open_reports, places_of, waiting
from participe.moderation.queries.thing import hiding, history, own_report, reports_on

__all__ = [
    "deciders", "hiding", "history", "open_reports", "own_report", "places_of", "reports_on", "waiting",
]  # fmt: skip
