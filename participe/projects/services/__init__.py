"""Changes to projects: their words, phases, components and documents."""

from participe.projects.services.documents import add_document, change_document, remove_document
from participe.projects.services.holding import hold_open
from participe.projects.services.phases import close_now, remove_phase, save_phase
from participe.projects.services.projects import (
    add_component,
    change_image,
    change_promise,
    change_settings,
    change_text,
    create,
    is_untouched,
    publish,
    rename_component,
    unpublish,
)

__all__ = [
    "add_component", "add_document", "change_document", "change_image", "change_promise",
    "change_settings", "change_text", "close_now", "create", "hold_open", "is_untouched",
    "publish", "remove_document", "remove_phase", "rename_component", "save_phase", "unpublish",
]  # fmt: skip
