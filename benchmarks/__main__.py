"""Measure pages on real amounts of data: `make bench` (about four minutes).

Prints a table: requests a second, times, queries, and CPU milliseconds per request of the web
process and of PostgreSQL apart. Checks afterwards that every counter equals its rows.
"""

import argparse
import asyncio
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import psycopg

from benchmarks import client, rooms
from benchmarks.client import Ask
from benchmarks.seed import HUGE, LARGE, Seeded, seed
from participe.core import embedded, migrations

HOME = Path("/var/lib/participe-bench") if os.geteuid() == 0 else Path("var/bench").resolve()
HTML = (("HX-Request", "true"),)


class Cpu:
    """CPU seconds used so far by the web process and by all of PostgreSQL's."""

    def __init__(self, web: psutil.Process, postgres: psutil.Process | None) -> None:
        self.web, self.postgres = web, postgres

    def read(self) -> tuple[float, float]:
        return _tree(self.web), _tree(self.postgres) if self.postgres else 0.0


def _tree(process: psutil.Process) -> float:
    """Of a process, its children, and its children that have ended."""
    ended = process.cpu_times()
    total = ended.children_user + ended.children_system
    for one in [process, *process.children(recursive=True)]:
        try:
            times = one.cpu_times()
            total += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return total


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(command: list[str], port: int, env: dict[str, str], ready: str = "/healthz"):
    process = subprocess.Popen(command, env=os.environ | env, start_new_session=True)
    try:
        deadline, status = time.monotonic() + 60, 0
        while status != 200:
            with suppress(OSError):
                status, _, _ = asyncio.run(client.fetch(port, Ask(ready)))
            if time.monotonic() > deadline:
                raise RuntimeError(f"{ready} answers {status or 'nothing'} after a minute.")
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def postgres_of(url: str) -> psutil.Process:
    with psycopg.connect(url) as c:
        pid = c.execute("SELECT pg_backend_pid()").fetchone()[0]
        return psutil.Process(pid).parent()


def warm_up(connections: int) -> int:
    return 15 * connections + 15


class Table:
    def __init__(self, port: int, cpu: Cpu) -> None:
        self.port, self.cpu, self.rows = port, cpu, []

    def measure(
        self, name: str, asks: Callable[[int], Ask], requests: int, connections: int = 1,
        expect: int = 200,
    ) -> dict[str, Any]:  # fmt: skip
        """Print a row about `requests` of them, after others that warm up: statements are prepared
        on each connection by their tenth use.
        """
        warm = warm_up(connections)
        asyncio.run(client.run(self.port, asks, warm, connections))
        sent = self._statements()
        before = self.cpu.read()
        result = asyncio.run(client.run(self.port, lambda n: asks(n + warm), requests, connections))
        after = self.cpu.read()
        wrong = {s: n for s, n in result.statuses.items() if s != expect}
        row = {
            "name": name, "c": connections, "rate": requests / result.elapsed,
            "p50": result.percentile(0.5), "p95": result.percentile(0.95),
            "p99": result.percentile(0.99),
            "web": (after[0] - before[0]) / requests * 1000,
            "pg": (after[1] - before[1]) / requests * 1000,
            "queries": (self._statements() - sent) / requests,
        }  # fmt: skip
        row["cpu"] = row["web"] + row["pg"]
        self.rows.append(row)
        print(
            f"| {name} | {connections} | {row['rate']:.0f} | {row['p50']:.1f} | {row['p95']:.1f} | "
            f"{row['p99']:.1f} | {row['queries']:.1f} | {row['web']:.2f} | {row['pg']:.2f} | "
            f"**{row['cpu']:.2f}** |" + (f" UNEXPECTED {wrong}" if wrong else ""),
            flush=True,
        )
        return row

    def _statements(self) -> float:
        """How many the web process has sent to PostgreSQL so far."""
        if self.cpu.postgres is None:
            return 0
        _, _, body = asyncio.run(client.fetch(self.port, Ask("/metrics")))
        found = re.search(r"^participe_statements_total (\S+)$", body.decode(), re.M)
        return float(found[1]) if found else 0


