"""A worker killed while it gathers and sends tells everybody, and nobody twice."""

import asyncio
import random
import socket
import time
from collections import Counter
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from participe.core.db import sql, working
from participe.notifications import services
from tests.factories import make_actor, make_place
from tests.faults.test_kills import platform  # noqa: F401 - a fixture

pytestmark = pytest.mark.xdist_group("faults")
PEOPLE = 90
KILLS = 4


class Provider:
    """Takes mails as slowly as a provider does, and notes who got which."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []  # to, Message-ID

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.got.append((message["To"], message["Message-ID"]))
        await asyncio.sleep(0.03)
        return "250 OK"


@pytest.fixture
def provider():
    handler = Provider()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.url = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


async def news_for_everybody(sessions) -> None:
    """Each person has one thing to hear at once, and two in a summary that is due now."""
    async with working(sessions) as db:
        commit = db.commit

        async def flush_only() -> None:
            await db.flush()

        db.commit = flush_only
        place = await make_place(db)
        people = [await make_actor(db, f"P{n}") for n in range(PEOPLE)]
        await db.flush()
        news = {
            "project_id": place.project.id,
            "ids": {"phase": str(place.phase.id), "what": "opens"},
        }
        ids = [one.id for one in people]
        for once in ("at once", "later 1", "later 2"):
            await services.tell(db, "phase", ids, once=once, **news)
        await sql(db, text("UPDATE notice SET at_once = false WHERE once_key LIKE 'later%'"))
        db.commit = commit


async def free_what_was_claimed(sessions) -> None:
    """A claim ends after two minutes by itself; a test does not wait for that."""
    async with working(sessions) as db:
        await sql(db, text("UPDATE mail SET due_at = now() WHERE sent_at IS NULL"))


async def waiting(sessions) -> tuple[int, int]:
    async with working(sessions) as db:
        notices = await sql(db, text("SELECT count(*) FROM notice WHERE due_at IS NOT NULL"))
        mails = await sql(db, text("SELECT count(*) FROM mail WHERE sent_at IS NULL"))
        return notices.scalar_one(), mails.scalar_one()


async def test_a_worker_killed_again_and_again_tells_everybody_once(platform, provider):  # noqa: F811
    platform.env["SMTP_URL"] = provider.url
    platform.kill("worker")
    await news_for_everybody(platform.sessions)

    cut = 0
    for _ in range(KILLS):
        before = len(provider.got)
        deadline = time.monotonic() + 20
        while len(provider.got) == before and time.monotonic() < deadline:
            await asyncio.sleep(0.02)  # until it sends again
        await asyncio.sleep(random.random() / 2)
        cut += await waiting(platform.sessions) != (0, 0)
        platform.kill("worker")
        await free_what_was_claimed(platform.sessions)
    deadline = time.monotonic() + 60
    while await waiting(platform.sessions) != (0, 0) and time.monotonic() < deadline:
        await asyncio.sleep(0.5)

    assert cut >= 2  # killed with work in hand
    assert await waiting(platform.sessions) == (0, 0)
    shown = set(provider.got)  # a mailbox shows one Message-ID once
    by_person = Counter(to for to, _ in shown)
    assert len(by_person) == PEOPLE
    assert set(by_person.values()) == {2}  # one at once, one summary
    # Only what was on the wire when a worker died goes out again.
    assert len(provider.got) - len(shown) <= KILLS
    async with working(platform.sessions) as db:
        untied = await sql(db, text("SELECT count(*) FROM notice WHERE mail_id IS NULL"))
        assert untied.scalar_one() == 0
