"""The token at the foot of a mail: it stops this kind of mails to this person, and nothing else."""

from participe.core.security import Links
from participe.core.settings import Settings
from participe.notifications.kinds import KINDS, SUMMARY
from participe.people.models import Person

PURPOSE = "unsubscribe"
VALID_S = 5 * 366 * 24 * 3600  # a mail may be found again years later


def address(links: Links, settings: Settings, lang: str, person: Person, kind: str) -> str:
    return f"{settings.public_url}/{lang}/unsubscribe/{token(links, person.code, kind)}"


def token(links: Links, code: str, kind: str) -> str:
    return links.sign(PURPOSE, [code, kind])


def read(links: Links, value: str) -> tuple[str, str] | None:
    """The code of a person and a kind; None for what is forged or made for another purpose."""
    match links.read(PURPOSE, value, VALID_S):
        case [str(code), str(kind)] if kind == SUMMARY:
            return code, kind
        case [str(code), str(kind)] if kind in KINDS and not KINDS[kind].always:
            return code, kind
    return None
