"""The words of help and of the legal pages: `content/pages.toml`, in four languages."""

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


NAMED = {"help": ("pages.help", {})}  # the others have an address made of their slug


@register
def fixed_pages(settings: Settings) -> list[FixedPage]:
    """For the search."""
    found: list[FixedPage] = []
    for slug in _pages():
        words = page_text(slug, site_name=settings.site_name, contact=settings.contact_email)
        route, params = NAMED.get(slug, ("pages.page", {"slug": slug}))
        found.append(FixedPage(words.title, words.body, route, params))
    return found


@lru_cache
def _pages() -> dict[str, Any]:
    return tomllib.loads((PACKAGE / "pages" / "content" / "pages.toml").read_text("utf-8"))


def page_text(slug: str, *, site_name: str, contact: str) -> PageText:
    """Raises KeyError for a page that does not exist."""
    found = _pages()[slug]

    def filled(words: dict[str, str]) -> Localized:
        return Localized(
            {
                code: text.replace("{site_name}", site_name).replace("{contact_email}", contact)
                for code, text in words.items()
            }
        )

    return PageText(filled(found["title"]), filled(found["body"]))
