"""What a person wrote in comments."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Step

personal.register(
    Holding(
        "comment",
        title=_l("Your comments"),
        purpose=_l("To publish them where you wrote them."),
        kept=_l("As long as the project. When you leave, they are removed or stay unsigned."),
        words=("body", "body_html"),
        export="SELECT s.code, o.code AS about, c.stance, c.body, s.created_at, c.edited_at, s.state, "
        "s.visibility FROM comment c JOIN subject s ON s.id = c.id JOIN subject o ON o.id = c.on_id "
        "WHERE s.author_id = :person ORDER BY s.created_at",
        steps=(
            Step(
                """
                UPDATE comment SET body = n.said, body_html = '<p>' || n.said || '</p>'
                FROM (SELECT c.id, coalesce(CAST(:body AS jsonb) ->> s.lang,
                        CAST(:body AS jsonb) ->> 'fr') AS said
                    FROM comment c JOIN subject s ON s.id = c.id
                    WHERE s.author_id = :person AND (:removes OR s.state = 'withdrawn')
                        AND NOT s.is_erased AND c.body <> coalesce(CAST(:body AS jsonb) ->> s.lang,
                        CAST(:body AS jsonb) ->> 'fr')
                    ORDER BY c.id LIMIT :limit) n
                WHERE comment.id = n.id
                """
            ),
        ),
    )
)
