"""Files brought into a box: each row once, whatever happens on the way."""

import asyncio

import pytest
from sqlalchemy import text

from participe.core.db import sql
from participe.ideas.imports import writing
from tests.factories import code_of, make_idea

GOOD = (
    "id,title,text,theme,created_at,votes,parent,stance\n"
    "c2,,Encore oui,,2025-03-02,,c1,contra\n"
    "c1,,Oui !,,2025-03-01,,1,pour\n"
    "1,Des bancs,À l’ombre,Nature,2025-01-01,128,,\n"
    "2,,Un kiosque pour écouter de la musique,Culture,,,,\n"
)


async def rows(db, statement: str, **values) -> list[tuple]:
    return [tuple(row) for row in (await sql(db, text(statement), values)).all()]


async def counters_are_right(db) -> bool:
    wrong = await rows(
        db,
        """
        SELECT b.id FROM idea_box b WHERE b.idea_count <> (SELECT count(*) FROM subject s
            WHERE s.component_id = b.id AND s.kind = 'idea' AND s.state = 'submitted'
            AND s.visibility = 'visible')
        UNION ALL
        SELECT s.id FROM subject s WHERE s.comment_count <> (SELECT count(*) FROM comment c
            JOIN subject o ON o.id = c.id WHERE c.on_id = s.id AND o.state = 'submitted'
            AND o.visibility = 'visible')
        """,
    )
    return not wrong


async def test_rows_become_ideas_and_comments(db, bring_in, file, place):
    outcome = await bring_in(file(GOOD))

    assert (outcome.read, outcome.imported, outcome.already) == (4, 4, 0)
    ideas = await rows(
        db,
        """
        SELECT i.title, i.title_is_made, t.key, s.state, s.channel, s.author_id, s.source,
            s.created_at::date::text, coalesce(n.supports, 0), s.support_count, s.comment_count
        FROM idea i JOIN subject s ON s.id = i.id LEFT JOIN theme t ON t.id = i.theme_id
            LEFT JOIN inherited_total n ON n.subject_id = i.id
        WHERE s.source_id = '1'
        """,
    )
    assert ideas == [
        ("Des bancs", False, "nature", "submitted", "import", None, "survey", "2024-12-31", 128, 0, 2)
    ]  # fmt: skip
    thread = await rows(
        db,
        """
        SELECT s.source_id, o.source_id, p.source_id, r.source_id, c.stance
        FROM comment c JOIN subject s ON s.id = c.id JOIN subject o ON o.id = c.on_id
            LEFT JOIN subject p ON p.id = c.parent_id JOIN subject r ON r.id = c.root_id
        ORDER BY c.id
        """,
    )
    assert thread == [("c1", "1", None, "c1", "pro"), ("c2", "1", "c1", "c1", "contra")]
    assert await rows(db, "SELECT key, name->>'fr' FROM theme ORDER BY key") == [
        ("culture", "Culture"), ("nature", "Nature"),
    ]  # fmt: skip
    assert await counters_are_right(db)


async def test_the_same_file_again_brings_nothing(db, bring_in, file):
    path = file(GOOD)
    await bring_in(path)

    again = await bring_in(path)

    assert (again.read, again.imported, again.already, again.refused) == (4, 0, 4, [])
    assert await rows(db, "SELECT count(*) FROM subject") == [(4,)]


async def test_another_source_is_another_file(bring_in, file):
    await bring_in(file(GOOD))

    assert (await bring_in(file(GOOD), source="other")).imported == 4


async def test_a_file_without_numbers_goes_in_once_with_its_equal_rows(bring_in, file):
    path = file("text\nPlus de vélos\nPlus de vélos\nMoins de bruit\n")

    assert (await bring_in(path)).imported == 3
    assert (await bring_in(path)).already == 3


async def test_good_rows_go_in_and_bad_ones_are_named(bring_in, file):
    long = "x" * 100_001
    outcome = await bring_in(
        file(f"id,text,created_at\n1,Bon,\n2,Mauvais,hier\n\n4,{long},\n5,Bon aussi,\n1,Bis,\n")
    )

    assert (outcome.imported, [one.number for one in outcome.refused]) == (2, [3, 4, 5, 7])
    assert outcome.read == outcome.imported + outcome.already + len(outcome.refused)


async def test_a_dry_run_says_the_same_and_stores_nothing(db, bring_in, file):
    path = file(GOOD + "3,,,,,,,\n")
    tried = await bring_in(path, dry=True)

    assert await rows(db, "SELECT count(*) FROM subject") == [(0,)]
    assert await rows(db, "SELECT count(*) FROM theme") == [(1,)]
    assert list(tried.themes) == ["Culture"]
    done = await bring_in(path)
    assert (tried.read, tried.imported, tried.already) == (done.read, done.imported, done.already)
    assert [one.number for one in tried.refused] == [one.number for one in done.refused]
    assert (await bring_in(path, dry=True)).already == 4


class Crash(Exception):
    pass


