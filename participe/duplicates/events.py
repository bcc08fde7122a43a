"""What happened to groups."""

from dataclasses import dataclass

from participe.core.events import Event


@dataclass(frozen=True)
class SubjectGrouped(Event):
    """Now shown under another one that says the same; its author is told."""

    link_id: str
    subject_id: str


@dataclass(frozen=True)
class SubjectUngrouped(Event):
    link_id: str
    subject_id: str