def next_path(port: int, key: str, path: str) -> str:
    """Where «next» leads on a list page."""
    _, _, body = asyncio.run(client.fetch(port, Ask(path, key=key)))
    found = re.search(
        r'href="([^"]*cursor=[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*cursor=[^"]*)"',
        body.decode(),
    )
    if not found:
        raise RuntimeError(f"No next page on {path}")
    return (found[1] or found[2]).replace("&amp;", "&")


def page_50(port: int, data: Seeded) -> str:
    path = f"/fr/projects/{data.slug}/ideas?order=supported"
    for _ in range(49):
        path = next_path(port, data.keys[0], path)
    return path


def pages(table: Table, data: Seeded, requests: int, label: str) -> None:
    random_ = random.Random(1)
    slug, codes, keys = data.slug, data.codes, data.keys
    order = f"/fr/projects/{slug}/ideas?order="
    fifty = page_50(table.port, data)
    by = lambda path: lambda n: Ask(path, key=keys[n % len(keys)])  # noqa: E731
    queries = ["école vélo", "jardin", "piscine", "eau chaleur", "bus soir"]
    for connections in (1, 16):
        table.measure(f"list, page 1{label}", by(f"{order}supported"), requests, connections)
        table.measure(
            f"list, random order{label}",
            lambda n: Ask(f"{order}random&seed={n % 16}", key=keys[n % 64]),
            requests,
            connections,
        )
        table.measure(f"list, page 50{label}", by(fifty), requests, connections)
        table.measure(
            f"search{label}",
            lambda n: Ask(f"{order}newest&" + urlencode({"q": queries[n % 5]}), key=keys[n % 64]),
            requests,
            connections,
        )
        table.measure(
            f"idea with comments{label}",
            lambda n: Ask(f"/fr/ideas/{random_.choice(codes)}", key=keys[n % 64]),
            requests,
            connections,
        )
        table.measure(f"project page{label}", by(f"/fr/projects/{slug}"), requests, connections)


def strangers(table: Table, data: Seeded, requests: int) -> None:
    random_ = random.Random(2)
    table.measure(
        "stranger, same address (hit)", lambda n: Ask(f"/fr/projects/{data.slug}"), requests * 3
    )
    table.measure(
        "stranger, any idea (miss)",
        lambda n: Ask(f"/fr/ideas/{random_.choice(data.codes)}"),
        requests,
    )


def writes(table: Table, data: Seeded, url: str, requests: int) -> None:
    random_ = random.Random(3)
    words = "Une idée de mesure, avec quelques mots pour ne pas être trop courte."
    for connections in (1, 16):
        table.measure(
            "support", lambda n: Ask(
                f"/fr/subjects/{random_.choice(data.codes)}/support", "POST",
                f"value={random_.choice('110')}", data.keys[n % 64],
            ), requests, connections, expect=303,
        )  # fmt: skip
        table.measure(
            "comment", lambda n: Ask(
                f"/fr/subjects/{random_.choice(data.codes)}/comments", "POST",
                urlencode({"body": words, "stance": "pro", "lang": "fr"}), data.keys[n % 64],
            ), requests, connections, expect=303,
        )  # fmt: skip
        ideas(table, data, url, min(requests, 300), connections)


def ideas(table: Table, data: Seeded, url: str, requests: int, connections: int) -> None:
    """Both ends of proposing: the words become a draft, the draft becomes public."""
    words = "Une idée de mesure, qui explique en quelques mots pourquoi et pour qui. " * 3
    table.measure(
        "idea, first words", lambda n: Ask(
            f"/fr/projects/{data.slug}/ideas/new", "POST",
            urlencode({"title": f"Idée de mesure {n}", "body": words, "lang": "fr",
                       "theme": "t1"}), data.keys[n % 64],
        ), requests, connections, expect=303,
    )  # fmt: skip
    with psycopg.connect(url) as c:  # `Personne 7` holds the seventh key
        drafts = c.execute(
            "SELECT s.code, split_part(p.name, ' ', 2)::int FROM subject s "
            "JOIN person p ON p.id = s.author_id WHERE s.state = 'draft' AND s.component_id = %s",
            [data.component],
        ).fetchall()
    table.measure(
        "idea, sent", lambda n: Ask(
            f"/fr/ideas/{drafts[n][0]}/draft/check", "POST", "", data.keys[drafts[n][1]]
        ), len(drafts) - warm_up(connections), connections, expect=303,
    )  # fmt: skip


