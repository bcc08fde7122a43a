"""The data dictionary in words, made from the fields of the tables."""

from participe.core.i18n import _
from participe.exports.fields import OpenField, OpenTable
from participe.exports.left_out import LEFT_OUT
from participe.exports.package import LICENCE
from participe.exports.tables import TABLES


def markdown() -> str:
    """In the language that is spoken; docs/data-dictionary.md is the English one."""
    lines = [
        f"# {_('Data dictionary of the open data')}",
        "",
        _(
            "CSV files: UTF-8, a comma between cells, double quotes where needed (RFC 4180), the "
            "names of the columns in the first row, an empty cell where nothing is known."
        ),
        _("JSON Lines files (.jsonl) hold the same rows, one JSON object in each line."),
        _(
            "Days are those of Belgium, for example 2027-01-15; instants are in UTC, for example "
            "2027-01-15T17:00:00Z. The time of day of what people sent is not told."
        ),
        "",
        _(
            "Texts are exact, to the letter, so that the analysis can be made again. Nothing is "
            "added or taken away: a text may begin with =, +, - or @, which a spreadsheet takes "
            "for a formula. Import the file as text there, and never open it with a double click."
        ),
        "",
        _(
            "There are no names, addresses or numbers of people. Only what is public at the "
            "moment of the export is there."
        ),
        _(
            "Figures of fewer than 10 people are left out, and those from which they could be found."
        ),
        "",
        _("Licence: %(licence)s.", licence=f"{LICENCE['title']}, {LICENCE['path']}"),
    ]
    for table in TABLES:
        lines += ["", *_table(table)]
    lines += ["", f"## {_('What is left out, and why')}", ""]
    lines += [f"- `{column}`: {why}" for column, why in LEFT_OUT.items()]
    return "\n".join(lines) + "\n"


def _table(table: OpenTable) -> list[str]:
    lines = [f"## {table.title} (`{table.file}`)", "", str(table.text), ""]
    if table.key:
        lines += [_("One row for each: %(columns)s.", columns=", ".join(table.key)), ""]
    lines += [
        f"| {_('Column')} | {_('Type')} | {_('Meaning')} |",
        "|---|---|---|",
        *(f"| `{field.name}` | {field.type} | {meaning(field)} |" for field in table.fields),
    ]
    return lines


def meaning(field: OpenField) -> str:
    if not field.among or len(field.among) == 1:
        return str(field.text)
    return f"{field.text} {_('One of:')} {', '.join(str(one) for one in field.among)}."
