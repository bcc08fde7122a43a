"""Imports every table, for Alembic and for tests."""

from participe.accessibility import models as accessibility
from participe.administrations import models as administrations
from participe.answers import models as answers
from participe.attachments import models as attachments
from participe.casework import models as casework
from participe.comments import models as comments
from participe.consultations import models as consultations
from participe.contact import models as contact
from participe.core import audit, events, jobs, mail, security_log
from participe.duplicates import models as duplicates
from participe.exports import models as exports
from participe.follows import models as follows
from participe.ideas import models as ideas
from participe.insights import board_models as insights_board
from participe.insights import models as insights
from participe.insights.report import models as insights_report
from participe.me import models as me
from participe.moderation import models as moderation
from participe.notifications import models as notifications
from participe.paper import models as paper
from participe.people import models as people
from participe.projects import models as projects
from participe.search import models as search
from participe.subjects import models as subjects
from participe.votes import models as votes

__all__ = [
    "accessibility", "administrations", "answers", "attachments", "audit", "casework", "comments", "consultations", "contact", "duplicates", "events", "exports",
    "follows",
    "ideas", "insights", "insights_board", "insights_report", "jobs", "mail", "me", "moderation", "notifications", "paper", "people", "projects", "search",
    "security_log", "subjects", "votes",
]  # fmt: skip
