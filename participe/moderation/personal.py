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
)  # fmt: skip
