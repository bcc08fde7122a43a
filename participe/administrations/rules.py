"""Who may run an administration."""

from participe.core.i18n import _l
from participe.core.rules import (
    administers,
    manages,
    moderates,
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
moderate = signed_in & (moderates | works_here)  # reports: those of one's own places
create = signed_in & runs_platform

cannot_leave = rule(
    lambda _, administrators: administrators > 1,
    _l("This is the last administrator. Invite another one first, then take this role away."),
)
