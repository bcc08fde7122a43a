"""Where an analysis quotes a person, and who asked for it."""
# ruff: noqa: S608  (statements are put together from constants of this file)

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving, Step

# A word of a topic that none of its other contributions has was theirs alone.
_OWN_WORDS = """
    SELECT t.id, t.terms AS was, t.machine_label AS called, (SELECT coalesce(jsonb_agg(w ORDER BY n), '[]')
        FROM jsonb_array_elements_text(t.terms) WITH ORDINALITY x (w, n)
        WHERE EXISTS (SELECT 1 FROM topic_item o JOIN search_entry e ON e.subject_id = o.subject_id
            WHERE (o.topic_id = t.id OR o.subtopic_id = t.id) AND e.words @@ plainto_tsquery('simple', folded(w)))) AS terms
    FROM topic t
    WHERE :removes AND EXISTS (SELECT 1 FROM topic_item i JOIN subject s ON s.id = i.subject_id
        WHERE (i.topic_id = t.id OR i.subtopic_id = t.id) AND s.author_id = :person
        AND NOT s.is_erased)
"""

personal.register(
    Holding(
        "topic_quote",
        title=_l("Sentences of your contributions that an analysis quotes"),
        purpose=_l("To show what a topic is about with the words of people."),
        kept=_l("As long as your contribution is public."),
        words=("words",),
        plain=("kind",),
        export="SELECT s.code, q.words FROM topic_quote q JOIN subject s ON s.id = q.subject_id "
        "WHERE s.author_id = :person",
        steps=(
            Step(
                "DELETE FROM topic_quote WHERE (topic_id, position, kind) IN "
                "(SELECT q.topic_id, q.position, q.kind FROM topic_quote q JOIN subject s "
                "ON s.id = q.subject_id WHERE s.author_id = :person "
                "AND (:removes OR s.state = 'withdrawn') LIMIT :limit)"
            ),
            Step(
                f"""
                UPDATE topic SET terms = n.terms, machine_label = n.label,
                    label = coalesce(topic.name, n.label)
                FROM (SELECT o.id, o.terms, CASE
                    WHEN NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(o.was) w
                        WHERE NOT jsonb_exists(o.terms, w)
                        AND position(lower(w) IN lower(o.called)) > 0) THEN o.called
                    ELSE coalesce((SELECT string_agg(w, ', ') FROM (
                        SELECT w FROM jsonb_array_elements_text(o.terms) w LIMIT 3) a), '…') END
                    AS label FROM ({_OWN_WORDS}) o) n
                WHERE topic.id = n.id AND topic.terms <> n.terms
                """,
                late=True,
            ),
        ),
    ),
    Holding(
        "analysis_family",
        title=_l("Texts that several contributions share"),
        purpose=_l("To show which texts were sent many times, nearly the same."),
        kept=_l("As long as two of these contributions are public."),
        words=("words",),
        export="SELECT DISTINCT f.words FROM analysis_family f JOIN topic_item i "
        "ON i.run_id = f.run_id AND i.family = f.number JOIN subject s ON s.id = i.subject_id "
        "WHERE s.author_id = :person",
        steps=(
            Step(
                "DELETE FROM analysis_family f WHERE (f.run_id, f.number) IN ("
                "SELECT i.run_id, i.family FROM topic_item i JOIN subject s ON s.id = i.subject_id "
                "JOIN analysis_family o ON o.run_id = i.run_id AND o.number = i.family "
                "WHERE s.author_id = :person AND (:removes OR s.state = 'withdrawn') AND ("
                "SELECT count(*) FROM topic_item j JOIN subject t ON t.id = j.subject_id "
                "WHERE j.run_id = i.run_id AND j.family = i.family "
                "AND t.author_id IS DISTINCT FROM :person) < 2 LIMIT :limit)"
            ),
        ),
    ),
    Holding(
        "topic_item",
        title=_l("Contributions in topics, and who read them for the administration"),
        purpose=_l("To know how many contributions a person has read, not only a program."),
        kept=_l("As long as the project; the name of the official who read is taken off."),
        points={"seen_by_id": Leaving.UNSIGNED},
        internal=True,
    ),
    Holding(
        "topic_correction",
        title=_l("Corrections of topics by officials"),
        purpose=_l("So that what people put right stays right, and can be taken back."),
        kept=_l("As long as the project; the name of the official is taken off."),
        points={"by_id": Leaving.UNSIGNED, "undone_by_id": Leaving.UNSIGNED},
        plain=("data",),
        internal=True,
    ),
    Holding(
        "topic_coding",
        title=_l("Where officials put a contribution that was drawn by chance"),
        purpose=_l("To measure whether two people understand the topics alike."),
        kept=_l("As long as the project, or until the official leaves."),
        points={"person_id": Leaving.DELETED},
        internal=True,
    ),
    Holding(
        "topic_mistake",
        title=_l("Your reports of contributions in the wrong topic"),
        purpose=_l("So that officials look at the topic again."),
        kept=_l("As long as the analysis; yours go when you leave."),
        points={"person_id": Leaving.DELETED, "decided_by_id": Leaving.UNSIGNED},
        words=("words",),
        export="SELECT s.code, m.words, m.created_at FROM topic_mistake m "
        "JOIN subject s ON s.id = m.subject_id WHERE m.person_id = :person",
    ),
    Holding(
        "codebook_version",
        title=_l("Versions of the codebook of topics"),
        purpose=_l("So that anybody knows which definition of a topic held when."),
        kept=_l("As long as the project."),
        plain=("content",),
        internal=True,
    ),
    Holding(
        "codebook_signature",
        title=_l("Signatures of officials under a codebook"),
        purpose=_l("So that named people stand for the definitions of topics."),
        kept=_l("As long as the project, or until the official leaves."),
        points={"person_id": Leaving.DELETED},
        words=("name",),
        internal=True,
    ),
    Holding(
        "analysis_run",
        title=_l("Analyses of contributions"),
        purpose=_l("To group what was said. No person is judged, and no machine decides."),
        kept=_l("As long as the project; the name of who asked for it is taken off."),
        points={"asked_by_id": Leaving.UNSIGNED, "published_by_id": Leaving.UNSIGNED},
        plain=("options", "method", "excluded", "unread", "pairs", "changes", "merged"),
        internal=True,
    ),
)
