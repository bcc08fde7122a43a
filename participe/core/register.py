"""The register of personal data as it is read: on the privacy page, and in Markdown for a file.

All of it comes from the declarations of the slices (`core/personal.py`), in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from participe.core import personal
from participe.core.i18n import LazyText, _, _n
from participe.core.personal import GROUND_NAMES, Holding, Period

# Read after what people have written and done themselves.
LAST = ("mail", "security_note", "job", "outbox", "audit")


@dataclass(frozen=True)
class Entry:
    """What one table holds, in words."""

    table: str
    title: LazyText
    purpose: LazyText
    ground: LazyText
    kept: LazyText
    periods: tuple[str, ...]  # what goes by itself, one sentence each


def entries(changed: Mapping[str, int], *, internal: bool = False) -> list[Entry]:
    """Tables that people care about; with `internal` those of the machinery too.

    changed: the periods that the operator has set otherwise, in days.
    """
    return [
        Entry(
            holding.table,
            holding.title,
            holding.purpose,
            GROUND_NAMES[holding.ground],
            holding.kept,
            tuple(_period(period, changed) for period in holding.periods),
        )
        for holding in sorted(personal.holdings(), key=lambda one: one.table in LAST)
        if internal or not holding.internal
    ]


def _period(period: Period, changed: Mapping[str, int]) -> str:
    days = personal.period_of(period, changed).days
    said = str(LazyText(period.kept.message, period=days_text(days)))
    return said[:1].upper() + said[1:]


def days_text(days: int) -> str:
    """365 days are «1 year»; 30 days stay days, for months differ."""
    if days and days % 365 == 0:
        return _n("%(num)s year", "%(num)s years", days // 365)
    return _n("%(num)s day", "%(num)s days", days)


def markdown(changed: Mapping[str, int], *, site_name: str, contact: str) -> str:
    """The record of processing (article 30 of the Regulation), as far as the program knows it."""
    parts = [
        f"# {_('Register of processing: %(site)s', site=site_name)}",
        _("Contact for questions about personal data: %(email)s", email=contact),
        _(
            "The administration that runs a project is responsible for the data of that project; "
            "the operator of the platform processes them on its behalf. Written from the "
            "declarations that the program itself obeys."
        ),
    ]
    declared = {holding.table: holding for holding in personal.holdings()}
    for entry in entries(changed, internal=True):
        parts += [f"## {entry.title}", _list(entry, declared[entry.table])]
    return "\n\n".join(parts) + "\n"


def _list(entry: Entry, holding: Holding) -> str:
    kept = " ".join([str(entry.kept), *entry.periods])
    lines = [
        (_("Why"), str(entry.purpose)),
        (_("Legal ground"), str(entry.ground)),
        (_("How long"), kept),
        (_("Table"), f"`{entry.table}`"),
    ]
    if holding.words:
        lines.append((_("Columns with words or ways to reach somebody"), _columns(holding.words)))
    if holding.points:
        lines.append((_("Columns that point to a person"), _columns(tuple(holding.points))))
    lines.append((_("In the copy of one’s data"), _("yes") if holding.export else _("no")))
    return "\n".join(f"- **{label}**: {text}" for label, text in lines)


def _columns(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
