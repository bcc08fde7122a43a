"""What moderators decided."""

from dataclasses import dataclass

from participe.core.events import Event


@dataclass(frozen=True)
class SubjectHeld(Event):
    decision_id: str
    subject_id: str


@dataclass(frozen=True)
class SubjectHidden(Event):
    decision_id: str
    subject_id: str


@dataclass(frozen=True)
class SubjectRestored(Event):
    decision_id: str
    subject_id: str
