"""Days on which sheets were handed in, and whether something was open then."""

from datetime import date, datetime, time

from participe.core.i18n import BRUSSELS, in_brussels
from participe.projects.queries import ComponentView, ProjectView


def today(now: datetime) -> date:
    return in_brussels(now).date()


def instant_of(day: date, now: datetime) -> datetime:
    """Noon in Brussels: only the day is known. Never later than now."""
    return min(now, datetime.combine(day, time(12), BRUSSELS))


def was_open(project: ProjectView, component: ComponentView, ability: str, day: date) -> bool:
    """Whole days: who brings a sheet on the last day is in time, whatever the hour."""
    return any(
        in_brussels(phase.opens_at).date() <= day <= in_brussels(phase.closes_at).date()
        for phase in project.windows(component.id, ability)
    )
