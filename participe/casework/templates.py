"""Answers used again: what stands in for the words of each contribution."""

from participe.core.i18n import Localized, _

TITLE, NAME = "{title}", "{name}"


def filled(text: Localized, title: str, name: str) -> Localized:
    """With the title of the contribution and the name of its author, "you" where there is none.

    Only these two are replaced; other braces stay as they were typed.
    """
    found = Localized()
    for lang, words in text.items():
        words = words.replace(TITLE, _safe(title))
        found[lang] = words.replace(NAME, _safe(name)) if name else _without_name(words)
    return found


def _without_name(words: str) -> str:
    """“Bonjour {name}, …” becomes “Bonjour, …”."""
    return words.replace(f" {NAME}", "").replace(NAME, "").strip()


def _safe(words: str) -> str:
    """Titles are other people's words: what would be Markdown in an answer stays as it is."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#" else c for c in words)


def example() -> str:
    return _("Dear {name}, thank you for “{title}”.")
