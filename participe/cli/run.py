"""demo, serve, work, migrate, check: what runs a platform."""

import asyncio
import os
import socket
import sys
from typing import Annotated

import typer

from participe.cli.ground import fail, ground, read_settings
from participe.cli.supervise import Child, python, supervise
from participe.core import migrations
from participe.server import Host, Port, web


def add_to(app: typer.Typer) -> None:
    for command in (demo, serve, work, migrate, check):
        app.command()(command)
    app.command(hidden=True)(web)


def demo(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Start a whole platform with fictitious content, on this machine only."""
    settings = read_settings(
        demo=True, public_url=f"http://{host}:{port}", database_url="", redis_url=""
    )
    home = settings.home / "demo"
    settings = settings.model_copy(update={"participe_home": home}).with_kept_secret()
    _must_be_free(host, port)
    if not settings.home.parent.exists():
        settings.home.parent.mkdir(parents=True)
    with ground(settings, redis=True) as found:
        migrations.upgrade(found.owner_url)
        from participe.demo import load

        if asyncio.run(load.load(found.settings, found.database_url, say=print)):
            print("The demonstration content was made.")
        env = os.environ | found.environment
        children = [
            Child(
                "The web server",
                python("participe", "web", "--host", host, "--port", str(port)),
                env,
            ),
            Child("The worker", python("participe", "work"), env),
        ]
        address = f"http://{host}:{port}"
        code = supervise(
            children,
            f"{address}/readyz",
            lambda: print(f"Participe is ready at {address}", flush=True),
        )
    raise typer.Exit(code)


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="Web processes.", min=1, max=64)] = 1,
) -> None:
    """Serve pages. Run `participe work` beside it, and `participe migrate` before it."""
    settings = read_settings(demo=False)
    if settings.is_loopback and not settings.secret_key.get_secret_value():
        settings = settings.with_kept_secret()
    try:
        settings.checked_for_serving()
    except ValueError as wrong:
        fail(str(wrong), code=2)
    _must_be_free(host, port)
    with ground(settings, redis=True) as found:
        if migrations.current(found.database_url) != migrations.head():
            fail("The database needs `participe migrate` first.")
        env = os.environ | found.environment
        command = python(
            "participe", "web", "--host", host, "--port", str(port), "--workers", str(workers)
        )
        code = supervise(
            [Child("The web server", command, env)],
            f"http://{host}:{port}/readyz",
            lambda: print(f"Participe is ready at http://{host}:{port}", flush=True),
        )
    raise typer.Exit(code)


def work() -> None:
    """Do background work: mails, notifications, imports, analyses."""
    from participe import worker
    from participe.core import logs

    settings = read_settings()
    if settings.is_loopback:
        settings = settings.with_kept_secret()
    logs.configure(readable=settings.demo)
    with ground(settings, redis=True) as found:
        asyncio.run(
            worker.run(settings, database_url=found.database_url, redis_url=found.redis_url)
        )


def migrate(
    revision: Annotated[str, typer.Argument(help="Target; the newest when left out.")] = "head",
) -> None:
    """Bring the database to the shape this version needs."""
    settings = read_settings()
    with ground(settings) as found:
        if not found.owner_url:
            fail("Set DATABASE_OWNER_URL: migrations run as the owner of the tables.", code=2)
        migrations.upgrade(found.owner_url, revision)
        print(f"The database is at {migrations.current(found.owner_url)}.")


def check(
    register: Annotated[
        bool, typer.Option("--register", help="Print the register of personal data, in Markdown.")
    ] = False,
    lang: Annotated[str, typer.Option(help="Of the register: fr, de, nl or en.")] = "fr",
    retention: Annotated[
        bool, typer.Option("--retention", help="Say how many rows the next night would delete.")
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Say whether the log of what officials did is whole.")
    ] = False,
    head: Annotated[
        str, typer.Option(help="Of the log, written down earlier: a cut end shows against it.")
    ] = "",
) -> None:
    """Say plainly whether settings, database, Redis, migrations and mail are in order."""
    from participe.cli import checks

    settings = read_settings()
    if register:
        typer.echo(checks.register(settings, lang), nl=False)
        return
    if retention:
        with ground(settings, redis=False) as found:
            typer.echo("\n".join(asyncio.run(checks.retention_due(found))))
        return
    if audit:
        from participe.cli.audit import verify

        verify(known=head)
        return
    with ground(settings, redis=not settings.redis_url) as found:
        verdicts = asyncio.run(checks.all_of(found))
    for verdict in verdicts:
        mark = typer.style("ok  ", fg="green") if verdict.ok else typer.style("FAIL", fg="red")
        typer.echo(f"{mark} {verdict.name}: {verdict.text}")
    if not all(verdict.ok for verdict in verdicts):
        raise typer.Exit(1)
    typer.echo("Everything is in order.")


def _must_be_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            print(error, file=sys.stderr)
            fail(f"Port {port} is in use. Choose another: --port {port + 1}", code=2)
