"""Loads what registers itself: handlers and words in `telling/`, and who composes mails."""

from participe.notifications import letters, telling

__all__ = ["letters", "telling"]
