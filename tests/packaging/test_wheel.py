"""The wheel holds all that a platform needs: it runs from an empty folder, without the sources."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from participe.core.paths import ROOT

PARTS = ("templates/base.html", "static/build/site.css", "static/vendor/htmx.min.js",
         "static/js/", "locale/fr/LC_MESSAGES/messages.mo", "alembic/versions/0001_ground.py",
         "alembic/env.py")  # fmt: skip


def run(*command: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env=os.environ | (env or {}), capture_output=True,
        text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture
def home(tmp_path: Path, worker_id: str) -> Iterator[Path]:
    """Near the root, for the path of a socket is short."""
    folder = Path("/var/lib" if os.geteuid() == 0 else "/tmp") / f"participe-wheel-{worker_id}"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_the_wheel_holds_pages_styles_words_and_migrations(wheel):
    names = ZipFile(wheel).namelist()

    missing = [part for part in PARTS if not any(f"_files/{part}" in name for name in names)]
    assert not missing
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_the_wheel_runs_from_an_empty_folder(wheel, home, tmp_path):
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    # The packages that it depends on are those of this environment; its own files are the wheel's.
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site),
        str(wheel), cwd=empty)  # fmt: skip
    env = {"PYTHONPATH": str(site), "PARTICIPE_HOME": str(home), "DATABASE_URL": "",
           "REDIS_URL": ""}  # fmt: skip
    where = run("-c", "import participe; print(participe.__file__)", cwd=empty, env=env)
    assert where.startswith(str(site))

    assert "The database is at" in run("-m", "participe", "migrate", cwd=empty, env=env)
    with serving(empty, env) as address:
        page = read(f"{address}/fr/")
        assert '<html lang="fr"' in page
        assert "Projets" in page
        style = re.search(r'href="(/static/[^"]+\.css)"', page)
        assert style is not None
        assert "@layer" in read(address + style[1])


@contextmanager
def serving(folder: Path, env: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "participe", "serve", "--port", str(port)], cwd=folder,
        env=os.environ | env | {"PUBLIC_URL": address},
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            try:
                read(f"{address}/readyz")
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()
