"""Fills a database with as many rows as a large consultation has, by COPY, in seconds.

Texts are taken from the folder in PARTICIPE_DATA when it is set (the `text` column of its
French sets), else put together from words of our own.
"""

import csv
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg

from participe.core import html
from participe.core.db import new_code
from participe.people.queries import hash_of

WORDS = [
    "rue",
    "place",
    "école",
    "vélo",
    "bus",
    "arbre",
    "banc",
    "marché",
    "piscine",
    "bibliothèque",
    "trottoir",
    "éclairage",
    "eau",
    "déchet",
    "jardin",
    "enfant",
    "commune",
    "quartier",
    "voiture",
    "parking",
    "sécurité",
    "bruit",
    "chaleur",
    "ombre",
    "été",
    "hiver",
    "soir",
    "ouvrir",
    "réparer",
    "planter",
    "déplacer",
    "agrandir",
    "fermer",
    "demander",
    "proposer",
    "aider",
    "partager",
    "payer",
]
PEOPLE = 5000
SIGNED_IN = 64  # sessions that the clients use


@dataclass(frozen=True)
class Size:
    ideas: int
    comments: int
    supports: int


LARGE = Size(2_000, 20_000, 100_000)
HUGE = Size(20_000, 80_000, 100_000)


@dataclass(frozen=True)
class Seeded:
    slug: str
    component: UUID
    codes: list[str]
    keys: list[str]


def texts(random_: random.Random) -> Iterator[str]:
    folder = os.environ.get("PARTICIPE_DATA")
    found: list[str] = []
    for file in sorted(Path(folder).glob("fr_*.csv")) if folder else ():
        csv.field_size_limit(10**8)
        with file.open(encoding="utf-8", newline="") as lines:
            found += [row["text"] for row in csv.DictReader(lines) if len(row["text"]) > 60]
    while True:
        if found:
            yield random_.choice(found)[:3000]
        else:
            yield " ".join(random_.choices(WORDS, k=random_.randint(30, 120))).capitalize() + "."


class Ids:
    """UUIDs version 7 one millisecond apart, from an instant on."""

    def __init__(self, begin: datetime, seed: int) -> None:
        self.at, self.random = begin, random.Random(seed)

    def next(self) -> tuple[UUID, datetime]:
        self.at += timedelta(milliseconds=7)
        bits = int(self.at.timestamp() * 1000) << 80 | 0x7 << 76 | self.random.getrandbits(76)
        return UUID(int=bits & ~(0b11 << 62) | 0b10 << 62), self.at


