"""Who may do what. Each rule is written once and carries its own explanation.

Seeing is a WHERE clause, in a slice's queries.py. Doing is a Rule, in its rules.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from participe.core.errors import Refused, SignInNeeded
from participe.core.i18n import LazyText, _l

PLATFORM = UUID(int=0)  # the place of a role that holds everywhere
STAFF_ROLES = ("administrator", "manager", "moderator", "reader")
ROLE_NAMES = {
    "admin": _l("platform administrator"),
    "administrator": _l("administrator"),
    "manager": _l("project manager"),
    "moderator": _l("moderator"),
    "reader": _l("reader"),
    "juror": _l("juror"),
}


class Placed(Protocol):
    """Whatever belongs to an administration and to one of its projects."""

    administration_id: UUID
    project_id: UUID


@dataclass(frozen=True)
class Viewer:
    """Whoever makes the request, and when; `id` is None for somebody not signed in."""

    now: datetime
    id: UUID | None = None
    roles: frozenset[tuple[str, UUID]] = frozenset()  # (name, administration, project or PLATFORM)
    name: str = ""
    lang: str = ""
    theme: str = "auto"
    session_id: UUID | None = None
    proved_at: datetime | None = field(default=None, compare=False)  # last sign-in of this session
    administrations: frozenset[UUID] = frozenset()  # where any role is held, for staff pages
    welcomed: bool = True  # chose a name and read the rules
    last_seen_at: datetime | None = field(default=None, compare=False)

    def has_role(self, name: str, of: Placed) -> bool:
        places = self.places(name)
        return of.administration_id in places or getattr(of, "project_id", None) in places

    def places(self, name: str) -> frozenset[UUID]:
        """The administrations and projects in which the viewer has this role."""
        return frozenset(place for role, place in self.roles if role == name)

    @property
    def is_staff(self) -> bool:
        return any(role != "juror" for role, _ in self.roles)

    @property
    def is_platform_admin(self) -> bool:
        return ("admin", PLATFORM) in self.roles


Reason = str | LazyText


@dataclass(frozen=True)
class Rule:
    """Answers a viewer who wants to do something to a thing: None for yes, or why not.

    >>> edit = is_author & box_is_open | has_role("moderator")
    >>> edit.why_not(viewer, idea)
    'This idea box is closed.'
    """

    why_not: Callable[[Viewer, Any], Reason | None]

    def __and__(self, other: "Rule") -> "Rule":
        """Both. The reason is that of the first one that fails."""
        return Rule(
            lambda viewer, thing: self.why_not(viewer, thing) or other.why_not(viewer, thing)
        )

    def __or__(self, other: "Rule") -> "Rule":
        """Either. The reason is that of the left one, the ordinary way in."""

        def why_not(viewer: Viewer, thing: Any) -> Reason | None:
            reason = self.why_not(viewer, thing)
            return reason and other.why_not(viewer, thing) and reason

        return Rule(why_not)

    def allows(self, viewer: Viewer, thing: Any) -> bool:
        return self.why_not(viewer, thing) is None

    def require(self, viewer: Viewer, thing: Any) -> None:
        """Services call this before they change anything. Raises Refused."""
        if reason := self.why_not(viewer, thing):
            raise (SignInNeeded if reason == SIGN_IN_FIRST else Refused)(reason)


def rule(holds: Callable[[Viewer, Any], bool], otherwise: Reason) -> Rule:
    """Make a rule of a yes-or-no question and of what to say when the answer is no."""
    if not otherwise:
        raise ValueError("A rule must say why it refuses: an empty reason would mean yes.")
    return Rule(lambda viewer, thing: None if holds(viewer, thing) else otherwise)


ONLY = {
    "administrator": _l("Only an administrator of this administration can do this."),
    "manager": _l("Only a project manager can do this."),
    "moderator": _l("Only a moderator can do this."),
    "reader": _l("Only staff of this administration can see this."),
}


def has_role(*names: str) -> Rule:
    """One of the roles in the thing's own administration or project; elsewhere it counts for nothing."""
    return rule(
        lambda viewer, thing: any(viewer.has_role(name, of=thing) for name in names),
        ONLY[names[0]],
    )


SIGN_IN_FIRST = _l("Sign in first.")
signed_in = rule(lambda viewer, _: viewer.id is not None, SIGN_IN_FIRST)
# What a role may do, those above it may do too.
manages = has_role("manager", "administrator")
moderates = has_role("moderator", "manager", "administrator")
reads_as_staff = has_role("reader", "moderator", "manager", "administrator")
administers = has_role("administrator")
runs_platform = rule(
    lambda viewer, _: viewer.is_platform_admin,
    _l("Only an administrator of the platform can do this."),
)
