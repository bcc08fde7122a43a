"""What a project is told of a person."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Ground, Holding, Leaving

personal.register(
    Holding(
        "participation",
        title=_l("Your answers to the questions of a project: commune, age band"),
        purpose=_l("To see who was reached, in figures of at least ten people."),
        ground=Ground.CONSENT,
        kept=_l("As long as the project; deleted when you leave."),
        points={"person_id": Leaving.DELETED},
        words=("answers",),
        export="SELECT j.slug AS project, p.answers FROM participation p "
        "JOIN project j ON j.id = p.project_id WHERE p.person_id = :person",
    )
)
