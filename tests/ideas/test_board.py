"""The list of a box as a visitor meets it."""

from tests.factories import code_of, make_idea


async def test_a_published_idea_is_on_the_board(clients, db, place, citizen):
    await make_idea(db, place, title="Des bancs à l’ombre", author=citizen)

    answer = await clients().get("/fr/projects/parks/ideas?order=newest")

    assert answer.status_code == 200
    assert "Des bancs à l’ombre" in answer.text
    assert "Nadia B." in answer.text


async def test_the_random_order_keeps_its_seed_in_the_address(clients, db, place):
    answer = await clients(follow=False).get("/fr/projects/parks/ideas")

    assert answer.status_code == 303
    assert "order=random&seed=" in answer.headers["location"]


async def test_walking_to_the_end_and_back_meets_every_idea_once(clients, db, place):
    from participe.core import clock
    from participe.core.rules import Viewer
    from participe.ideas import queries
    from participe.ideas.queries import BoardFilter, Order

    for n in range(47):
        await make_idea(db, place, title=f"Idée {n:02}", support_count=n % 3)
    viewer = Viewer(clock.now())
    box = await queries.box_of(db, viewer, "parks")

    for order in Order:
        for seed in (3, 12):
            seen, chosen = [], BoardFilter(order=order, seed=seed)
            while True:
                page = (await queries.board(db, viewer, box, chosen)).page
                seen += [card.title for card in page.items]
                if page.next is None:
                    break
                chosen = BoardFilter(order=order, seed=seed, cursor=str(page.next))
            assert len(seen) == 47 == len(set(seen)) == page.total
            back = list(seen[-len(page.items) :])
            while page.previous is not None:
                chosen = BoardFilter(order=order, seed=seed, cursor=str(page.previous))
                page = (await queries.board(db, viewer, box, chosen)).page
                back = [card.title for card in page.items] + back
            assert back == seen


async def test_supporting_twice_counts_once(clients, db, place, citizen):
    idea = await make_idea(db, place)
    code = await code_of(db, idea)
    for _ in range(2):
        answer = await clients(citizen).post(
            f"/fr/subjects/{code}/support",
            data={"value": "1"},
            headers={"HX-Request": "true", "HX-Target": "div#support"},
        )
    assert answer.text.strip().startswith('<div class="support')
    assert "<b>1</b>" in answer.text
