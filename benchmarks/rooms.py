"""The rooms around the lists: the officials' table, the search of the site, one's own page, and how
much memory an export of everything takes while it is sent."""

import http.client
import random
import threading
import time
from typing import Any
from urllib.parse import urlencode

import psutil
import psycopg

from benchmarks.client import Ask
from benchmarks.seed import Seeded

QUERIES = ["école vélo", "jardin", "piscine", "eau chaleur", "bus soir"]


def make_official(url: str, data: Seeded) -> None:
    """The first of the people who are signed in runs the administration."""
    with psycopg.connect(url) as c:
        c.execute(
            "INSERT INTO role (id, created_at, person_id, name, administration_id) "
            "SELECT gen_random_uuid(), now(), p.id, 'manager', c.administration_id "
            "FROM person p JOIN session s ON s.person_id = p.id, component c "
            "WHERE s.key_hash = sha256(%s) AND c.id = %s ON CONFLICT DO NOTHING",
            [data.keys[0].encode(), data.component],
        )
        c.execute(
            "INSERT INTO assignment (subject_id, administration_id, person_id, due_on, set_at) "
            "SELECT s.id, s.administration_id, r.person_id, current_date + 7, now() FROM subject s, "
            "role r WHERE s.component_id = %s AND s.kind = 'idea' AND r.name = 'manager' "
            "AND r.administration_id = s.administration_id ORDER BY s.id LIMIT 500",
            [data.component],
        )
        c.execute("ANALYZE")


def pages(table: Any, data: Seeded, requests: int) -> None:
    key, random_ = data.keys[0], random.Random(5)
    listed = f"/fr/manage/commune-{data.slug}/projects/{data.slug}/ideas"
    for connections in (1, 16):
        table.measure(
            "officials' table, 50 rows", lambda n: Ask(listed, key=key), requests, connections
        )
        table.measure(
            "officials' table, mine and late",
            lambda n: Ask(f"{listed}?charge=mine&due=week", key=key), requests, connections,
        )  # fmt: skip
        table.measure(
            "search of the site",
            lambda n: Ask(
                "/fr/search?" + urlencode({"q": random_.choice(QUERIES)}), key=data.keys[n % 64]
            ),
            requests,
            connections,
        )
        table.measure(
            "my page", lambda n: Ask("/fr/me", key=data.keys[1 + n % 60]), requests, connections
        )


def export(port: int, web: psutil.Process, data: Seeded, contributions: int) -> None:
    """The whole archive, downloaded once while the memory of the web processes is watched."""
    watched, over = [_memory(web)], threading.Event()
    sends = max(web.children(recursive=True), key=lambda one: one.memory_info().rss, default=web)
    alone = [sends.memory_info().rss]

    def watch() -> None:
        while not over.wait(0.05):
            watched.append(_memory(web))
            alone.append(sends.memory_info().rss)

    thread = threading.Thread(target=watch)
    thread.start()
    began, size = time.perf_counter(), 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", f"/fr/projects/{data.slug}/open-data.zip")
    answer = connection.getresponse()
    while piece := answer.read(1 << 16):
        size += len(piece)
    over.set()
    thread.join()
    print(
        f"\nOpen data of {contributions:,} contributions: {size / 1e6:.1f} MB in "
        f"{time.perf_counter() - began:.1f} s; the process that sends grew by "
        f"{(max(alone) - alone[0]) / 1e6:.0f} MB to {max(alone) / 1e6:.0f} MB, and with the one "
        f"above it they take {max(watched) / 1e6:.0f} MB (resident, shared pages counted twice)."
    )


def _memory(process: psutil.Process) -> int:
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)])
