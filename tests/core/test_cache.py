"""Pages kept for a second: for strangers, each with a nonce of its own, and nothing but pages."""

import tracemalloc

from participe.core.cache import AnonymousCacheMiddleware, KeptPages
from participe.core.web import static
from tests.factories import make_idea


async def test_a_page_asked_again_comes_from_memory_with_another_nonce(clients, db, place):
    first = await clients().get("/fr/projects/parks")
    await make_idea(db, place, title="Une idée toute neuve")
    again = await clients().get("/fr/projects/parks")

    assert "Une idée toute neuve" not in again.text
    nonces = [a.headers["content-security-policy"].split("'nonce-")[1][:22] for a in (first, again)]
    assert nonces[0] != nonces[1]
    assert nonces[1] in again.text
    assert nonces[0] not in again.text


async def test_a_signed_in_reader_and_another_theme_pass_it_by(clients, db, place, citizen):
    await clients().get("/fr/projects/parks")
    await make_idea(db, place, title="Une idée toute neuve")

    assert "toute neuve" in (await clients(citizen).get("/fr/projects/parks")).text
    dark = await clients().get("/fr/projects/parks", headers={"cookie": "theme=dark"})
    assert 'data-theme="dark"' in dark.text
    assert "toute neuve" in dark.text


async def test_files_are_never_kept(clients):
    sizes = [len((await clients().get(static("build/site.css"))).content) for _ in range(2)]

    assert sizes[0] == sizes[1] > 10_000


async def test_a_long_download_does_not_gather_in_memory():
    async def download(scope, receive, send):
        headers = [(b"content-type", b"text/csv")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for _ in range(100):
            await send({"type": "http.response.body", "body": bytes(500_000), "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def receive():
        raise AssertionError("nothing is read")

    async def drop(message):
        pass

    scope = {
        "type": "http", "method": "GET", "path": "/fr/x.csv", "query_string": b"", "headers": [],
        "state": {"nonce": "n"},
    }  # fmt: skip
    tracemalloc.start()
    await AnonymousCacheMiddleware(download, "session", KeptPages())(scope, receive, drop)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 5_000_000
