"""What the tables of people hold of a person."""

from participe.core import personal
from participe.core.i18n import _l
from participe.core.personal import Ground, Holding, Leaving, Period, Step

# Nothing that a mailbox was sent stays known, under whatever spelling of its address.
_BY_ADDRESS = (
    "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE :address <> '' AND "
    "(key = :key OR lower(address) = :address) LIMIT :limit)"
)

_NO_ROLE = "NOT EXISTS (SELECT 1 FROM role r WHERE r.person_id = person.id)"

personal.register(
    Holding(
        "person",
        title=_l("Your account"),
        purpose=_l("To show the name that you chose beside what you write."),
        kept=_l("Until you leave, or until the account is not used for a long time."),
        words=("name", "title"),
        plain=("theme",),
        export="SELECT code, name, lang, theme, title, created_at, welcomed_at, signed_in_at "
        "FROM person WHERE id = :person",
        periods=(
            Period(
                "unconfirmed",
                7,
                "kind = 'account' AND welcomed_at IS NULL AND demo_key IS NULL "
                f"AND created_at < :before AND {_NO_ROLE}",
                _l("An account whose owner never chose a name is kept for %(period)s."),
                leaves=True,
            ),
            Period(
                "inactive",
                730,
                "kind = 'account' AND signed_in_at < :before AND demo_key IS NULL AND warnings >= 2 "
                f"AND warned_at < :now - interval '28 days' AND {_NO_ROLE}",
                _l(
                    "An account that nobody uses is deleted after %(period)s, and two mails that say so."
                ),
                leaves=True,
            ),
        ),
    ),
    Holding(
        "mailbox",
        title=_l("Your e-mail address"),
        purpose=_l("To let you sign in and to reach you. It is never shown to anybody."),
        kept=_l("Deleted at once when you leave."),
        points={"person_id": Leaving.DELETED},
        words=("address",),
        export="SELECT address, confirmed_at FROM mailbox WHERE person_id = :person",
    ),
    Holding(
        "session",
        title=_l("Where you are signed in"),
        purpose=_l("To keep you signed in, and to let you see and end it."),
        kept=_l("30 days at most; deleted at once when you sign out or leave."),
        points={"person_id": Leaving.DELETED},
        words=("device",),
        export="SELECT device, created_at, proved_at, last_seen_at, ends_at FROM session "
        "WHERE person_id = :person ORDER BY created_at",
        periods=(
            Period("sessions", 1, "ends_at < :before", _l("Deleted %(period)s after it ended.")),
        ),
    ),
    Holding(
        "sign_in_request",
        title=_l("Links and codes to sign in"),
        purpose=_l("To know that the mailbox is yours."),
        kept=_l("Ten minutes of use; deleted when you leave."),
        words=("address",),
        plain=("next",),
        steps=(Step(_BY_ADDRESS.format(table="sign_in_request")),),
        periods=(
            Period("links", 1, "ends_at < :before", _l("Deleted %(period)s after it ended.")),
        ),
    ),
    Holding(
        "role",
        title=_l("Your roles in an administration"),
        purpose=_l("To let officials do their work, and nothing else."),
        kept=_l("Until the role is taken back, or you leave."),
        ground=Ground.LEGAL_DUTY,
        points={"person_id": Leaving.DELETED, "given_by_id": Leaving.UNSIGNED},
        plain=("name",),
        export="SELECT r.name, a.slug AS administration, j.slug AS project, r.created_at FROM role r "
        "LEFT JOIN administration a ON a.id = r.administration_id "
        "LEFT JOIN project j ON j.id = r.project_id WHERE r.person_id = :person",
    ),
    Holding(
        "invitation",
        title=_l("Invitations to work with an administration"),
        purpose=_l("To give a role to the person who holds the mailbox."),
        kept=_l("Two weeks of use; deleted when you leave."),
        ground=Ground.LEGAL_DUTY,
        points={"invited_by_id": Leaving.UNSIGNED},
        words=("address",),
        plain=("role",),
        export="SELECT i.role, i.created_at, i.accepted_at FROM invitation i "
        "JOIN mailbox m ON m.key = i.key WHERE m.person_id = :person",
        steps=(Step(_BY_ADDRESS.format(table="invitation")),),
        periods=(
            Period(
                "invitations", 30, "ends_at < :before", _l("Deleted %(period)s after it ended.")
            ),
        ),
    ),
)
