"""What holds for a subject of any kind."""

from participe.core.i18n import _l
from participe.core.rules import rule
from participe.subjects.models import State, Visibility

is_published = rule(
    lambda _, subject: subject.is_published, _l("This is not public, or not any more.")
)
is_away = rule(
    lambda _, subject: (
        subject.state is State.SUBMITTED and subject.visibility is not Visibility.VISIBLE
    ),
    _l("No moderator holds this back, or has hidden it."),
)
is_not_grouped = rule(
    lambda _, subject: subject.merged_into_id is None,
    _l("This was grouped with another contribution that says the same. You can do this there."),
)
has_words = rule(
    lambda _, subject: not subject.is_erased,
    _l("Its author has left and removed the text. What was said of it stays."),
)
is_author = rule(
    # A stranger has no id, a letter on paper no author: None is nobody's own.
    lambda viewer, subject: viewer.id is not None and viewer.id == subject.author_id,
    _l("Only the author can do this."),
)
