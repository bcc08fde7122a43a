"""Pages whose words are part of the program: who holds them says so, and the search finds them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from participe.core.i18n import Localized
from participe.core.settings import Settings


@dataclass(frozen=True)
class FixedPage:
    title: Localized
    body: Localized  # Markdown
    route: str
    params: dict[str, str] = field(default_factory=dict)


Pages = Callable[[Settings], list[FixedPage]]
_holders: list[Pages] = []


def register(pages: Pages) -> Pages:
    """Called with the settings each time: keep it cheap."""
    _holders.append(pages)
    return pages


def known(settings: Settings) -> list[FixedPage]:
    return [page for pages in _holders for page in pages(settings)]
