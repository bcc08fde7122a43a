"""Which column holds what: guessed from the header, said by a person, checked."""

import re
from collections.abc import Callable, Mapping, Sequence

from participe.core.errors import Unusable
from participe.core.i18n import _l
from participe.core.tables import Table
from participe.ideas.imports.words import ALIASES, IGNORE, Field, guess

KNOWN_FIELDS = (*(field.value for field in Field), *ALIASES, IGNORE)
NO_TEXT = _l("Say which column holds the text or the title: without it there is nothing to import.")
LONGEST_EXAMPLE = 80


class Unknown(Unusable):
    """A column or a field that does not exist was named."""


def known_headers() -> set[str]:
    """Names that tell how a file separates its cells."""
    return set(KNOWN_FIELDS)


def said(pairs: Sequence[str], columns: Sequence[str]) -> dict[Field, str]:
    """The mapping of `column=field` words, completed with what the header tells.

    Raises Unknown for a column or a field that does not exist, or for a field said twice.
    """
    found: dict[Field, str] = {}
    taken: set[str] = set()
    for pair in pairs:
        column, _, word = pair.rpartition("=")
        column, word = column.strip(), word.strip().lower()
        if column not in columns:
            named = [c for c in columns if c.casefold() == column.casefold()]
            if len(named) != 1:
                raise Unknown(
                    _l(
                        "There is no column “%(column)s” in the file. It has: %(known)s.",
                        column=column,
                        known=", ".join(columns),
                    )
                )
            column = named[0]
        taken.add(column)
        if word == IGNORE:
            continue
        if word not in KNOWN_FIELDS:
            raise Unknown(
                _l(
                    "“%(field)s” is no field. The fields are: %(known)s.",
                    field=word,
                    known=", ".join(KNOWN_FIELDS),
                )
            )
        field = ALIASES.get(word) or Field(word)
        if field in found:
            raise Unknown(
                _l("Two columns are mapped to %(field)s: choose one of them.", field=field.value)
            )
        found[field] = column
    for field, column in guess(tuple(columns)).items():
        if field not in found and column not in taken:
            found[field] = column
    if not found.keys() & {Field.TITLE, Field.BODY}:
        raise Unknown(
            _l(
                "No column holds the text. Say which one does, for example --map %(column)s=text. "
                "The file has: %(known)s.",
                column=columns[0],
                known=", ".join(columns),
            )
        )
    return found


def stored(mapping: Mapping[str, str]) -> dict[Field, str]:
    """As `import_batch.mapping` keeps it."""
    return {Field(field): column for field, column in mapping.items()}


def change(written: str) -> tuple[Field, Callable[[str], str]]:
    """`parent=s/^arg:/o/`: a change of each value of a field, written as sed does.

    Raises Unknown when it is not.
    """
    name, _, rule = written.partition("=")
    word = name.strip().lower()
    parts = rule.strip()
    wrong = Unknown(
        _l("“%(said)s” is no change. Write for example parent=s/^arg:/o/.", said=written)
    )
    if word not in KNOWN_FIELDS or word == IGNORE or len(parts) < 4 or parts[0] != "s":
        raise wrong
    cut = re.split(rf"(?<!\\){re.escape(parts[1])}", parts[2:])
    if len(cut) != 3 or cut[2]:
        raise wrong
    try:
        pattern = re.compile(cut[0])
        pattern.sub(cut[1], "")
    except (re.error, IndexError):
        raise wrong from None
    return ALIASES.get(word) or Field(word), lambda value: pattern.sub(cut[1], value)


def head(table: Table, sheet: str = "", other_sheets: int = 0) -> dict[str, object]:
    """What the step of the columns shows: each column with three values that are not empty."""
    examples: dict[str, list[str]] = {column: [] for column in table.columns}
    for number, row in enumerate(table.rows()):
        if row.cells is not None:
            for column, cell in row.cells.items():
                value = " ".join(cell.split())
                if value and len(examples[column]) < 3 and value not in examples[column]:
                    if len(value) > LONGEST_EXAMPLE:
                        value = value[: LONGEST_EXAMPLE - 1] + "…"
                    examples[column].append(value)
        if number >= 200:
            break
    return {
        "columns": [[column, examples[column]] for column in table.columns],
        "sheet": sheet,
        "other_sheets": other_sheets,
    }
