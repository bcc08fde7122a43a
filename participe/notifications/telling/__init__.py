"""One file for each matter: who is told of it, and in which words."""

from participe.notifications.telling import answers, comments, moderation, projects, reports

__all__ = ["answers", "comments", "moderation", "projects", "reports"]
