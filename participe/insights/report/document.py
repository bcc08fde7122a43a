"""What a report is made of, whatever it becomes: sections of a few kinds of blocks.

Nothing here knows a file format or the database; `contents.py` fills it, the `as_*.py` draw it.
Addresses are absolute. A text without language is in that of the document.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

# No file format takes them, and no letter draws them: what broken exports hold.
_NOT_DRAWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Words:
    """A piece of text, perhaps a link, perhaps in another language than the document."""

    text: str
    url: str = ""
    lang: str = ""
    number: float | None = None  # the same as a number, for spreadsheets

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _NOT_DRAWN.sub(" ", self.text))


@dataclass(frozen=True)
class Paragraph:
    words: tuple[Words, ...]
    is_note: bool = False  # smaller: how something was counted
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Names and what they hold."""

    rows: tuple[tuple[str, Words], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Table:
    """Rows with a heading each; numbers to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    kind: Literal["table"] = "table"

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold numbers."""
        return tuple(
            column > 0 and any(row[column].number is not None for row in self.rows)
            for column in range(len(self.head))
        )


@dataclass(frozen=True)
class Quote:
    words: Words
    source: Words  # with the address of the contribution
    note: str = ""  # why this one


@dataclass(frozen=True)
class Quotes:
    quotes: tuple[Quote, ...]
    kind: Literal["quotes"] = "quotes"


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on, and what stands before each."""

    people: tuple[tuple[str, ...], ...]
    kind: Literal["signatures"] = "signatures"


Block = Paragraph | Facts | Table | Quotes | Signatures


@dataclass(frozen=True)
class Section:
    key: str  # its anchor, the name of its sheet
    title: Words
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True)
class Document:
    title: str
    lang: str
    authority: str
    project: str
    address: str  # where it is read on the site
    made: str  # when, in words
    sections: tuple[Section, ...] = field(default=())


def plain(text: str, url: str = "", lang: str = "") -> Words:
    return Words(text, url, lang)


def said(*pieces: str | Words, note: bool = False) -> Paragraph:
    """A paragraph of texts and links."""
    return Paragraph(
        tuple(piece if isinstance(piece, Words) else Words(piece) for piece in pieces), note
    )
