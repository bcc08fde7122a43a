"""Keeps the child processes of `participe demo` and `serve` alive, and stops them cleanly."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

RESTARTS = 10  # within a minute: more means that it cannot live
PAUSE_S = 0.2


@dataclass
class Child:
    """One process, begun again when it dies."""

    name: str
    command: Sequence[str]
    env: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the parent alone, which stops children in order.
        self.process = subprocess.Popen(self.command, env=self.env, start_new_session=True)
        self.starts = [t for t in self.starts if t > time.monotonic() - 60] + [time.monotonic()]

    @property
    def is_dead(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self, seconds: float = 10) -> None:
        if self.process is None or self.is_dead:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def supervise(
    children: Sequence[Child], ready_url: str, when_ready: Callable[[], None], timeout_s: float = 90
) -> int:
    """Run the children until a signal comes; return the exit code."""
    stopped = threading.Event()

    def stop(number: int, frame: object) -> None:
        # Noted, never raised: a second signal must not break in while the children are stopped.
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    deadline, ready = time.monotonic() + timeout_s, False
    try:
        for child in children:
            child.start()
        while not stopped.wait(PAUSE_S if ready else 0.05):
            for child in children:
                if child.is_dead:
                    if len(child.starts) >= RESTARTS:
                        print(f"{child.name} cannot be kept running.", file=sys.stderr)
                        return 1
                    child.start()
            if not ready and answers(ready_url):
                ready = True
                when_ready()
            if not ready and time.monotonic() > deadline:
                print(f"Nothing answers at {ready_url}.", file=sys.stderr)
                return 1
        return 0
    finally:
        for child in children:
            child.stop()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own address
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False
