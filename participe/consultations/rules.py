"""What people may do with statements. What they may see is in queries."""

from participe.core.i18n import _l
from participe.core.rules import manages, moderates, rule, signed_in
from participe.projects.rules import in_phase
from participe.subjects.rules import is_published

# thing: a StatementBox of the queries
propose = in_phase("propose") & signed_in

# thing: a StatementView
is_open = rule(
    lambda _, statement: statement.closed_at is None,
    _l("This statement is closed: what was answered stays counted."),
)
vote = in_phase("vote") & is_published & signed_in & is_open
follow = is_published & signed_in
hide = moderates
manage = manages
unanswered = rule(
    lambda _, statement: statement.seen == 0,
    _l("People have answered this statement already, so its words stay. Close it and add another."),
)
edit = manage & unanswered
# One votes on statements with three answers: see `vote`.
_never = rule(lambda _, __: False, _l("One answers statements on their own page."))
support = _never
take_back = _never
comment = rule(
    lambda _, __: False, _l("One does not discuss statements here. Add one that says it better.")
)
