"""What a person was told, and how often they want to hear."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Ground, Holding, Leaving, Period

personal.register(
    Holding(
        "notice",
        title=_l("What you were told"),
        purpose=_l("To tell you once what concerns you, and to show it on your page."),
        kept=_l("Until you leave."),
        points={"person_id": Leaving.DELETED},
        plain=("ids", "once_key"),
        export="SELECT n.kind, s.code, j.slug AS project, n.created_at FROM notice n "
        "LEFT JOIN subject s ON s.id = n.subject_id LEFT JOIN project j ON j.id = n.project_id "
        "WHERE n.person_id = :person ORDER BY n.created_at",
        periods=(
            Period(
                "notices", 365, "created_at < :before AND due_at IS NULL",
                _l("Deleted %(period)s after you were told."),
            ),
        ),
    ),
    Holding(
        "notification_setting",
        title=_l("How often you want mails"),
        purpose=_l("To send you what you want, as often as you want it."),
        ground=Ground.CONSENT,
        kept=_l("Until you leave."),
        points={"person_id": Leaving.DELETED},
        plain=("frequency",),
        export="SELECT kind, frequency FROM notification_setting WHERE person_id = :person "
        "ORDER BY kind",
    ),
)  # fmt: skip
