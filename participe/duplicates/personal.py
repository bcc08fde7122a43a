"""What grouping holds of people: who decided, and what an author objects."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving, Step

personal.register(
    Holding(
        "duplicate_link",
        title=_l("Grouped contributions"),
        purpose=_l("To show together what says the same, and to hear an author who disagrees."),
        kept=_l("As long as the project."),
        points={"by_id": Leaving.UNSIGNED, "undone_by_id": Leaving.UNSIGNED},
        words=("objection",),
        plain=("text",),
        export="SELECT s.code, l.objection, l.objected_at FROM duplicate_link l "
        "JOIN subject s ON s.id = l.member_id "
        "WHERE s.author_id = :person AND l.objection IS NOT NULL ORDER BY l.objected_at",
        steps=(
            Step(
                "UPDATE duplicate_link SET objection = NULL WHERE id IN (SELECT l.id "
                "FROM duplicate_link l JOIN subject s ON s.id = l.member_id "
                "WHERE s.author_id = :person AND l.objection IS NOT NULL LIMIT :limit)"
            ),
        ),
    )
)
personal.register(
    Holding(
        "duplicate_hint",
        title=_l("Suggestions of what says the same"),
        purpose=_l("To remember which suggestions an official refused."),
        kept=_l("As long as the project."),
        points={"not_same_by_id": Leaving.UNSIGNED},
        words=("words",),  # that two texts share
        steps=(
            Step(
                "DELETE FROM duplicate_hint WHERE id IN (SELECT h.id FROM duplicate_hint h "
                "JOIN subject s ON s.id IN (h.first_id, h.second_id) "
                "WHERE :removes AND s.author_id = :person LIMIT :limit)"
            ),
        ),
        internal=True,
    )
)
