"""Reporting, deciding, contesting a decision, writing to one another."""

from participe.moderation.services.appealing import contest, judge
from participe.moderation.services.deciding import decide, report
from participe.moderation.services.messages import write_as_author, write_as_staff

__all__ = ["contest", "decide", "judge", "report", "write_as_author", "write_as_staff"]
