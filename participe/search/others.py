"""Looking for words in what administrations wrote: projects, documents, answers, themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from participe.core import component, fixed_pages
from participe.core.component import Card
from participe.core.db import sql
from participe.core.i18n import Localized, Said, localized
from participe.core.rules import Viewer
from participe.core.settings import Settings
from participe.search import marks
from participe.search.marks import Piece

SIZE = 20
FEW = 3  # of each kind beside the contributions
PROJECT, ANSWER, ADMINISTRATION, DOCUMENT, PAGE = KINDS = (
    "project", "answer", "administration", "document", "page",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A thing that was found: where it leads, with the words that were looked for."""

    kind: str
    route: str
    params: dict[str, str]
    title: list[Piece]
    lang: str
    excerpt: list[Piece]
    excerpt_lang: str
    above: str | Localized = ""  # where it belongs
    url: str = ""  # instead of the route, for a subject


@dataclass(frozen=True)
class Others:
    """For each kind, its first results and how many there are."""

    pages: dict[str, list[Page]]
    totals: dict[str, int]


# A rank of words alone; of as many as there are, for these are some thousands at most, or
# hundreds of thousands in the case of answers, of which LIMIT takes the first that come.
_FOUND = {
    PROJECT: """
        SELECT p.id, p.slug, p.title, p.summary AS body, p.description AS more, p.languages,
            a.name AS above, p.published_at AS at
        FROM search_page e JOIN project p ON p.id = e.id
            JOIN administration a ON a.id = p.administration_id
        WHERE p.published_at IS NOT NULL AND (CAST(:administration AS uuid) IS NULL
            OR a.id = CAST(:administration AS uuid))
    """,
    ADMINISTRATION: """
        SELECT a.id, a.slug, a.name AS title, a.about AS body, ARRAY['fr'] AS languages,
            NULL::jsonb AS above, a.created_at AS at
        FROM search_page e JOIN administration a ON a.id = e.id
        WHERE a.is_listed AND a.closed_at IS NULL AND (CAST(:administration AS uuid) IS NULL
            OR a.id = CAST(:administration AS uuid))
    """,
    DOCUMENT: """
        SELECT d.id, d.code AS slug, d.title, d.body, p.languages, p.title AS above,
            p.slug AS project, d.created_at AS at
        FROM search_page e JOIN document d ON d.id = e.id JOIN project p ON p.id = d.project_id
        WHERE p.published_at IS NOT NULL AND (CAST(:administration AS uuid) IS NULL
            OR p.administration_id = CAST(:administration AS uuid))
    """,
    ANSWER: """
        SELECT n.id, s.id AS subject, s.kind AS subject_kind, n.text AS body, p.languages,
            a.name AS above, n.published_at AS at
        FROM search_page e JOIN answer n ON n.id = e.id JOIN subject s ON s.id = n.subject_id
            JOIN project p ON p.id = s.project_id JOIN administration a ON a.id = s.administration_id
        WHERE s.state = 'submitted' AND s.visibility = 'visible'
            AND (CAST(:administration AS uuid) IS NULL
            OR s.administration_id = CAST(:administration AS uuid))
    """,
}
_LOOKED_AT = 500


def _statement(kinds: Sequence[str]) -> str:
    """One row, with a list for each kind: a search asks the database once for all of them."""

    def rows(kind: str) -> str:
        found = _FOUND[kind].replace(
            "SELECT ", "SELECT ts_rank(e.words, (TABLE asked)) AS rank, ", 1
        )
        return f"""(SELECT jsonb_agg(to_jsonb(f)) FROM (
            WITH found AS ({found} AND e.kind = '{kind}' AND e.words @@ (TABLE asked)
                LIMIT {_LOOKED_AT})
            SELECT found.*, count(*) OVER () AS total FROM found
            ORDER BY rank DESC, at DESC, id LIMIT :limit OFFSET :offset) f) AS {kind}
        """  # noqa: S608 - our words, nobody else's

    return "WITH asked AS MATERIALIZED (SELECT search_query(:q) AS query) SELECT " + ", ".join(
        rows(kind) for kind in kinds
    )


