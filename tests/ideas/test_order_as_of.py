"""A list by supports or comments is read on as it was when its first page was read."""

import re
from itertools import pairwise

import pytest
from sqlalchemy import text

from participe.core.paging import Cursor
from participe.subjects import services
from tests import factories

IDEAS = 45


@pytest.fixture
async def ideas(db, place, elsewhere):
    """Ideas with 0, 1, 1, 2, 2 … supports, and one in another box."""
    made = [await factories.make_idea(db, place, title=f"Idée {n:02}") for n in range(IDEAS)]
    for n, idea in enumerate(made):
        await move(db, idea, (n + 1) // 2)
    await factories.make_idea(db, elsewhere, title="Idée d’ailleurs")
    return made


async def move(db, idea, by: int, counter: str = "support_count") -> None:
    await db.exec(
        text(f"UPDATE subject SET {counter} = {counter} + :by WHERE id = :id"),
        params={"by": by, "id": idea.id},
    )
    await db.commit()


def shown(page: str) -> list[str]:
    return re.findall(r'<h3[^>]*><a href="/fr/ideas/\w+"[^>]*>(Idée [^<]+)</a>', page)


def way(page: str, rel: str) -> str:
    found = re.search(rf'<a[^>]*rel="{rel}"[^>]*>', page)
    assert found is not None, f"no {rel}"
    return re.search(r'href="([^"]+)"', found[0])[1].replace("&amp;", "&")


@pytest.mark.parametrize("order", ["supported", "discussed"])
async def test_nothing_is_shown_twice_or_missed_while_people_vote(
    app, clients, db, place, ideas, order
):
    counter = {"supported": "support_count", "discussed": "comment_count"}[order]
    if order == "discussed":
        for n, idea in enumerate(ideas):
            await move(db, idea, n // 3, counter)
    browser = clients()
    path = f"/fr/projects/{place.project.slug}/ideas?order={order}"
    quiet, at = [], path
    while True:
        page = (await browser.get(at)).text
        quiet.append(shown(page))
        if 'rel="next"' not in page:
            break
        at = way(page, "next")
    assert [len(p) for p in quiet] == [20, 20, 5]

    first = (await browser.get(path)).text
    await move(db, ideas[2], 99, counter)  # unread, to the very top
    await move(db, ideas[-1], -20 if order == "supported" else -14, counter)  # read, to the bottom
    second = (await browser.get(way(first, "next"))).text
    await move(db, ideas[10], 50, counter)  # just read
    third = (await browser.get(way(second, "next"))).text
    back = (await browser.get(way(third, "prev"))).text
    again = (await browser.get(way(back, "prev"))).text

    assert [shown(p) for p in (first, second, third)] == quiet
    assert shown(back) == quiet[1]
    assert shown(again) == quiet[0]
    app.state.kept_pages.clear()
    fresh = shown((await browser.get(path)).text)
    assert fresh[:2] != quiet[0][:2]  # a list begun anew is that of now


async def test_counts_that_go_down_and_up_again_change_nothing(clients, db, place, ideas):
    browser = clients()
    path = f"/fr/projects/{place.project.slug}/ideas?order=supported"
    first = (await browser.get(path)).text
    before = shown((await browser.get(way(first, "next"))).text)

    for by in (5, -5, 1, -1):
        await move(db, ideas[7], by)

    assert shown((await browser.get(way(first, "next"))).text) == before


@pytest.mark.parametrize("seen", ["", "1:1", "x:1:", "1:2:'; DROP TABLE subject", 7, "9" * 400])
async def test_a_forged_cursor_begins_the_list_again(clients, place, ideas, seen):
    cursor = Cursor((3, str(ideas[0].id), seen))
    path = f"/fr/projects/{place.project.slug}/ideas?order=supported"

    forged = await clients().get(f"{path}&cursor={cursor}")

    assert forged.status_code == 200
    assert shown(forged.text) == shown((await clients().get(path)).text)


async def test_titles_by_supports_are_in_falling_order(clients, db, place, ideas):
    page = (await clients().get(f"/fr/projects/{place.project.slug}/ideas?order=supported")).text

    numbers = [int(title.split()[1]) for title in shown(page)]
    assert all((a + 1) // 2 >= (b + 1) // 2 for a, b in pairwise(numbers))


async def test_what_moved_is_forgotten_after_a_day(db, sessions, place, ideas):
    await db.exec(
        text("UPDATE counter_change SET at = at - interval '25 hours' WHERE supports > 3")
    )
    await db.commit()

    await services.forget_counter_changes(sessions)

    left = (await db.exec(text("SELECT max(supports) FROM counter_change"))).scalar()
    assert left == 3
