"""Who may report. Who may hide is a rule of each component: `hide`."""

from participe.core.i18n import _l
from participe.core.rules import rule, signed_in
from participe.subjects.rules import is_published

report = signed_in & is_published
is_not_own = rule(
    lambda viewer, thing: viewer.id is None or viewer.id != thing.author_id,
    _l("You wrote this yourself. Ask another moderator to decide."),
)