_ALL = text(_statement(list(_FOUND)))
_STATEMENTS = {kind: text(_statement([kind])) for kind in _FOUND}


async def others(
    db: AsyncSession,
    viewer: Viewer,
    settings: Settings,
    q: str,
    *,
    administration_id: UUID | None = None,
    only: str = "",
    page: int = 1,
) -> Others:
    """A few of each kind, or a page of one kind."""
    pages: dict[str, list[Page]] = {}
    totals: dict[str, int] = {}
    limit, offset = (SIZE, (page - 1) * SIZE) if only else (FEW, 0)
    values = {"q": q, "administration": administration_id, "limit": limit, "offset": offset}
    wanted = marks.forms(q)
    rows_of: Mapping[Any, Any] = {}
    if only != PAGE:
        statement = _STATEMENTS[only] if only else _ALL
        rows_of = (await sql(db, statement, values)).mappings().one()
    for kind in [only] if only else KINDS:
        if kind == PAGE:
            found = [] if administration_id else _fixed(settings, q, wanted)
            pages[kind], totals[kind] = found[offset : offset + limit], len(found)
            continue
        rows = [SimpleNamespace(**row) for row in rows_of[kind] or ()]
        totals[kind] = rows[0].total if rows else 0
        cards = await _cards(db, viewer, rows) if kind == ANSWER else {}
        pages[kind] = [one for row in rows if (one := _page(kind, row, wanted, cards))]
    return Others(pages, totals)


async def _cards(db: AsyncSession, viewer: Viewer, rows: Sequence[Any]) -> dict[UUID, Card]:
    by_kind: dict[str, list[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.subject_kind, []).append(UUID(row.subject))
    found: dict[UUID, Card] = {}
    for kind, ids in by_kind.items():
        found |= await component.of(kind).cards(db, viewer, ids)
    return found


def _page(kind: str, row: Any, wanted: frozenset[str], cards: dict[UUID, Card]) -> Page | None:
    body = _best(localized(row.body, row.languages), wanted)
    if kind == PROJECT and not _has(body.text, wanted):  # what is not in the summary
        more = _best(localized(row.more, row.languages), wanted)
        body = more if _has(more.text, wanted) else body
    above = localized(row.above, row.languages) if row.above else ""
    excerpt = marks.excerpt(body.text, wanted)
    if kind == ANSWER:
        card = cards.get(UUID(row.subject))
        if card is None:
            return None
        title = marks.title(card.title, wanted)
        return Page(kind, "", {}, title, card.lang, excerpt, body.lang, above, card.url)
    said = _best(localized(row.title, row.languages), wanted)
    route, params = {
        PROJECT: lambda: ("projects.project", {"project": row.slug}),
        ADMINISTRATION: lambda: ("administrations.administration", {"slug": row.slug}),
        DOCUMENT: lambda: ("projects.document", {"project": row.project, "document": row.slug}),
    }[kind]()
    return Page(
        kind, route, params, marks.title(said.text, wanted), said.lang, excerpt, body.lang, above
    )


def _best(words: Localized, wanted: frozenset[str]) -> Said:
    """In the reader's language; in another when only that one has the words looked for."""
    said = words.said()
    others = (words.said(lang) for lang in words)
    return (
        said if _has(said.text, wanted) else next((o for o in others if _has(o.text, wanted)), said)
    )


def _has(words: str, wanted: frozenset[str]) -> bool:
    return any(piece.marked for piece in marks.excerpt(words, wanted))


def _fixed(settings: Settings, q: str, wanted: frozenset[str]) -> list[Page]:
    found: list[Page] = []
    for one in fixed_pages.known(settings):
        title, body = one.title.said(), one.body.said()
        if marks.has_all(f"{title.text} {body.text}", q):
            found.append(
                Page(
                    PAGE, one.route, one.params, marks.title(title.text, wanted), title.lang,
                    marks.excerpt(body.text, wanted), body.lang,
                )
            )  # fmt: skip
    return found
