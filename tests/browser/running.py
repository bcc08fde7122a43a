"""A platform of the tests that runs: its web process and its worker."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from participe.core import embedded


@dataclass(frozen=True)
class Platform:
    """A web process and a worker; `env` is what a command needs to work on the same."""

    address: str
    home: Path
    env: dict[str, str]


@contextmanager
def running(
    database: embedded.Database, redis_url: str, home: Path, *, demo: bool
) -> Iterator[Platform]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "DATABASE_URL": database.url,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": address,
        "PARTICIPE_HOME": str(home),
        "SECRET_KEY": "a secret of the browser tests, long",
        "RATE_LIMITS": "false",
        "DEMO": "true" if demo else "false",
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "participe", *arguments], env=env, start_new_session=True
        )
        for arguments in (["web", "--port", str(port)], ["work"])
    ]
    try:
        _wait_for(f"{address}/readyz")
        yield Platform(address, home, env)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def _wait_for(url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Nothing answers at {url}.")
