"""One file for each matter: who is told of it, and in which words."""

from participe.notifications.telling import (
    answers,
    appeals,
    charges,
    comments,
    groups,
    messages,
    moderation,
    projects,
    reports,
)

__all__ = [
    "answers",
    "appeals",
    "charges",
    "comments",
    "groups",
    "messages",
    "moderation",
    "projects",
    "reports",
]
