"""The idea box as a component of a project."""

from participe.core.component import Component, register
from participe.core.i18n import _l
from participe.ideas import queries, rules
from participe.ideas.manage.boxes import create
from participe.ideas.manage.filing import file_under
from participe.ideas.manage.gaps import gaps
from participe.ideas.paper import paper
from participe.ideas.queries.texts import texts
from participe.ideas.teaser import teaser

component = register(
    Component(
        kind="idea",
        name=_l("Idea box"),
        many=_l("Ideas"),
        words=queries.words,
        routes=[],
        cards=queries.cards,
        load=queries.idea,
        rules=rules,
        teaser=teaser,
        file_under=file_under,
        supports_limit=lambda idea: idea.box.supports_limit,
        abilities={
            "submit": _l("propose ideas"),
            "comment": _l("comment on ideas"),
            "support": _l("support ideas"),
        },
        texts=texts,
        create=create,
        gaps=gaps,
        paper=paper,
    )
)
