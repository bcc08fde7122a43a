"""Copies of one's data."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Ground, Holding, Leaving, Period

personal.register(
    Holding(
        "personal_copy",
        title=_l("The copy of your data that you asked for"),
        purpose=_l("To give it to you."),
        ground=Ground.LEGAL_DUTY,
        kept=_l("Until you have downloaded it, or leave."),
        points={"person_id": Leaving.DELETED},
        export="SELECT created_at, made_at, taken_at FROM personal_copy WHERE person_id = :person",
        periods=(
            Period(
                "copies",
                3,
                "created_at < :before",
                _l("Kept for %(period)s at most."),
            ),
        ),
    )
)
