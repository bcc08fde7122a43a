"""What a project's phases and roles allow."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from participe.core.i18n import LazyText, _l
from participe.core.rules import Rule, Viewer, manages, reads_as_staff, signed_in
from participe.projects.queries import ProjectView

manage = signed_in & manages  # thing: a ProjectView
read = signed_in & reads_as_staff


class InProject(Protocol):
    """A box, a questionnaire …: something of a component of a project."""

    project: ProjectView
    component_id: UUID


def in_phase(ability: str) -> Rule:
    """Is this ability open for the thing's component? Else since when, or from when."""

    def why_not(viewer: Viewer, thing: Any) -> LazyText | None:
        if thing.project.published_at is None:
            return _l("This project is a draft: it is not open yet.")
        if thing.project.allows(thing.component_id, ability):
            return None
        return when_open(thing.project, thing.component_id, ability, viewer.now)

    return Rule(why_not)


def when_open(project: ProjectView, component_id: UUID, ability: str, now: datetime) -> LazyText:
    windows = project.windows(component_id, ability)
    if not windows:
        return _l("This is not part of this project.")
    coming = [phase for phase in windows if phase.opens_at > now]
    if coming:
        return _l("This opens on %(when)s.", when=coming[0].opens_at)
    return _l("This closed on %(when)s.", when=windows[-1].closes_at)
