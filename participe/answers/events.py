"""What happens when the authority speaks."""

from dataclasses import dataclass

from participe.core.events import Event


@dataclass(frozen=True)
class AnswerPublished(Event):
    answer_id: str
    subject_id: str
