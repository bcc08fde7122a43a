"""Pictures and files that a person added."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Step

personal.register(
    Holding(
        "attachment",
        title=_l("Your pictures and files"),
        purpose=_l("To show them with what you wrote."),
        kept=_l("As long as the contribution. When you leave, they go with it or stay unsigned."),
        words=("alt", "name"),
        plain=("field",),
        export="SELECT s.code, a.name, a.alt, a.media_type, a.size, a.created_at FROM attachment a "
        "JOIN subject s ON s.id = a.subject_id WHERE s.author_id = :person ORDER BY a.created_at",
        files="SELECT a.key, a.code, a.name, a.media_type FROM attachment a "
        "JOIN subject s ON s.id = a.subject_id WHERE s.author_id = :person ORDER BY a.created_at",
        steps=(
            # A trigger deletes the bytes.
            Step(
                "DELETE FROM attachment WHERE id IN (SELECT a.id FROM attachment a "
                "JOIN subject s ON s.id = a.subject_id WHERE s.author_id = :person "
                "AND (:removes OR s.state = 'withdrawn') LIMIT :limit)"
            ),
            # What a file was called on their machine may tell who they are.
            Step(
                "UPDATE attachment SET name = '' WHERE id IN (SELECT a.id FROM attachment a "
                "JOIN subject s ON s.id = a.subject_id WHERE s.author_id = :person "
                "AND a.name <> '' LIMIT :limit)"
            ),
        ),
    )
)
