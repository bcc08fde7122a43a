"""What the spine holds of the author of a contribution, and how its words go."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving, Period, Step

personal.register(
    Holding(
        "subject",
        title=_l("That you are the author of a contribution"),
        purpose=_l("To show your name beside it, to tell you what becomes of it, to let you change it."),
        kept=_l("As long as the contribution. When you leave, it is removed or stays unsigned."),
        points={"author_id": Leaving.UNSIGNED, "entered_by_id": Leaving.UNSIGNED},
        plain=("hidden_because", "source", "source_id"),
        export="SELECT code, kind, state, visibility, hidden_because, status, lang, channel, "
        "created_at, support_count, comment_count FROM subject WHERE author_id = :person "
        "ORDER BY created_at",
        steps=(
            Step(
                "DELETE FROM subject WHERE id IN (SELECT id FROM subject "
                "WHERE author_id = :person AND state = 'draft' LIMIT :limit)"
            ),
            # Where others said something, or the authority answered, a sentence stays in the place
            # of the words. Where nobody did, the contribution is withdrawn.
            Step(
                """
                UPDATE subject SET is_erased = true,
                    lang = CASE WHEN jsonb_exists(CAST(:title AS jsonb), lang) THEN lang ELSE 'fr' END,
                    state = CASE WHEN state = 'submitted' AND (is_answered OR support_count > 0
                        OR EXISTS (SELECT 1 FROM comment c JOIN subject r ON r.id = c.id
                            WHERE (c.on_id = subject.id OR c.parent_id = subject.id)
                            AND r.state = 'submitted'
                            AND (r.author_id IS NULL OR r.author_id <> :person)))
                        THEN 'submitted' ELSE 'withdrawn' END
                WHERE id IN (SELECT id FROM subject WHERE author_id = :person AND NOT is_erased
                    AND state <> 'draft' AND (:removes OR state = 'withdrawn')
                    ORDER BY id LIMIT :limit)
                """,
                late=True,
            ),
        ),
        periods=(
            Period(
                "drafts", 365, "state = 'draft' AND created_at < :before",
                _l("Drafts are deleted %(period)s after they were begun."),
            ),
        ),
    ),
    Holding(
        "correction",
        title=_l("Your words before you corrected them for a moderator"),
        purpose=_l("To let the moderator see what you changed in a text that is not public."),
        kept=_l("Until a moderator has decided and a year has passed, or until you leave."),
        points={"person_id": Leaving.DELETED},
        words=("before",),
        export="SELECT s.code, c.before AS text, c.created_at FROM correction c "
        "JOIN subject s ON s.id = c.subject_id WHERE c.person_id = :person ORDER BY c.created_at",
        periods=(Period("corrections", 365, "handled_at < :before", _l("Kept for %(period)s.")),),
    ),
)  # fmt: skip
