"""The state of one's own text, in a sentence that says what it means for its author."""

from participe.core.i18n import LazyText, _l
from participe.moderation.models import WHY_NAMES
from participe.subjects.models import STATUS_NAMES, State, Subject, Visibility

DRAFT = _l("Draft: only you see it")
WITHDRAWN = _l("Withdrawn: only you see it")
HELD = _l("Not public yet: a moderator reads it first")
HIDDEN = _l("Hidden by a moderator")
GROUPED = _l("Grouped with a contribution that says the same")
PUBLISHED = _l("Public")


def of(subject: Subject) -> tuple[str, LazyText]:
    """The look of the badge (a status, or none) and its words."""
    if subject.state is State.DRAFT:
        return "", DRAFT
    if subject.state is State.WITHDRAWN:
        return "", WITHDRAWN
    if subject.visibility is Visibility.HIDDEN:
        return "", HIDDEN
    if subject.visibility is Visibility.HELD:
        return "", HELD
    if subject.merged_into_id is not None and not subject.is_answered:
        return "", GROUPED
    if subject.kind == "comment":
        return "", PUBLISHED
    return subject.status.value, STATUS_NAMES[subject.status]


def why_hidden(subject: Subject) -> LazyText | None:
    if subject.visibility is not Visibility.HIDDEN:
        return None
    return next((name for key, name in WHY_NAMES.items() if key == subject.hidden_because), None)
