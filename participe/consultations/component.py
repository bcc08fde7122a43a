"""Statements as a component of a project."""

from participe.consultations import queries, rules
from participe.consultations.gaps import gaps
from participe.consultations.services import create
from participe.consultations.teaser import teaser
from participe.core.component import Component, register
from participe.core.i18n import _l

component = register(
    Component(
        kind="statement",
        name=_l("Statements"),
        many=_l("Statements"),
        words=queries.words,
        routes=[],
        cards=queries.cards,
        load=queries.statement,
        rules=rules,
        support_ability="vote",
        teaser=teaser,
        abilities={
            "vote": _l("answer statements"),
            "propose": _l("add statements"),
        },
        create=create,
        gaps=gaps,
    )
)
