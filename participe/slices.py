"""The list of slices: the only file to touch when one is added.

Packages outside add components through the entry-point group `participe.components`.
"""

from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType

from jinja2 import Environment
from starlette.routing import BaseRoute, Mount

from participe.core.addresses import Addresses
from participe.core.settings import Settings
from participe.core.web import make_environment

# In the order of the layers of docs/architecture.md.
SLICES = (
    "people", "administrations", "accessibility", "projects", "subjects", "comments", "votes", "follows",
    "attachments", "answers", "moderation", "duplicates", "ideas", "consultations", "insights", "casework", "paper",
    "notifications", "search", "contact",
    "exports", "me", "pages", "manage",
)  # fmt: skip


def _part(name: str, part: str) -> ModuleType | None:
    module = f"participe.{name}.{part}"
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name == module:  # the slice does not need this part
            return None
        raise


def load() -> None:
    """Import what registers itself: models, components, handlers, jobs."""
    import_module("participe.models")
    import_module("participe.core.holdings")
    for name in SLICES:
        for part in ("component", "handlers", "jobs", "personal"):
            _part(name, part)
    for entry in entry_points(group="participe.components"):
        entry.load()


def routes(*, demo: bool) -> list[BaseRoute]:
    """Addresses under `/{locale}`; those of the demonstration only there."""
    found: list[BaseRoute] = []
    for name in SLICES:
        if module := _part(name, "routes"):
            found += module.routes
    if demo:
        found += import_module("participe.demo.routes").routes
    return found


def root_routes(*, demo: bool) -> list[BaseRoute]:
    """Addresses without language: robots.txt, files, feeds."""
    found: list[BaseRoute] = []
    for name in SLICES:
        if module := _part(name, "routes"):
            found += getattr(module, "root_routes", [])
    if demo:
        found += import_module("participe.demo.routes").root_routes
    return found


def templates(settings: Settings) -> Environment:
    """The templates of mails and documents, for processes that serve no pages."""
    found = [
        Mount("/{locale:locale}", routes=routes(demo=settings.demo)),
        *root_routes(demo=settings.demo),
    ]
    return make_environment(Addresses(found))
