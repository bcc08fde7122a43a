"""A row of a file made into a contribution, or the reason why it cannot be one."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from participe.comments.models import Stance
from participe.core.i18n import LazyText, _l
from participe.core.tables import Row, Table
from participe.ideas.imports import values, words
from participe.ideas.imports.values import Wrong, is_nothing
from participe.ideas.imports.words import Field
from participe.subjects.models import AuthorKind, Channel, Status

LARGEST_TEXT = 100_000  # bytes of title and text together
LONGEST_TITLE = 500  # characters: what is longer is a text
MADE_TITLE = 90  # characters of a title made from the first words
LONGEST_ID = 200
LONGEST_THEME = 120
LONGEST_PLACE = 500

EMPTY = _l("This row is empty.")
NO_TEXT = _l("This row has no text.")
TOO_LONG = _l("The text is longer than 100 kB.")
TOO_MANY_CHARACTERS = {
    Field.SOURCE_ID: _l("The number of the row has more than %(most)s characters."),
    Field.PARENT: _l("The number on which it comments has more than %(most)s characters."),
    Field.THEME: _l("The name of its theme has more than %(most)s characters."),
    Field.PLACE: _l("Its place has more than %(most)s characters."),
}
UNKNOWN_STANCE = _l("“%(said)s” is neither for nor against. Write pro, contra or neutral.")
UNKNOWN_STATUS = _l(
    "“%(said)s” is no status that is known here. Write for example under_review, accepted, "
    "in_progress, done or declined; or leave this column out."
)
UNKNOWN_AUTHOR = _l("“%(said)s” is no kind of author. Write citizen, ally or official.")
UNKNOWN_CHANNEL = _l(
    "“%(said)s” is no way to reach us. Write web, paper, desk, phone, meeting or import."
)

# Everything that no eye sees, but line ends and tabs.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_ENDS = re.compile(r"\r\n?|\u2028|\u2029")
_SENTENCE = re.compile(r"[.!?…](?=\s|$)")
# Maps a field to a change of its value, such as s/^arg:/o/ of the command line.
Changes = Mapping[Field, Callable[[str], str]]


class Refusal(NamedTuple):
    """Why a row does not go in."""

    number: int
    reason: LazyText
    source_id: str = ""

    def stored(self) -> dict[str, Any]:
        return {"row": self.number, "reason": self.reason.message, "values": self.reason.values}


def reason_of(stored: Mapping[str, Any]) -> LazyText:
    return LazyText(stored["reason"], **stored.get("values", {}))


@dataclass(frozen=True, slots=True)
class Item:
    """A contribution as its row says it. With `parent`, a comment."""

    number: int
    source_id: str
    title: str
    title_is_made: bool
    body: str
    lang: str  # "" when the file does not say
    theme: str
    place: str
    lat: float | None
    lon: float | None
    created_at: datetime | None
    author_kind: AuthorKind
    channel: Channel
    parent: str
    stance: Stance
    status: Status
    supports: int


def read(
    table: Table, mapping: Mapping[Field, str], now: datetime, changes: Changes | None = None
) -> Iterator[Item | Refusal]:
    """Each row of a table, in its order: what it says, or why it is refused."""
    seen: Counter[str] = Counter()
    for row in table.rows():
        if row.cells is None:
            yield Refusal(row.number, row.why or EMPTY)
        elif not any(cell.strip() for cell in row.cells.values()):
            yield Refusal(row.number, EMPTY)
        else:
            yield _checked(row, row.cells, mapping, now, changes or {}, seen)


def _checked(
    row: Row,
    cells: dict[str, str],
    mapping: Mapping[Field, str],
    now: datetime,
    changes: Changes,
    seen: Counter[str],
) -> Item | Refusal:
    said = {field: cleaned(cells[column]) for field, column in mapping.items()}
    for field, change in changes.items():
        if field in said:
            said[field] = change(said[field]).strip()
    source_id = said.get(Field.SOURCE_ID, "")
    if is_nothing(source_id):
        source_id = _made_id(cells, seen)
    try:
        return _item(row.number, source_id, said, now)
    except Wrong as wrong:
        return Refusal(row.number, wrong.reason, source_id)


def _item(number: int, source_id: str, said: dict[Field, str], now: datetime) -> Item:
    def value(field: Field) -> str:
        cell = said.get(field, "")
        return "" if is_nothing(cell) else cell

    title, body = said.get(Field.TITLE, ""), said.get(Field.BODY, "")
    if not title and not body:
        raise Wrong(NO_TEXT)
    if len(title.encode()) + len(body.encode()) > LARGEST_TEXT:
        raise Wrong(TOO_LONG)
    parent = value(Field.PARENT)
    for field, cell, most in (
        (Field.SOURCE_ID, source_id, LONGEST_ID),
        (Field.PARENT, parent, LONGEST_ID),
        (Field.THEME, "" if parent else value(Field.THEME), LONGEST_THEME),
        (Field.PLACE, value(Field.PLACE), LONGEST_PLACE),
    ):
        if len(cell) > most:
            raise Wrong(LazyText(TOO_MANY_CHARACTERS[field].message, most=most))
    if parent:
        title, body, is_made = "", "\n\n".join(filter(None, (title, body))), False
    else:
        title, body, is_made = _titled(" ".join(title.split()), body)
    lat, lon = _point(value(Field.LAT), value(Field.LON))
    at, lang = value(Field.CREATED_AT), value(Field.LANG)
    kind, channel = value(Field.AUTHOR_KIND), value(Field.CHANNEL)
    status, stance = value(Field.STATUS), value(Field.STANCE) if parent else ""
    supports = value(Field.INHERITED_SUPPORTS)
    return Item(
        number=number,
        source_id=source_id,
        title=title,
        title_is_made=is_made,
        body=body,
        lang=values.language(lang) if lang else "",
        theme="" if parent else " ".join(value(Field.THEME).split()),
        place=" ".join(value(Field.PLACE).split()),
        lat=lat,
        lon=lon,
        created_at=values.moment(at, now) if at else None,
        author_kind=values.one_of(kind, words.author_kinds(), UNKNOWN_AUTHOR)
        if kind
        else AuthorKind.CITIZEN,
        channel=values.one_of(channel, words.channels(), UNKNOWN_CHANNEL)
        if channel
        else Channel.IMPORT,
        parent=parent,
        stance=values.one_of(stance, words.stances(), UNKNOWN_STANCE) if stance else Stance.NEUTRAL,
        status=values.one_of(status, words.statuses(), UNKNOWN_STATUS)
        if status
        else Status.UNDER_REVIEW,
        supports=values.count(supports) if supports else 0,
    )


def _point(lat: str, lon: str) -> tuple[float | None, float | None]:
    if not lat and not lon:
        return None, None
    if not lat or not lon:
        raise Wrong(_l("A place on the map needs a latitude and a longitude: one is missing."))
    return values.degrees(lat, 90), values.degrees(lon, 180)


def _titled(title: str, body: str) -> tuple[str, str, bool]:
    """Title, text, and whether the title was made from the first words."""
    if len(title) > LONGEST_TITLE:  # somebody wrote the whole text into it: nothing is lost
        body = f"{title}\n\n{body}".strip()
        title = ""
    return (title, body, False) if title else (made_title(body), body, True)


def made_title(body: str) -> str:
    """The first sentence when it is short, else the first words."""
    first = " ".join(body.lstrip().split("\n", 1)[0].split())
    if (end := _SENTENCE.search(first, 14)) and end.end() <= MADE_TITLE:
        return first[: end.end()].rstrip(".")
    if len(first) <= MADE_TITLE:
        return first
    cut = first[: MADE_TITLE + 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[20:] else cut[:MADE_TITLE]).rstrip(",;:.–- ") + "…"


def cleaned(cell: str) -> str:
    """One code for each letter, Unix line ends, no sign that cannot be seen."""
    text = _CONTROLS.sub("", _ENDS.sub("\n", unicodedata.normalize("NFC", cell)))
    return text.strip()


def _made_id(cells: dict[str, str], seen: Counter[str]) -> str:
    """The same for the same content, so that a file without numbers goes in once; the second of
    two equal rows is another contribution of the same words.
    """
    content = "\x1f".join(" ".join(cell.split()) for cell in cells.values())
    digest = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:24]
    seen[digest] += 1
    return f"row-{digest}" if seen[digest] == 1 else f"row-{digest}-{seen[digest]}"
