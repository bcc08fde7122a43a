"""Columns of the tables behind the open data that are in none of its files, and why.

A test goes through the columns of `OPEN`: each is the `of` of an open field or stands here, so
that nobody adds one without deciding.
"""

from participe.core.i18n import LazyText, _l

OPEN = ("subject", "idea", "comment", "answer", "theme", "inherited_total")
_PERSON = _l("It would tell who somebody is.")
_INSIDE = _l("A number or a key that only the platform uses.")
_PUBLIC = _l("Only what is public is there, so it says nothing more.")
_MADE = _l("It is made of other columns.")
LEFT_OUT: dict[str, LazyText] = {
    "subject.id": _l("It tells the exact time."),
    "subject.administration_id": _l("It is the same for the whole project; project.json tells it."),
    "subject.project_id": _l("It is the same for the whole project; project.json tells it."),
    "subject.author_id": _PERSON,
    "subject.acting_for_id": _PERSON,
    "subject.entered_by_id": _PERSON,
    "subject.source_id": _l("In the place where it came from, it could tell who wrote it."),
    "subject.state": _PUBLIC,
    "subject.visibility": _PUBLIC,
    "subject.hidden_because": _PUBLIC,
    "subject.is_answered": _l("answers.csv tells it."),
    "subject.follow_count": _l("Who follows what is nobody else’s business, not even in numbers."),
    "idea.id": _l("It tells the exact time."),
    "idea.box_id": _MADE,
    "idea.body_html": _MADE,
    "idea.excerpt": _MADE,
    "idea.version": _l("Earlier words are on the page of the contribution only."),
    "idea.shuffle": _INSIDE,
    "comment.id": _l("It tells the exact time."),
    "comment.root_id": _MADE,
    "comment.body_html": _MADE,
    "answer.id": _INSIDE,
    "answer.created_at": _MADE,
    "answer.by_id": _PERSON,
    "answer.signed_as": _PERSON,
    "theme.id": _INSIDE,
    "theme.created_at": _INSIDE,
    "theme.component_id": _l("project.json tells it."),
    "theme.key": _l("project.json tells it."),
    "theme.name": _l("project.json tells it."),
    "theme.position": _l("project.json tells it."),
    "inherited_total.subject_id": _MADE,
    "subject.member_count": _l("The column merged_into tells it."),
    "subject.link_count": _INSIDE,
    "subject.is_erased": _l("The sentence in its place says it."),
}
