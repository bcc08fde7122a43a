"""A project as a card: on the home page, in lists, on the page of its administration."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from participe.core.web import path_for
from participe.projects.queries import ProjectView


@dataclass(frozen=True)
class ProjectCard:
    """What `ui/_project_card.html` shows."""

    url: str
    title: Any
    summary: Any
    administration: Any
    phase_title: Any
    days_left: int | None
    state: str
    state_name: Any
    image_url: str | None
    counts: list[tuple[int, str]]


def card(request: Request, project: ProjectView) -> ProjectCard:
    phase = project.phase
    return ProjectCard(
        path_for(request, "projects.project", project=project.slug),
        project.title,
        project.summary,
        project.administration.name,
        phase.title if phase else None,
        phase.days_left(project.now) if phase else None,
        project.state,
        project.state_name,
        image_url(project),
        [],
    )


def image_url(project: ProjectView) -> str | None:
    if not project.image_key:
        return None
    return f"/projects/{project.slug}/image-{project.image_key[:8]}.webp"
