"""What a person supported. The sums outlive the person."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving, Step

personal.register(
    Holding(
        "vote",
        title=_l("What you support, and your answers to statements"),
        purpose=_l("To count each person once. Nobody sees who supported or answered what."),
        kept=_l("As long as the project. When you leave, your supports stay counted without you."),
        points={"person_id": Leaving.COUNTED},
        export="SELECT s.code, s.kind, v.value, v.created_at FROM vote v JOIN subject s "
        "ON s.id = v.subject_id WHERE v.person_id = :person ORDER BY v.created_at",
        steps=(
            # A support that was on its way while the account was closed, of what they had
            # supported before and is theirs no more: it counts once.
            Step(
                """
                WITH twice AS (
                    DELETE FROM vote v USING vote g WHERE v.person_id = :person
                        AND g.person_id = :gone AND g.subject_id = v.subject_id
                    RETURNING v.subject_id, v.value)
                UPDATE subject SET support_count = support_count - 1
                WHERE id IN (SELECT subject_id FROM twice WHERE value = 1)
                """
            ),
        ),
    )
)
