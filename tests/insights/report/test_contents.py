"""What a report says: everything that was stored, nothing that is not there, in four languages."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from participe.core.component import Card
from participe.core.i18n import localized, speaking
from participe.insights.report import as_docx, as_xlsx, crossed
from participe.insights.report.contents import document
from participe.insights.report.document import Table
from participe.insights.report.source import Crossed, Source, Topic, without_items
from participe.insights.report.wording import Links
from tests.insights.report.reading import cells, texts_of_docx

LINKS = Links(
    "https://x.be/r",
    "https://x.be/p",
    lambda code: f"https://x.be/t/{code}",
    "https://x.be{}".format,
)
RUN: Any = SimpleNamespace(
    code="aaaaaaaaaa", received=40, read=36, left_out=4, reasons=[("Hidden by a moderator", 4)],
    untold=2, gone=1, to_check=3, topics=2, stability=0.8, done_at=None, published_at=None,
    was_asked_for=None, version="2.0", seed=0, fingerprint="ab" * 32,
    method={"libraries": {"numpy": "2"}},
)  # fmt: skip


def topic(id_, label, parent=None, **more):
    return {
        "id": id_, "parent": parent, "label": label, "terms": label.split(" · "),
        "size_people": 9, "size_texts": 8, "size_items": 12, "stability": 0.8, "languages": ["fr"],
        "quotes": [],
    } | more  # fmt: skip


@pytest.fixture
def source() -> Source:
    run = SimpleNamespace(**vars(RUN) | {"done_at": AT})
    project: Any = SimpleNamespace(
        title=localized({"fr": "Nos rues"}), summary=localized({"fr": "Que changer ?"}), phases=(),
        administration=SimpleNamespace(name=localized({"fr": "Commune"})),
    )  # fmt: skip
    one: Any = SimpleNamespace(title=localized({"fr": "Vos idées"}), kind="idea", slug="ideas")
    return Source(
        project=project, component=one, run=run,
        report={"topics": [
            topic(1, "vélo · rue", quotes=[
                {"id": "c1", "text": "Des pistes !", "kind": "typical"},
                {"id": "c2", "text": "Un vélo", "kind": "random"},
                {"id": "gone", "text": "Secret", "kind": "isolated"},
            ]),
            topic(2, "arbre · ombre"),
            topic(3, "casque · enfant", parent=1),
        ]},
        topics={1: Topic("t1", 24, 2), 2: Topic("t2", 10, 1), 3: Topic("t3", 7, 0)},
        cards={code: Card(code, f"Titre {code}", f"Texte {code}", f"/fr/ideas/{code}", "fr")
               for code in ("c1", "c2", "c3")},
    )  # fmt: skip


def keys(source):
    return [section.key for section in document(source, LINKS).sections]


def section(source, key):
    return next(one for one in document(source, LINKS).sections if one.key == key)


def said(section):
    return json.dumps([block.__repr__() for block in section.blocks], ensure_ascii=False)


def test_what_is_not_there_has_no_section(source):
    assert keys(source) == [
        "asked", "complete", "method", "topics", "topic-1", "topic-2", "limits", "signatures",
    ]  # fmt: skip


def test_what_was_received_is_what_was_read_and_left_out(source):
    complete = section(source, "complete")

    assert "40 received = 36 read + 4 left out" in said(complete)
    table = next(block for block in complete.blocks if isinstance(block, Table))
    assert [row[1].number for row in table.rows] == [40, 36, 4, 2, 1]


def test_quotes_lead_to_their_contribution_and_those_gone_are_not_told(source):
    quotes = section(source, "topic-1").blocks[-1].quotes

    assert [(q.words.text, q.words.lang, q.source.url) for q in quotes] == [
        ("Des pistes !", "fr", "https://x.be/fr/ideas/c1"),
        ("Un vélo", "fr", "https://x.be/fr/ideas/c2"),
    ]
    assert [q.note for q in quotes] == ["typical of the topic", "drawn by chance"]


def test_every_number_of_a_topic_leads_to_its_contributions(source):
    table = section(source, "topics").blocks[0]

    assert [row[0].text for row in table.rows] == ["vélo · rue", "arbre · ombre"]
    assert all(row[0].url == row[1].url != "" for row in table.rows)
    finer = next(block for block in section(source, "topic-1").blocks if isinstance(block, Table))
    assert [(row[0].text, row[0].url) for row in finer.rows] == [
        ("casque · enfant", "https://x.be/t/t3")
    ]


def test_people_are_told_only_where_they_are_known(source):
    for one in source.report["topics"]:
        del one["size_items"]

    assert "People" not in section(source, "topics").blocks[0].head


def test_campaigns_and_rare_voices_are_told_when_there_are_some(source):
    source.report["families"] = [
        {"id": 7, "text": "Nous demandons un banc", "size_people": 12, "size_items": 14},
        {"id": 8, "text": "", "size_people": 2, "size_items": 2},
    ]
    source.report["rare"] = ["c3", "gone"]
    source = replace(source, members={7: ["gone", "c3"]})

    table = section(source, "campaigns").blocks[1]
    assert [cell.text for cell in table.rows[0]] == [
        "Nous demandons un banc",
        "12",
        "14",
        "Titre c3",
    ]
    assert table.rows[1][3].text == "–"
    rare = section(source, "rare")
    assert "2 ideas are far from every topic" in said(rare)
    assert [q.words.text for q in rare.blocks[1].quotes] == ["Texte c3"]


AT = datetime(2026, 11, 25, 18, tzinfo=UTC)
CROSSED = {
    "topics": [1, 2, 9], "groups": ["web", "paper", "other"],
    "people": [[20, None, 12], [15, None, 11], [10, 10, 10]],
    "shares": [[0.5, None, 0.3], [0.4, None, 0.2], [0.1, 0.1, 0.1]],
    "marks": [[1, None, -1], [0, None, 0], [0, 0, 0]],
    "group_people": [40, 15, 30], "topic_people": [40, 30, 30], "is_shown": True, "hidden": 2,
    "untold": 1, "unknown": 4, "how": "chi_square", "is_significant": True, "strength": "weak",
}  # fmt: skip


def test_a_cross_table_says_in_words_what_it_shows_and_hides_what_is_small(source):
    source = replace(source, crossed=(Crossed("channel", CROSSED, AT),))

    by = section(source, "by-channel")

    verdict, table, left = by.blocks
    assert verdict.words[0].text.startswith("The groups differ a little.")
    assert table.head == ("Topic", "online", "on paper", "Others")
    assert [cell.text for cell in table.rows[0]] == ["vélo · rue", "20 (50%) +", "…", "12 (30%) −"]
    assert len(table.rows) == 3, "a topic that is gone is left out"
    assert [cell.number for cell in table.rows[-1]][1:] == [40, 15, 30]
    assert "4 ideas are left out" in left.words[0].text


def test_chance_and_too_few_people_are_said(source):
    chance = Crossed(
        "language", CROSSED | {"groups": ["fr", "nl", "other"], "is_significant": False}, AT
    )
    few = Crossed("age_band", CROSSED | {"is_shown": False}, AT)
    alone = Crossed("commune", CROSSED | {"groups": ["Namur"]}, AT)
    source = replace(source, crossed=(chance, few, alone))

    assert "may be chance (chi-square test)" in said(section(source, "by-language"))
    assert "too few people" in said(section(source, "by-age_band"))
    assert "Holm" in said(section(source, "crossed"))
    assert "Holm" not in said(section(replace(source, crossed=(few,)), "crossed"))
    assert "by-commune" not in keys(source)
    assert crossed.name("age_band", "18_29") == "18 to 29"
    assert crossed.name("commune", "elsewhere") == "Elsewhere"
    assert crossed.name("language", "de") == "German"


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_it_is_made_in_each_language_and_quotes_keep_theirs(source, language):
    with speaking(language):
        made = document(replace(source, crossed=(Crossed("channel", CROSSED, AT),)), LINKS)

    assert made.lang == language
    quotes = next(one for one in made.sections if one.key == "topic-1").blocks[-1].quotes
    assert {quote.words.lang for quote in quotes} == {"fr"}


OLD = '{\n "received": 2,\n "read": 2,\n "excluded": [],\n "items": [', (
    '\n  {\n   "id": "a",\n   "family": null\n  }', ',\n  {\n   "id": "b",\n   "family": null\n  }',
), "\n ],\n", ' "topics": [],\n "method": {\n  "seed": 0\n }\n}\n'  # fmt: skip
NEW = '{\n"received": 2,\n"items": [', (
    '\n {"id": "a", "topic": 1, "family": 3}', ',\n {"id": "b]\\n", "topic": 1, "family": 3}',
    ',\n {"id": "c", "topic": 1, "family": null}', ',\n {"id": "d", "family": 12, "check": true}',
), "\n],\n", '"topics": [],\n"families": []\n}\n'  # fmt: skip


@pytest.mark.parametrize("cut", [1, 3, 7, 50, 10_000])
@pytest.mark.parametrize(("report", "members"), [(OLD, {}), (NEW, {3: ["a", "b]\n"], 12: ["d"]})])
async def test_items_are_left_out_wherever_the_report_is_cut(report, members, cut):
    head, items, end, rest = report
    whole = head + "".join(items) + end + rest

    async def pieces():
        for at in range(0, len(whole), cut):
            yield whole[at : at + cut]

    found, met = await without_items(pieces())

    assert found == json.loads(whole) | {"items": []}
    assert met == members


async def test_a_report_without_items_is_read():
    async def pieces():
        yield '{\n"items": ['
        yield '],\n"topics": []\n}\n'

    assert await without_items(pieces()) == ({"items": [], "topics": []}, {})


EVIL = (
    "=1+1",
    "+32",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://evil.example")',
    "\t=1",
    "a\x00b\ud800",
)


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_people_wrote_runs_in_a_spreadsheet_or_breaks_a_file(source, evil):
    source.report["topics"][0] |= {"label": evil, "terms": [evil]}
    source.report["topics"][0]["quotes"][0]["text"] = evil
    source.cards["c1"] = Card("c1", evil, evil, "/fr/ideas/c1", "fr")
    made = document(source, LINKS)

    sheets, xml = cells(as_xlsx.make(made))
    docx = texts_of_docx(as_docx.make(made))

    assert "<f>" not in xml and "<f " not in xml
    told = [
        cell for rows in sheets.values() for row in rows for cell in row if isinstance(cell, str)
    ]
    assert not [cell for cell in told if cell[:1] in ("=", "+", "-", "@", "\t")]
    assert any(evil.strip("\t\ud800").replace("\x00", "")[:3] in text for text in docx)


def test_numbers_of_a_spreadsheet_can_be_summed_and_show_what_is_said_of_them(source):
    source.topics[1] = Topic("t1", 12_345, 2)
    made = document(replace(source, crossed=(Crossed("channel", CROSSED, AT),)), LINKS)

    sheets, _ = cells(as_xlsx.make(made))

    rows = {row[0]: row[1:] for row in sheets["Who speaks of what"]}
    assert rows["vélo · rue"] == [20, "…", 12]
    assert next(row for row in sheets["Topics"] if row[0] == "vélo · rue")[1] == 12_345
    with speaking("fr"):
        made = document(source, LINKS)
        sheets, _ = cells(as_xlsx.make(made))
    assert any("vélo · rue" in row and 12_345 in row for rows in sheets.values() for row in rows)
