"""Words for addresses: «Nos parcs, demain ?» becomes nos-parcs-demain."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 60
PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "’": " ", "'": " "})


def slug_of(text: str, otherwise: str = "page") -> str:
    """The words in small letters without accents, joined by dashes, cut between words."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in folded if not unicodedata.combining(c)))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug or otherwise


def free(slug: str, taken: Collection[str]) -> str:
    """The slug itself, else with the first free number behind it: parks-2."""
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
