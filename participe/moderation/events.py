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
    by_appeal: bool = False  # its author is told of the appeal, and not twice


@dataclass(frozen=True)
class AppealMade(Event):
    appeal_id: str
    subject_id: str


@dataclass(frozen=True)
class AppealDecided(Event):
    appeal_id: str
    subject_id: str


@dataclass(frozen=True)
class MessageWritten(Event):
    message_id: str
    subject_id: str
