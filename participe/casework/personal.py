"""What casework holds of officials."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Holding, Leaving

_WORK = _l("To share the work of answering among colleagues.")
_PROJECT = _l("As long as the project.")
personal.register(
    Holding(
        "assignment",
        title=_l("Who is in charge of an answer"),
        purpose=_WORK,
        kept=_PROJECT,
        points={"person_id": Leaving.UNSIGNED, "set_by_id": Leaving.UNSIGNED},
        export="SELECT s.code, a.due_on FROM assignment a JOIN subject s ON s.id = a.subject_id "
        "WHERE a.person_id = :person ORDER BY a.due_on",
    ),
    Holding(
        "saved_filter",
        title=_l("Filters kept by officials"),
        purpose=_WORK,
        kept=_l("Until you remove it, or leave."),
        points={"person_id": Leaving.DELETED},
        plain=("name", "query"),
        export="SELECT name, query FROM saved_filter WHERE person_id = :person ORDER BY name",
    ),
    Holding(
        "bulk_action",
        title=_l("Work on many contributions at once"),
        purpose=_l("To preview it, to take it back, and to see who did it."),
        kept=_PROJECT,
        points={"by_id": Leaving.UNSIGNED},
        plain=("what",),
        internal=True,
    ),
    Holding(
        "bulk_item",
        title=_l("Work on many contributions at once"),
        purpose=_l("To preview it, to take it back, and to see who did it."),
        kept=_PROJECT,
        plain=("seen",),
        internal=True,
    ),
)
