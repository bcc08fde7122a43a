"""The words of help and of the legal pages: the files of `content/`, in four languages."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from participe.core.fixed_pages import FixedPage, register
from participe.core.i18n import Localized
from participe.core.paths import PACKAGE
from participe.core.settings import Settings


@dataclass(frozen=True)
class PageText:
    title: Localized
    body: Localized  # Markdown


# Shown until the operator says who they are.
NOT_SAID = {
    "fr": "[nom, adresse et numéro d’entreprise à compléter : réglage OPERATOR]",
    "de": "[Name, Anschrift und Unternehmensnummer einzutragen: Einstellung OPERATOR]",
    "nl": "[naam, adres en ondernemingsnummer in te vullen: instelling OPERATOR]",
    "en": "[name, address and company number to be filled in: setting OPERATOR]",
}
DEMO = "Participe (demo), Place de la Démonstration 1, 5000 Namur, BE 0000.000.000"
NAMED = {"help": ("pages.help", {})}  # the others have an address made of their slug


@register
def fixed_pages(settings: Settings) -> list[FixedPage]:
    """For the search."""
    found: list[FixedPage] = []
    for slug in _pages():
        words = page_text(slug, settings)
        route, params = NAMED.get(slug, ("pages.page", {"slug": slug}))
        found.append(FixedPage(words.title, words.body, route, params))
    return found


@lru_cache
def _pages() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for file in sorted((PACKAGE / "pages" / "content").glob("*.toml")):
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


def page_text(slug: str, settings: Settings) -> PageText:
    """Raises KeyError for a page that does not exist."""
    found = _pages()[slug]
    said = {
        "site_name": settings.site_name,
        "contact_email": settings.contact_email,
        "security_contact": settings.security_contact.removeprefix("mailto:"),
    }

    def filled(words: dict[str, str]) -> Localized:
        return Localized(
            {code: _filled(text, code, said, settings) for code, text in words.items()}
        )

    return PageText(filled(found["title"]), filled(found["body"]))


def _filled(text: str, code: str, said: dict[str, str], settings: Settings) -> str:
    operator = settings.operator or (DEMO if settings.demo else NOT_SAID[code])
    for name, value in (said | {"operator": operator}).items():
        text = text.replace("{" + name + "}", value)
    return text
