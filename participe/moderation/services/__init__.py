"""Reporting, deciding, contesting a decision."""

from participe.moderation.services.appealing import contest, judge
from participe.moderation.services.deciding import decide, report

__all__ = ["contest", "decide", "judge", "report"]
