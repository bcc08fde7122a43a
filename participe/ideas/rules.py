"""What people may do in an idea box. What they may see is in queries."""

from participe.core.i18n import _l
from participe.core.rules import manages, moderates, reads_as_staff, rule, signed_in
from participe.ideas.models import Who
from participe.projects.rules import in_phase
from participe.subjects.models import State
from participe.subjects.rules import has_words, is_author, is_away, is_not_grouped, is_published

# thing: a Box
for_everybody = rule(
    lambda viewer, box: (
        box.who is Who.SIGNED_IN or viewer.has_role("manager", of=box)
        or viewer.has_role("administrator", of=box)
    ),
    _l("Only staff of the administration add ideas here. You can support and comment."),
)  # fmt: skip
submit = in_phase("submit") & signed_in & for_everybody

# thing: an IdeaView
is_draft = rule(lambda _, idea: idea.state is State.DRAFT, _l("This idea was sent already."))
is_sent = rule(
    lambda _, idea: idea.state is State.SUBMITTED, _l("This idea was not sent, or was withdrawn.")
)
take_back = in_phase("support") & is_published & signed_in
support = take_back & is_not_grouped & has_words
comment = in_phase("comment") & is_published & signed_in & is_not_grouped
follow = is_published & signed_in
go_on = is_author & is_draft  # with a draft: whenever one wants, even when the box is closed
# What a moderator held back or hid is corrected whenever one wants: it is not public meanwhile.
edit = is_author & is_sent & (in_phase("submit") | is_away)
withdraw = is_author & is_sent & in_phase("submit")
answer = manages
hide = moderates
group = manages
read_all = reads_as_staff  # thing: a Box
