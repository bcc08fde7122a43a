"""What a person wrote in ideas, and who brought files in."""
# ruff: noqa: S608  (statements are put together from constants of this file)

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving, Period, Step

# Of the author, and to go: what they chose, or what they had taken out of sight themselves.
_GOES = "s.author_id = :person AND (:removes OR s.state = 'withdrawn')"
_TITLE = "coalesce(CAST(:title AS jsonb) ->> s.lang, CAST(:title AS jsonb) ->> 'fr')"
_BODY = "coalesce(CAST(:body AS jsonb) ->> s.lang, CAST(:body AS jsonb) ->> 'fr')"

personal.register(
    Holding(
        "idea",
        title=_l("Your ideas"),
        purpose=_l("To publish them, so that others support them and the authority answers."),
        kept=_l("As long as the project. When you leave, they are removed or stay unsigned."),
        words=("title", "body", "body_html", "excerpt", "place", "fields"),
        export="SELECT s.code, j.slug AS project, i.title, i.body, t.key AS theme, i.place, i.lat, "
        "i.lon, i.fields, s.lang, s.state, s.visibility, s.status, s.created_at, i.edited_at "
        "FROM idea i JOIN subject s ON s.id = i.id JOIN project j ON j.id = s.project_id "
        "LEFT JOIN theme t ON t.id = i.theme_id WHERE s.author_id = :person ORDER BY s.created_at",
        steps=(
            Step(
                f"""
                UPDATE idea SET title = n.title, body = n.body, excerpt = n.body,
                    body_html = '<p>' || n.body || '</p>', place = '', lat = NULL, lon = NULL,
                    fields = '{{}}', edited_at = NULL, version = 1
                FROM (SELECT i.id, {_TITLE} AS title, {_BODY} AS body
                    FROM idea i JOIN subject s ON s.id = i.id
                    WHERE {_GOES} AND NOT s.is_erased
                        AND (i.body <> {_BODY} OR i.title <> {_TITLE})
                    ORDER BY i.id LIMIT :limit) n
                WHERE idea.id = n.id
                """
            ),
        ),
    ),
    Holding(
        "idea_version",
        title=_l("Earlier versions of your ideas"),
        purpose=_l("To show what was changed after others had read it."),
        kept=_l("As long as the idea; deleted when you leave and have your texts removed."),
        words=("title", "body"),
        export="SELECT s.code, v.number, v.title, v.body, v.written_at FROM idea_version v "
        "JOIN subject s ON s.id = v.idea_id WHERE s.author_id = :person "
        "ORDER BY s.created_at, v.number",
        steps=(
            Step(
                "DELETE FROM idea_version WHERE id IN (SELECT v.id FROM idea_version v "
                f"JOIN subject s ON s.id = v.idea_id WHERE {_GOES} LIMIT :limit)"
            ),
        ),
    ),
    Holding(
        "import_batch",
        title=_l("Files that officials brought in"),
        purpose=_l("To publish contributions that came on paper or from elsewhere, and to undo it."),
        kept=_l("As long as the project; the name of who brought it in is taken off."),
        points={"by_id": Leaving.UNSIGNED},
        words=("file_name", "head"),
        plain=("source", "mapping", "refused", "report", "theme_ids"),
        periods=(
            Period(
                "imports", 30, "done_at IS NULL AND created_at < :before",
                _l("A file that was never imported is kept for %(period)s."),
            ),
        ),
        internal=True,
    ),
)  # fmt: skip
