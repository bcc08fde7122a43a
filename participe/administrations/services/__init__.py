"""Changes to administrations: their identity, their staff."""

from participe.administrations.services.identity import (
    change_identity,
    change_logo,
    close,
    create,
    move_slug,
    reopen,
)
from participe.administrations.services.staff import (
    change_title,
    invite,
    take_role,
    withdraw_invitation,
)

__all__ = [
    "change_identity", "change_logo", "change_title", "close", "create", "invite", "move_slug",
    "reopen", "take_role", "withdraw_invitation",
]  # fmt: skip
