"""What a message holds of whoever wrote it."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving, Period, Step

personal.register(
    Holding(
        "enquiry",
        title=_l("What you write to us with the contact form"),
        purpose=_l("To answer you."),
        kept=_l("Two years after the answer."),
        points={"answered_by_id": Leaving.UNSIGNED},
        words=("name", "address", "text", "answer", "about"),
        export="SELECT e.code, e.text, e.answer, e.created_at FROM enquiry e JOIN mailbox m "
        "ON lower(m.address) = lower(e.address) WHERE m.person_id = :person ORDER BY e.created_at",
        # Written without an account, so it is known by the address only.
        steps=(
            Step(
                "DELETE FROM enquiry WHERE id IN (SELECT id FROM enquiry "
                "WHERE :address <> '' AND lower(address) = lower(:address) LIMIT :limit)"
            ),
        ),
        periods=(
            Period(
                "enquiries",
                730,
                "answered_at IS NOT NULL AND answered_at < :before",
                _l("%(period)s after the answer."),
            ),
        ),
    )
)
