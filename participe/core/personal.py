"""The register of personal data: what each table holds of a person, why, how long, how it goes.

Each slice declares its tables once, in `personal.py` beside its models. Read from here, and from
nowhere else: the privacy page, the processing register (`participe check --register`), the copy of
one's data, leaving, and what is deleted each night. `tests/me/test_register.py` walks all tables
and names each column that points to a person, or holds their words, and is not declared.
docs/personal-data.md shows how to declare a table.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Table, TypeDecorator

from participe.core.i18n import LazyText, _l


class Ground(StrEnum):
    """Article 6(1) of the General Data Protection Regulation."""

    PUBLIC_TASK = "public_task"  # e
    LEGAL_DUTY = "legal_duty"  # c
    CONSENT = "consent"  # a


GROUND_NAMES: dict[Ground, LazyText] = {
    Ground.PUBLIC_TASK: _l("A public task: asking people before deciding (article 6(1)(e))"),
    Ground.LEGAL_DUTY: _l("A duty set by law (article 6(1)(c))"),
    Ground.CONSENT: _l("Your choice, which you may take back (article 6(1)(a))"),
}


class Leaving(StrEnum):
    """What becomes of a row when the person to whom a column points leaves."""

    DELETED = "deleted"  # the row goes
    UNSIGNED = "unsigned"  # the column becomes null
    COUNTED = "counted"  # the column points to a nobody of their own, so that sums stay
    ALIAS = "alias"  # it never was their id, but a number whose owner is forgotten


@dataclass(frozen=True)
class Step:
    """A statement of leaving, repeated until it changes no row: it must find less each time.

    Parameters: `:person`, `:gone` (the nobody in their place), `:removes` (their texts go),
    `:name`, `:address`, `:limit`; `:title` and `:body`, JSON by language, are what stands in the
    place of a text that was removed.
    """

    sql: str
    late: bool = False  # after the words of all tables are gone, while `author_id` still stands


@dataclass(frozen=True)
class Period:
    """How long something is kept: rows for which `where` holds, given `:before` and `:now`, go at night.

    days: the default, changed with `RETENTION_DAYS`. kept: said on the privacy page, with
    `%(period)s`. sets: empties columns in place of deleting the row; then `where` must no longer
    hold. leaves: the row is a person, who leaves as if they had asked, their texts unsigned.
    """

    name: str
    days: int
    where: str
    kept: LazyText
    sets: str = ""
    leaves: bool = False


@dataclass(frozen=True)
class Holding:
    """What one table holds of a person."""

    table: str
    title: LazyText
    purpose: LazyText
    kept: LazyText
    ground: Ground = Ground.PUBLIC_TASK
    # Each column that points to a person, and what becomes of the row when they leave.
    points: Mapping[str, Leaving] = field(default_factory=dict)
    words: tuple[str, ...] = ()  # columns with their words, name, address, device
    plain: tuple[str, ...] = ()  # columns of text that tell nothing of a person
    # A SELECT with `:person`, for the copy of one's data. Never another person's words.
    export: str = ""
    files: str = ""  # a SELECT with `:person` of key and name: uploads that go into the copy
    steps: tuple[Step, ...] = ()
    periods: tuple[Period, ...] = ()
    internal: bool = False  # of the machinery: in the register, not on the privacy page


_holdings: dict[str, Holding] = {}


def register(*holdings: Holding) -> None:
    """Declare tables: `personal.register(Holding("vote", …))`."""
    for holding in holdings:
        _holdings[holding.table] = holding


def holdings() -> list[Holding]:
    """In the order in which slices are loaded: what points comes after what it points to."""
    return list(_holdings.values())


def period_of(period: Period, changed: Mapping[str, int]) -> timedelta:
    return timedelta(days=changed.get(period.name, period.days))


# --- What must be declared ---

POINTS = re.compile(r"(^|_)(person|author|actor|user|owner|reader|voter)_id$|(^|_)by_id$")
REACHES = re.compile(r"(^|_)(address|email|phone|device|ip|agent)$")
# Their addresses are those of a public service.
AUTHORITIES = ("administration", "project", "accessibility_statement")
NEVER_WORDS = re.compile(r"(^|_)(code|lang|kind|key|hash|version|media_type|slug)$")


def points_to_person(table: Table) -> set[str]:
    """Columns with the id of a person: by foreign key, or by their name."""
    return {
        column.name
        for column in table.columns
        if POINTS.search(column.name)
        or any(key.target_fullname == "person.id" for key in column.foreign_keys)
    }


def _is_words(column: Column[Any]) -> bool:
    type_ = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(type_, String | JSON) and not isinstance(type_, Enum)


def may_hold_words(table: Table) -> set[str]:
    """Columns of text or JSON in a table of people or of what they write."""
    of_people = bool(points_to_person(table)) or table.name == "person"
    of_subject = any(
        key.target_fullname in ("subject.id", "idea.id", "comment.id")
        for column in table.columns
        for key in column.foreign_keys
    )
    return {
        column.name
        for column in table.columns
        if _is_words(column)
        and not NEVER_WORDS.search(column.name)
        and (of_people or of_subject or REACHES.search(column.name))
        and table.name not in AUTHORITIES
    }


def undeclared(tables: Mapping[str, Table]) -> list[str]:
    """`table.column` for each that no holding declares, and for each that is declared in vain."""
    wrong: list[str] = []
    for name, table in tables.items():
        holding = _holdings.get(name)
        points, words = points_to_person(table), may_hold_words(table)
        known = set(holding.points) if holding else set()
        told = set(holding.words) | set(holding.plain) if holding else set()
        wrong += [f"{name}.{column} points to a person" for column in sorted(points - known)]
        wrong += [f"{name}.{column} may hold words" for column in sorted(words - told)]
        wrong += [
            f"{name}.{column} does not exist"
            for column in sorted((known | told) - set(table.columns.keys()))
        ]
    wrong += [f"{name} is no table" for name in _holdings if name not in tables]
    return wrong
