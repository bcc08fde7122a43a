"""Comments are subjects of their own: they can be supported, reported, hidden."""

from participe.comments import queries, rules
from participe.core.component import Component, register
from participe.core.i18n import _l

component = register(
    Component(
        kind="comment",
        name=_l("Comments"),
        words=queries.words,
        routes=[],
        cards=queries.cards,
        load=queries.load,
        rules=rules,
        support_ability="comment",
    )
)
