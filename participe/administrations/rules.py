"""Who may run an administration."""

from participe.core.i18n import _l
from participe.core.rules import (
    administers,
    manages,
    reads_as_staff,
    rule,
    runs_platform,
    signed_in,
)

# thing: an Administration as a place (administration_id, project_id)
works_here = rule(
    lambda viewer, place: place.administration_id in viewer.administrations and viewer.is_staff,
    _l("Only staff of this administration can see this."),
)
see = signed_in & works_here
see_all = signed_in & reads_as_staff
administer = signed_in & (administers | runs_platform)  # its identity and its staff
manage = signed_in & manages
# The reports of one's own places: of the administration, or of one project of it.
moderates_some = rule(
    lambda viewer, _: any(
        viewer.places(role) for role in ("moderator", "manager", "administrator")
    ),
    _l("Only a moderator can do this."),
)
moderate = signed_in & works_here & moderates_some
create = signed_in & runs_platform

cannot_leave = rule(
    lambda _, administrators: administrators > 1,
    _l("This is the last administrator. Invite another one first, then take this role away."),
)
CLOSED = _l("This administration is closed on the platform: it takes no new project.")
is_open = rule(lambda _, closed: not closed, CLOSED)  # thing: whether it is closed
