"""What the tables of core hold of a person: mails, jobs, the outbox, security and audit logs."""
# ruff: noqa: S608  (statements are put together from constants of this file)

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Ground, Holding, Leaving, Period, Step

# Codes of contributions in the links of a mail.
_CODES = r"regexp_matches(m.text, '[/#-]([a-z2-7]{10})(?![a-z2-7])', 'g') AS found"
_QUOTES = f"""
    (:name <> '' AND position(:name IN m.subject || ' ' || m.text) > 0)
    OR (:removes AND EXISTS (SELECT 1 FROM {_CODES}
        JOIN subject s ON s.code = found[1] WHERE s.author_id = :person))
"""

personal.register(
    Holding(
        "mail",
        title=_l("Mails sent to you"),
        purpose=_l("To let you sign in, and to tell you what you asked to be told."),
        kept=_l("Deleted when you leave."),
        points={"person_id": Leaving.DELETED},
        words=("address", "subject", "text", "html"),
        plain=("last_error", "message_id", "composed_by", "unsubscribe"),
        export="SELECT kind, address, subject, text, created_at, sent_at FROM mail "
        "WHERE person_id = :person ORDER BY created_at",
        steps=(
            Step(
                "DELETE FROM mail WHERE id IN (SELECT id FROM mail "
                "WHERE lower(address) = :address AND :address <> '' LIMIT :limit)"
            ),
            # Mails to others that name them, or lead to words that go.
            Step(
                "UPDATE mail SET subject = '', text = '', html = '' WHERE id IN (SELECT m.id "
                f"FROM mail m WHERE m.sent_at IS NOT NULL AND m.text <> '' AND ({_QUOTES}) "
                "LIMIT :limit)"
            ),
            Step(
                "DELETE FROM mail WHERE id IN (SELECT m.id FROM mail m "
                f"WHERE m.sent_at IS NULL AND ({_QUOTES}) LIMIT :limit)"
            ),
        ),
        periods=(
            Period(
                "mails", 30, "coalesce(sent_at, due_at) < :before",
                _l("Deleted %(period)s after a mail was sent."),
            ),
        ),
    ),
    Holding(
        "security_note",
        title=_l("Attempts that were refused"),
        purpose=_l("To notice attacks on accounts."),
        kept=_l("Deleted when you leave."),
        ground=Ground.LEGAL_DUTY,
        points={"person_id": Leaving.DELETED},
        plain=("path",),
        export="SELECT kind, path, created_at FROM security_note "
        "WHERE person_id = :person ORDER BY created_at",
        periods=(
            Period("security_log", 30, "created_at < :before", _l("Kept for %(period)s.")),
        ),
    ),
    Holding(
        "job",
        title=_l("Long work that was asked for"),
        purpose=_l("To do it, and to show how far it is."),
        kept=_l("Your name is taken off when you leave."),
        points={"asked_by_id": Leaving.UNSIGNED},
        words=("arguments",),
        plain=("name", "once", "stage", "result", "error"),
        steps=(
            Step(
                "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE asked_by_id = :person "
                "AND name LIKE 'me.%' AND name <> 'me.leave' LIMIT :limit)"
            ),
        ),
        periods=(
            Period(
                "jobs", 90, "ended_at < :before",
                _l("Deleted %(period)s after it ended."),
            ),
        ),
        internal=True,
    ),
    Holding(
        "outbox",
        title=_l("News on its way"),
        purpose=_l("To tell people what happened."),
        kept=_l("Until it is told: a few seconds."),
        words=("payload",),
        plain=("last_error",),
        steps=(
            Step(
                "UPDATE outbox SET payload = replace(payload::text, CAST(:person AS text), "
                "CAST(:gone AS text))::jsonb, last_error = '' WHERE id IN (SELECT id FROM outbox "
                "WHERE position(CAST(:person AS text) IN payload::text) > 0 LIMIT :limit)"
            ),
        ),
        periods=(
            Period(
                "outbox", 90, "created_at < :before", _l("Kept for %(period)s when it could not be told.")
            ),
        ),
        internal=True,
    ),
    Holding(
        "audit",
        title=_l("The log of what officials decided"),
        purpose=_l("To show who decided what, without anybody being able to change it."),
        ground=Ground.LEGAL_DUTY,
        kept=_l(
            "For ever, under a number in place of your name. When you leave, nothing says any more "
            "whose number it was."
        ),
        points={"actor_id": Leaving.ALIAS},
        plain=("action", "object_ref", "details"),
        export="SELECT a.action, a.object_ref, a.at FROM audit a JOIN person p "
        "ON p.alias = a.actor_id WHERE p.id = :person ORDER BY a.number",
    ),
)  # fmt: skip
