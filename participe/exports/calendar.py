"""The phases of a project as a calendar that one subscribes to: iCalendar (RFC 5545)."""

from datetime import datetime

from participe.core.i18n import BRUSSELS, locale
from participe.projects.queries import ProjectView

MEDIA_TYPE = "text/calendar; charset=utf-8"


def icalendar(project: ProjectView, now: datetime, *, public_url: str, page: str) -> bytes:
    """An event for each phase, with the same UID for ever, so that a change moves it."""
    from icalendar import Calendar, Event  # for those who ask for a calendar
    from icalendar.enums import TRANSP

    calendar = Calendar.new(
        prodid="-//Participe//Participe//EN",
        name=str(project.title),
        language=locale(),
        uid=f"project-{project.slug}@{_host(public_url)}",
        url=public_url + page,
    )
    for phase in project.phases:
        calendar.add_component(
            Event.new(
                uid=f"phase-{phase.code}@{_host(public_url)}",
                summary=f"{project.title}: {phase.title}",
                description=str(phase.text),
                start=phase.opens_at.astimezone(BRUSSELS),
                end=phase.closes_at.astimezone(BRUSSELS),
                url=public_url + page,
                stamp=now,
                transparency=TRANSP.TRANSPARENT,  # nobody is busy because a phase is open
            )
        )
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _host(public_url: str) -> str:
    return public_url.partition("://")[2].partition(":")[0]
