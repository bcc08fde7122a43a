"""What people reported, and what moderators told them."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Ground, Holding, Leaving, Period, Step

personal.register(
    Holding(
        "report",
        title=_l("What you reported"),
        purpose=_l("To have a moderator look at it. Its author never learns who reported."),
        ground=Ground.LEGAL_DUTY,
        kept=_l("Your words are deleted when you leave; that there was a report stays counted."),
        points={"person_id": Leaving.COUNTED, "handled_by_id": Leaving.UNSIGNED},
        words=("text",),
        export="SELECT s.code, r.why, r.text, r.created_at FROM report r "
        "JOIN subject s ON s.id = r.subject_id WHERE r.person_id = :person ORDER BY r.created_at",
        steps=(
            Step(
                "UPDATE report SET text = '' WHERE id IN (SELECT id FROM report "
                "WHERE person_id = :person AND text <> '' LIMIT :limit)"
            ),
        ),
        periods=(Period("reports", 730, "created_at < :before", _l("Kept for %(period)s.")),),
    ),
    Holding(
        "moderation_decision",
        title=_l("What a moderator decided on your texts, and why"),
        purpose=_l("To tell you the reason, and to be able to answer for it."),
        ground=Ground.LEGAL_DUTY,
        kept=_l("The explanation goes with your text when you leave; the reason stays."),
        points={"by_id": Leaving.COUNTED},
        words=("text",),
        export="SELECT s.code, d.action, d.why, d.text, d.created_at FROM moderation_decision d "
        "JOIN subject s ON s.id = d.subject_id WHERE s.author_id = :person ORDER BY d.created_at",
        steps=(
            Step(
                "UPDATE moderation_decision SET text = '' WHERE id IN (SELECT d.id "
                "FROM moderation_decision d JOIN subject s ON s.id = d.subject_id "
                "WHERE s.author_id = :person AND (:removes OR s.state = 'withdrawn') "
                "AND d.text <> '' LIMIT :limit)"
            ),
        ),
        periods=(
            Period(
                "moderation", 730, "created_at < :before AND text <> ''",
                _l("The explanation is kept for %(period)s."), sets="text = ''",
            ),
        ),
    ),
    Holding(
        "appeal",
        title=_l("What you said against a decision of a moderator, and what was made of it"),
        purpose=_l("To have another person look at the decision, and to tell you the result."),
        ground=Ground.LEGAL_DUTY,
        kept=_l("The words are deleted when you leave; that there was an appeal stays counted."),
        points={"person_id": Leaving.COUNTED, "decided_by_id": Leaving.COUNTED},
        words=("text", "reason"),
        export="SELECT s.code, a.text, a.outcome, a.reason, a.created_at FROM appeal a "
        "JOIN subject s ON s.id = a.subject_id WHERE a.person_id = :person ORDER BY a.created_at",
        steps=(
            Step(
                "UPDATE appeal SET text = '', reason = '' WHERE id IN (SELECT id FROM appeal "
                "WHERE person_id = :person AND (text <> '' OR reason <> '') LIMIT :limit)"
            ),
        ),
        periods=(
            Period(
                "appeals", 730, "decided_at < :before AND (text <> '' OR reason <> '')",
                _l("The words are kept for %(period)s after the decision."),
                sets="text = '', reason = ''",
            ),
        ),
    ),
    Holding(
        "moderation_message",
        title=_l("Messages between you and the moderators"),
        purpose=_l("To settle what is wrong with a text without guessing."),
        kept=_l("Your words are deleted when you leave."),
        points={"person_id": Leaving.COUNTED},
        words=("text",),
        export="SELECT s.code, m.text, m.created_at FROM moderation_message m "
        "JOIN subject s ON s.id = m.subject_id WHERE m.person_id = :person ORDER BY m.created_at",
        # What an official wrote in the name of the team stays, without their name.
        steps=(
            Step(
                "UPDATE moderation_message SET text = '' WHERE id IN (SELECT id FROM "
                "moderation_message WHERE person_id = :person AND is_by_author AND text <> '' "
                "LIMIT :limit)"
            ),
        ),
        periods=(Period("moderation_messages", 730, "created_at < :before", _l("Kept for %(period)s.")),),
    ),
)  # fmt: skip
