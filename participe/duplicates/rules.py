"""Who may say that a grouping is wrong. Who may group is a rule of each component: `group`."""

from participe.core.i18n import _l
from participe.core.rules import rule
from participe.subjects.rules import is_author

is_grouped = rule(
    lambda _, thing: thing.merged_into_id is not None,
    _l("This is not grouped with another contribution (any more)."),
)
object_to = is_author & is_grouped
