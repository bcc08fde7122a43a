"""Where an analysis quotes a person, and who asked for it."""
# ruff: noqa: S608  (statements are put together from constants of this file)

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving, Step

# A word of a topic that none of its other contributions has was theirs alone.
_OWN_WORDS = """
    SELECT t.id, (SELECT coalesce(jsonb_agg(w ORDER BY n), '[]')
        FROM jsonb_array_elements_text(t.terms) WITH ORDINALITY x (w, n)
        WHERE EXISTS (SELECT 1 FROM topic_item o JOIN search_entry e ON e.subject_id = o.subject_id
            WHERE o.topic_id = t.id AND e.words @@ plainto_tsquery('simple', folded(w)))) AS terms
    FROM topic t
    WHERE :removes AND EXISTS (SELECT 1 FROM topic_item i JOIN subject s ON s.id = i.subject_id
        WHERE i.topic_id = t.id AND s.author_id = :person AND NOT s.is_erased)
"""

personal.register(
    Holding(
        "topic_item",
        title=_l("Sentences of your contributions that an analysis quotes"),
        purpose=_l("To show what a topic is about with the words of people."),
        kept=_l("As long as your contribution is public."),
        words=("quote_text",),
        plain=("quote",),
        export="SELECT s.code, i.quote_text FROM topic_item i JOIN subject s ON s.id = i.subject_id "
        "WHERE s.author_id = :person AND i.quote_text IS NOT NULL",
        steps=(
            Step(
                "UPDATE topic_item SET quote = NULL, quote_text = NULL WHERE (run_id, subject_id) IN "
                "(SELECT i.run_id, i.subject_id FROM topic_item i JOIN subject s ON s.id = "
                "i.subject_id WHERE s.author_id = :person AND (:removes OR s.state = 'withdrawn') "
                "AND (i.quote IS NOT NULL OR i.quote_text IS NOT NULL) LIMIT :limit)"
            ),
            Step(
                f"""
                UPDATE topic SET terms = n.terms, label = CASE
                    WHEN NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(topic.terms) w
                        WHERE NOT jsonb_exists(n.terms, w)
                        AND position(lower(w) IN lower(topic.label)) > 0) THEN topic.label
                    ELSE coalesce((SELECT string_agg(w, ', ') FROM (
                        SELECT w FROM jsonb_array_elements_text(n.terms) w LIMIT 3) a), '…') END
                FROM ({_OWN_WORDS}) n
                WHERE topic.id = n.id AND topic.terms <> n.terms
                """,
                late=True,
            ),
        ),
    ),
    Holding(
        "analysis_run",
        title=_l("Analyses of contributions"),
        purpose=_l("To group what was said. No person is judged, and no machine decides."),
        kept=_l("As long as the project; the name of who asked for it is taken off."),
        points={"asked_by_id": Leaving.UNSIGNED, "published_by_id": Leaving.UNSIGNED},
        plain=("options", "method", "excluded", "unread"),
        internal=True,
    ),
)
