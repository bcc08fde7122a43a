"""What a person wrote in statements. What they answered is told with their votes."""
# ruff: noqa: S608  (statements are put together from constants of this file)

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving, Step

_BODY = "coalesce(CAST(:body AS jsonb) ->> s.lang, CAST(:body AS jsonb) ->> 'fr')"

personal.register(
    Holding(
        "statement",
        title=_l("Your statements"),
        purpose=_l("To ask others whether they agree."),
        kept=_l("As long as the project. When you leave, they are removed or stay unsigned."),
        words=("body",),
        export="SELECT s.code, t.body, s.lang, s.visibility, s.created_at FROM statement t "
        "JOIN subject s ON s.id = t.id WHERE s.author_id = :person ORDER BY s.created_at",
        steps=(
            Step(
                f"""
                UPDATE statement SET body = n.said
                FROM (SELECT t.id, {_BODY} AS said
                    FROM statement t JOIN subject s ON s.id = t.id
                    WHERE s.author_id = :person AND (:removes OR s.state = 'withdrawn')
                        AND NOT s.is_erased AND t.body <> {_BODY}
                    ORDER BY t.id LIMIT :limit) n
                WHERE statement.id = n.id
                """
            ),
        ),
    ),
    Holding(
        "opinion_run",
        title=_l("Groups that officials had looked for"),
        purpose=_l("To show how opinions are spread, in sums."),
        kept=_l("As long as the project; the name of who asked is taken off."),
        points={"asked_by_id": Leaving.UNSIGNED, "published_by_id": Leaving.UNSIGNED},
        plain=("result", "places", "refusal"),
        internal=True,
    ),
    Holding(
        "opinion_ballot",
        title=_l("Answers behind a result, without any person"),
        purpose=_l("To let everybody make the result again."),
        kept=_l("As long as the project. Nothing leads from them to a person."),
        plain=("key", "answers"),
        internal=True,
    ),
)
