"""What piles of sheets hold: words of people without account, and who typed them in."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving, Period

_WORK = _l("To count each sheet once, and to have a colleague check what was typed in.")
_PROJECT = _l("As long as the project.")
_OVER = (
    "EXISTS (SELECT 1 FROM paper_batch b WHERE b.id = paper_sheet.batch_id "
    "AND b.state = 'published')"
)
personal.register(
    Holding(
        "paper_batch",
        title=_l("Piles of sheets on paper"),
        purpose=_WORK,
        kept=_PROJECT,
        points={"opened_by_id": Leaving.UNSIGNED, "closed_by_id": Leaving.UNSIGNED},
        plain=("name",),
        internal=True,
    ),
    Holding(
        "paper_sheet",
        title=_l("What you wrote on paper or said at the desk"),
        purpose=_l("To make it public like what is written online, and to let you follow it."),
        kept=_l("The words become a contribution; sheets that were set aside go after a year."),
        points={"entered_by_id": Leaving.UNSIGNED, "checked_by_id": Leaving.UNSIGNED},
        words=("answers", "reason"),
        plain=("scan_kind",),
        export="SELECT b.name, h.number, h.created_at FROM paper_sheet h "
        "JOIN paper_batch b ON b.id = h.batch_id WHERE h.entered_by_id = :person "
        "ORDER BY h.created_at",
        periods=(
            Period(
                "paper_scans", 365, f"scan_key IS NOT NULL AND created_at < :before AND {_OVER}",
                _l("The picture of a sheet is deleted %(period)s after it was typed in."),
                sets="scan_key = NULL, scan_kind = ''",
            ),
            Period(
                "paper_words", 365, f"answers <> '{{}}' AND created_at < :before AND {_OVER}",
                _l("Words of a sheet that did not become public are deleted after %(period)s."),
                sets="answers = '{}'",
            ),
        ),
    ),
    Holding(
        "paper_code",
        title=_l("Codes printed on forms"),
        purpose=_l("To count a form once, and to let you follow it with its code."),
        kept=_l("Two years, when the form never came."),
        points={"printed_by_id": Leaving.UNSIGNED},
        periods=(
            Period(
                "paper_codes", 730,
                "printed_at < :before AND NOT EXISTS "
                "(SELECT 1 FROM paper_sheet h WHERE h.code = paper_code.code)",
                _l("Deleted %(period)s after printing when no sheet came."),
            ),
        ),
        internal=True,
    ),
)  # fmt: skip
