"""How often one may ask: machines are slowed down, a school class is not."""

import pytest
from httpx2 import ASGITransport, AsyncClient

from participe.app import create_app
from participe.core.ratelimit import POSTS, SEARCHES, SIGN_INS, Limit, Limits
from tests.conftest import BASE


@pytest.fixture
def limited(settings, database, redis_url, engine):
    """The application as it runs, with its limits."""
    return create_app(
        settings.model_copy(update={"rate_limits": True}),
        database_url=database.url,
        redis_url=redis_url,
        engine=engine,
    )


def browser(app, actor=None, address: str = "203.0.113.7") -> AsyncClient:
    return AsyncClient(
        transport=ASGITransport(app, client=(address, 1)),
        base_url=BASE,
        cookies={"session": actor.key} if actor else {},
    )


async def test_too_many_posts_are_refused_with_a_word_and_others_are_not(
    limited, db, place, citizen, other_citizen
):
    path = f"/fr/projects/{place.project.slug}/follow"
    async with browser(limited, citizen) as eager, browser(limited, other_citizen) as calm:
        statuses = [(await eager.post(path)).status_code for _ in range(POSTS.item.amount + 3)]
        refused = await eager.post(path)

        assert set(statuses[: POSTS.item.amount - 1]) == {303}
        assert refused.status_code == 429
        assert '<html lang="fr"' in refused.text
        assert (await eager.get("/fr/projects")).status_code == 200  # reading goes on
        assert (await calm.post(path)).status_code == 303  # the same network, another account


async def test_a_class_of_sixty_signs_in_from_one_network(limited, db):
    async with browser(limited, address="198.51.100.9") as school:
        asked = [
            (await school.post("/fr/sign-in", data={"email": f"pupil{n}@example.org"})).status_code
            for n in range(60)
        ]
    assert set(asked) == {303}


async def test_one_mailbox_is_not_flooded(limited, db):
    async with browser(limited, address="192.0.2.9") as somebody:
        asked = [
            (await somebody.post("/fr/sign-in", data={"email": "n.b@example.org"})).status_code
            for _ in range(14)
        ]
    assert asked[:8] == [303] * 8
    assert asked[-1] == 429


async def test_counts_are_shared_through_redis(settings, redis_url):
    on = settings.model_copy(update={"rate_limits": True})
    one, other = Limits(on, redis_url), Limits(on, redis_url)
    limit = Limit("shared", "4/minute")

    hits = [await web.hit(limit, "somebody") for web in (one, other) * 3]

    assert hits == [True] * 4 + [False] * 2


async def test_without_redis_each_process_counts_and_codes_at_half(settings, tmp_path):
    on = settings.model_copy(update={"rate_limits": True})
    alone = Limits(on, f"unix://{tmp_path}/nothing.sock")
    posts, codes = Limit("posts", "4/minute"), Limit("codes", "4/minute", strict=True)

    assert [await alone.hit(posts, "a") for _ in range(5)] == [True] * 4 + [False]
    assert [await alone.hit(codes, "a") for _ in range(3)] == [True] * 2 + [False]
    assert await alone.hit(codes, "b")


def test_limits_leave_room_for_a_library():
    assert SIGN_INS.item.amount >= 60
    assert SEARCHES.item.amount >= 60
