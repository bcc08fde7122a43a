"""What people may do with comments. Whether one may comment at all is the component's rule."""

from datetime import timedelta

from participe.core.i18n import _l
from participe.core.rules import moderates, rule, signed_in
from participe.projects.rules import in_phase
from participe.subjects.rules import has_words, is_author, is_away, is_published

EDITABLE = timedelta(minutes=10)

# thing: a CommentThing
is_recent = rule(
    lambda viewer, comment: viewer.now < comment.created_at + EDITABLE,
    _l("A comment can be changed during ten minutes. You can answer it with another one."),
)
take_back = in_phase("comment") & is_published & signed_in
support = take_back & has_words
# What a moderator held back or hid is corrected whenever one wants: it is not public meanwhile.
edit = is_author & (is_published & is_recent | is_away)
follow = is_published & signed_in
hide = moderates
