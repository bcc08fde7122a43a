"""Who may report, contest and judge. Who may hide is a rule of each component: `hide`."""

from participe.core.i18n import _l
from participe.core.rules import rule, signed_in
from participe.subjects.rules import is_author, is_published

report = signed_in & is_published
is_not_own = rule(
    lambda viewer, thing: viewer.id is None or viewer.id != thing.author_id,
    _l("You wrote this yourself. Ask another moderator to decide."),
)

# thing: an OwnThing
is_away = rule(
    lambda _, thing: thing.current is not None,
    _l("There is nothing to contest: your text is public, or you withdrew it."),
)
is_first = rule(
    lambda _, thing: thing.current.appeal is None,
    _l("You have contested this decision already. Each decision can be contested once."),
)
is_in_time = rule(
    lambda viewer, thing: viewer.now < thing.current.until,
    _l("The 14 days in which you could contest this decision are over. "
       "You can still write to us with the contact form."),
)  # fmt: skip
contest = signed_in & is_author & is_away & is_first & is_in_time
is_contested = rule(
    lambda _, thing: thing.open_appeal is not None,
    _l("This appeal is decided already."),
)
is_another = rule(
    lambda viewer, thing: viewer.id is None or viewer.id != thing.current.by_id,
    _l("You took this decision. Another person of your team must decide the appeal."),
)
judge = is_contested & is_not_own & is_another  # and the component's `hide`
# The first word is the moderators': it is about what they decided.
write = (
    signed_in
    & is_author
    & rule(
        lambda _, thing: bool(thing.decisions),
        _l(
            "The moderators have decided nothing here. To write to the administration, use the contact form."
        ),
    )
)
# thing: a subject
write_to_author = is_not_own & rule(
    lambda _, subject: subject.author_id is not None and not subject.is_erased,
    _l("Its author has no account here: nobody would read your message."),
)
