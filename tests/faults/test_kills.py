"""Processes killed under load: what was acknowledged is there, nothing is there twice."""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

import psycopg
import pytest
from httpx2 import AsyncClient, HTTPError
from psutil import NoSuchProcess, Process
from redis import Redis
from sqlalchemy import text

from participe.core import embedded
from participe.core.db import make_engine, make_sessions, sql, working
from tests.factories import code_of, make_actor, make_idea, make_place

pytestmark = pytest.mark.xdist_group("faults")


@dataclass
class Platform:
    """Processes of a platform, begun again when they are killed."""

    address: str
    env: dict[str, str]
    port: int
    running: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, name: str) -> None:
        arguments = {"web": ["web", "--port", str(self.port)], "worker": ["work"]}[name]
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "participe", *arguments],
            env=self.env, start_new_session=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self, name: str) -> None:
        """The process and its children at once, without a word of warning."""
        process = self.running[name]
        for one in [*Process(process.pid).children(recursive=True), Process(process.pid)]:
            try:
                one.send_signal(signal.SIGKILL)
            except NoSuchProcess:
                continue
        process.wait()
        self.start(name)

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(20)

    async def answers(self, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        async with AsyncClient(base_url=self.address) as client:
            while time.monotonic() < deadline:
                try:
                    if (await client.get("/readyz")).status_code == 200:
                        return
                except HTTPError:
                    await asyncio.sleep(0.1)
        raise AssertionError("The platform did not come back.")


@pytest.fixture
async def platform(shared_home, worker_id, database, tmp_path):
    from participe.core import migrations

    superuser = embedded.as_role(database.url, "postgres", "postgres")
    name = f"faults_{worker_id}"
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    own = embedded.ensure_database(superuser, name)
    migrations.upgrade(own.owner_url)
    with embedded.redis(tmp_path) as redis_url, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        env = os.environ | {
            "DATABASE_URL": own.url, "REDIS_URL": redis_url, "RATE_LIMITS": "false",
            "PUBLIC_URL": f"http://127.0.0.1:{port}", "PARTICIPE_HOME": str(tmp_path),
            "SECRET_KEY": "a secret of the fault tests, long enough", "DEMO": "true",
        }  # fmt: skip
        platform = Platform(f"http://127.0.0.1:{port}", env, port)
        engine = make_engine(own.url)
        platform.sessions = make_sessions(engine)
        platform.redis_url = redis_url
        for process in ("web", "worker"):
            platform.start(process)
        try:
            await platform.answers()
            yield platform
        finally:
            platform.stop()
            await engine.dispose()


async def people_and_ideas(sessions, people: int, ideas: int):
    async with working(sessions) as db:
        commit = db.commit

        async def flush_only() -> None:
            await db.flush()

        db.commit = flush_only
        place = await make_place(db)
        actors = [await make_actor(db, f"P{n}") for n in range(people)]
        codes = [
            await code_of(db, await make_idea(db, place, title=f"Idée {n}", author=actors[0]))
            for n in range(ideas)
        ]
        db.commit = commit
    return actors, codes


async def support_everything(platform: Platform, actors, codes) -> set[tuple[str, str]]:
    """Each person supports each idea, trying again when nothing answers; the acknowledged pairs."""
    acknowledged: set[tuple[str, str]] = set()

    async def one_person(actor) -> None:
        async with AsyncClient(
            base_url=platform.address, cookies={"session": actor.key}, timeout=5
        ) as client:
            for code in random.sample(codes, len(codes)):
                for _ in range(400):
                    try:
                        answer = await client.post(
                            f"/fr/subjects/{code}/support", data={"value": "1"}
                        )
                    except HTTPError:
                        await asyncio.sleep(0.05)
                        continue
                    if answer.status_code == 303:
                        acknowledged.add((actor.key, code))
                        break
                    await asyncio.sleep(0.05)

    await asyncio.gather(*(one_person(actor) for actor in actors))
    return acknowledged


async def sums(sessions) -> tuple[int, int]:
    async with working(sessions) as db:
        votes = (await sql(db, text("SELECT count(*) FROM vote"))).scalar_one()
        counted = (await sql(db, text("SELECT sum(support_count) FROM subject"))).scalar_one()
    return votes, counted


async def test_killing_web_and_worker_loses_and_doubles_nothing(platform):
    actors, codes = await people_and_ideas(platform.sessions, people=8, ideas=40)

    async def kill_now_and_then() -> None:
        for name in ("web", "worker", "web", "web"):
            await asyncio.sleep(0.7)
            platform.kill(name)
            await platform.answers()

    acknowledged, _ = await asyncio.gather(
        support_everything(platform, actors, codes), kill_now_and_then()
    )

    assert len(acknowledged) == 8 * 40
    assert await sums(platform.sessions) == (320, 320)


async def test_an_emptied_redis_loses_nothing(platform):
    actors, codes = await people_and_ideas(platform.sessions, people=6, ideas=30)
    redis = Redis(unix_socket_path=platform.redis_url.removeprefix("unix://"))

    async def comment(actor, code) -> int:
        async with AsyncClient(
            base_url=platform.address, cookies={"session": actor.key}, timeout=10
        ) as client:
            answer = await client.post(
                f"/fr/subjects/{code}/comments", data={"body": "Bonne idée.", "lang": "fr"}
            )
            return answer.status_code

    async def flush_now_and_then() -> None:
        for _ in range(8):
            redis.flushall()
            await asyncio.sleep(0.15)

    acknowledged, statuses, _ = await asyncio.gather(
        support_everything(platform, actors, codes),
        asyncio.gather(*(comment(a, c) for a, c in zip(actors * 5, codes, strict=True))),
        flush_now_and_then(),
    )

    assert len(acknowledged) == 6 * 30
    assert set(statuses) == {303}
    assert await sums(platform.sessions) == (180, 180)
    await nothing_waits(platform.sessions)


async def nothing_waits(sessions, seconds: float = 30) -> None:
    """The worker finds every event without Redis telling it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        async with working(sessions) as db:
            waiting = (await sql(db, text("SELECT count(*) FROM outbox"))).scalar_one()
        if waiting == 0:
            return
        await asyncio.sleep(0.3)
    raise AssertionError(f"{waiting} events still wait.")


async def test_without_redis_people_go_on_and_mails_are_sent(platform):
    actors, codes = await people_and_ideas(platform.sessions, people=2, ideas=3)
    redis = Redis(unix_socket_path=platform.redis_url.removeprefix("unix://"))
    redis.shutdown(nosave=True)

    acknowledged = await support_everything(platform, actors, codes)
    async with AsyncClient(base_url=platform.address) as client:
        asked = await client.post("/fr/sign-in", data={"email": "ana@example.org"})

    assert len(acknowledged) == 6
    assert asked.status_code == 303
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        async with working(platform.sessions) as db:
            sent = (
                await sql(db, text("SELECT count(*) FROM mail WHERE sent_at IS NOT NULL"))
            ).scalar_one()
        if sent == 1:
            return
        await asyncio.sleep(0.3)
    raise AssertionError("The mail was not sent without Redis.")
