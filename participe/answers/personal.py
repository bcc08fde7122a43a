"""Who answered for the authority, and answers that a person received."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Ground, Holding, Leaving, Step

personal.register(
    Holding(
        "answer",
        title=_l("Official answers"),
        purpose=_l("To publish what the authority decides and who signed it."),
        ground=Ground.LEGAL_DUTY,
        kept=_l("As long as the project. An official's name is taken off when they leave."),
        points={"by_id": Leaving.UNSIGNED},
        words=("signed_as",),
        plain=("text",),
        export="SELECT s.code, a.status, a.text, a.published_at FROM answer a "
        "JOIN subject s ON s.id = a.subject_id WHERE s.author_id = :person ORDER BY a.published_at",
        steps=(
            Step(
                "UPDATE answer SET signed_as = '' WHERE id IN (SELECT id FROM answer "
                "WHERE by_id = :person AND signed_as <> '' LIMIT :limit)"
            ),
        ),
    )
)
