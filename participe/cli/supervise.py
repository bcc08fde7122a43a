"""Keeps the child processes of `participe demo` and `serve` alive, and stops them cleanly."""

import os
import signal
import subprocess
import sys
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


class Stopped(Exception):
    """SIGTERM or Ctrl-C."""


def supervise(
    children: Sequence[Child], ready_url: str, when_ready: Callable[[], None], timeout_s: float = 90
) -> int:
    """Run the children until a signal comes; return the exit code."""

    def stop(number: int, frame: object) -> None:
        raise Stopped

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    deadline, ready = time.monotonic() + timeout_s, False
    try:
        for child in children:
            child.start()
        while True:
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
            time.sleep(PAUSE_S)
    except Stopped:
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for child in children:
            child.stop()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own address
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False
