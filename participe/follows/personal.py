"""What a person follows."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Ground, Holding, Leaving, Step

personal.register(
    Holding(
        "follow",
        title=_l("Contributions that you follow"),
        purpose=_l("To tell you when something happens there."),
        ground=Ground.CONSENT,
        kept=_l("Until you stop following, or leave."),
        points={"person_id": Leaving.DELETED},
        export="SELECT s.code, f.created_at FROM follow f JOIN subject s ON s.id = f.subject_id "
        "WHERE f.person_id = :person ORDER BY f.created_at",
        steps=(
            # Their counters go down with them, in the order in which others lock them.
            Step(
                """
                WITH removed AS (
                    DELETE FROM follow WHERE person_id = :person AND subject_id IN (
                        SELECT subject_id FROM follow WHERE person_id = :person
                        ORDER BY subject_id LIMIT :limit)
                    RETURNING subject_id)
                UPDATE subject SET follow_count = follow_count - 1
                WHERE id IN (SELECT subject_id FROM removed)
                """
            ),
        ),
    ),
    Holding(
        "project_follow",
        title=_l("Projects that you follow"),
        purpose=_l("To tell you when something happens there."),
        ground=Ground.CONSENT,
        kept=_l("Until you stop following, or leave."),
        points={"person_id": Leaving.DELETED},
        export="SELECT j.slug AS project, f.created_at FROM project_follow f "
        "JOIN project j ON j.id = f.project_id WHERE f.person_id = :person ORDER BY f.created_at",
    ),
)