def counters_hold(url: str) -> bool:
    with psycopg.connect(url) as c:
        wrong = c.execute(
            """
            SELECT count(*) FROM subject s
            WHERE s.support_count <> (SELECT count(*) FROM vote v WHERE v.subject_id = s.id)
               OR s.comment_count <> (SELECT count(*) FROM comment k JOIN subject x ON x.id = k.id
                    WHERE k.on_id = s.id AND x.state = 'submitted' AND x.visibility = 'visible')
            """
        ).fetchone()[0]
        boxes = c.execute(
            """
            SELECT count(*) FROM idea_box b WHERE b.idea_count <> (
                SELECT count(*) FROM idea i JOIN subject s ON s.id = i.id
                WHERE i.box_id = b.id AND s.state = 'submitted' AND s.visibility = 'visible')
            """
        ).fetchone()[0]
    return wrong == 0 and boxes == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300, help="of each kind")
    parser.add_argument("--quick", action="store_true", help="fewer requests, no growth")
    arguments = parser.parse_args()
    requests = 80 if arguments.quick else arguments.requests
    shutil.rmtree(HOME, ignore_errors=True)
    with embedded.postgres(HOME, "bench") as database, embedded.redis(HOME) as redis_url:
        migrations.upgrade(database.owner_url)
        superuser = embedded.as_role(database.url, "postgres", "bench")
        began = time.monotonic()
        large = seed(superuser, "large", LARGE)
        huge = None if arguments.quick else seed(superuser, "huge", HUGE)
        print(f"Data made in {time.monotonic() - began:.0f} s.\n")
        print(
            "| what | clients | requests/s | p50 ms | p95 ms | p99 ms | queries | CPU ms web | CPU ms PostgreSQL | CPU ms |"
        )
        print("|---|---|---|---|---|---|---|---|---|---|")
        _bare(requests)
        port = free_port()
        env = {
            "DATABASE_URL": database.url, "REDIS_URL": redis_url, "RATE_LIMITS": "false",
            "PUBLIC_URL": f"http://127.0.0.1:{port}", "PARTICIPE_HOME": str(HOME),
            "SECRET_KEY": "benchmark benchmark benchmark benchmark",
        }  # fmt: skip
        command = [sys.executable, "-m", "participe", "web", "--port", str(port)]
        with server(command, port, env, "/readyz") as web:
            table = Table(port, Cpu(web, postgres_of(superuser)))
            pages(table, large, requests, "")
            strangers(table, large, requests)
            if huge:
                pages(table, huge, requests, " (20,000 ideas)")
            rooms.make_official(superuser, large)
            rooms.pages(table, large, requests)
            writes(table, large, superuser, requests)
            biggest, size = (huge, HUGE) if huge else (large, LARGE)
            rooms.export(port, web, biggest, size.ideas + size.comments)
        print(f"\nCounters equal their rows: {'yes' if counters_hold(superuser) else 'NO'}")
        _growth(table)
    shutil.rmtree(HOME, ignore_errors=True)


def _bare(requests: int) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "warning",
        "benchmarks.bare:app",
    ]
    with server(command, port, {}) as process:
        Table(port, Cpu(process, None)).measure("bare server", lambda n: Ask("/"), requests * 20)


def _growth(table: Table) -> None:
    by_name = {row["name"]: row["cpu"] for row in table.rows if row["c"] == 1}
    for name, cpu in by_name.items():
        if grown := by_name.get(f"{name} (20,000 ideas)"):
            print(f"{name}: {grown / cpu:.2f} times at 20,000 ideas.")


if __name__ == "__main__":
    main()
