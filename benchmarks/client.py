"""A small HTTP client for load: keep-alive connections, one request at a time on each."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ask:
    path: str
    method: str = "GET"
    body: str = ""
    key: str = ""  # of the session; empty for a stranger
    headers: tuple[tuple[str, str], ...] = ()

    def raw(self) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        if self.key:
            lines.append(f"Cookie: session={self.key}")
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.method == "POST":
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(self.body.encode())}",
                "Sec-Fetch-Site: same-origin",
            ]
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()


@dataclass
class Result:
    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    elapsed: float = 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


async def run(port: int, asks: Callable[[int], Ask], requests: int, connections: int) -> Result:
    """Send `requests` of them; `asks(n)` makes the n-th."""
    result, numbers = Result(), iter(range(requests))
    began = time.perf_counter()
    await asyncio.gather(*(_connection(port, asks, numbers, result) for _ in range(connections)))
    result.elapsed = time.perf_counter() - began
    return result


async def _connection(port, asks, numbers, result: Result) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for number in numbers:
            raw = asks(number).raw()
            began = time.perf_counter()
            writer.write(raw)
            status, _, _ = await read_answer(reader)
            result.seconds.append(time.perf_counter() - began)
            result.statuses[status] = result.statuses.get(status, 0) + 1
    finally:
        writer.close()


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split()[1])
    headers = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int((await reader.readline()).strip() or b"0", 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return status, headers, body
    return status, headers, await reader.readexactly(int(headers.get("content-length", 0)))


async def fetch(port: int, ask: Ask) -> tuple[int, dict[str, str], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(ask.raw())
        return await read_answer(reader)
    finally:
        writer.close()