def seed(superuser_url: str, slug: str, size: Size) -> Seeded:
    """One project with one box of this size. The triggers count and index as always."""
    random_ = random.Random(slug)
    words, ids = texts(random_), Ids(datetime.now(UTC) - timedelta(days=3), len(slug))
    now = datetime.now(UTC)
    with psycopg.connect(superuser_url) as c:
        c.execute("SELECT set_config('app.administrations', 'all', false)")
        administration, project, phase, component = (ids.next()[0] for _ in range(4))
        said = (
            '{"fr": "Nos rues", "nl": "Onze straten", "de": "Unsere Straßen", "en": "Our streets"}'
        )
        c.execute(
            "INSERT INTO administration (id, created_at, slug, kind, name, about, email, phone, "
            "address, website, accent, logo_alt, is_listed) VALUES "
            "(%s, %s, %s, 'commune', %s, '{}', '', '', '', '', '#0b5a63', '', true)",
            [administration, now, f"commune-{slug}", said],
        )
        c.execute(
            "INSERT INTO project (id, created_at, administration_id, slug, title, summary, "
            "description, decides, by_whom, not_open, feedback, contact_email, languages, questions, "
            "communes, image_alt, is_indexable, published_at) VALUES "
            "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '{fr}', '{}', '{}', '{}', true, %s)",
            [project, now, administration, slug, *[said] * 7, now],
        )
        c.execute(
            "INSERT INTO phase (id, created_at, project_id, title, text, opens_at, closes_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [phase, now, project, said, said, now - timedelta(days=5), now + timedelta(days=30)],
        )
        c.execute(
            "INSERT INTO component (id, created_at, administration_id, project_id, kind, slug, "
            "title, position) VALUES (%s, %s, %s, %s, 'idea', 'ideas', %s, 0)",
            [component, now, administration, project, said],
        )
        c.execute(
            "INSERT INTO idea_box (id, question, intro, fields, ask_place, title_min, title_max, "
            "body_min, body_max, who, idea_count) "
            "VALUES (%s, %s, %s, '[]', false, 5, 120, 20, 5000, 'signed_in', 0)",
            [component, said, said],
        )
        themes = [ids.next()[0] for _ in range(6)]
        for n, theme in enumerate(themes):
            c.execute(
                "INSERT INTO theme (id, created_at, component_id, key, name, position) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                [theme, now, component, f"t{n}", said, n],
            )
        for ability in ("submit", "comment", "support"):
            c.execute("INSERT INTO phase_ability VALUES (%s, %s, %s)", [phase, component, ability])
        people = [ids.next()[0] for _ in range(PEOPLE)]
        with c.cursor().copy(
            "COPY person (id, created_at, code, kind, name, lang, theme, title, welcomed_at) FROM STDIN"
        ) as copy:
            for n, person in enumerate(people):
                copy.write_row(
                    (person, now, new_code(), "account", f"Personne {n}", "fr", "auto", "{}", now)
                )
        keys = [f"bench-{slug}-{n}" for n in range(SIGNED_IN)]
        for n, key in enumerate(keys):
            c.execute(
                "INSERT INTO session (id, created_at, person_id, key_hash, device, proved_at, "
                "last_seen_at, ends_at) VALUES (%s, %s, %s, %s, '', %s, %s, %s)",
                [ids.next()[0], now, people[n], hash_of(key), now, now, now + timedelta(days=1)],
            )
        place = (administration, project, component)
        ideas = [(*ids.next(), new_code()) for _ in range(size.ideas)]
        comments = [
            (*ids.next(), new_code(), ideas[n % size.ideas][0]) for n in range(size.comments)
        ]
        _subjects(c, random_, people, place, "idea", [(i, at, code) for i, at, code in ideas])
        _subjects(
            c, random_, people, place, "comment", [(i, at, code) for i, at, code, _ in comments]
        )
        with c.cursor().copy(
            "COPY idea (id, box_id, title, title_is_made, body, body_html, excerpt, theme_id, place, "
            "fields, version, shuffle) FROM STDIN"
        ) as copy:
            for id_, _, _ in ideas:
                body = next(words)
                copy.write_row(
                    (
                        id_, component, html.excerpt(body, 80), False, body, html.render(body),
                        html.excerpt(body), random_.choice(themes), "", "{}", 1,
                        random_.getrandbits(63),
                    )
                )  # fmt: skip
        with c.cursor().copy(
            "COPY comment (id, on_id, parent_id, root_id, body, body_html, stance) FROM STDIN"
        ) as copy:
            for id_, _, _, on in comments:
                body = next(words)[:600]
                copy.write_row(
                    (
                        id_,
                        on,
                        None,
                        id_,
                        body,
                        html.render(body),
                        random_.choice(("pro", "contra", "neutral")),
                    )
                )
        _votes(c, random_, people, ideas, size.supports)
        c.commit()
        c.autocommit = True
        c.execute("VACUUM ANALYZE")
    return Seeded(slug, component, [code for _, _, code in ideas], keys)


def _subjects(c, random_, people, place, kind, rows) -> None:
    with c.cursor().copy(
        "COPY subject (id, created_at, code, kind, administration_id, project_id, component_id, "
        "author_id, author_kind, channel, lang, state, visibility, hidden_because, status, "
        "is_answered, support_count, comment_count, follow_count) FROM STDIN"
    ) as copy:
        for id_, at, code in rows:
            copy.write_row(
                (
                    id_, at, code, kind, *place, random_.choice(people), "citizen", "web", "fr",
                    "submitted", "visible", "", "under_review", False, 0, 0, 0,
                )
            )  # fmt: skip


def _votes(c, random_, people, ideas, supports) -> None:
    """Few ideas have many supports, many have few, as in life."""
    now, pairs = datetime.now(UTC), set()
    while len(pairs) < supports:
        idea = ideas[min(int(random_.paretovariate(0.8)) - 1, len(ideas) - 1)]
        if random_.random() < 0.6:
            idea = random_.choice(ideas)
        pairs.add((idea[0], random_.choice(people)))
    with c.cursor().copy("COPY vote (subject_id, person_id, value, created_at) FROM STDIN") as copy:
        for subject, person in pairs:
            copy.write_row((subject, person, 1, now))
    c.execute(
        "UPDATE subject s SET support_count = n.n FROM "
        "(SELECT subject_id, count(*) AS n FROM vote GROUP BY 1) n "
        "WHERE n.subject_id = s.id AND s.kind = 'idea'"
    )
