"""What `participe demo` and `serve` start is stopped with them, however impatient one is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

PARENT = """
import sys
from participe.cli.supervise import Child, supervise
slow = "import signal, time; signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.5), exit(0)));" \\
    "print('on', flush=True); time.sleep(60)"
child = Child("A child", [sys.executable, "-c", slow], {})
sys.exit(supervise([child], "http://127.0.0.1:9/", lambda: None))
"""


@pytest.fixture
def parent(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "on\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children()


@pytest.mark.parametrize(
    "signals",
    [[signal.SIGTERM], [signal.SIGINT], [signal.SIGTERM, signal.SIGINT] * 100],
    ids=["asked to end", "Ctrl-C", "impatiently"],
)
def test_children_end_with_their_parent(parent, signals):
    [child] = children(parent)

    for number in signals:  # at once, as `timeout` and a shell's group do
        os.kill(parent.pid, number)

    assert parent.wait(15) == 0
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_child_that_dies_is_begun_again(parent):
    [first] = children(parent)

    first.kill()

    assert parent.stdout.readline() == "on\n"
    [second] = children(parent)
    assert second.pid != first.pid