async def test_a_crash_half_way_and_a_second_run_end_like_one_run(
    db, bring_in, file, place, elsewhere, monkeypatch
):
    lines = "".join(f"{n},Texte {n},{n - 1 if n % 3 else ''},{n % 4}\n" for n in range(1, 60))
    path = file("id,text,parent,theme\n" + lines)
    monkeypatch.setattr(writing, "BATCH", 10)

    async def crash(stage, share):
        if share > 0.6:
            raise Crash

    with pytest.raises(Crash):
        await bring_in(path, report=crash)
    [(half,)] = await rows(db, "SELECT count(*) FROM subject")
    second = await bring_in(path)
    whole = await bring_in(path, to=elsewhere)

    assert 0 < half < whole.imported
    assert second.already == half
    assert second.imported + half == whole.imported
    assert await counters_are_right(db)
    shape = (
        "SELECT s.source_id, o.source_id, p.source_id, t.key FROM subject s "
        "LEFT JOIN comment c ON c.id = s.id LEFT JOIN subject o ON o.id = c.on_id "
        "LEFT JOIN subject p ON p.id = c.parent_id LEFT JOIN idea i ON i.id = s.id "
        "LEFT JOIN theme t ON t.id = i.theme_id WHERE s.component_id = :box ORDER BY 1"
    )
    assert await rows(db, shape, box=place.box.id) == await rows(db, shape, box=elsewhere.box.id)


async def test_two_imports_of_one_file_at_once_end_as_one(db, bring_in, file, monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 7)
    path = file("id,text,theme\n" + "".join(f"{n},Texte {n},T{n % 5}\n" for n in range(60)))

    one, two = await asyncio.gather(bring_in(path), bring_in(path))

    assert one.imported + two.imported == 60
    assert await rows(db, "SELECT count(*), count(DISTINCT source_id) FROM subject") == [(60, 60)]
    assert await rows(db, "SELECT count(*) FROM theme") == [(6,)]
    assert await counters_are_right(db)


async def test_a_later_file_may_comment_on_an_earlier_one(db, bring_in, file):
    await bring_in(file("id,text\n1,Une idée\n"), source="ideas")

    later = await bring_in(file("id,text,parent\n9,Bravo,1\n"), source="comments")

    assert later.imported == 1
    assert await rows(db, "SELECT comment_count FROM subject WHERE source_id = '1'") == [(1,)]


async def test_the_neighbouring_box_has_no_parents_to_offer(bring_in, file, elsewhere):
    await bring_in(file("id,text\n1,Une idée\n"), to=elsewhere)

    assert [
        one.number for one in (await bring_in(file("id,text,parent\n9,Bravo,1\n"))).refused
    ] == [2]


async def test_plain_text_stays_plain(db, bring_in, file):
    await bring_in(file('id,text\n1,"# Pas un titre\n* un <b>point</b> [x](http://a.example)"\n'))

    [(body, html)] = await rows(db, "SELECT body, body_html FROM idea")
    assert body.startswith("# Pas un titre\n* un <b>")
    assert html == ("<p># Pas un titre<br>* un &lt;b&gt;point&lt;/b&gt; [x](http://a.example)</p>")


async def test_nobody_is_told_and_nothing_waits(db, bring_in, file):
    await bring_in(file(GOOD))

    assert await rows(db, "SELECT count(*) FROM outbox") == [(0,)]
    assert await rows(db, "SELECT count(*) FROM mail") == [(0,)]


async def test_what_is_imported_is_found_and_said_to_be_imported(db, bring_in, file, clients):
    await bring_in(file(GOOD), source="Enquête 2024")

    board = (await clients().get("/fr/projects/parks/ideas?q=kiosque")).text
    [(code,)] = await rows(db, "SELECT code FROM subject WHERE source_id = '1'")
    page = (await clients().get(f"/fr/ideas/{code}")).text

    assert "Un kiosque pour" in board and "Des bancs" not in board
    assert "Enquête 2024" in page and "128" in page and "Encore oui" in page


async def test_ids_follow_the_dates_so_that_threads_are_in_order(db, bring_in, file):
    await bring_in(file("id,text,parent,created_at\n1,Idée,,2025-01-01\nb,Deux,1,2025-02-02\n"
                        "a,Un,1,2025-02-01\n"))  # fmt: skip

    assert await rows(db, "SELECT body FROM comment ORDER BY id") == [("Un",), ("Deux",)]


async def test_an_idea_of_people_is_never_taken_for_an_import(db, bring_in, file, place, citizen):
    own = await make_idea(db, place, author=citizen)

    await bring_in(file("id,text\n" + await code_of(db, own) + ",Autre chose\n"))

    assert await rows(db, "SELECT count(*) FROM subject") == [(2,)]


async def test_a_column_of_texts_is_no_column_of_themes(bring_in, file):
    lines = "".join(f"{n},Texte,Sujet numéro {n}\n" for n in range(600))

    with pytest.raises(Exception, match="600"):
        await bring_in(file("id,text,theme\n" + lines))
